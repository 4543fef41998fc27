/**
 * The live projector: one subscription feeds all groups, each of which writes its rows and its checkpoint in one
 * transaction. A group that fails is retried on a loop of its own and holds up no other; it never skips an event.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { EventStore } from '../../events/store/tipos.ts';
import type { Logger } from '../../platform/logger.ts';
import { type Pool, transaction } from '../../platform/postgres/pool.ts';
import type { Progress } from '../../platform/progress.ts';
import type { Hecho, Projection } from '../definicion.ts';
import { advanceCheckpoint, ensureCheckpoints, readCheckpoint } from './checkpoints.ts';
import { decode } from './decode.ts';
import { RebuildRunningError, rebuild } from './rebuild.ts';

export interface GroupStatus {
  grupo: string;
  posicion: bigint | null;
  /** `following` the log, `failing` and retrying, or `needs_rebuild`: its definition changed, and it is being rebuilt. */
  estado: 'following' | 'failing' | 'needs_rebuild';
  error: string | null;
  /** Events applied since the start of this process. */
  eventos: number;
}

export interface Projector {
  status(): GroupStatus[];
  stop(): Promise<void>;
}

export interface ProjectorOptions {
  store: EventStore;
  /** Connections whose search path names the schema of the read models. */
  pool: Pool;
  projections: readonly Projection[];
  progress: Progress;
  log: Logger;
  /** Told of every applied batch: the group, its events, and the time from the newest event to its visible row. */
  onApplied?: (grupo: string, eventos: number, lagMs: number) => void;
}

const BATCH_MAX = 2_000;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;

class RewoundError extends Error {
  readonly code = 'CHECKPOINT_REWOUND';
}

interface Group {
  projection: Projection;
  checkpoint: bigint | null;
  status: GroupStatus;
}

