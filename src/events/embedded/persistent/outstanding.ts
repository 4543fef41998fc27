import type { Consumer } from './consumer.ts';
import type { Message, Place } from './message.ts';

/** A message that was sent and not answered. */
export interface Sent {
  readonly message: Message;
  readonly consumer: Consumer;
  readonly expiresMs: number;
}

/** All messages of a group that wait for an answer, by id and in the order in which they were sent. */
export class Outstanding {
  readonly #byId = new Map<string, Sent>();

  get count(): number {
    return this.#byId.size;
  }

  has(id: string): boolean {
    return this.#byId.has(id);
  }

  add(sent: Sent): void {
    this.#byId.set(sent.message.id, sent);
  }

  /** Takes a message out and frees its slot; undefined if it is not waited for (any more). */
  take(id: string): Sent | undefined {
    const sent = this.#byId.get(id);
    if (sent === undefined) return undefined;
    this.#byId.delete(id);
    sent.consumer.release(id);
    return sent;
  }

  /** Those whose time is over. All have the same time, so that the first one sent is the first one over. */
  expired(nowMs: number): Sent[] {
    const expired: Sent[] = [];
    for (const sent of this.#byId.values()) {
      if (sent.expiresMs > nowMs) break;
      expired.push(sent);
    }
    return expired;
  }

  /** The place that comes first in the source. */
  lowest(): Place | undefined {
    let lowest: Place | undefined;
    for (const { message } of this.#byId.values()) {
      const { place } = message;
      if (place !== undefined && (lowest === undefined || place.sequence < lowest.sequence)) lowest = place;
    }
    return lowest;
  }

  clear(): void {
    this.#byId.clear();
  }
}
