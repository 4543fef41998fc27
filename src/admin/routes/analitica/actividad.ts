/** `GET /api/v1/analitica/actividad`: who was there and what they did, by hour, day, week or month. */
import { z } from 'zod';
import { actividad } from '../../../queries/analitica/actividad.ts';
import { PERIODOS_MAX } from '../../../queries/analitica/rango.ts';
import { gruposDe } from '../../../queries/grupos.ts';
import { defineRoute, NO_PARAMS } from '../../route.ts';
import { cuantos, hastaDe, SEES_ANALYTICS } from './rango.ts';

const { hora, dia, semana, mes } = PERIODOS_MAX;

export const getActividad = defineRoute({
  path: '/api/v1/analitica/actividad',
  operationId: 'getAnaliticaActividad',
  summary:
    'Users who did something and users who came, and events of each type, by hour, day, week or month.',
  access: { roles: SEES_ANALYTICS },
  groups: gruposDe(actividad),
  params: NO_PARAMS,
  query: z.strictObject({
    unidad: z.enum(['hora', 'dia', 'semana', 'mes']).default('dia'),
    hasta: z
      .union([z.iso.date(), z.iso.datetime()])
      .optional()
      .describe('A day, or an instant, of the last period, UTC; now unless given.'),
    cuantos: cuantos(dia, 30, 'periods').describe(
      `How many periods, up to the last: at most ${hora} hours, ${dia} days, ${semana} weeks, ${mes} months; more are left out.`,
    ),
    tipo: z
      .string()
      .regex(/^[A-Za-z]{1,60}$/)
      .optional()
      .describe('A type of event whose own series is wanted too: by hour, or else by day.'),
  }),
  body: z.strictObject({
    unidad: z.enum(['hora', 'dia', 'semana', 'mes']),
    serie: z.array(z.strictObject({ desde: z.string(), usuarios: z.int(), nuevos: z.int() })),
    tipos: z.array(z.strictObject({ tipo: z.string(), eventos: z.int() })),
    deTipo: z.array(z.strictObject({ desde: z.string(), eventos: z.int(), usuarios: z.int() })),
  }),
  problems: [],
  async handle({ options: { database, now }, query: { unidad, hasta, cuantos: count, tipo } }) {
    const last = hasta ?? (unidad === 'hora' ? new Date(now()).toISOString() : hastaDe(undefined, now()));
    return {
      body: { unidad, ...(await actividad(database, { unidad, hasta: last, cuantos: count, tipo })) },
    };
  },
});
