/** One day at a glance: who was there, who came, what circulated, who became VIP. */
import { sql } from 'slonik';
import { z } from 'zod';
import { inicioDe, lunesDe, mesDe } from '../../platform/periodos.ts';
import type { Database } from '../database.ts';

const Row = z.object({
  /** Users who did something on the day, in its ISO week, in its month. */
  activosDia: z.int(),
  activosSemana: z.int(),
  activosMes: z.int(),
  nuevosDia: z.int(),
  nuevosSemana: z.int(),
  nuevosMes: z.int(),
  eventos: z.int(),
  suministro: z.int(),
  retenido: z.int(),
  transito: z.int(),
  emitidos: z.int(),
  quemados: z.int(),
  gastados: z.int(),
  tenedores: z.int(),
  vip: z.int(),
  vipPagado: z.int(),
});
export type Resumen = z.infer<typeof Row>;

/** `dia`: `2026-03-14`. Holders are those of now. */
export async function resumen(database: Database, dia: string): Promise<Resumen> {
  const activos = (unidad: string, desde: string, columna: string) => sql.fragment`
    coalesce((select ${sql.identifier([columna])} from lectura.analitica_activos
              where unidad = ${unidad} and desde = ${inicioDe(desde)}::timestamptz), 0)`;
  const [semana, mes] = [lunesDe(dia), mesDe(dia)];
  return database.one(
    sql.type(Row)`
      select ${activos('dia', dia, 'usuarios')} as "activosDia", ${activos('semana', semana, 'usuarios')} as "activosSemana",
             ${activos('mes', mes, 'usuarios')} as "activosMes", ${activos('dia', dia, 'nuevos')} as "nuevosDia",
             ${activos('semana', semana, 'nuevos')} as "nuevosSemana", ${activos('mes', mes, 'nuevos')} as "nuevosMes",
             (select coalesce(sum(eventos), 0)::int8 from lectura.analitica_por_dia where dia = ${dia}::date) as eventos,
             coalesce(m.suministro, 0) as suministro, coalesce(m.retenido, 0) as retenido, coalesce(m.transito, 0) as transito,
             coalesce(e.emitidos, 0) as emitidos, coalesce(e.quemados, 0) as quemados, coalesce(e.gastados, 0) as gastados,
             (select coalesce(sum(carteras), 0)::int8 from lectura.analitica_cubos) as tenedores,
             coalesce(c.vip, 0) as vip, coalesce(c.vip_pagado, 0) as "vipPagado"
      from (select 1) as uno
      left join lectura.analitica_economia e on e.dia = ${dia}::date
      left join lateral (select suministro, retenido, transito from lectura.analitica_economia
                         where dia <= ${dia}::date order by dia desc limit 1) m on true
      left join lectura.analitica_conversion c on c.por = 'dia' and c.desde = ${dia}::date`,
  );
}
resumen.grupos = ['analitica'];
