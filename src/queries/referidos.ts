/** How many users somebody brought, and how far those have come. */
import { sql } from 'slonik';
import { z } from 'zod';
import type { Database } from './database.ts';

export const ResumenDeReferidos = z.object({
  /** Brought in all. */
  registrados: z.int(),
  /** Of those, how many have played enough to count. */
  calificados: z.int(),
  /** Of those, how many were rewarded. */
  premiados: z.int(),
  /** Besitos that they brought. */
  besitos: z.int(),
});
export type ResumenDeReferidos = z.infer<typeof ResumenDeReferidos>;

export async function referidosDe(database: Database, usuarioId: string): Promise<ResumenDeReferidos> {
  return database.one(sql.type(ResumenDeReferidos)`${selectReferidos(usuarioId)}`);
}
referidosDe.grupos = ['cuentas'];

export const selectReferidos = (usuarioId: string) => sql.fragment`
  select count(*)::int as registrados, (count(*) filter (where estado <> 'registrado'))::int as calificados,
         (count(*) filter (where estado = 'premiado'))::int as premiados, coalesce(sum(premio), 0)::bigint as besitos
  from lectura.referidos where por = ${usuarioId}`;
