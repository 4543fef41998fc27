/** `GET /api/v1/candidatos-vip`: users who are not VIP, the likeliest to become it first. */
import { z } from 'zod';
import { UsuarioId } from '../../events/cuentas.ts';
import { gruposDe } from '../../queries/grupos.ts';
import { candidatosAVip } from '../../queries/perfil.ts';
import { QUEUE_LIMIT } from '../cursor.ts';
import { SEES_USERS } from '../people.ts';
import { defineRoute, NO_PARAMS } from '../route.ts';

export const listCandidatos = defineRoute({
  path: '/api/v1/candidatos-vip',
  operationId: 'listCandidatosVip',
  summary: 'Users who are not VIP, the likeliest to become it first, by their conversion score of 0 to 100.',
  access: { roles: SEES_USERS },
  groups: gruposDe(candidatosAVip),
  params: NO_PARAMS,
  query: z.strictObject({ limite: QUEUE_LIMIT }),
  body: z.strictObject({
    candidatos: z.array(
      z.strictObject({ usuarioId: UsuarioId, conversion: z.int(), ultimoDia: z.iso.date() }),
    ),
  }),
  problems: [],
  async handle({ options: { database, now }, query: { limite } }) {
    const ahora = new Date(now()).toISOString();
    return { body: { candidatos: [...(await candidatosAVip(database, { ahora, limite }))] } };
  },
});