export async function startProjector(options: ProjectorOptions): Promise<Projector> {
  const { store, pool, projections, progress, log, onApplied = () => {} } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  const loops = new Set<Promise<void>>();

  const checkpoints = await ensureCheckpoints(pool, projections);
  const groups: Group[] = projections.map((projection) => {
    const { grupo, version } = projection;
    const stored = checkpoints.get(grupo)!;
    const estado = stored.version === version ? 'following' : 'needs_rebuild';
    if (estado === 'needs_rebuild')
      log.warn(
        { grupo, stored: stored.version, program: version },
        `projection ${grupo} changed and is rebuilt; until then its rows are those of before`,
      );
    if (stored.posicion !== null) progress.report(grupo, stored.posicion);
    const status: GroupStatus = { grupo, posicion: stored.posicion, estado, error: null, eventos: 0 };
    return { projection, checkpoint: stored.posicion, status };
  });

  function start(members: Group[]): void {
    const loop = follow(members).finally(() => loops.delete(loop));
    loops.add(loop);
  }

  /** Follows the log for its groups; one that fails leaves for a loop of its own. */
  async function follow(members: Group[]): Promise<void> {
    let pauseMs = FIRST_PAUSE_MS;
    while (!signal.aborted) {
      try {
        await consume(members, () => {
          pauseMs = FIRST_PAUSE_MS;
        });
        return;
      } catch (error) {
        if (signal.aborted) return;
        log.error(
          { grupos: members.map(({ projection }) => projection.grupo), err: error },
          'projection failed; trying again',
        );
        await sleep(pauseMs, undefined, { signal }).catch(() => {});
        pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
        for (const group of members) await refresh(group).catch(() => {});
      }
    }
  }

  async function consume(members: Group[], onProgress: () => void): Promise<void> {
    let following = [...members];
    for await (const batch of store.subscribe({ after: earliest(following), signal, batchMax: BATCH_MAX })) {
      const { hechos, poison } = decode(batch);
      const outcomes = await Promise.allSettled(following.map((group) => apply(group, hechos)));
      const failed = following.filter((_group, index) => outcomes[index]!.status === 'rejected');
      if (failed.length === 0 && !poison) onProgress();
      if (signal.aborted) return;
      if (poison) {
        const reason = `event ${poison.stored.id} at position ${poison.stored.position} cannot be read: ${poison.error.message}`;
        for (const group of following) fail(group, reason);
        throw poison.error;
      }
      if (failed.length === 0) continue;
      for (const group of failed) {
        const outcome = outcomes[following.indexOf(group)] as PromiseRejectedResult;
        fail(group, outcome.reason instanceof Error ? outcome.reason.message : String(outcome.reason));
        if (following.length === 1) throw outcome.reason;
        log.error(
          { grupo: group.projection.grupo, err: outcome.reason },
          'projection failed; it goes on by itself',
        );
        start([group]);
      }
      following = following.filter((group) => !failed.includes(group));
      if (following.length === 0) return;
    }
  }

  async function apply(group: Group, hechos: readonly Hecho[]): Promise<void> {
    for (;;) {
      const { projection } = group;
      const fresh = hechos.filter(({ posicion }) => group.checkpoint === null || posicion > group.checkpoint);
      const last = fresh.at(-1);
      if (!last) return;
      const handled = fresh.filter(({ evento }) => projection.tipos.has(evento.type));
      if (await write(pool, projection, handled, group.checkpoint, last.posicion)) {
        group.checkpoint = last.posicion;
        group.status.posicion = last.posicion;
        group.status.estado = 'following';
        group.status.error = null;
        group.status.eventos += fresh.length;
        progress.report(projection.grupo, last.posicion);
        onApplied(projection.grupo, fresh.length, Date.now() - Date.parse(last.metadatos.occurredAt));
        return;
      }
      const before = group.checkpoint;
      await refresh(group);
      if ((group.checkpoint ?? -1n) < (before ?? -1n))
        throw new RewoundError(`the checkpoint of ${projection.grupo} went back to ${group.checkpoint}`);
    }
  }

  /** A changed definition: the group is filled anew from the log, by this process or by another, and then followed. */
  async function renew(group: Group): Promise<void> {
    const { projection, status } = group;
    let pauseMs = FIRST_PAUSE_MS;
    while (!signal.aborted) {
      try {
        const stored = (await ensureCheckpoints(pool, [projection])).get(projection.grupo)!;
        if (stored.version > projection.version) {
          status.error = `its rows are of version ${stored.version}, this program's of ${projection.version}`;
          log.error(
            { grupo: projection.grupo, stored: stored.version },
            'rows of a newer program; not followed',
          );
          return;
        }
        if (stored.version !== projection.version) {
          const { eventos, durationMs } = await rebuild({ store, pool, projection, signal });
          log.info({ grupo: projection.grupo, eventos, durationMs }, 'projection rebuilt');
        }
        await refresh(group);
        status.estado = 'following';
        status.error = null;
        start([group]);
        return;
      } catch (error) {
        if (signal.aborted) return;
        status.error = error instanceof Error ? error.message : String(error);
        if (!(error instanceof RebuildRunningError))
          log.error({ grupo: projection.grupo, err: error }, 'rebuild failed; trying again');
        await sleep(pauseMs, undefined, { signal }).catch(() => {});
        pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
      }
    }
  }

  async function refresh(group: Group): Promise<void> {
    group.checkpoint = await readCheckpoint(pool, group.projection.grupo);
    group.status.posicion = group.checkpoint;
    if (group.checkpoint !== null) progress.report(group.projection.grupo, group.checkpoint);
  }

  const ready = groups.filter(({ status }) => status.estado === 'following');
  if (ready.length > 0) start(ready);
  for (const group of groups.filter(({ status }) => status.estado === 'needs_rebuild')) {
    const renewal = renew(group).finally(() => loops.delete(renewal));
    loops.add(renewal);
  }
  return {
    status: () => groups.map(({ status }) => ({ ...status })),
    async stop() {
      stopping.abort();
      await Promise.allSettled(loops);
    },
  };
}

function fail(group: Group, reason: string): void {
  group.status.estado = 'failing';
  group.status.error = reason;
}

function earliest(groups: readonly Group[]): bigint | null {
  let least: bigint | null = groups[0]!.checkpoint;
  for (const { checkpoint } of groups) {
    if (checkpoint === null || least === null) return null;
    if (checkpoint < least) least = checkpoint;
  }
  return least;
}

/** One batch of one group, rows and checkpoint together; false when the checkpoint was not where the caller believed. */
async function write(
  pool: Pool,
  projection: Projection,
  hechos: readonly Hecho[],
  from: bigint | null,
  to: bigint,
): Promise<boolean> {
  if (hechos.length === 0) return advanceCheckpoint(pool, projection.grupo, from, to);
  const batch = projection.fold(hechos);
  return transaction(pool, async (client) => {
    if (!(await advanceCheckpoint(client, projection.grupo, from, to))) return false;
    await projection.write(client, batch);
    return true;
  });
}
