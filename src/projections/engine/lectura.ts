/** The log as rebuilds read it: in blocks of events that went through their schemas, read ahead. */
import type { EventStore } from '../../events/store/tipos.ts';
import { inBlocks } from './bloques.ts';
import { type Decoded, decode } from './decode.ts';

export interface Bloque extends Decoded {
  /** Position of the last event that was read. */
  hasta: bigint;
  /** Events that were read, those of other types included. */
  eventos: number;
}

export interface Peticion {
  /** Exclusive; null from the beginning. */
  after: bigint | null;
  /** The last position that is wanted; null up to the end of the log. */
  hasta: bigint | null;
  tipos: ReadonlySet<string>;
}

/** Events that are folded together. Small enough that whoever folds them gets to other things in between. */
export const BLOCK = 256;

/** @throws what reading the log throws */
export async function* enBloques(
  store: EventStore,
  { after, hasta, tipos }: Peticion,
): AsyncIterable<Bloque> {
  for await (const block of inBlocks(store.readAll({ after }), BLOCK)) {
    const taken = upTo(hasta, block);
    if (taken.length > 0)
      yield { ...decode(taken, tipos), hasta: taken.at(-1)!.position, eventos: taken.length };
    if (taken.length < block.length) return;
  }
}

/** The part of a block that is not past a position; the same block where that is all of it. */
export function upTo<Event extends { position: bigint }>(
  hasta: bigint | null,
  block: readonly Event[],
): readonly Event[] {
  const last = block.at(-1);
  return hasta !== null && last !== undefined && last.position > hasta
    ? block.filter(({ position }) => position <= hasta)
    : block;
}
