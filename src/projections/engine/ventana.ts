/**
 * A stretch of a rebuild that is one transaction: rows that are only added are written while the next events are folded, rows
 * that change at its end, together with the position that all of them have reached. A stretch that is cut off leaves nothing.
 */
import { type Pool, type PoolClient, transaction } from '../../platform/postgres/pool.ts';
import type { AlmacenSombra } from './almacen-sombra.ts';
import { ASYNC } from './grupo.ts';
import { anotarAvance } from './reconstrucciones.ts';

type Trabajo = (client: PoolClient) => Promise<void>;

/** Jobs that wait; whoever brings more waits until one of them is done. */
const EN_COLA = 2;

export interface Ventana {
  abiertaMs: number;
  /** Hands a job over; resolves at once while few wait. @throws what went wrong with an earlier one */
  hacer(trabajo: Trabajo): Promise<void>;
  /** Writes all that waits, and commits. */
  cerrar(obras: readonly EnObra[]): Promise<void>;
  /** Rolls everything back. */
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

export function abrirVentana(pool: Pool): Ventana {
  const cola: Trabajo[] = [];
  const wake = { worker: () => {}, caller: () => {} };
  let closed = false;
  let failure: unknown;
  const done = transaction(
    pool,
    async (client) => {
      for (;;) {
        const trabajo = cola.shift();
        if (trabajo) {
          await trabajo(client);
          wake.caller();
        } else if (closed) return;
        else
          await new Promise<void>((resolve) => {
            wake.worker = resolve;
          });
      }
    },
    `${ASYNC}; set local statement_timeout = 0; set local idle_in_transaction_session_timeout = 0`,
  ).catch((error: unknown) => {
    failure = error;
    wake.caller();
  });

  async function hacer(trabajo: Trabajo): Promise<void> {
    if (failure !== undefined) throw failure;
    cola.push(trabajo);
    wake.worker();
    while (cola.length > EN_COLA && failure === undefined)
      await new Promise<void>((resolve) => {
        wake.caller = resolve;
      });
    if (failure !== undefined) throw failure;
  }

  async function end(): Promise<void> {
    closed = true;
    wake.worker();
    await done;
  }

  return {
    abiertaMs: performance.now(),
    hacer,
    async cerrar(obras) {
      for (const { projection, ficha, almacen, posicion, eventos } of obras) {
        const write = almacen.tomar();
        await hacer(async (client) => {
          await write(client);
          await anotarAvance(client, projection.grupo, ficha, posicion, eventos);
        });
      }
      await end();
      if (failure !== undefined) throw failure;
      for (const { almacen } of obras) almacen.aligerar();
    },
    async abandonar() {
      if (failure === undefined)
        cola.splice(0, cola.length, async () => {
          throw new AbandonedError();
        });
      await end();
    },
  };
}
