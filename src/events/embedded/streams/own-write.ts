import { randomUUID } from 'node:crypto';
import { type EventId, eventIdFromText } from '../wire/event-id.ts';
import type { ProposedEvent } from '../wire/proposed-event.ts';
import type { AppendOutcome } from './append-outcome.ts';
import type { ExpectedRevision } from './expected-revision.ts';
import type { GroupCommit } from './group-commit.ts';

/** An event that the node writes of itself. */
export interface OwnEvent {
  readonly type: string;
  readonly data: string;
  readonly isJson: boolean;
  readonly metadata?: string | undefined;
}

const EMPTY = Buffer.alloc(0);

export function newEventId(): EventId {
  return eventIdFromText(Buffer.from(randomUUID()));
}

/** Appends one event, or deletes a stream if there is none, however long the queue is; gives what became of it. */
export function writeOwn(
  writer: GroupCommit,
  streamName: string,
  expected: ExpectedRevision,
  event: OwnEvent | undefined,
): Promise<AppendOutcome> {
  return new Promise((settle) => {
    writer.enqueue({
      operation: event === undefined ? 'delete' : 'append',
      streamName,
      expected,
      events: event === undefined ? [] : [proposed(event)],
      deadlineMs: Number.POSITIVE_INFINITY,
      settle,
    });
  });
}

function proposed({ type, data, isJson, metadata }: OwnEvent): ProposedEvent {
  return {
    id: newEventId(),
    type: Buffer.from(type),
    isJson,
    metadata: metadata === undefined ? EMPTY : Buffer.from(metadata),
    data: Buffer.from(data),
  };
}
