import type { AppendOutcome } from '../streams/append-outcome.ts';
import type { StreamReader } from '../streams/stream-reader.ts';
import { readRecordFields, recordStreamName } from '../wire/record.ts';
import type { Message } from './message.ts';
import { toMessage } from './resolve.ts';
import { revisionOf } from './revision.ts';
import type { SystemStream } from './system-stream.ts';

/** Some of the messages that a group has parked, and where the next ones start. */
export interface ParkedPage {
  readonly messages: Message[];
  readonly next: number;
  readonly isEnd: boolean;
}

/** The messages that a group has put aside, as links in a stream of its own. */
export class Parked {
  readonly #stream: SystemStream;
  readonly #reader: StreamReader;

  constructor(stream: SystemStream, reader: StreamReader) {
    this.#stream = stream;
    this.#reader = reader;
  }

  /** Number of messages that wait here. */
  get count(): number {
    const state = this.#reader.stateOf(this.#stream.name);
    if (state.last < 0 || this.#reader.isSoftDeleted(state)) return 0;
    return Math.max(state.last - this.#reader.firstRevision(state) + 1, 0);
  }

  /** Revision of the first message that waits here. */
  get first(): number {
    return this.#reader.firstRevision(this.#reader.stateOf(this.#stream.name));
  }

  /** Revision after the last message. */
  get end(): number {
    return this.#reader.stateOf(this.#stream.name).last + 1;
  }

  park(message: Message, reason: string, nowMs: number): Promise<AppendOutcome> {
    return this.#stream.append({
      type: '$>',
      isJson: false,
      data: linkTo(message),
      metadata: JSON.stringify({
        added: new Date(nowMs).toISOString(),
        reason,
        subscriptionEventNumber: revisionOf((message.link ?? message.event) as Buffer),
      }),
    });
  }

  /** Up to `limit` messages from revision `from` to before `end`. */
  page(from: number, end: number, limit: number): ParkedPage {
    const page = this.#reader.forward(this.#stream.name, from, limit, Date.now());
    if (page.kind !== 'page') return { messages: [], next: end, isEnd: true };
    const within = page.events.filter(({ record }) => revisionOf(record) < end);
    return {
      messages: within.map((stored) => toMessage(this.#reader, stored, true, undefined)),
      next: Math.min(page.next, end),
      isEnd: page.isEnd || page.next >= end,
    };
  }

  /** Forgets the messages before revision `end`. */
  truncate(end: number): Promise<AppendOutcome> {
    return this.#stream.setMetadata({ $tb: end }, true);
  }
}

/** What a parked link points at: the event itself, or what a link that leads nowhere points at. */
function linkTo({ event, link }: Message): string {
  if (event === undefined) return readRecordFields(link as Buffer).data.toString('utf8');
  return `${revisionOf(event)}@${recordStreamName(event).toString('utf8')}`;
}
