/**
 * The live projector: one subscription feeds all groups, each of which writes its rows and its checkpoint in one
 * transaction. A group that fails is retried on a loop of its own and holds up no other; it never skips an event. Of several
 * processes one projects, by a lease; the others stand by and only watch how far it has come.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { EventStore, StoredEvent } from '../../events/store/tipos.ts';
import type { Logger } from '../../platform/logger.ts';
import type { Pool } from '../../platform/postgres/pool.ts';
import type { Progress } from '../../platform/progress.ts';
import type { Hecho, Projection } from '../definicion.ts';
import { streamsBloqueados } from './aparcados.ts';
import { createArriendo } from './arriendo.ts';
import { ensureCheckpoints, readCheckpoints } from './checkpoints.ts';
import type { Comprobar } from './comparar.ts';
import { type Decoded, decode } from './decode.ts';
import { mensajeDe } from './fallos.ts';
import {
  aplicarParte,
  avanzarOciosos,
  CheckpointMovedError,
  type GroupStatus,
  type Grupo,
  MoneyStoppedError,
  parteDe,
  releer,
} from './grupo.ts';
import { RebuildRunningError, rebuild } from './rebuild.ts';
import { LIVE_SCHEMA } from './shadow.ts';

export type { GroupStatus } from './grupo.ts';

export interface Projector {
  status(): GroupStatus[];
  /** Whether this process is the one that projects. */
  leads(): boolean;
  stop(): Promise<void>;
}

export interface ProjectorOptions {
  store: EventStore;
  pool: Pool;
  projections: readonly Projection[];
  progress: Progress;
  log: Logger;
  /** Compares tables of a new version with what the log gives; none, and they are exchanged as they are. */
  comprobar?: Comprobar;
  /**
   * Told of every batch that a group has committed: those of its events that the group handles, up to which position, and the
   * time from the newest event to its visible row.
   */
  onApplied?: (grupo: string, hechos: readonly Hecho[], posicion: bigint, lagMs: number) => void;
}

const BATCH_MAX = 2_000;
/** Time from the beginning of one batch to that of the next, at the least: under load what comes meanwhile is one batch. */
const BATCH_EVERY_MS = 8;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;
const WATCH_MS = 250;

class RewoundError extends Error {
  readonly code = 'CHECKPOINT_REWOUND';
}

