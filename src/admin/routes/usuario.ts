/** `GET /api/v1/usuarios/{id}`: one user. */
import { z } from 'zod';
import { UserNotFoundError } from '../../commands/errores.ts';
import { UsuarioId } from '../../events/cuentas.ts';
import { gruposDe } from '../../queries/grupos.ts';
import { usuario } from '../../queries/usuarios.ts';
import { present, SEES_USERS, Usuario } from '../people.ts';
import { defineRoute } from '../route.ts';

export const getUsuario = defineRoute({
  path: '/api/v1/usuarios/{id}',
  operationId: 'getUsuario',
  summary: 'One user, with the balance.',
  access: { roles: SEES_USERS },
  groups: gruposDe(usuario),
  params: z.strictObject({ id: UsuarioId }),
  query: z.strictObject({}),
  body: z.strictObject({ usuario: Usuario }),
  problems: ['USER_NOT_FOUND'],
  async handle({ options, key, params: { id } }) {
    const row = await usuario(options.database, id);
    if (!row) throw new UserNotFoundError();
    const [shown] = await present(options, key, [row]);
    return { body: { usuario: shown! } };
  },
});
