/**
 * Checkpoints: up to which log position a group's rows are the fold of the log. A checkpoint moves in the transaction
 * that writes the rows, only from where the writer believes it to be, only for a writer whose lease is the newest, and
 * only for the version of the rows: a projector that was started twice, slept through a rebuild or is of another version
 * writes nothing.
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
  return readCheckpoints(pool);
}

export async function readCheckpoints(
  client: PoolClient | Pool,
  grupos?: readonly string[],
): Promise<Map<string, Checkpoint>> {
  const { rows } = await client.query({
    text: `select grupo, posicion::text, version from operacion.puntos_de_control
           where $1::text[] is null or grupo = any($1)`,
    values: [grupos ?? null],
  });
  return new Map(
    (rows as { grupo: string; posicion: string | null; version: number }[]).map(
      ({ grupo, posicion, version }) => [
        grupo,
        { grupo, posicion: posicion === null ? null : BigInt(posicion), version },
      ],
    ),
  );
}

export interface Advance {
  projection: Projection;
  /** Where the checkpoint is believed to be. */
  from: bigint | null;
  to: bigint | null;
}

/** Moves checkpoints that all are where they are believed to be; those that were moved. Where one is not, nothing may be written for it. */
export async function advanceCheckpoints(
  client: PoolClient | Pool,
  ficha: bigint,
  advances: readonly Advance[],
): Promise<Set<string>> {
  const { rows } = await client.query({
    name: 'checkpoints-advance',
    text: `update operacion.puntos_de_control p set posicion = t.hasta, ficha = $1, actualizado_en = now()
           from unnest($2::text[], $3::bigint[], $4::bigint[], $5::int[]) as t (grupo, desde, hasta, version)
           where p.grupo = t.grupo and p.posicion is not distinct from t.desde and p.version = t.version and p.ficha <= $1
           returning p.grupo`,
    values: [
      ficha,
      advances.map(({ projection }) => projection.grupo),
      advances.map(({ from }) => from),
      advances.map(({ to }) => to),
      advances.map(({ projection }) => projection.version),
    ],
  });
  return new Set((rows as { grupo: string }[]).map(({ grupo }) => grupo));
}

/** Locks the checkpoint of a group until the transaction ends. */
export async function lockCheckpoint(client: PoolClient, grupo: string): Promise<Checkpoint> {
  await client.query(`select 1 from operacion.puntos_de_control where grupo = $1 for update`, [grupo]);
  return (await readCheckpoints(client, [grupo])).get(grupo)!;
}
