import type { Consumer } from './consumer.ts';
import type { Message } from './message.ts';
import type { Push, Strategy } from './strategy.ts';

/** Round robin takes turns with each message; dispatch to a single consumer goes on to the next only when one is full. */
export class TurnStrategy implements Strategy {
  readonly #passesOn: boolean;
  readonly #consumers: Consumer[] = [];

  constructor(passesOn: boolean) {
    this.#passesOn = passesOn;
  }

  add(consumer: Consumer): void {
    this.#consumers.push(consumer);
  }

  remove(consumer: Consumer): void {
    const at = this.#consumers.indexOf(consumer);
    if (at >= 0) this.#consumers.splice(at, 1);
  }

  push(message: Message): Push {
    const consumers = this.#consumers;
    for (let tries = consumers.length; tries > 0; tries -= 1) {
      const consumer = consumers[0] as Consumer;
      const isSent = consumer.push(message);
      if (!isSent || this.#passesOn) consumers.push(consumers.shift() as Consumer);
      if (isSent) return { result: 'sent', consumer };
    }
    return { result: 'full' };
  }
}
