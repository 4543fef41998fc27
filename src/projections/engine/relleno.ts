/**
 * The filling of shadow tables: one reading of the log, folded for all of the groups that are rebuilt together. It knows
 * nothing of claims, comparisons and exchanges, so that it can run in a thread of its own.
 */
import type { EventStore } from '../../events/store/tipos.ts';
import type { Pool } from '../../platform/postgres/pool.ts';
import type { Projection } from '../definicion.ts';
import type { AlmacenSombra } from './almacen-sombra.ts';
import { concierne } from './decode.ts';
import { mensajeDe } from './fallos.ts';
import { type Bloque, enBloques, type Peticion } from './lectura.ts';
import { abrirVentanas } from './ventana.ts';

/** A group whose shadow tables are filled. */
export interface Rellenada {
  projection: Projection;
  ficha: bigint;
  almacen: AlmacenSombra;
  posicion: bigint | null;
  /** Events that were read for it, by earlier attempts too. */
  eventos: number;
  /** Positions that the tables are to be without. */
  fuera: ReadonlySet<bigint>;
  /** Where its part of this reading ends; null for the end of the log. */
  limite: bigint | null;
}

export interface Relleno {
  store: EventStore;
  pool: Pool;
  obras: readonly Rellenada[];
  /** Where the reading ends; null for the end of the log. */
  hasta: bigint | null;
  signal: AbortSignal;
  leer?: (peticion: Peticion) => AsyncIterable<Bloque>;
  /** Told of each block: its events, and its last position. */
  onAvance: (leidos: number, hasta: bigint) => void;
}

/**
 * Rows that are changed in memory before they are written, and how long at most: rows that change often are written less often.
 * A rebuild that is killed goes on from the last time they were.
 */
const ROWS_MAX = 800_000;
const WINDOW_MS = 120_000;
/** Rows that are only added, before they are sent on their way. */
const NEW_MAX = 20_000;

/** @throws the reason of the signal, with what was done by then written */
export async function llenar({
  store,
  pool,
  obras,
  hasta,
  signal,
  onAvance,
  ...como
}: Relleno): Promise<void> {
  const { leer = (peticion) => enBloques(store, peticion) } = como;
  const tipos = new Set(obras.flatMap(({ projection }) => [...projection.tipos]));
  const ventanas = abrirVentanas(pool);
  try {
    for await (const bloque of leer({ after: earliest(obras), hasta, tipos })) {
      signal.throwIfAborted();
      for (const obra of obras) await aplicar(obra, bloque);
      let changed = 0;
      for (const { almacen } of obras) {
        const { cambiadas, nuevas } = almacen.pendientes();
        changed += cambiadas;
        if (nuevas > NEW_MAX) await ventanas.hacer(almacen.tomarNuevas());
      }
      if (changed > ROWS_MAX || performance.now() - ventanas.abiertaMs() > WINDOW_MS)
        await ventanas.cerrar(obras);
      onAvance(bloque.eventos, bloque.hasta);
    }
    await ventanas.terminar(obras);
  } catch (error) {
    // Between two blocks what was done is whole, and kept for whoever goes on with it.
    if (signal.aborted && error === signal.reason) await ventanas.terminar(obras);
    else await ventanas.abandonar();
    throw error;
  }
}

/** @throws UnreadableEventError, and whatever a fold throws, with the events it was about */
export async function aplicar(obra: Rellenada, bloque: Bloque): Promise<void> {
  const { hechos, ilegibles, hasta } = bloque;
  const { projection, posicion, fuera, limite } = obra;
  const counts = (at: bigint) =>
    (posicion === null || at > posicion) && (limite === null || at <= limite) && !fuera.has(at);
  const bad = ilegibles.find((cada) => counts(cada.stored.position) && concierne(projection, cada));
  if (bad) throw bad.error;
  const [primero] = hechos;
  const isWhole =
    fuera.size === 0 &&
    (limite === null || hasta <= limite) &&
    (posicion === null || !primero || primero.posicion > posicion);
  const suyos = isWhole
    ? hechos.filter(({ evento }) => projection.tipos.has(evento.type))
    : hechos.filter(({ evento, posicion: at }) => projection.tipos.has(evento.type) && counts(at));
  if (suyos.length > 0)
    await projection.aplicar(obra.almacen, suyos).catch((error: unknown) => {
      throw new Error(
        `${projection.grupo}: the events from ${suyos[0]!.posicion} to ${suyos.at(-1)!.posicion} cannot be applied: ${mensajeDe(error)}`,
        { cause: error },
      );
    });
  const reached = limite !== null && hasta > limite ? limite : hasta;
  if (posicion === null || reached > posicion) obra.posicion = reached;
  obra.eventos += bloque.eventos;
}

/** The position of the group that is least far; null where one is at the beginning. */
export function earliest(obras: readonly Pick<Rellenada, 'posicion'>[]): bigint | null {
  let least = obras[0]!.posicion;
  for (const { posicion } of obras) {
    if (posicion === null || least === null) return null;
    if (posicion < least) least = posicion;
  }
  return least;
}
