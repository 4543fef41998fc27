/** `GET /api/v1/analitica/economia`: what circulates, how fast, and who holds it. */
import { z } from 'zod';
import { economia } from '../../../queries/analitica/economia.ts';
import { PERIODOS_MAX } from '../../../queries/analitica/rango.ts';
import { gruposDe } from '../../../queries/grupos.ts';
import { defineRoute, NO_PARAMS } from '../../route.ts';
import { cuantos, HASTA, hastaDe, SEES_ANALYTICS } from './rango.ts';

const Dia = z.strictObject({
  dia: z.iso.date(),
  emitidos: z.int().describe('Besitos that came into circulation.'),
  quemados: z.int().describe('Besitos that left it.'),
  caducados: z.int().describe('Of those, the ones that lapsed.'),
  transferidos: z.int().describe('Besitos given by one user to another.'),
  gastados: z.int().describe('Besitos that bought items and decisions.'),
  suministro: z.int().describe('In circulation at the end of the day.'),
  retenido: z.int().describe('Of those, held for purchases under way.'),
  transito: z.int().describe('Of those, on their way between users.'),
});
const Concentracion = z.strictObject({
  tenedores: z.int().describe('Wallets that hold something.'),
  suma: z.int(),
  gini: z.number().nullable(),
  giniError: z.number().describe('The true coefficient is at most so much above.'),
  mayor1: z.number().nullable().describe('Part of the whole that the largest 1 % of the wallets hold.'),
  mayor10: z.number().nullable(),
  tramos: z.array(z.strictObject({ desde: z.int(), hasta: z.int(), carteras: z.int(), suma: z.int() })),
});

export const getEconomia = defineRoute({
  path: '/api/v1/analitica/economia',
  operationId: 'getAnaliticaEconomia',
  summary:
    'What came into circulation, left it and circulates by day; why; how fast it is spent; and who holds it now.',
  access: { roles: SEES_ANALYTICS },
  groups: gruposDe(economia),
  params: NO_PARAMS,
  query: z.strictObject({ hasta: HASTA, dias: cuantos(PERIODOS_MAX.dia, 30, 'days') }),
  body: z.strictObject({
    dias: z.array(Dia),
    razones: z.array(
      z.strictObject({
        sentido: z.enum(['otorgado', 'gastado']),
        razon: z.string(),
        cantidad: z.int(),
        movimientos: z.int(),
      }),
    ),
    velocidad: z
      .number()
      .nullable()
      .describe('Besitos spent in the range for each that circulated on average; null where none did.'),
    concentracion: Concentracion,
  }),
  problems: [],
  async handle({ options: { database, now }, query: { hasta, dias } }) {
    return { body: await economia(database, { hasta: hastaDe(hasta, now()), cuantos: dias }) };
  },
});
