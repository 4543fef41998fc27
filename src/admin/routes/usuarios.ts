/** `GET /api/v1/usuarios`: users, newest first. */
import { z } from 'zod';
import { gruposDe } from '../../queries/grupos.ts';
import { usuarios } from '../../queries/usuarios.ts';
import { nextCursor, pageParameters, positionIn, Siguiente } from '../cursor.ts';
import { present, SEES_USERS, Usuario } from '../people.ts';
import { defineRoute, NO_PARAMS } from '../route.ts';

const LIST = 'usuarios';

export const listUsuarios = defineRoute({
  path: '/api/v1/usuarios',
  operationId: 'listUsuarios',
  summary: 'Users, newest first.',
  access: { roles: SEES_USERS },
  groups: gruposDe(usuarios),
  params: NO_PARAMS,
  query: z.strictObject(pageParameters(LIST)),
  body: z.strictObject({ usuarios: z.array(Usuario), siguiente: Siguiente }),
  problems: [],
  async handle({ options, key, query: { limite, cursor } }) {
    const antesDe = cursor === undefined ? undefined : positionIn(LIST, cursor)!;
    const page = await usuarios(options.database, { limite, antesDe });
    return {
      body: {
        usuarios: await present(options, key, page.usuarios),
        siguiente: nextCursor(LIST, page.siguiente),
      },
    };
  },
});
