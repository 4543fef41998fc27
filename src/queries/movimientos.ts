/** A user's statement, newest first, page by page. */
import { sql } from 'slonik';
import { z } from 'zod';
import type { Database } from './database.ts';

const Row = z.object({
  posicion: z.string(),
  eventoId: z.string(),
  /** In the user's stream: what undoing it asks for. */
  revision: z.int(),
  importe: z.int(),
  razon: z.string(),
  referenciaTipo: z.string(),
  referenciaId: z.string(),
  comandoId: z.string(),
  actorTipo: z.string(),
  ocurridoEn: z.string(),
  apuntes: z.array(z.object({ cuenta: z.string(), importe: z.int() })),
});
export type MovimientoDeUsuario = z.infer<typeof Row>;

export interface PaginaDeMovimientos {
  movimientos: MovimientoDeUsuario[];
  /** Cursor of the next page; null on the last. */
  siguiente: string | null;
}

/**
 * One round trip: the page and the postings of each of its movements. `antesDe` is the cursor of the page before. What
 * leaves the wallet as it is (a purchase paid out of what was set aside) is not listed; its receipt is still to be had.
 */
export async function movimientos(
  database: Database,
  usuarioId: string,
  { limite, antesDe }: { limite: number; antesDe?: string | undefined },
): Promise<PaginaDeMovimientos> {
  const rows = await database.any(
    sql.type(Row)`
      select m.posicion::text as "posicion", m.evento_id as "eventoId", m.revision, m.importe, m.razon,
             m.referencia_tipo as "referenciaTipo", m.referencia_id as "referenciaId", m.comando_id as "comandoId",
             m.actor_tipo as "actorTipo",
             to_char(m.ocurrido_en at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "ocurridoEn",
             (select json_agg(json_build_object('cuenta', a.cuenta, 'importe', a.importe) order by a.orden)
              from lectura.apuntes a where a.posicion = m.posicion) as apuntes
      from lectura.movimientos m
      where m.usuario_id = ${usuarioId} and m.importe <> 0 and m.posicion < ${antesDe ?? '9223372036854775807'}::bigint
      order by m.posicion desc
      limit ${limite + 1}`,
  );
  const page = rows.slice(0, limite);
  return { movimientos: page, siguiente: rows.length > limite ? page.at(-1)!.posicion : null };
}
