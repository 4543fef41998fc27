import type { EventEmitter } from 'node:events';

/** What both kinds of the client's subscriptions have in common. */
interface Subscription<Item> extends AsyncIterable<Item> {
  unsubscribe(): Promise<void>;
}

/** The first `count` events of a subscription, which is ended then. */
export async function take<Item>(subscription: Subscription<Item>, count: number): Promise<Item[]> {
  const taken: Item[] = [];
  if (count === 0) return taken;
  for await (const item of subscription) {
    taken.push(item);
    if (taken.length === count) break;
  }
  await subscription.unsubscribe();
  return taken;
}

/** Resolves when the emitter reports `name` for the first time. */
export function occurrence(emitter: Pick<EventEmitter, 'once'>, name: string): Promise<void> {
  return new Promise((resolve) => {
    emitter.once(name, () => resolve());
  });
}

/** Collects events as they come in, for cases that look at them later. */
export function record<Item>(subscription: Pick<EventEmitter, 'on'>): Item[] {
  const seen: Item[] = [];
  subscription.on('data', (item: Item) => seen.push(item));
  subscription.on('error', () => {});
  return seen;
}

/** Waits until `condition` holds, for at most `limitMs`. */
export async function until(condition: () => boolean, limitMs = 5_000): Promise<void> {
  const end = Date.now() + limitMs;
  while (!condition()) {
    if (Date.now() > end) throw new Error('what was waited for did not happen');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
