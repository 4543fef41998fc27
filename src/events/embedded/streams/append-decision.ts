import type { EventId } from '../wire/event-id.ts';
import { ANY, type ExpectedRevision, NO_STREAM, STREAM_EXISTS } from './expected-revision.ts';

/** What the append decision needs to know about a stream. */
export interface StreamFacts {
  /** Revision of the last event, -1 if there never was one. */
  readonly current: number;
  readonly tombstoned: boolean;
  readonly softDeleted: boolean;
  /** Whether the stream's metadata stream has an event. */
  hasMetadata(): boolean;
  /** The revision in this stream of the event with this id, undefined if it has none. */
  revisionOf(id: EventId): number | undefined;
  /** Whether the event at `revision` exists and carries this id. */
  isAt(revision: number, id: EventId): boolean;
}

export type AppendDecision =
  | { readonly kind: 'append' }
  | { readonly kind: 'idempotent'; readonly revision: number }
  | { readonly kind: 'wrong-expected-version' }
  | { readonly kind: 'stream-deleted' };

const APPEND: AppendDecision = { kind: 'append' };
const WRONG: AppendDecision = { kind: 'wrong-expected-version' };
const DELETED: AppendDecision = { kind: 'stream-deleted' };

/** The server's table of what to do with an append: pure, asked once per append in the order of arrival. */
export function decideAppend(
  stream: StreamFacts,
  expected: ExpectedRevision,
  ids: readonly EventId[],
): AppendDecision {
  if (stream.tombstoned) return DELETED;
  if (expected === STREAM_EXISTS) {
    if (stream.softDeleted) return DELETED;
    if (stream.current < 0 && !stream.hasMetadata()) return WRONG;
  }
  if (expected === ANY || expected === STREAM_EXISTS) return decideByIds(stream, ids);
  if (expected > stream.current) return WRONG;
  if (expected < stream.current) return decideRepeat(stream, expected, ids);
  return APPEND;
}

/** Without an exact revision an append is a repeat if the stream has all of its ids. */
function decideByIds(stream: StreamFacts, ids: readonly EventId[]): AppendDecision {
  if (stream.current < 0) return APPEND;
  let last = -1;
  for (const id of ids) {
    const revision = stream.revisionOf(id);
    if (revision === undefined) return last < 0 ? APPEND : WRONG;
    last = revision;
  }
  return last < 0 ? APPEND : { kind: 'idempotent', revision: last };
}

/** With an exact revision below the current one an append is a repeat if its ids are what follows that revision. */
function decideRepeat(
  stream: StreamFacts,
  expected: ExpectedRevision,
  ids: readonly EventId[],
): AppendDecision {
  let revision = expected;
  for (const id of ids) {
    revision += 1;
    if (stream.isAt(revision, id)) continue;
    const isFirst = revision === expected + 1;
    return isFirst && expected === NO_STREAM && stream.softDeleted ? APPEND : WRONG;
  }
  return { kind: 'idempotent', revision };
}
