/** `GET /api/v1/analitica/resumen`: one day at a glance. */
import { z } from 'zod';
import { resumen } from '../../../queries/analitica/resumen.ts';
import { gruposDe } from '../../../queries/grupos.ts';
import { defineRoute, NO_PARAMS } from '../../route.ts';
import { HASTA, hastaDe, SEES_ANALYTICS } from './rango.ts';

const Gente = z.strictObject({ dia: z.int(), semana: z.int(), mes: z.int() });

export const getResumen = defineRoute({
  path: '/api/v1/analitica/resumen',
  operationId: 'getAnaliticaResumen',
  summary: 'One day at a glance: who was there, who came, what circulated, who became VIP.',
  access: { roles: SEES_ANALYTICS },
  groups: gruposDe(resumen),
  params: NO_PARAMS,
  query: z.strictObject({ dia: HASTA }),
  body: z.strictObject({
    dia: z.iso.date(),
    activos: Gente.describe('Users who did something on the day, in its ISO week, in its month.'),
    nuevos: Gente.describe('Users who registered.'),
    adherencia: z
      .number()
      .nullable()
      .describe('Users of the day for each of its month; null where there was none.'),
    eventos: z.int(),
    economia: z.strictObject({
      suministro: z.int(),
      retenido: z.int(),
      transito: z.int(),
      emitidos: z.int(),
      quemados: z.int(),
      gastados: z.int(),
    }),
    tenedores: z.int().describe('Wallets that hold something now.'),
    conversiones: z.strictObject({ vip: z.int(), vipPagado: z.int() }),
  }),
  problems: [],
  async handle({ options: { database, now }, query }) {
    const dia = hastaDe(query.dia, now());
    const row = await resumen(database, dia);
    const { suministro, retenido, transito, emitidos, quemados, gastados } = row;
    return {
      body: {
        dia,
        activos: { dia: row.activosDia, semana: row.activosSemana, mes: row.activosMes },
        nuevos: { dia: row.nuevosDia, semana: row.nuevosSemana, mes: row.nuevosMes },
        adherencia: row.activosMes > 0 ? row.activosDia / row.activosMes : null,
        eventos: row.eventos,
        economia: { suministro, retenido, transito, emitidos, quemados, gastados },
        tenedores: row.tenedores,
        conversiones: { vip: row.vip, vipPagado: row.vipPagado },
      },
    };
  },
});
