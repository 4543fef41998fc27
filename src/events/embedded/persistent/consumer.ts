import { performance } from 'node:perf_hooks';
import type { Message } from './message.ts';
import { type Measurement, Timings } from './timings.ts';

/** How a consumer is reached. */
export interface ConsumerLink {
  readonly connectionName: string;
  /** Who the consumer is; without an account `anonymous`. */
  readonly username: string;
  /** Sends messages as one write. */
  send(messages: readonly Message[]): void;
  /** Ends the consumer's call because the group has let go of it. */
  drop(): void;
}

/** A consumer of a group: it is sent no more than it has slots, and gets one back with each answer. */
export class Consumer {
  readonly link: ConsumerLink;
  readonly #slots: number;
  readonly #timings: Timings | undefined;
  readonly #inFlight = new Map<string, Message>();
  #outbox: Message[] = [];
  #totalItems = 0;
  #measuredItems = 0;

  constructor(link: ConsumerLink, slots: number, extraStatistics: boolean) {
    this.link = link;
    this.#slots = slots;
    this.#timings = extraStatistics ? new Timings() : undefined;
  }

  get availableSlots(): number {
    return Math.max(this.#slots - this.#inFlight.size, 0);
  }

  get inFlightCount(): number {
    return this.#inFlight.size;
  }

  get totalItems(): number {
    return this.#totalItems;
  }

  /** What it was sent and has not answered. */
  inFlight(): Message[] {
    return [...this.#inFlight.values()];
  }

  /** Takes a message for the next `flush`; false if there is no slot for it. */
  push(message: Message): boolean {
    if (this.availableSlots === 0) return false;
    this.#inFlight.set(message.id, message);
    this.#outbox.push(message);
    this.#totalItems += 1;
    this.#timings?.start(message.id, performance.now());
    return true;
  }

  /** Sends what was pushed. */
  flush(): void {
    if (this.#outbox.length === 0) return;
    const messages = this.#outbox;
    this.#outbox = [];
    this.link.send(messages);
  }

  /** Frees the slot of a message; whether it had one here. */
  release(id: string): boolean {
    this.#timings?.end(id, performance.now());
    return this.#inFlight.delete(id);
  }

  /** Number of messages since the last call. */
  countSinceLast(): number {
    const count = this.#totalItems - this.#measuredItems;
    this.#measuredItems = this.#totalItems;
    return count;
  }

  measurements(): Measurement[] {
    return this.#timings?.measurements() ?? [];
  }
}
