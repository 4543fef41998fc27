/**
 * The reactors: they follow the log from a checkpoint, and put what follows from each event into the queue in the
 * transaction that moves the checkpoint, so that no event is without its work and none has it twice. Any number of
 * processes may run: who has moved the checkpoint first is the one that counts.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { type JobHelpers, type Runner, run, runMigrations, Logger as WorkerLogger } from 'graphile-worker';
import { readEvent } from '../../events/registro.ts';
import type { EventStore, StoredEvent } from '../../events/store/tipos.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Logger } from '../../platform/logger.ts';
import { type Pool, transaction } from '../../platform/postgres/pool.ts';
import { encargosDe } from '../encargos.ts';
import type { Ejecutor, Ejecutores, Encargo, Hecho, NombreDeTarea } from '../tareas.ts';
import { encargar, encargarVencidos, TAREA } from './cola.ts';
import { startVivos } from './vivos.ts';

const NAME = 'reactores';
const BATCH_MAX = 500;
const TICK_MS = 500;
const CONCURRENCY = 4;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;

export interface Reactores {
  /** Log position up to which every event has its work in the queue; null before the first. */
  posicion(): bigint | null;
  /** Moves what has fallen due by the program's clock into the queue, without waiting for the next tick. */
  vencer(): Promise<void>;
  /** Resolves once the events up to a position have their work queued, and nothing that may run now is left undone. */
  tranquilos(hasta: bigint): Promise<void>;
  stop(): Promise<void>;
}

export interface MotorOptions {
  store: EventStore;
  /** Waits for the disk: what is queued counts. */
  pool: Pool;
  clock: Clock;
  log: Logger;
  ejecutores: Ejecutores;
  /** Whether a task has anything to do, as far as is known now: what has not is never queued. */
  interesa?: (encargo: Encargo, hecho: Hecho) => boolean | Promise<boolean>;
  /** Told of each task that ended: its name, `ok` or `failed`, and how long it took. */
  onTask?: (tarea: string, outcome: string, durationMs: number) => void;
}

export async function startReactores(options: MotorOptions): Promise<Reactores> {
  const { store, pool, clock, log, ejecutores, interesa = () => true, onTask = () => {} } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  const logger = new WorkerLogger(() => (level, message, meta) => {
    const details = { worker: true, ...(meta?.error ? { err: meta.error } : {}) };
    if (level === 'error') log.error(details, message);
    else if (level === 'warning') log.warn(details, message);
    else log.debug(details, message);
  });
  await runMigrations({ pgPool: pool, logger });
  await pool.query(`insert into operacion.reactores (nombre) values ($1) on conflict do nothing`, [NAME]);
  let posicion = await leer(pool);

  const taskList = Object.fromEntries(
    (Object.keys(ejecutores) as NombreDeTarea[]).map((nombre) => [`${TAREA}${nombre}`, tarea(nombre)]),
  );
  const vivos = await startVivos(pool, log);
  const runner: Runner = await run({
    events: vivos.events,
    pgPool: pool,
    taskList,
    concurrency: CONCURRENCY,
    noHandleSignals: true,
    pollInterval: 1_000,
    logger,
  });

  function tarea<Nombre extends NombreDeTarea>(nombre: Nombre) {
    return async (datos: unknown, helpers: JobHelpers): Promise<void> => {
      const startedMs = performance.now();
      try {
        const ejecutor = ejecutores[nombre] as Ejecutor<Nombre>;
        const resultado = await ejecutor(datos as Parameters<Ejecutor<Nombre>>[0]);
        if (resultado) {
          const clave = helpers.job.key ?? `${nombre}/${helpers.job.id}`;
          const encargo = { tarea: nombre, clave, datos, vence: resultado.otraVez } as unknown as Encargo;
          await transaction(pool, (client) => encargar(client, [encargo]));
        }
        onTask(nombre, 'ok', performance.now() - startedMs);
      } catch (error) {
        onTask(nombre, 'failed', performance.now() - startedMs);
        throw error;
      }
    };
  }

  async function follow(): Promise<void> {
    let pauseMs = FIRST_PAUSE_MS;
    while (!signal.aborted) {
      try {
        for await (const batch of store.subscribe({ after: posicion, signal, batchMax: BATCH_MAX })) {
          if (!(await queue(batch))) break;
          pauseMs = FIRST_PAUSE_MS;
        }
      } catch (error) {
        if (signal.aborted) return;
        log.error({ err: error }, 'reactors: reading the log failed; trying again');
        await sleep(pauseMs, undefined, { signal }).catch(() => {});
        pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
      }
      if (!signal.aborted) posicion = await leer(pool).catch(() => posicion);
    }
  }

  /** False when another process has moved the checkpoint meanwhile. */
  async function queue(batch: readonly StoredEvent[]): Promise<boolean> {
    const last = batch.at(-1)!.position;
    const encargos: Encargo[] = [];
    for (const hecho of batch.map(leido))
      for (const encargo of encargosDe(hecho)) if (await interesa(encargo, hecho)) encargos.push(encargo);
    const moved = await transaction(pool, async (client) => {
      const { rowCount } = await client.query({
        name: 'reactores-avanzar',
        text: `update operacion.reactores set posicion = $3, actualizado_en = now()
               where nombre = $1 and posicion is not distinct from $2`,
        values: [NAME, posicion, last],
      });
      if (rowCount !== 1) return false;
      await encargar(client, encargos);
      return true;
    });
    if (moved) posicion = last;
    return moved;
  }

  async function vencer(): Promise<void> {
    const ahora = new Date(clock.now()).toISOString();
    while ((await transaction(pool, (client) => encargarVencidos(client, ahora))) > 0);
  }

  async function tick(): Promise<void> {
    while (!signal.aborted) {
      await vencer().catch((error: unknown) => {
        if (!signal.aborted) log.error({ err: error }, 'reactors: what has fallen due could not be queued');
      });
      await sleep(TICK_MS, undefined, { signal }).catch(() => {});
    }
  }

  const loops = [follow(), tick()];
  return {
    posicion: () => posicion,
    vencer,
    async tranquilos(hasta) {
      for (;;) {
        if (posicion !== null && posicion >= hasta) {
          const { rows } = await pool.query(
            `select exists (select 1 from graphile_worker.jobs where run_at <= now() and attempts < max_attempts) as busy`,
          );
          if (!(rows[0] as { busy: boolean }).busy) return;
        }
        await sleep(20);
      }
    },
    async stop() {
      stopping.abort();
      await Promise.allSettled(loops);
      await runner.stop();
      await vivos.stop();
    },
  };
}

async function leer(pool: Pool): Promise<bigint | null> {
  const { rows } = await pool.query(`select posicion::text from operacion.reactores where nombre = $1`, [
    NAME,
  ]);
  const text = (rows[0] as { posicion: string | null } | undefined)?.posicion ?? null;
  return text === null ? null : BigInt(text);
}

/** @throws UnreadableEventError: an event that this program cannot read stops the reactors rather than being skipped */
function leido({ type, data, metadata, id, stream, revision }: StoredEvent): Hecho {
  const { event, metadata: meta } = readEvent(type, data, metadata);
  return { evento: event, id, stream, revision, ocurrido: meta.occurredAt };
}
