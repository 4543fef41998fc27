import { randomUUID } from 'node:crypto';
import type { Store } from '../storage/store.ts';
import { type EventId, eventIdFromText } from '../wire/event-id.ts';
import type { ProposedEvent } from '../wire/proposed-event.ts';
import { encodeRecord, TOMBSTONE_REVISION } from '../wire/record.ts';
import { decideAppend } from './append-decision.ts';
import type { AppendOutcome } from './append-outcome.ts';
import type { CommittedEvent } from './hub.ts';
import {
  isMetastream,
  metastreamOf,
  originalStreamOf,
  recreatedMetadata,
  SOFT_DELETED_JSON,
} from './metadata.ts';
import type { StreamReader } from './stream-reader.ts';
import type { StreamState } from './stream-state.ts';
import type { WriteRequest } from './write-request.ts';

const METADATA_TYPE = Buffer.from('$metadata');
const TOMBSTONE_TYPE = Buffer.from('$streamDeleted');
const EMPTY = Buffer.alloc(0);
const NO_EVENT_ID = eventIdFromText(Buffer.from('00000000-0000-0000-0000-000000000000'));
const DELETED: AppendOutcome = { kind: 'stream-deleted' };

/** What one transaction has written so far. */
export interface Transaction {
  readonly created: Buffer;
  readonly events: CommittedEvent[];
  lastPosition: number;
  bytes: number;
  /** Opens the SQLite transaction at the first write. */
  begin(): void;
}

/** Decides a write and makes it inside `transaction`; the caller commits, or throws all of it away. */
export function applyWrite(
  store: Store,
  reader: StreamReader,
  transaction: Transaction,
  request: WriteRequest,
): AppendOutcome {
  const state = reader.stateOf(request.streamName);
  const isAppend = request.operation === 'append';
  const facts = reader.factsOf(state);
  const ids: EventId[] = isAppend ? request.events.map((event) => event.id) : [NO_EVENT_ID];
  const decision = decideAppend(facts, request.expected, ids);
  switch (decision.kind) {
    case 'stream-deleted':
      return DELETED;
    case 'wrong-expected-version':
      return { kind: 'wrong-expected-version', current: state.last };
    case 'idempotent':
      return {
        kind: 'success',
        revision: decision.revision,
        position: decision.revision < 0 ? undefined : reader.recordAt(state, decision.revision).position,
      };
    case 'append':
      break;
    default:
      return decision satisfies never;
  }
  switch (request.operation) {
    case 'append':
      return append(store, reader, transaction, state, facts.softDeleted, request.events);
    case 'delete':
      return softDelete(store, reader, transaction, state);
    case 'tombstone':
      return tombstone(store, transaction, state);
    default:
      return request.operation satisfies never;
  }
}

function append(
  store: Store,
  reader: StreamReader,
  transaction: Transaction,
  state: StreamState,
  isSoftDeleted: boolean,
  events: readonly ProposedEvent[],
): AppendOutcome {
  if (events.length === 0) return { kind: 'success', revision: state.last, position: undefined };
  if (isSoftDeleted) recreate(store, reader, transaction, state);
  const wasDeleted =
    isMetastream(state.name) && reader.isSoftDeleted(reader.stateOf(originalStreamOf(state.name)));
  for (const event of events) writeEvent(store, reader, transaction, state, event);
  const outcome: AppendOutcome = {
    kind: 'success',
    revision: state.last,
    position: transaction.lastPosition,
  };
  // Metadata written for a soft-deleted stream brings it back, without its old events.
  if (wasDeleted) recreate(store, reader, transaction, reader.stateOf(originalStreamOf(state.name)));
  return outcome;
}

/** Lets a soft-deleted stream be read again from the next revision on. */
function recreate(store: Store, reader: StreamReader, transaction: Transaction, state: StreamState): void {
  const raw = reader.rawMetadataOf(state);
  const metadata = raw === undefined ? undefined : recreatedMetadata(raw, state.last + 1);
  if (metadata === undefined) return;
  writeEvent(store, reader, transaction, reader.stateOf(metastreamOf(state.name)), metadataEvent(metadata));
}

function softDelete(
  store: Store,
  reader: StreamReader,
  transaction: Transaction,
  state: StreamState,
): AppendOutcome {
  if (isMetastream(state.name)) return { kind: 'invalid', message: 'A metadata stream cannot be deleted.' };
  const metastream = reader.stateOf(metastreamOf(state.name));
  if (state.last < 0 && metastream.last < 0) return { kind: 'wrong-expected-version', current: -1 };
  writeEvent(store, reader, transaction, metastream, metadataEvent(SOFT_DELETED_JSON));
  return { kind: 'success', revision: state.last, position: transaction.lastPosition };
}

function tombstone(store: Store, transaction: Transaction, state: StreamState): AppendOutcome {
  if (isMetastream(state.name)) return { kind: 'invalid', message: 'A metadata stream cannot be deleted.' };
  transaction.begin();
  const position = transaction.lastPosition + 1;
  const event: ProposedEvent = {
    id: newId(),
    type: TOMBSTONE_TYPE,
    isJson: false,
    metadata: EMPTY,
    data: EMPTY,
  };
  const record = encodeRecord(
    Buffer.from(state.name),
    TOMBSTONE_REVISION,
    position,
    transaction.created,
    event,
  );
  store.log.insert(position, store.index.identify(state), TOMBSTONE_REVISION, record);
  store.index.addTombstone(state, position);
  note(transaction, position, state, record);
  return { kind: 'success', revision: state.last, position };
}

function writeEvent(
  store: Store,
  reader: StreamReader,
  transaction: Transaction,
  state: StreamState,
  event: ProposedEvent,
): void {
  transaction.begin();
  const position = transaction.lastPosition + 1;
  const revision = state.last + 1;
  const record = encodeRecord(Buffer.from(state.name), revision, position, transaction.created, event);
  store.log.insert(position, store.index.identify(state), revision, record);
  store.index.add(state, revision, position, event.id.key);
  note(transaction, position, state, record);
  if (isMetastream(state.name)) reader.stateOf(originalStreamOf(state.name)).metadata = undefined;
}

function note(transaction: Transaction, position: number, state: StreamState, record: Buffer): void {
  transaction.events.push({ position, streamName: state.name, record });
  transaction.lastPosition = position;
  transaction.bytes += record.length + 32;
}

function metadataEvent(json: string): ProposedEvent {
  return { id: newId(), type: METADATA_TYPE, isJson: true, metadata: EMPTY, data: Buffer.from(json) };
}

function newId(): EventId {
  return eventIdFromText(Buffer.from(randomUUID()));
}
