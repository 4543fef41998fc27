import type { Consumer } from './consumer.ts';
import type { Message } from './message.ts';
import type { Push, Strategy } from './strategy.ts';

const BUCKETS = 1_024;

/**
 * Sends what has the same key to the same consumer for as long as that one is there. Keys fall into buckets; a bucket is
 * given to the consumer with the fewest when it is first met, and a consumer that joins takes over its fair share.
 */
export class PinnedStrategy implements Strategy {
  readonly #keyOf: (message: Message) => string;
  readonly #buckets: (Consumer | undefined)[] = new Array(BUCKETS).fill(undefined);
  /** Number of buckets of each consumer. */
  readonly #counts = new Map<Consumer, number>();

  constructor(keyOf: (message: Message) => string) {
    this.#keyOf = keyOf;
  }

  add(joined: Consumer): void {
    this.#counts.set(joined, 0);
    const assigned = this.#buckets.filter((consumer) => consumer !== undefined).length;
    const share = Math.ceil(assigned / this.#counts.size);
    for (const [consumer, count] of [...this.#counts]) {
      if (consumer !== joined && count > share) this.#move(consumer, joined, count - share);
    }
  }

  remove(consumer: Consumer): void {
    this.#counts.delete(consumer);
    for (let bucket = 0; bucket < BUCKETS; bucket += 1) {
      if (this.#buckets[bucket] === consumer) this.#buckets[bucket] = undefined;
    }
  }

  push(message: Message): Push {
    if (!this.#hasRoom()) return { result: 'full' };
    const bucket = bucketOf(this.#keyOf(message));
    const consumer = this.#buckets[bucket] ?? this.#assign(bucket);
    return consumer.push(message) ? { result: 'sent', consumer } : { result: 'skipped' };
  }

  #hasRoom(): boolean {
    for (const consumer of this.#counts.keys()) if (consumer.availableSlots > 0) return true;
    return false;
  }

  #assign(bucket: number): Consumer {
    let fewest: Consumer | undefined;
    for (const [consumer, count] of this.#counts) {
      if (fewest === undefined || count < (this.#counts.get(fewest) as number)) fewest = consumer;
    }
    const chosen = fewest as Consumer;
    this.#buckets[bucket] = chosen;
    this.#counts.set(chosen, (this.#counts.get(chosen) as number) + 1);
    return chosen;
  }

  #move(from: Consumer, to: Consumer, count: number): void {
    let left = count;
    for (let bucket = 0; bucket < BUCKETS && left > 0; bucket += 1) {
      if (this.#buckets[bucket] !== from) continue;
      this.#buckets[bucket] = to;
      left -= 1;
    }
    this.#counts.set(from, (this.#counts.get(from) as number) - count);
    this.#counts.set(to, (this.#counts.get(to) as number) + count);
  }
}

/** FNV-1a over the UTF-16 units of the key. */
function bucketOf(key: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < key.length; at += 1) {
    hash = Math.imul(hash ^ key.charCodeAt(at), 0x01000193);
  }
  return (hash >>> 0) % BUCKETS;
}
