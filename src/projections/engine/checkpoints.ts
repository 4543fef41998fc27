/**
 * Checkpoints: up to which log position a group's rows are the fold of the log. A checkpoint moves in the transaction
 * that writes the rows, and only from where the writer believes it to be: a second projector, or one that slept
 * through a rebuild, writes nothing.
 */
import type { Pool, PoolClient } from '../../platform/postgres/pool.ts';
import type { Projection } from '../definicion.ts';

export interface Checkpoint {
  grupo: string;
  posicion: bigint | null;
  version: number;
}

/** Checkpoints of the groups, made where they are missing. */
export async function ensureCheckpoints(
  pool: Pool,
  projections: readonly Projection[],
): Promise<Map<string, Checkpoint>> {
  await pool.query(
    `insert into operacion.puntos_de_control (grupo, version)
     select * from unnest($1::text[], $2::int[]) on conflict do nothing`,
    [projections.map(({ grupo }) => grupo), projections.map(({ version }) => version)],
  );
  const { rows } = await pool.query(`select grupo, posicion::text, version from operacion.puntos_de_control`);
  return new Map(
    (rows as { grupo: string; posicion: string | null; version: number }[]).map(
      ({ grupo, posicion, version }) => [
        grupo,
        { grupo, posicion: posicion === null ? null : BigInt(posicion), version },
      ],
    ),
  );
}

/** Moves a checkpoint from where it is believed to be; false when it is elsewhere, and then nothing may be written. */
export async function advanceCheckpoint(
  client: PoolClient | Pool,
  grupo: string,
  from: bigint | null,
  to: bigint,
): Promise<boolean> {
  const { rowCount } = await client.query({
    name: 'checkpoint-advance',
    text: `update operacion.puntos_de_control set posicion = $3, actualizado_en = now()
           where grupo = $1 and posicion is not distinct from $2`,
    values: [grupo, from, to],
  });
  return rowCount === 1;
}

/** Where the checkpoint is; with `lock`, nobody moves it until the transaction ends. */
export async function readCheckpoint(
  client: PoolClient | Pool,
  grupo: string,
  lock = false,
): Promise<bigint | null> {
  const { rows } = await client.query(
    `select posicion::text from operacion.puntos_de_control where grupo = $1 ${lock ? 'for update' : ''}`,
    [grupo],
  );
  const text = (rows[0] as { posicion: string | null } | undefined)?.posicion ?? null;
  return text === null ? null : BigInt(text);
}
