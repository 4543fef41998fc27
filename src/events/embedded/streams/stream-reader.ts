import { corrupt } from '../errors.ts';
import type { Store } from '../storage/store.ts';
import type { EventId } from '../wire/event-id.ts';
import { readRecordFields, recordHasId } from '../wire/record.ts';
import type { StreamFacts } from './append-decision.ts';
import {
  firstReadable,
  isMetastream,
  METASTREAM_METADATA,
  metastreamOf,
  NO_METADATA,
  originalStreamOf,
  parseMetadata,
  SOFT_DELETED,
  type StreamMetadata,
} from './metadata.ts';
import type { StreamState } from './stream-state.ts';

/** A stored event with the position it is read at. */
export interface StoredEvent {
  readonly position: number;
  readonly record: Buffer;
}

export type StreamPage =
  | { readonly kind: 'tombstoned' }
  | { readonly kind: 'not-found' }
  | {
      readonly kind: 'page';
      readonly events: StoredEvent[];
      /** Revision at which the next page starts. */
      readonly next: number;
      /** Whether there is nothing beyond this page. */
      readonly isEnd: boolean;
    };

/** Reads streams as their metadata lets them be read, and tells the append decision what it asks for. */
export class StreamReader {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  stateOf(name: string): StreamState {
    return this.#store.index.stateOf(name);
  }

  metadataOf(state: StreamState): StreamMetadata {
    state.metadata ??= this.#loadMetadata(state);
    return state.metadata;
  }

  isSoftDeleted(state: StreamState): boolean {
    return this.metadataOf(state).truncateBefore === SOFT_DELETED;
  }

  /** A metadata stream shares the fate of the stream it describes. */
  isTombstoned(state: StreamState): boolean {
    if (state.tombstone > 0) return true;
    return isMetastream(state.name) && this.stateOf(originalStreamOf(state.name)).tombstone > 0;
  }

  /** Data of the newest `$metadata` event of a stream, undefined if there is none. */
  rawMetadataOf(state: StreamState): Buffer | undefined {
    const name = metastreamOf(state.name);
    if (!this.#store.index.mayHaveMetastream(name)) return undefined;
    const metastream = this.stateOf(name);
    if (metastream.last < 0) return undefined;
    const fields = readRecordFields(this.recordAt(metastream, metastream.last).record);
    return fields.type === '$metadata' ? fields.data : undefined;
  }

  /** Revision of the first event that can be read. */
  firstRevision(state: StreamState): number {
    return Math.max(firstReadable(this.metadataOf(state), state.last), state.first);
  }

  recordAt(state: StreamState, revision: number): StoredEvent {
    const position = this.#store.index.positionAt(state, revision);
    if (position === undefined) throw corrupt(`Stream "${state.name}" lacks revision ${revision}.`);
    return this.#eventAt(state, position, revision);
  }

  /** The event at a readable revision of a stream, undefined if it cannot be read: what a link may point at. */
  find(name: string, revision: number): StoredEvent | undefined {
    const state = this.stateOf(name);
    if (this.isTombstoned(state) || revision > state.last || revision < this.firstRevision(state))
      return undefined;
    return this.recordAt(state, revision);
  }

  /** Up to `limit` events from `revision` upwards. */
  forward(name: string, revision: number, limit: number, nowMs: number): StreamPage {
    const state = this.stateOf(name);
    const missing = this.#missing(state);
    if (missing !== undefined) return missing;
    const start = Math.max(revision, this.firstRevision(state));
    const positions = this.#store.index.forward(state, start, limit);
    const events = positions.map((position, offset) => this.#eventAt(state, position, start + offset));
    const next = start + positions.length;
    return { kind: 'page', events: this.#young(state, events, nowMs), next, isEnd: next > state.last };
  }

  /** Up to `limit` events from `revision` upwards, whatever the stream's metadata hides; what was scavenged is stepped over. */
  forwardAll(name: string, revision: number, limit: number): StreamPage {
    const state = this.stateOf(name);
    if (this.isTombstoned(state)) return { kind: 'tombstoned' };
    const start = Math.max(revision, state.first);
    const positions = this.#store.index.forward(state, start, limit);
    const events = positions.map((position, offset) => this.#eventAt(state, position, start + offset));
    const next = start + positions.length;
    return { kind: 'page', events, next, isEnd: next > state.last };
  }

  /** Up to `limit` events from `revision` downwards. */
  backward(name: string, revision: number, limit: number, nowMs: number): StreamPage {
    const state = this.stateOf(name);
    const missing = this.#missing(state);
    if (missing !== undefined) return missing;
    const first = this.firstRevision(state);
    const start = Math.min(revision, state.last);
    const count = Math.min(limit, start - first + 1);
    const positions = count <= 0 ? [] : this.#store.index.backward(state, start, count);
    const events = positions.map((position, offset) => this.#eventAt(state, position, start - offset));
    const next = start - positions.length;
    return { kind: 'page', events: this.#young(state, events, nowMs), next, isEnd: next < first };
  }

  /** What the append decision asks about a stream. */
  factsOf(state: StreamState): StreamFacts {
    return {
      current: state.last,
      tombstoned: this.isTombstoned(state),
      softDeleted: this.isSoftDeleted(state),
      hasMetadata: () => this.stateOf(metastreamOf(state.name)).last >= 0,
      revisionOf: (id) => this.#revisionOf(state, id),
      isAt: (revision, id) =>
        revision >= state.first &&
        revision <= state.last &&
        recordHasId(this.recordAt(state, revision).record, id.text),
    };
  }

  #missing(state: StreamState): StreamPage | undefined {
    if (this.isTombstoned(state)) return { kind: 'tombstoned' };
    if (state.last < 0 || this.isSoftDeleted(state)) return { kind: 'not-found' };
    return undefined;
  }

  #loadMetadata(state: StreamState): StreamMetadata {
    if (isMetastream(state.name)) return METASTREAM_METADATA;
    const raw = this.rawMetadataOf(state);
    return raw === undefined ? NO_METADATA : parseMetadata(raw);
  }

  #young(state: StreamState, events: StoredEvent[], nowMs: number): StoredEvent[] {
    const { maxAgeSeconds } = this.metadataOf(state);
    if (maxAgeSeconds === Number.POSITIVE_INFINITY) return events;
    const oldestMs = nowMs - maxAgeSeconds * 1_000;
    return events.filter((event) => readRecordFields(event.record).createdMs >= oldestMs);
  }

  #eventAt(state: StreamState, position: number, revision: number): StoredEvent {
    const row = this.#store.log.at(position);
    if (row.stream !== state.id || row.revision !== revision) {
      throw corrupt(`Position ${position} does not hold revision ${revision} of stream "${state.name}".`);
    }
    return row;
  }

  #revisionOf(state: StreamState, id: EventId): number | undefined {
    for (const position of this.#store.index.positionsById(id.key, state)) {
      const row = this.#store.log.at(position);
      if (row.stream === state.id && recordHasId(row.record, id.text)) return row.revision;
    }
    return undefined;
  }
}
