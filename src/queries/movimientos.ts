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
  const rows = await database.any(sql.type(Row)`${pagina(usuarioId, limite, antesDe)}`);
  return paginaDe(rows, limite);
}
movimientos.grupos = ['dinero'];

const Libro = z.object({ saldo: z.int(), movimientos: z.array(Row) });

export interface LibroDeUsuario extends PaginaDeMovimientos {
  /** Besitos in the wallet now. */
  saldo: number;
}

/** As `movimientos`, with the balance beside the page, in the same round trip; null for somebody who is not known. */
export async function libroDe(
  database: Database,
  usuarioId: string,
  { limite, antesDe }: { limite: number; antesDe?: string | undefined },
): Promise<LibroDeUsuario | null> {
  const libro = await database.maybeOne(
    sql.type(Libro)`
      select coalesce((select saldo from lectura.saldos where cuenta = ${`usuario:${usuarioId}:cartera`}), 0) as saldo,
             (select coalesce(json_agg(p), '[]') from (${pagina(usuarioId, limite, antesDe)}) p) as movimientos
      from lectura.usuarios where usuario_id = ${usuarioId}`,
  );
  return libro && { saldo: libro.saldo, ...paginaDe(libro.movimientos, limite) };
}
libroDe.grupos = ['usuarios', 'dinero'];

/** One row more than the page has tells whether there is another. */
const pagina = (usuarioId: string, limite: number, antesDe: string | undefined) => sql.fragment`
      select m.posicion::text as "posicion", m.evento_id as "eventoId", m.revision, m.importe, m.razon,
             m.referencia_tipo as "referenciaTipo", m.referencia_id as "referenciaId", m.comando_id as "comandoId",
             m.actor_tipo as "actorTipo",
             to_char(m.ocurrido_en at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "ocurridoEn",
             (select json_agg(json_build_object('cuenta', a.cuenta, 'importe', a.importe) order by a.orden)
              from lectura.apuntes a where a.posicion = m.posicion) as apuntes
      from lectura.movimientos m
      where m.usuario_id = ${usuarioId} and m.importe <> 0 and m.posicion < ${antesDe ?? '9223372036854775807'}::bigint
      order by m.posicion desc
      limit ${limite + 1}`;

function paginaDe(rows: readonly MovimientoDeUsuario[], limite: number): PaginaDeMovimientos {
  const page = rows.slice(0, limite);
  return { movimientos: page, siguiente: rows.length > limite ? page.at(-1)!.posicion : null };
}
