import type { Consumer } from './consumer.ts';
import type { Message } from './message.ts';
import type { SendResult } from './message-buffer.ts';
import { correlationOf, sourceStreamOf } from './pin-key.ts';
import { PinnedStrategy } from './pinned-strategy.ts';
import type { StrategyName } from './settings.ts';

/** What one strategy does: it knows the consumers and gives each message to one of them. */
export interface Strategy {
  add(consumer: Consumer): void;
  remove(consumer: Consumer): void;
  push(message: Message): Push;
}

/** The outcome of a push, with the consumer that has got the message. */
export type Push =
  | { readonly result: Extract<SendResult, 'sent'>; readonly consumer: Consumer }
  | { readonly result: Exclude<SendResult, 'sent'> };

/** A fresh strategy of the kind named. */
export function strategyOf(name: StrategyName): Strategy {
  switch (name) {
    case 'RoundRobin':
      return new TurnStrategy(true);
    case 'DispatchToSingle':
      return new TurnStrategy(false);
    case 'Pinned':
      return new PinnedStrategy(sourceStreamOf);
    case 'PinnedByCorrelation':
      return new PinnedStrategy((message) => correlationOf(message) ?? sourceStreamOf(message));
    default:
      return name satisfies never;
  }
}

/** Round robin takes turns with each message; dispatch to a single consumer goes on to the next only when one is full. */
class TurnStrategy implements Strategy {
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
