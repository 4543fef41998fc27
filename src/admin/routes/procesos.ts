/** `GET /api/v1/procesos`: everything that is under way, what is due at once first. */
import { z } from 'zod';
import { REGLAS } from '../../events/reglas.ts';
import { gruposDe } from '../../queries/grupos.ts';
import { procesosPendientes, TIPOS_DE_PROCESO } from '../../queries/procesos.ts';
import { QUEUE_LIMIT } from '../cursor.ts';
import { SEES_USERS } from '../people.ts';
import { defineRoute, NO_PARAMS } from '../route.ts';

const Proceso = z.strictObject({
  tipo: z.enum(TIPOS_DE_PROCESO),
  id: z.string(),
  usuarioId: z.string().nullable(),
  detalle: z.string().nullable().describe('The item or code it is about.'),
  vence: z.iso.datetime().nullable().describe('When it is due by itself; null for what is due at once.'),
  desde: z.iso.datetime(),
});

export const listProcesos = defineRoute({
  path: '/api/v1/procesos',
  operationId: 'listProcesos',
  summary: 'Everything that is under way: purchases, gifts, payments, erasures …, what is due at once first.',
  access: { roles: SEES_USERS },
  groups: gruposDe(procesosPendientes),
  params: NO_PARAMS,
  query: z.strictObject({ limite: QUEUE_LIMIT }),
  body: z.strictObject({ procesos: z.array(Proceso) }),
  problems: [],
  async handle({ options: { database }, query: { limite } }) {
    const { decisiones: decisionesDeReferido } = REGLAS.referido;
    return {
      body: { procesos: [...(await procesosPendientes(database, { decisionesDeReferido, limite }))] },
    };
  },
});
