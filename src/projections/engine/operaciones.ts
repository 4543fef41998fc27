/**
 * What operators do to projections of a running program: see them, rebuild them in the background, stop a rebuild, put the
 * tables of before back, and resolve parked events.
 */
import type { EventStore } from '../../events/store/tipos.ts';
import type { Logger } from '../../platform/logger.ts';
import type { Pool } from '../../platform/postgres/pool.ts';
import type { Projection } from '../definicion.ts';
import { type Aparcado, listarAparcados, type Resolucion, reintentar, saltar } from './aparcados.ts';
import { type Checkpoint, readCheckpoints } from './checkpoints.ts';
import type { Comprobar } from './comparar.ts';
import { mensajeDe } from './fallos.ts';
import { devolver, RebuildRunningError, RebuildStoppedError, rebuild } from './rebuild.ts';
import {
  type Anterior,
  listarReconstrucciones,
  pedirParada,
  type Reconstruccion,
} from './reconstrucciones.ts';
import { LIVE_SCHEMA } from './shadow.ts';

export interface PeticionDeReconstruccion {
  projections: readonly Projection[];
  dryRun: boolean;
  acceptDifferences: boolean;
  fresh: boolean;
}

/** A rebuild of this process, while it runs. */
export interface Marcha {
  fase: string;
  eventos: number;
  porSegundo: number;
  /** From 0 to 1. */
  hecho: number;
  etaMs: number | null;
}

export interface Operaciones {
  puntos(): Promise<Map<string, Checkpoint>>;
  reconstrucciones(): Promise<Reconstruccion[]>;
  marcha(grupo: string): Marcha | null;
  /**
   * Begins a rebuild and leaves it to itself; how it goes on and ends is on record.
   * @throws RebuildRunningError
   */
  reconstruir(peticion: PeticionDeReconstruccion): Promise<void>;
  /** Groups whose rebuild, in whatever process, was asked to stop. */
  parar(projections: readonly Projection[]): Promise<string[]>;
  /** @throws NothingKeptError */
  devolver(projection: Projection): Promise<Anterior>;
  aparcados(filtro: { grupo: string | null; todos: boolean }): Promise<Aparcado[]>;
  /** @throws NotParkedError, MoneyStopsError */
  reintentar(projection: Projection, posicion: bigint, quien: string): Promise<Resolucion>;
  /** @throws NotParkedError, MoneyStopsError */
  saltar(projection: Projection, posicion: bigint, quien: string, motivo: string): Promise<Resolucion>;
  /** Stops what this process rebuilds, so that it can be gone on with. */
  close(): Promise<void>;
}

export function createOperaciones(options: {
  store: EventStore;
  pool: Pool;
  log: Pick<Logger, 'info' | 'error'>;
  comprobar: Comprobar;
}): Operaciones {
  const { store, pool, log, comprobar } = options;
  const closing = new AbortController();
  const running = new Set<Promise<void>>();
  const marchas = new Map<string, Marcha>();

  async function reconstruir({ projections, ...how }: PeticionDeReconstruccion): Promise<void> {
    const grupos = projections.map(({ grupo }) => grupo);
    let isBegun = false;
    // Refusals come before the first progress; whatever comes later is on record.
    await new Promise<void>((resolve, reject) => {
      const work = rebuild({
        store,
        pool,
        projections,
        comprobar,
        ...how,
        signal: closing.signal,
        onBegun() {
          isBegun = true;
          resolve();
        },
        onProgress({ fase, grupos: of, eventos, porSegundo, hecho, etaMs }) {
          for (const grupo of of) marchas.set(grupo, { fase, eventos, porSegundo, hecho, etaMs });
        },
      })
        .then(({ grupos: results, eventos, durationMs }) => {
          const ends = results.map(({ grupo, estado }) => `${grupo} ${estado}`);
          log.info({ ends, eventos, durationMs }, 'projections rebuilt');
        })
        .catch((error: unknown) => {
          reject(error);
          if (!(error instanceof RebuildRunningError || error instanceof RebuildStoppedError))
            log.error({ grupos, err: error }, `rebuild failed: ${mensajeDe(error)}`);
        })
        .finally(() => {
          // One that was refused leaves the progress of the one that runs alone.
          if (isBegun) for (const grupo of grupos) marchas.delete(grupo);
          running.delete(work);
        });
      running.add(work);
    });
  }

  const peticion = (projection: Projection, posicion: bigint, quien: string) => ({
    store,
    pool,
    schema: LIVE_SCHEMA,
    projection,
    posicion,
    quien,
  });
  return {
    puntos: () => readCheckpoints(pool),
    reconstrucciones: () => listarReconstrucciones(pool),
    marcha: (grupo) => marchas.get(grupo) ?? null,
    reconstruir,
    parar: (projections) =>
      pedirParada(
        pool,
        projections.map(({ grupo }) => grupo),
      ),
    devolver: (projection) => devolver(pool, projection),
    aparcados: (filtro) => listarAparcados(pool, filtro),
    reintentar: (projection, posicion, quien) =>
      reintentar({ ...peticion(projection, posicion, quien), motivo: null }),
    saltar: (projection, posicion, quien, motivo) =>
      saltar({ ...peticion(projection, posicion, quien), motivo }),
    async close() {
      closing.abort(new RebuildStoppedError('the program ends; run the rebuild again to go on'));
      await Promise.allSettled(running);
    },
  };
}