export async function startProjector(options: ProjectorOptions): Promise<Projector> {
  const { store, pool, projections, progress, log, comprobar, onApplied = () => {} } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  const loops = new Set<Promise<void>>();
  const arriendo = createArriendo(pool, (error) => {
    if (!signal.aborted) log.warn({ err: error }, 'projector: its lease could not be renewed');
  });

  const checkpoints = await ensureCheckpoints(pool, projections);
  const groups: Grupo[] = projections.map((projection) => {
    const { grupo } = projection;
    const { posicion } = checkpoints.get(grupo)!;
    if (posicion !== null) progress.report(grupo, posicion);
    const status: GroupStatus = {
      grupo,
      posicion,
      estado: 'elsewhere',
      error: null,
      eventos: 0,
      aparcados: 0,
    };
    return { projection, checkpoint: posicion, bloqueados: new Set(), detenido: false, status };
  });

  function loop(work: () => Promise<void>): void {
    const running = work().finally(() => loops.delete(running));
    loops.add(running);
  }

  /** Waits for the lease and then follows the log; standing by, it tells how far the other has come. */
  async function lead(): Promise<void> {
    await arriendo.tenerlo(signal);
    const stored = await readCheckpoints(pool);
    const ready: Grupo[] = [];
    const changed: Grupo[] = [];
    for (const group of groups) {
      await reread(group);
      const { grupo, version } = group.projection;
      const found = stored.get(grupo)!.version;
      if (found === version) {
        group.status.estado = 'following';
        ready.push(group);
      } else if (found > version) {
        group.status.estado = 'newer';
        group.status.error = `its rows are of version ${found}, this program's of ${version}`;
        log.error({ grupo, stored: found, program: version }, 'rows of a newer program; not followed');
      } else {
        group.status.estado = 'needs_rebuild';
        log.warn(
          { grupo, stored: found, program: version },
          `projection ${grupo} changed and is rebuilt; until then its rows are those of before`,
        );
        changed.push(group);
      }
    }
    if (ready.length > 0) loop(() => follow(ready));
    if (changed.length > 0) loop(() => renew(changed));
  }

  async function watch(): Promise<void> {
    while (!signal.aborted && arriendo.ficha() === null) {
      await sleep(WATCH_MS, undefined, { signal }).catch(() => {});
      if (signal.aborted || arriendo.ficha() !== null) return;
      const stored = await readCheckpoints(pool).catch(() => null);
      for (const { projection, status } of groups) {
        const posicion = stored?.get(projection.grupo)?.posicion ?? null;
        if (posicion === null) continue;
        status.posicion = posicion;
        progress.report(projection.grupo, posicion);
      }
    }
  }

  /** Follows the log for its groups; one that fails leaves for a loop of its own. */
  async function follow(members: Grupo[]): Promise<void> {
    let pauseMs = FIRST_PAUSE_MS;
    while (!signal.aborted) {
      try {
        await arriendo.tenerlo(signal);
        await consume(members, () => {
          pauseMs = FIRST_PAUSE_MS;
        });
        return;
      } catch (error) {
        if (signal.aborted) return;
        if (!(error instanceof MoneyStoppedError))
          log.error(
            { grupos: members.map(({ projection }) => projection.grupo), err: error },
            'projection failed; trying again',
          );
        await sleep(pauseMs, undefined, { signal }).catch(() => {});
        pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
        for (const group of members) await reread(group).catch(() => {});
        const ours = await sameVersion(members).catch(() => members);
        if (ours.length === 0) return;
        members = ours;
      }
    }
  }

  /** Those whose rows are still of this program's version; the others are said to be not. */
  async function sameVersion(members: Grupo[]): Promise<Grupo[]> {
    const stored = await readCheckpoints(pool);
    return members.filter(({ projection, status }) => {
      const found = stored.get(projection.grupo)!.version;
      if (found === projection.version) return true;
      status.estado = found > projection.version ? 'newer' : 'needs_rebuild';
      status.error = `its rows are of version ${found}, this program's of ${projection.version}`;
      log.error({ grupo: projection.grupo, stored: found }, 'rows of another version; not followed');
      return false;
    });
  }

  async function consume(members: Grupo[], onProgress: () => void): Promise<void> {
    let following = [...members];
    for await (const batch of store.subscribe({ after: earliest(following), signal, batchMax: BATCH_MAX })) {
      const beganMs = performance.now();
      const failures = await applyAll(following, batch);
      if (signal.aborted) return;
      if (failures.size === 0) onProgress();
      for (const [group, error] of failures) {
        fail(group, error);
        if (following.length === 1) throw error;
        log.error({ grupo: group.projection.grupo, err: error }, 'projection failed; it goes on by itself');
        loop(() => follow([group]));
      }
      if (failures.size > 0) following = following.filter((group) => !failures.has(group));
      if (following.length === 0) return;
      const restMs = beganMs + BATCH_EVERY_MS - performance.now();
      if (restMs >= 1) await sleep(restMs, undefined, { signal });
    }
  }

  /** Applies a batch to all groups at once; those that failed, with why. */
  async function applyAll(
    members: readonly Grupo[],
    batch: readonly StoredEvent[],
  ): Promise<Map<Grupo, unknown>> {
    const decoded = decode(batch);
    const to = batch.at(-1)!.position;
    const failures = new Map<Grupo, unknown>();
    const idle: Grupo[] = [];
    const attempt = (of: readonly Grupo[], work: () => Promise<void>) =>
      work().catch((error: unknown) => {
        for (const group of of) failures.set(group, error);
      });
    const works: Promise<void>[] = [];
    for (const group of members) {
      const parte = parteDe(group, decoded);
      if (parte.hechos.length === 0 && parte.ilegibles.length === 0) idle.push(group);
      else works.push(attempt([group], () => fenced(group, () => apply(group, decoded, to))));
    }
    if (idle.length > 0) works.push(attempt(idle, () => advanceIdle(idle, decoded, to)));
    await Promise.all(works);
    return failures;
  }

  async function apply(group: Grupo, decoded: Decoded, to: bigint): Promise<void> {
    const ficha = await arriendo.tenerlo(signal);
    if (group.checkpoint !== null && group.checkpoint >= to) return applied(group, group.checkpoint);
    // Looked at again at each attempt: the checkpoint may have been found further on.
    const parte = parteDe(group, decoded);
    await aplicarParte({ pool, schema: LIVE_SCHEMA, ficha }, group, parte, to);
    const { hechos } = parte;
    const newest = hechos.at(-1);
    const lagMs = newest ? Date.now() - Date.parse(newest.metadatos.occurredAt) : 0;
    group.status.eventos += hechos.length;
    applied(group, to);
    onApplied(group.projection.grupo, hechos, to, lagMs);
  }

  async function advanceIdle(idle: Grupo[], decoded: Decoded, to: bigint): Promise<void> {
    try {
      await avanzarOciosos({ pool, schema: LIVE_SCHEMA, ficha: await arriendo.tenerlo(signal) }, idle, to);
    } catch (error) {
      if (!(error instanceof CheckpointMovedError)) throw error;
    }
    for (const group of idle)
      if (group.checkpoint === to) applied(group, to);
      else await fenced(group, () => apply(group, decoded, to));
  }

  /** Tries once more from where the checkpoint is found to be; one that went back is a matter for a new subscription. */
  async function fenced(group: Grupo, work: () => Promise<void>): Promise<void> {
    for (;;) {
      try {
        return await work();
      } catch (error) {
        if (!(error instanceof CheckpointMovedError)) throw error;
        const before = group.checkpoint;
        const { version } = await reread(group);
        const { grupo } = group.projection;
        if (version !== group.projection.version)
          throw new RewoundError(`the rows of ${grupo} are of version ${version} now`, { cause: error });
        if ((group.checkpoint ?? -1n) < (before ?? -1n))
          throw new RewoundError(`the checkpoint of ${grupo} went back to ${group.checkpoint}`);
        if (group.checkpoint === before) await sleep(FIRST_PAUSE_MS, undefined, { signal });
      }
    }
  }

  function applied(group: Grupo, to: bigint): void {
    const { status, projection, bloqueados } = group;
    status.posicion = to;
    status.estado = 'following';
    status.error = null;
    status.aparcados = bloqueados.size;
    progress.report(projection.grupo, to);
  }

  async function reread(group: Grupo): Promise<{ version: number }> {
    const stored = await releer(pool, group);
    if (group.checkpoint !== null) progress.report(group.projection.grupo, group.checkpoint);
    return stored;
  }

  /** Changed definitions: the groups are filled anew from the log, by this process or by another, and then followed. */
  async function renew(changed: Grupo[]): Promise<void> {
    let pauseMs = FIRST_PAUSE_MS;
    let waiting = changed;
    while (!signal.aborted) {
      try {
        const stored = await readCheckpoints(pool);
        const isCurrent = ({ projection }: Grupo) =>
          stored.get(projection.grupo)!.version === projection.version;
        const done = waiting.filter(isCurrent);
        waiting = waiting.filter((group) => !isCurrent(group));
        for (const group of done) {
          await reread(group);
          group.status.estado = 'following';
          group.status.error = null;
        }
        if (done.length > 0) loop(() => follow(done));
        if (waiting.length === 0) return;
        const { grupos, eventos, durationMs } = await rebuild({
          store,
          pool,
          projections: waiting.map(({ projection }) => projection),
          signal,
          ...(comprobar && { comprobar }),
        });
        log.info({ grupos: grupos.map(({ grupo }) => grupo), eventos, durationMs }, 'projections rebuilt');
        const refused = grupos.filter(({ estado }) => estado === 'rechazada').map(({ grupo }) => grupo);
        for (const { status, projection } of waiting)
          if (refused.includes(projection.grupo)) {
            status.error = 'rebuilt rows differ from what verification folds; see besitos rebuild';
            log.error({ grupo: projection.grupo }, status.error);
          }
        waiting = waiting.filter(({ projection }) => !refused.includes(projection.grupo));
      } catch (error) {
        if (signal.aborted) return;
        for (const { status } of waiting) status.error = mensajeDe(error);
        if (!(error instanceof RebuildRunningError))
          log.error({ err: error }, 'rebuild failed; trying again');
        await sleep(pauseMs, undefined, { signal }).catch(() => {});
        pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
      }
    }
  }

  /** Parked events are resolved by operators in any process; how many there are is looked up now and then. */
  async function count(): Promise<void> {
    while (!signal.aborted) {
      await sleep(LONGEST_PAUSE_MS, undefined, { signal }).catch(() => {});
      for (const { projection, bloqueados, status } of groups)
        if (bloqueados.size > 0 && !signal.aborted)
          status.aparcados = (await streamsBloqueados(pool, projection.grupo).catch(() => bloqueados)).size;
    }
  }

  loop(async () => {
    loop(watch);
    while (!signal.aborted) {
      try {
        return await lead();
      } catch (error) {
        if (signal.aborted) return;
        log.error({ err: error }, 'projector: it could not begin; trying again');
        await sleep(LONGEST_PAUSE_MS, undefined, { signal }).catch(() => {});
      }
    }
  });
  loop(count);
  return {
    status: () => groups.map(({ status }) => ({ ...status })),
    leads: () => arriendo.ficha() !== null,
    async stop() {
      stopping.abort();
      await Promise.allSettled(loops);
      await arriendo.soltar();
    },
  };
}

function fail(group: Grupo, error: unknown): void {
  group.status.estado = error instanceof MoneyStoppedError ? 'stopped' : 'failing';
  group.status.error = mensajeDe(error);
}

function earliest(groups: readonly Grupo[]): bigint | null {
  let least: bigint | null = groups[0]!.checkpoint;
  for (const { checkpoint } of groups) {
    if (checkpoint === null || least === null) return null;
    if (checkpoint < least) least = checkpoint;
  }
  return least;
}
