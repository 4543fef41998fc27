import {
  type AllStreamResolvedEvent,
  type JSONEventData,
  jsonEvent,
  type ResolvedEvent,
} from '@eventstore/db-client';

/** `count` JSON events numbered from `first`. */
export function numbered(count: number, first = 0, type = 'Numbered'): JSONEventData[] {
  return Array.from({ length: count }, (_, offset) => jsonEvent({ type, data: { number: first + offset } }));
}

/** All that a read yields. */
export async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** The `number` of one event. */
export function numberOf({ event }: ResolvedEvent | AllStreamResolvedEvent): number {
  const data = event?.data as { number: number } | undefined;
  return data?.number ?? Number.NaN;
}

/** The `number` of each event of a read. */
export function numbersOf(events: readonly (ResolvedEvent | AllStreamResolvedEvent)[]): number[] {
  return events.map(numberOf);
}

/** Revisions of the events of a read. */
export function revisionsOf(events: readonly ResolvedEvent[]): bigint[] {
  return events.map(({ event }) => event?.revision ?? -1n);
}
