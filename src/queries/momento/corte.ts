/** Where the log is cut, and what of one stream lies before the cut. */
import { type Evento, readEvent } from '../../events/registro.ts';
import type { StoredEvent } from '../../events/store/tipos.ts';

/** At an instant (ISO, UTC, milliseconds), or at a log position; what happened at either is in. */
export type Corte = { en: string } | { posicion: bigint };

/** An event, by everything that it can be found in the log by. */
export interface Marca {
  eventoId: string;
  tipo: string;
  stream: string;
  revision: number;
  /** As text: positions may be beyond what a number holds. */
  posicion: string;
  ocurridoEn: string;
}

/** A stream folded up to the cut. */
export interface Toma<Estado> {
  estado: Estado;
  /** The first event of the stream, whether it is in or not; null while there is none. */
  primero: Marca | null;
  /** The last event that is in the state; null where the cut lies before the first. */
  ultimo: Marca | null;
}

export interface Pliegue<Estado> {
  /** The next event of the stream. */
  evento(stored: StoredEvent): void;
  toma(): Toma<Estado>;
}

/**
 * Folds the prefix of one stream that ends with its last event at or before the cut. A stream is in order, its clocks need
 * not be: an event that says it happened after the instant, and stands before one that says it had happened by then, was
 * there when that one was decided, and is in.
 */
export function createPliegue<Estado, DeEste extends Evento>(
  corte: Corte,
  inicial: Estado,
  evolve: (estado: Estado, evento: DeEste) => Estado,
): Pliegue<Estado> {
  let estado = inicial;
  let primero: Marca | null = null;
  let ultimo: Marca | null = null;
  /** Later than the cut by their own clock, and in only if an earlier one still follows. */
  let pendientes: Evento[] = [];
  return {
    evento(stored) {
      const { event, metadata } = readEvent(stored.type, stored.data, stored.metadata);
      const marca = marcaDe(stored, metadata.occurredAt);
      primero ??= marca;
      pendientes.push(event);
      const isIn = 'en' in corte ? metadata.occurredAt <= corte.en : stored.position <= corte.posicion;
      if (!isIn) return;
      for (const each of pendientes) estado = evolve(estado, each as DeEste);
      pendientes = [];
      ultimo = marca;
    },
    toma: () => ({ estado, primero, ultimo }),
  };
}

/** Whether no later event of the log can be in any more. */
export const isPast = (corte: Corte, { position }: StoredEvent): boolean =>
  'posicion' in corte && position > corte.posicion;

const marcaDe = ({ id, type, stream, revision, position }: StoredEvent, ocurridoEn: string): Marca => ({
  eventoId: id,
  tipo: type,
  stream,
  revision,
  posicion: String(position),
  ocurridoEn,
});
