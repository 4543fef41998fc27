/**
 * Rebuilds a group from the log while the live one serves: its tables are filled in a shadow schema, brought up to the
 * live checkpoint under its lock, and exchanged in the same transaction.
 */
import type { EventStore, StoredEvent } from '../../events/store/tipos.ts';
import { type Pool, type PoolClient, transaction } from '../../platform/postgres/pool.ts';
import type { Projection } from '../definicion.ts';
import { ensureCheckpoints, readCheckpoint } from './checkpoints.ts';
import { decode } from './decode.ts';
import { createShadow, shadowSchemaOf, swapShadow } from './shadow.ts';

export interface RebuildProgress {
  eventos: number;
  /** Events per second since the beginning. */
  porSegundo: number;
  /** From 0 to 1, by log position. */
  hecho: number;
  etaMs: number | null;
}

export interface RebuildResult {
  grupo: string;
  eventos: number;
  posicion: bigint | null;
  durationMs: number;
  porSegundo: number;
}

/** Another rebuild of the same group is under way. */
export class RebuildRunningError extends Error {
  readonly code = 'REBUILD_RUNNING';
}

/** Events written in one transaction. */
const BATCH = 2_000;
/** Blocks that are read ahead of the one being written. */
const AHEAD = 4;

export async function rebuild(options: {
  store: EventStore;
  pool: Pool;
  projection: Projection;
  onProgress?: (progress: RebuildProgress) => void;
  signal?: AbortSignal;
}): Promise<RebuildResult> {
  const { store, pool, projection, onProgress = () => {}, signal } = options;
  const { grupo, tablas, version } = projection;
  const schema = shadowSchemaOf(grupo);
  const startedMs = performance.now();
  await ensureCheckpoints(pool, [projection]);
  const owner = await pool.connect();
  try {
    const { rows } = await owner.query(
      `select pg_try_advisory_lock(hashtext('besitos rebuild'), hashtext($1)) as mine`,
      [grupo],
    );
    if (!(rows[0] as { mine: boolean }).mine)
      throw new RebuildRunningError(`${grupo} is being rebuilt already`);
    await transaction(pool, (client) => createShadow(client, schema, tablas));

    const head = await store.head();
    let eventos = 0;
    let shadow: bigint | null = null;
    const rate = () => eventos / Math.max((performance.now() - startedMs) / 1000, 0.001);
    for await (const batch of inBlocks(store.readAll({ after: null }), BATCH)) {
      signal?.throwIfAborted();
      await transaction(pool, (client) => fill(client, schema, projection, batch));
      eventos += batch.length;
      shadow = batch.at(-1)!.position;
      const hecho = head ? Math.min(1, Number(shadow) / Number(head)) : 1;
      const elapsedMs = performance.now() - startedMs;
      onProgress({
        eventos,
        porSegundo: rate(),
        hecho,
        etaMs: hecho > 0 ? (elapsedMs / hecho) * (1 - hecho) : null,
      });
    }
    const posicion = await transaction(pool, async (client) => {
      const live = await readCheckpoint(client, grupo, true);
      for await (const batch of inBlocks(store.readAll({ after: shadow }), BATCH)) {
        const missing = batch.filter(({ position }) => live !== null && position <= live);
        if (missing.length === 0) break;
        await fill(client, schema, projection, missing);
        eventos += missing.length;
        shadow = missing.at(-1)!.position;
      }
      await swapShadow(client, schema, tablas);
      const reached = live !== null && (shadow === null || live > shadow) ? live : shadow;
      await client.query(
        `update operacion.puntos_de_control set posicion = $2, version = $3, actualizado_en = now() where grupo = $1`,
        [grupo, reached, version],
      );
      return reached;
    });
    return { grupo, eventos, posicion, durationMs: performance.now() - startedMs, porSegundo: rate() };
  } finally {
    await owner
      .query(`select pg_advisory_unlock(hashtext('besitos rebuild'), hashtext($1))`, [grupo])
      .catch(() => {});
    owner.release();
  }
}

async function fill(
  client: PoolClient,
  schema: string,
  projection: Projection,
  batch: readonly StoredEvent[],
): Promise<void> {
  const { hechos, poison } = decode(batch.filter(({ type }) => projection.tipos.has(type)));
  if (poison) throw poison.error;
  if (hechos.length === 0) return;
  // Nothing of a shadow counts before the exchange, whose own commit waits for the disk.
  await client.query(`set local search_path = ${schema}; set local synchronous_commit = off`);
  await projection.write(client, projection.fold(hechos));
}

/** Blocks of at most `size`; the next ones, up to `AHEAD`, are read while the caller works on the one before. */
async function* inBlocks(events: AsyncIterable<StoredEvent>, size: number): AsyncIterable<StoredEvent[]> {
  const ready: StoredEvent[][] = [];
  const wake = { reader: () => {}, caller: () => {} };
  let failure: unknown;
  let ended = false;
  let left = false;
  const reading = (async () => {
    let block: StoredEvent[] = [];
    for await (const event of events) {
      block.push(event);
      if (block.length < size) continue;
      ready.push(block);
      block = [];
      wake.caller();
      while (ready.length >= AHEAD && !left)
        await new Promise<void>((resolve) => {
          wake.reader = resolve;
        });
      if (left) return;
    }
    if (block.length > 0) ready.push(block);
  })()
    .catch((error: unknown) => {
      failure = error;
    })
    .finally(() => {
      ended = true;
      wake.caller();
    });
  try {
    for (;;) {
      const block = ready.shift();
      if (block) {
        wake.reader();
        yield block;
      } else if (!ended)
        await new Promise<void>((resolve) => {
          wake.caller = resolve;
        });
      else if (failure !== undefined) throw failure;
      else return;
    }
  } finally {
    left = true;
    wake.reader();
    await reading;
  }
}
