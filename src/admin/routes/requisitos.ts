/** `GET /api/v1/usuarios/{id}/requisitos/{tipo}/{contenido}`: whether a user may enter a piece of content, and what is missing. */
import { z } from 'zod';
import { ContentNotFoundError, UserNotFoundError } from '../../commands/errores.ts';
import { Slug } from '../../events/contenido.ts';
import { UsuarioId } from '../../events/cuentas.ts';
import { gruposDe } from '../../queries/grupos.ts';
import { leerRequisitos, responderRequisitos } from '../../queries/requisitos.ts';
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
  groups: gruposDe(leerRequisitos),
  params: z.strictObject({
    id: UsuarioId,
    tipo: z.enum(['fragmento', 'experiencia', 'item']),
    contenido: Slug,
  }),
  query: z.strictObject({}),
  body: z.strictObject({ cumplido: z.boolean(), faltan: z.array(Faltante) }),
  problems: ['USER_NOT_FOUND', 'CONTENT_NOT_FOUND'],
  async handle({ options: { cacheadas, now }, params: { id, tipo, contenido }, desde }) {
    const lectura = await cacheadas.leerRequisitos(id, tipo, contenido, desde);
    if (!lectura) throw new ContentNotFoundError(tipo, contenido);
    const respuesta = responderRequisitos(lectura, new Date(now()).toISOString());
    if (!respuesta) throw new UserNotFoundError();
    return { body: respuesta };
  },
});
