/** From free to VIP: how many took each step, of those who registered in a week, or on a day. */
import { sql } from 'slonik';
import { z } from 'zod';
import type { Database } from '../database.ts';
import { diasDe, fechas, lunesDeRango, type Rango } from './rango.ts';

const Pasos = z.object({
  desde: z.string(),
  registrados: z.int(),
  decidieron: z.int(),
  compraron: z.int(),
  vip: z.int(),
  vipPagado: z.int(),
});
export type PasosAVip = z.infer<typeof Pasos>;

/** By `cohorte` the row of a Monday is about those who registered in its week; by `dia` it counts the steps taken on that day. */
export async function conversion(
  database: Database,
  { por, ...rango }: Rango & { por: 'cohorte' | 'dia' },
): Promise<readonly PasosAVip[]> {
  const desde = por === 'dia' ? diasDe(rango) : lunesDeRango(rango);
  return database.any(
    sql.type(Pasos)`
      select p.desde::text, coalesce(c.registrados, 0) as registrados, coalesce(c.decidieron, 0) as decidieron,
             coalesce(c.compraron, 0) as compraron, coalesce(c.vip, 0) as vip, coalesce(c.vip_pagado, 0) as "vipPagado"
      from unnest(${fechas(desde)}) as p (desde)
      left join lectura.analitica_conversion c on c.por = ${por} and c.desde = p.desde
      order by p.desde`,
  );
}
conversion.grupos = ['analitica'];
