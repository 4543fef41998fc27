/** `GET /api/v1/revisiones`: fraud reviews that wait for an admin, those that freeze somebody first. */
import { z } from 'zod';
import { UsuarioId } from '../../events/cuentas.ts';
import { Senal } from '../../events/usuario/eventos-cuenta.ts';
import { gruposDe } from '../../queries/grupos.ts';
import { revisionesAbiertas } from '../../queries/revisiones.ts';
import { QUEUE_LIMIT } from '../cursor.ts';
import { SEES_USERS } from '../people.ts';
import { defineRoute, NO_PARAMS } from '../route.ts';

const Revision = z.strictObject({
  revision: z.uuid().describe('As `ResolverRevision` asks for it.'),
  usuarioId: UsuarioId,
  severidad: z.enum(['media', 'alta']).describe('At `alta` the user can spend nothing until it is resolved.'),
  senales: z.array(Senal).describe('What was measured, and the threshold it went over.'),
  motivo: z.string(),
  abiertaEn: z.iso.datetime(),
});

export const listRevisiones = defineRoute({
  path: '/api/v1/revisiones',
  operationId: 'listRevisiones',
  summary: 'Fraud reviews that wait for an admin, those that freeze somebody first, then the oldest.',
  access: { roles: SEES_USERS },
  groups: gruposDe(revisionesAbiertas),
  params: NO_PARAMS,
  query: z.strictObject({ limite: QUEUE_LIMIT }),
  body: z.strictObject({ revisiones: z.array(Revision) }),
  problems: [],
  async handle({ options: { database }, query: { limite } }) {
    const rows = await revisionesAbiertas(database, { limite });
    return {
      body: {
        revisiones: rows.map(({ revision, usuarioId, severidad, senales, motivo, abiertaEn }) => ({
          revision,
          usuarioId,
          severidad,
          senales: senales as z.infer<typeof Senal>[],
          motivo,
          abiertaEn,
        })),
      },
    };
  },
});
