/** A log written down by hand: facts of a few people, in order, as the store holds them. */
import { hashEvent } from '../../src/events/cadena.ts';
import type { Metadatos } from '../../src/events/metadatos.ts';
import type { Evento } from '../../src/events/registro.ts';
import type { StoredEvent } from '../../src/events/store/tipos.ts';
import { AHORA, ANA, idNamed, SISTEMA } from './fixtures.ts';

/** The event, the stream it stands in (that of Ana by default), and its second after `AHORA`. */
export type Entry = readonly [evento: Evento, stream?: string];

/** One command for each event, a second apart; chains, ids and positions as the bus makes them. */
export function logOf(...entries: readonly Entry[]): StoredEvent[] {
  const ends = new Map<string, { revision: number; hash: string | null }>();
  return entries.map(([{ type, data }, stream = `usuario-${ANA}`], index) => {
    const end = ends.get(stream) ?? { revision: -1, hash: null };
    const metadata: Metadatos = {
      commandId: idNamed(`orden/${index}`),
      $correlationId: `correlacion-${index}`,
      $causationId: idNamed(`orden/${index}`),
      actor: SISTEMA,
      schemaVersion: 1,
      traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`,
      occurredAt: momento(index),
      inputHash: 'c'.repeat(64),
      prevHash: end.hash,
    };
    const event = {
      stream,
      revision: end.revision + 1,
      id: idNamed(`evento/${index}`),
      type,
      data,
      metadata,
    };
    ends.set(stream, { revision: event.revision, hash: hashEvent(event) });
    return { ...event, position: BigInt(index) * 100n };
  });
}

/** When the entry of that index happened. */
export const momento = (index: number): string => new Date(Date.parse(AHORA) + index * 1_000).toISOString();
