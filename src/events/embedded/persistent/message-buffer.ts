import { type Message, messageBytes } from './message.ts';

/** What became of the attempt to send a message: it is gone, its consumer has no room, or nobody has. */
export type SendResult = 'sent' | 'skipped' | 'full';

/** Messages that wait for a consumer, in the order in which they are to go. */
export class MessageBuffer {
  #messages: Message[] = [];
  #bytes = 0;

  get length(): number {
    return this.#messages.length;
  }

  get bytes(): number {
    return this.#bytes;
  }

  append(message: Message): void {
    this.#messages.push(message);
    this.#bytes += messageBytes(message);
  }

  /** Adds a message before all that stand behind it in the source; what is replayed goes to the end. */
  insert(message: Message): void {
    const { place } = message;
    const at =
      place === undefined
        ? -1
        : this.#messages.findIndex(
            (other) => other.place !== undefined && place.position < other.place.position,
          );
    if (at < 0) this.#messages.push(message);
    else this.#messages.splice(at, 0, message);
    this.#bytes += messageBytes(message);
  }

  /** The message that comes first in the source, without those that are replayed. */
  first(): Message | undefined {
    return this.#messages.find((message) => message.place !== undefined);
  }

  /** Offers the messages in order until nobody has room; false if that was so. Those skipped stay where they are. */
  drain(send: (message: Message) => SendResult): boolean {
    const messages = this.#messages;
    const kept: Message[] = [];
    let at = 0;
    let result: SendResult = 'sent';
    for (; at < messages.length; at += 1) {
      const message = messages[at] as Message;
      result = send(message);
      if (result === 'full') break;
      if (result === 'sent') this.#bytes -= messageBytes(message);
      else kept.push(message);
    }
    if (kept.length < at) messages.splice(0, at, ...kept);
    return result !== 'full';
  }

  clear(): void {
    this.#messages = [];
    this.#bytes = 0;
  }
}
