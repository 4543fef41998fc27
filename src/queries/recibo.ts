/** One movement with all that proves it: where it stands in the log, its postings, and who did it. */
import { type FragmentSqlToken, sql } from 'slonik';
import { z } from 'zod';
import type { Database } from './database.ts';
import { instante } from './instante.ts';

const Row = z.object({
  eventoId: z.string(),
  stream: z.string(),
  revision: z.int(),
  posicion: z.string(),
  /** Effect on the wallet; 0 where what was set aside was paid out. */
  importe: z.int(),
  razon: z.string(),
  referenciaTipo: z.string(),
  referenciaId: z.string(),
  comandoId: z.string(),
  correlacionId: z.string(),
  actorTipo: z.string(),
  actorId: z.string(),
  ocurridoEn: z.string(),
  apuntes: z.array(z.object({ cuenta: z.string(), importe: z.int() })),
});
export type Recibo = z.infer<typeof Row>;

const NEWEST = sql.fragment`order by m.posicion desc limit 1`;
const POSITION = /^\d{1,19}$/;
const POSITION_MAX = 2n ** 63n - 1n;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * By log position or by id of the event, the newest that moved the wallet where none is named; null where this user has no
 * such movement. One index look-up.
 */
export async function recibo(database: Database, usuarioId: string, cual?: string): Promise<Recibo | null> {
  if (cual === undefined) return leer(database, usuarioId, sql.fragment`m.importe <> 0`, NEWEST);
  const isPosition = POSITION.test(cual) && BigInt(cual) <= POSITION_MAX;
  if (!isPosition && !UUID.test(cual)) return null;
  const buscado = isPosition
    ? sql.fragment`m.posicion = ${cual}::bigint`
    : sql.fragment`m.evento_id = ${cual}::uuid`;
  return leer(database, usuarioId, buscado);
}
recibo.grupos = ['dinero'];

async function leer(
  database: Database,
  usuarioId: string,
  buscado: FragmentSqlToken,
  orden = sql.fragment``,
): Promise<Recibo | null> {
  return database.maybeOne(
    sql.type(Row)`
      select m.evento_id as "eventoId", 'usuario-' || m.usuario_id as stream, m.revision, m.posicion::text as posicion,
             m.importe, m.razon, m.referencia_tipo as "referenciaTipo", m.referencia_id as "referenciaId",
             m.comando_id as "comandoId", m.correlacion_id as "correlacionId", m.actor_tipo as "actorTipo",
             m.actor_id as "actorId", ${instante('m', 'ocurrido_en')} as "ocurridoEn",
             (select json_agg(json_build_object('cuenta', a.cuenta, 'importe', a.importe) order by a.orden)
              from lectura.apuntes a where a.posicion = m.posicion) as apuntes
      from lectura.movimientos m
      where ${buscado} and m.usuario_id = ${usuarioId}
      ${orden}`,
  );
}
