import type { ProposedEvent } from '../wire/proposed-event.ts';
import type { AppendOutcome } from './append-outcome.ts';
import type { ExpectedRevision } from './expected-revision.ts';

/** A write on its way to the log. */
export interface WriteRequest {
  readonly operation: 'append' | 'delete' | 'tombstone';
  readonly streamName: string;
  readonly expected: ExpectedRevision;
  /** Empty for deletes. */
  readonly events: readonly ProposedEvent[];
  /** Wall-clock time in ms after which the write is refused if it has not been made. */
  readonly deadlineMs: number;
  /** Called once, after the write is durable or refused. */
  settle(outcome: AppendOutcome): void;
}
