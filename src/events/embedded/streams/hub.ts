/** A committed event as live readers get it. */
export interface CommittedEvent {
  readonly position: number;
  readonly streamName: string;
  readonly record: Buffer;
}

const RING_EVENTS = 8_192;
const RING_BYTES_MAX = 16 * 1_048_576;

/**
 * Holds the newest committed records in memory and wakes those who wait for more. Readers that keep up are served from
 * here; one that falls out of the ring reads the log again, so that nothing is buffered per reader.
 */
export class Hub {
  readonly #ring: (Buffer | undefined)[] = new Array(RING_EVENTS);
  #first = 1;
  #last = 0;
  #bytes = 0;
  readonly #allWaiters = new Set<() => void>();
  readonly #streamWaiters = new Map<string, Set<() => void>>();

  /** Empties the ring, which goes on after `lastPosition`. */
  reset(lastPosition: number): void {
    this.#ring.fill(undefined);
    this.#bytes = 0;
    this.#first = lastPosition + 1;
    this.#last = lastPosition;
  }

  /** Adds what has been committed and wakes the readers concerned. */
  publish(events: readonly CommittedEvent[]): void {
    for (const { position, record } of events) {
      if (this.#last - this.#first + 1 === RING_EVENTS) this.#drop();
      this.#ring[position % RING_EVENTS] = record;
      this.#last = position;
      this.#bytes += record.length;
      while (this.#bytes > RING_BYTES_MAX && this.#first < this.#last) this.#drop();
    }
    for (const wake of this.#allWaiters) wake();
    this.#allWaiters.clear();
    if (this.#streamWaiters.size === 0) return;
    for (const { streamName } of events) {
      const waiters = this.#streamWaiters.get(streamName);
      if (waiters === undefined) continue;
      this.#streamWaiters.delete(streamName);
      for (const wake of waiters) wake();
    }
  }

  /** Up to `limit` records from `position` on; undefined if they are not (or no longer) in memory. */
  from(position: number, limit: number): Buffer[] | undefined {
    if (position < this.#first) return undefined;
    const records: Buffer[] = [];
    for (let at = position; at <= this.#last && records.length < limit; at += 1) {
      records.push(this.#ring[at % RING_EVENTS] as Buffer);
    }
    return records;
  }

  /** Calls `wake` once, at the next commit; the function returned takes that back. */
  onCommit(wake: () => void): () => void {
    this.#allWaiters.add(wake);
    return () => this.#allWaiters.delete(wake);
  }

  /** Calls `wake` once, at the next commit that touches the stream; the function returned takes that back. */
  onStreamCommit(streamName: string, wake: () => void): () => void {
    let waiters = this.#streamWaiters.get(streamName);
    if (waiters === undefined) {
      waiters = new Set();
      this.#streamWaiters.set(streamName, waiters);
    }
    waiters.add(wake);
    return () => {
      const present = this.#streamWaiters.get(streamName);
      present?.delete(wake);
      if (present?.size === 0) this.#streamWaiters.delete(streamName);
    };
  }

  /** Number of readers waiting, to show that cancelled ones leave nothing behind. */
  get waiting(): number {
    let count = this.#allWaiters.size;
    for (const waiters of this.#streamWaiters.values()) count += waiters.size;
    return count;
  }

  #drop(): void {
    const slot = this.#first % RING_EVENTS;
    this.#bytes -= (this.#ring[slot] as Buffer).length;
    this.#ring[slot] = undefined;
    this.#first += 1;
  }
}
