import type { AppendFailure } from '../streams/append-outcome.ts';
import { ANY } from '../streams/expected-revision.ts';
import type { GroupCommit } from '../streams/group-commit.ts';
import { newEventId } from '../streams/own-write.ts';
import type { StreamReader } from '../streams/stream-reader.ts';
import type { EventId } from '../wire/event-id.ts';
import type { ProposedEvent } from '../wire/proposed-event.ts';
import { BEYOND } from '../wire/varint.ts';

/** One event on its way to one stream. */
export interface Append {
  readonly streamName: string;
  readonly event: ProposedEvent;
}

/** Why an append was refused, and to which stream. */
export interface RefusedAppend {
  readonly streamName: string;
  readonly failure: AppendFailure;
}

const EMPTY = Buffer.alloc(0);

/** Appends events in order, each to whatever revision its stream has; gives the first refusal, if there is one. */
export function appendAll(
  writer: GroupCommit,
  appends: readonly Append[],
): Promise<RefusedAppend | undefined> {
  return new Promise((resolve) => {
    let refused: RefusedAppend | undefined;
    let waiting = appends.length;
    if (waiting === 0) resolve(undefined);
    for (const { streamName, event } of appends) {
      writer.enqueue({
        operation: 'append',
        streamName,
        expected: ANY,
        events: [event],
        // What follows a refused one would come before it in its stream when all of them are repeated.
        get deadlineMs() {
          return refused === undefined ? Number.POSITIVE_INFINITY : 0;
        },
        settle(outcome) {
          if (outcome.kind !== 'success') refused ??= { streamName, failure: outcome };
          waiting -= 1;
          if (waiting === 0) resolve(refused);
        },
      });
    }
  });
}

/** A JSON event with an id of its own, unless one is given. */
export function jsonProposal(
  type: string,
  data: unknown,
  { id = newEventId(), metadata = EMPTY }: { id?: EventId; metadata?: Buffer } = {},
): ProposedEvent {
  return { id, type: Buffer.from(type), isJson: true, metadata, data: Buffer.from(JSON.stringify(data)) };
}

/** The record of the last event of a stream that can be read. */
export function lastRecord(reader: StreamReader, streamName: string): Buffer | undefined {
  const page = reader.backward(streamName, BEYOND, 1, Date.now());
  return page.kind === 'page' ? page.events[0]?.record : undefined;
}
