/** `GET /api/v1/analitica/cohortes`: retention by week of registration. */
import { z } from 'zod';
import { cohortes } from '../../../queries/analitica/cohortes.ts';
import { PERIODOS_MAX } from '../../../queries/analitica/rango.ts';
import { gruposDe } from '../../../queries/grupos.ts';
import { defineRoute, NO_PARAMS } from '../../route.ts';
import { cuantos, HASTA, hastaDe, SEES_ANALYTICS } from './rango.ts';

export const getCohortes = defineRoute({
  path: '/api/v1/analitica/cohortes',
  operationId: 'getAnaliticaCohortes',
  summary: 'Of those who registered in a week, how many did something in each week that followed.',
  access: { roles: SEES_ANALYTICS },
  groups: gruposDe(cohortes),
  params: NO_PARAMS,
  query: z.strictObject({ hasta: HASTA, semanas: cuantos(PERIODOS_MAX.semana, 12, 'weeks') }),
  body: z.strictObject({
    cohortes: z.array(
      z.strictObject({
        cohorte: z.iso.date().describe('Monday of the week of registration.'),
        registrados: z.int(),
        semanas: z.array(z.strictObject({ semana: z.int(), usuarios: z.int() })),
      }),
    ),
  }),
  problems: [],
  async handle({ options: { database, now }, query: { hasta, semanas } }) {
    const rango = { hasta: hastaDe(hasta, now()), cuantos: semanas };
    return { body: { cohortes: [...(await cohortes(database, rango))] } };
  },
});
