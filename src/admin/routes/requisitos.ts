/** `GET /api/v1/usuarios/{id}/requisitos/{tipo}/{contenido}`: whether a user may enter a piece of content, and what is missing. */
import { z } from 'zod';
import { ContentNotFoundError, UserNotFoundError } from '../../commands/errores.ts';
import { Slug } from '../../events/contenido.ts';
import { UsuarioId } from '../../events/cuentas.ts';
import { requisitosDe } from '../../queries/requisitos.ts';
import { usuario } from '../../queries/usuarios.ts';
import { SEES_USERS } from '../people.ts';
import { defineRoute } from '../route.ts';

const Faltante = z
  .looseObject({ tipo: z.string() })
  .describe('One unmet condition, with what is needed and what the user has.');

export const getRequisitos = defineRoute({
  path: '/api/v1/usuarios/{id}/requisitos/{tipo}/{contenido}',
  operationId: 'getRequisitos',
  summary: 'Whether a user may enter a fragment, an experience or buy an item, and what is missing.',
  access: { roles: SEES_USERS },
  groups: ['requisitos'],
  params: z.strictObject({
    id: UsuarioId,
    tipo: z.enum(['fragmento', 'experiencia', 'item']),
    contenido: Slug,
  }),
  query: z.strictObject({}),
  body: z.strictObject({ cumplido: z.boolean(), faltan: z.array(Faltante) }),
  problems: ['USER_NOT_FOUND', 'CONTENT_NOT_FOUND'],
  async handle({ options: { database, now }, params: { id, tipo, contenido } }) {
    const respuesta = await requisitosDe(database, id, tipo, contenido, new Date(now()).toISOString());
    if (respuesta) return { body: respuesta };
    if (!(await usuario(database, id))) throw new UserNotFoundError();
    throw new ContentNotFoundError(tipo, contenido);
  },
});
