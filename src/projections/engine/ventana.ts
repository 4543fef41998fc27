/**
 * What a rebuild writes, in stretches that are one transaction each: rows that are only added are written while the next
 * events are folded, rows that change at the end of the stretch, together with the position that all of them have reached;
 * and the next stretch is folded meanwhile. A stretch that is cut off leaves nothing.
 */
import { UNLIMITED } from '../../platform/postgres/limits.ts';
import { type Pool, type PoolClient, transaction } from '../../platform/postgres/pool.ts';
import type { AlmacenSombra } from './almacen-sombra.ts';
import { ASYNC } from './grupo.ts';
import { anotarAvance } from './reconstrucciones.ts';

type Trabajo = (client: PoolClient) => Promise<void>;

/** Jobs that wait; whoever brings more waits until one of them is done. */
const EN_COLA = 4;

export interface Ventanas {
  /** When the stretch began that is being folded. */
  abiertaMs(): number;
  /** Hands a job over; resolves at once while few wait. @throws what went wrong with an earlier one */
  hacer(trabajo: Trabajo): Promise<void>;
  /** Ends the stretch: what waits is written, and committed, while the next one is folded. Waits for the one before. */
  cerrar(obras: readonly EnObra[]): Promise<void>;
  /** Ends the last stretch, and waits until all is committed. */
  terminar(obras: readonly EnObra[]): Promise<void>;
  /** Rolls back what has not been closed. */
  abandonar(): Promise<void>;
}

export interface EnObra {
  projection: { grupo: string };
  ficha: bigint;
  almacen: AlmacenSombra;
  posicion: bigint | null;
  eventos: number;
}

class AbandonedError extends Error {}

interface Ventana {
  abiertaMs: number;
  hacer(trabajo: Trabajo): Promise<void>;
  /** Resolves once its jobs are done and committed. */
  cerrar(): Promise<void>;
  abandonar(): Promise<void>;
}

export function abrirVentanas(pool: Pool): Ventanas {
  let before: Promise<void> = Promise.resolve();
  let ventana = abrirVentana(pool, before);

  async function cerrar(obras: readonly EnObra[]): Promise<void> {
    // One stretch at a time waits to be committed: no more rows than its own are held beside those being folded.
    await before;
    const { hacer, cerrar: commit } = ventana;
    const escrituras = obras.map(({ projection, ficha, almacen, posicion, eventos }): Trabajo => {
      const write = almacen.tomar();
      return async (client) => {
        await write(client);
        await anotarAvance(client, projection.grupo, ficha, posicion, eventos);
      };
    });
    for (const escritura of escrituras) void hacer(escritura).catch(() => {});
    before = commit().then(() => {
      for (const { almacen } of obras) almacen.aligerar();
    });
    // Whoever hands over the next job, or closes the next stretch, learns of it.
    before.catch(() => {});
    ventana = abrirVentana(pool, before);
  }

  return {
    abiertaMs: () => ventana.abiertaMs,
    hacer: (trabajo) => ventana.hacer(trabajo),
    cerrar,
    async terminar(obras) {
      await cerrar(obras);
      await before;
    },
    async abandonar() {
      await before.catch(() => {});
      await ventana.abandonar();
    },
  };
}

/** Its transaction begins with its first job, and after the stretch before has ended. */
function abrirVentana(pool: Pool, before: Promise<void>): Ventana {
  const cola: Trabajo[] = [];
  const wake = { worker: () => {}, callers: [] as (() => void)[] };
  let closed = false;
  let abandoned = false;
  let failure: unknown;

  const wakeCallers = (): void => {
    for (const call of wake.callers.splice(0)) call();
  };
  async function work(client: PoolClient): Promise<void> {
    for (;;) {
      if (abandoned) throw new AbandonedError();
      const trabajo = cola.shift();
      if (trabajo) {
        wakeCallers();
        await trabajo(client);
      } else if (closed) return;
      else await idle();
    }
  }
  const idle = () =>
    new Promise<void>((resolve) => {
      wake.worker = resolve;
    });
  const run = async (): Promise<void> => {
    await before;
    while (cola.length === 0) {
      if (closed) return;
      await idle();
    }
    await transaction(pool, work, ASYNC + UNLIMITED);
  };
  const done = run().catch((error: unknown) => {
    failure = error;
    wakeCallers();
  });

  async function end(): Promise<void> {
    closed = true;
    wake.worker();
    await done;
  }

  return {
    abiertaMs: performance.now(),
    async hacer(trabajo) {
      if (failure === undefined) cola.push(trabajo);
      wake.worker();
      while (cola.length > EN_COLA && failure === undefined)
        await new Promise<void>((resolve) => {
          wake.callers.push(resolve);
        });
      if (failure !== undefined) throw failure;
    },
    async cerrar() {
      await end();
      if (failure !== undefined) throw failure;
    },
    async abandonar() {
      abandoned = true;
      cola.length = 0;
      await end();
    },
  };
}
