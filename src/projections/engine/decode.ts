/** Stored events, read through their schemas, as projections take them. */
import { readEvent, UnreadableEventError } from '../../events/registro.ts';
import type { StoredEvent } from '../../events/store/tipos.ts';
import type { Hecho } from '../definicion.ts';

export interface Decoded {
  hechos: Hecho[];
  /** The first event that could not be read; nothing after it is decoded. */
  poison?: { stored: StoredEvent; error: UnreadableEventError };
}

export function decode(batch: readonly StoredEvent[]): Decoded {
  const hechos: Hecho[] = [];
  for (const stored of batch) {
    try {
      const { event, metadata } = readEvent(stored.type, stored.data, stored.metadata);
      const { id, stream, revision, position } = stored;
      hechos.push({ evento: event, metadatos: metadata, id, stream, revision, posicion: position });
    } catch (error) {
      if (error instanceof UnreadableEventError) return { hechos, poison: { stored, error } };
      throw error;
    }
  }
  return { hechos };
}
