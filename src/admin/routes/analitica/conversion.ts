/** `GET /api/v1/analitica/conversion`: the steps from free to VIP. */
import { z } from 'zod';
import { conversion } from '../../../queries/analitica/conversion.ts';
import { PERIODOS_MAX } from '../../../queries/analitica/rango.ts';
import { gruposDe } from '../../../queries/grupos.ts';
import { defineRoute, NO_PARAMS } from '../../route.ts';
import { cuantos, HASTA, hastaDe, SEES_ANALYTICS } from './rango.ts';

export const getConversion = defineRoute({
  path: '/api/v1/analitica/conversion',
  operationId: 'getAnaliticaConversion',
  summary:
    'First decisions, purchases and VIP access: of those who registered in each week, or taken on each day.',
  access: { roles: SEES_ANALYTICS },
  groups: gruposDe(conversion),
  params: NO_PARAMS,
  query: z.strictObject({
    por: z.enum(['cohorte', 'dia']).default('cohorte'),
    hasta: HASTA,
    cuantos: cuantos(PERIODOS_MAX.dia, 12, 'weeks or days').describe(
      `How many weeks (at most ${PERIODOS_MAX.semana}; more are left out) or days, up to the last.`,
    ),
  }),
  body: z.strictObject({
    por: z.enum(['cohorte', 'dia']),
    pasos: z.array(
      z.strictObject({
        desde: z.iso.date(),
        registrados: z.int(),
        decidieron: z.int(),
        compraron: z.int(),
        vip: z.int(),
        vipPagado: z.int(),
      }),
    ),
  }),
  problems: [],
  async handle({ options: { database, now }, query: { por, hasta, cuantos: count } }) {
    const rango = { por, hasta: hastaDe(hasta, now()), cuantos: count };
    return { body: { por, pasos: [...(await conversion(database, rango))] } };
  },
});
