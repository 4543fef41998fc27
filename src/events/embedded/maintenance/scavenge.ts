import type { LogRow } from '../storage/log-table.ts';
import type { Store } from '../storage/store.ts';
import type { GroupCommit } from '../streams/group-commit.ts';
import { firstReadable, isMetastream, originalStreamOf } from '../streams/metadata.ts';
import type { StreamReader } from '../streams/stream-reader.ts';
import type { StreamState } from '../streams/stream-state.ts';
import { eventIdFromText } from '../wire/event-id.ts';
import { readRecordFields, recordIdText } from '../wire/record.ts';

/** What a scavenge has taken out so far. */
export interface ScavengeResult {
  /** Streams that lost events. */
  streams: number;
  events: number;
  /** Bytes of the records that were emptied; their room is used again by later events. */
  bytes: number;
}

/** What a scavenge works on. */
export interface ScavengeContext {
  readonly store: Store;
  readonly reader: StreamReader;
  readonly writer: GroupCommit;
}

/** One transaction takes out no more than this, so that writers wait for a few milliseconds only. */
const EVENTS_PER_STEP = 512;
const BYTES_PER_STEP = 2 * 1_048_576;
const INDEX_ROWS_PER_STEP = 4_096;
const STREAM_IDS_PER_STEP = 10_000;
const AGE_EVENTS_PER_STEP = 256;

/**
 * Takes out what can never be read again: events hidden by their stream's `$maxCount`, `$maxAge` or `$tb`, old metadata, and
 * the events of deleted streams. It works in small transactions between those of the writers. The last event of a stream
 * stays, as on the server, and what goes is always the beginning of its stream.
 * @param onProgress called after each step
 */
export async function scavenge(
  node: ScavengeContext,
  options: { readonly nowMs: number; readonly signal: AbortSignal; onProgress?(done: ScavengeResult): void },
): Promise<ScavengeResult> {
  const { store, writer } = node;
  const result: ScavengeResult = { streams: 0, events: 0, bytes: 0 };
  await completeIndex(node, options.signal);
  const lastStreamId = store.index.lastStreamId();
  for (let after = 0; after < lastStreamId && !options.signal.aborted; after += STREAM_IDS_PER_STEP) {
    const names = new Set<string>();
    for (const name of store.index.scavengeable(after, after + STREAM_IDS_PER_STEP)) {
      names.add(name);
      if (isMetastream(name)) names.add(originalStreamOf(name));
    }
    for (const name of names) {
      const before = result.events;
      while (!options.signal.aborted) {
        let taken = 0;
        await writer.maintain(() => {
          const step = emptyBeginning(node, name, options.nowMs);
          taken = step.events;
          result.events += step.events;
          result.bytes += step.bytes;
          return step.bytes;
        });
        if (taken === 0) break;
        options.onProgress?.(result);
      }
      if (result.events > before) result.streams += 1;
    }
    // Streams that need nothing are many; between two steps others have their turn.
    await writer.maintain(() => 0);
  }
  return result;
}

/** Brings the index tables up to now: only events that are in the tables can be taken out of them. */
async function completeIndex({ store, writer }: ScavengeContext, signal: AbortSignal): Promise<void> {
  let isFrozen = false;
  while (!signal.aborted && (!isFrozen || store.index.isFlushing)) {
    await writer.maintain(() => {
      if (!store.index.isFlushing) {
        store.index.freezeIfFull(true);
        isFrozen = true;
      }
      store.index.flushSlice(INDEX_ROWS_PER_STEP);
      return INDEX_ROWS_PER_STEP * 64;
    });
  }
}

/** Empties a step's worth of a stream's unreadable beginning. */
function emptyBeginning(
  { store, reader }: ScavengeContext,
  name: string,
  nowMs: number,
): { events: number; bytes: number } {
  const state = store.index.stateOf(name);
  const none = { events: 0, bytes: 0 };
  if (state.last < 0) return none;
  const keep = firstKept(store, reader, state, nowMs);
  if (keep <= state.first) return none;
  const positions = store.index.forward(state, state.first, Math.min(EVENTS_PER_STEP, keep - state.first));
  const rows: LogRow[] = [];
  let bytes = 0;
  for (const position of positions) {
    if (position > store.index.indexedTo || bytes > BYTES_PER_STEP) break;
    const row = store.log.at(position);
    bytes += row.record.length;
    rows.push(row);
  }
  if (rows.length === 0) return none;
  const forgotten = rows.map(({ position, record }) => ({
    position,
    idKey: eventIdFromText(recordIdText(record)).key,
  }));
  store.log.empty(rows);
  store.index.forgetFirst(state, forgotten);
  return { events: rows.length, bytes };
}

/** Revision of the first event of a stream that must stay. */
function firstKept(store: Store, reader: StreamReader, state: StreamState, nowMs: number): number {
  // The tombstone itself has no revision and stays.
  if (state.tombstone > 0) return state.last + 1;
  const metadata = reader.metadataOf(state);
  let keep = Math.max(Math.min(firstReadable(metadata, state.last), state.last), state.first);
  if (metadata.maxAgeSeconds === Number.POSITIVE_INFINITY) return keep;
  const oldestMs = nowMs - metadata.maxAgeSeconds * 1_000;
  // A step takes no more than this anyway, and the next one looks further.
  const end = Math.min(state.last, state.first + AGE_EVENTS_PER_STEP);
  while (keep < end) {
    const position = store.index.positionAt(state, keep);
    if (position === undefined) break;
    if (readRecordFields(store.log.at(position).record).createdMs >= oldestMs) break;
    keep += 1;
  }
  return keep;
}
