import type { Consumer } from './consumer.ts';
import type { Message } from './message.ts';
import type { SendResult } from './message-buffer.ts';

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
