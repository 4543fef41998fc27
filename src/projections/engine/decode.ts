/** Stored events, read through their schemas, as projections take them. */
import { EVENTOS, readEvent, UnreadableEventError } from '../../events/registro.ts';
import type { StoredEvent } from '../../events/store/tipos.ts';
import type { Hecho, Projection } from '../definicion.ts';

/** An event that no schema reads. */
export interface Ilegible {
  stored: StoredEvent;
  error: UnreadableEventError;
}

export interface Decoded {
  hechos: Hecho[];
  ilegibles: Ilegible[];
}

/** Those whose type is not among `tipos`, where that is given, are left out. */
export function decode(batch: readonly StoredEvent[], tipos?: ReadonlySet<string>): Decoded {
  const hechos: Hecho[] = [];
  const ilegibles: Ilegible[] = [];
  for (const stored of batch) {
    if (tipos && EVENTOS.has(stored.type) && !tipos.has(stored.type)) continue;
    try {
      const { event, metadata } = readEvent(stored.type, stored.data, stored.metadata);
      const { id, stream, revision, position } = stored;
      hechos.push({ evento: event, metadatos: metadata, id, stream, revision, posicion: position });
    } catch (error) {
      if (!(error instanceof UnreadableEventError)) throw error;
      ilegibles.push({ stored, error });
    }
  }
  return { hechos, ilegibles };
}

/** Whether an event that cannot be read could matter to a projection: of a type that nobody knows, nobody can say. */
export function concierne({ tipos }: Projection, { stored }: Ilegible): boolean {
  return tipos.has(stored.type) || !EVENTOS.has(stored.type);
}
