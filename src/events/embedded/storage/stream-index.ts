import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { corrupt } from '../errors.ts';
import { isMetastream } from '../streams/metadata.ts';
import { StreamCache } from '../streams/stream-cache.ts';
import { newStreamState, type StreamState } from '../streams/stream-state.ts';
import { headChecksum, streamChecksum } from './checksum.ts';
import { Memtable } from './memtable.ts';

/** Events whose index entries are gathered in memory before they are written in key order. */
const MEMTABLE_EVENTS = 32_768;

const CACHED_STREAMS = 32_768;

/**
 * Positions in an epoch of the index. Entries of many streams and ids fall all over their table, and a memtable touches most of
 * an epoch's pages: a smaller epoch is cheaper to write, and a larger one to search, as a stream is looked for in each.
 */
const EPOCH_POSITIONS = 524_288;

/** Metadata streams whose names are kept in memory; where there are more, each is looked for. */
const KNOWN_METASTREAMS_MAX = 65_536;

type StreamRow = [
  id: number,
  origin: number,
  first: number,
  tombstone: number,
  checksum: number,
  last: number | null,
  position: number | null,
  headChecksum: number | null,
];

type EventRow = [revision: number, position: number];

/**
 * Finds streams by name, positions by stream and revision, and positions by event id. The newest entries are in a
 * memtable; a full one is frozen and written to the index tables slice by slice, in key order, along with later commits.
 * So a commit dirties the tail of the log only, and the index pages are written once per many events.
 */
export class StreamIndex {
  #active = new Memtable();
  #frozen: Memtable | undefined;
  #steps: Iterator<void> | undefined;
  readonly #epochPositions: number;
  #nextStreamId = 1;
  /** Position up to which the tables are complete. */
  indexedTo = 0;
  readonly #cache = new StreamCache(CACHED_STREAMS);
  /** Names of all metadata streams; undefined if there are too many. */
  #metastreams: Set<string> | undefined = new Set();
  readonly #findStream: StatementSync;
  readonly #findMetastreams: StatementSync;
  readonly #lastStreamId: StatementSync;
  readonly #scavengeable: StatementSync;
  readonly #putStream: StatementSync;
  readonly #putHead: StatementSync;
  readonly #putEvent: StatementSync;
  readonly #dropEvent: StatementSync;
  readonly #dropId: StatementSync;
  readonly #putId: StatementSync;
  readonly #forward: StatementSync;
  readonly #backward: StatementSync;
  readonly #byId: StatementSync;
  readonly #getIndexedTo: StatementSync;
  readonly #putIndexedTo: StatementSync;

  /** @param epochPositions part of the format: every node that opens the folder must use the same */
  constructor(db: DatabaseSync, epochPositions: number = EPOCH_POSITIONS) {
    this.#epochPositions = epochPositions;
    const arrays = (sql: string): StatementSync => {
      const statement = db.prepare(sql);
      statement.setReturnArrays(true);
      return statement;
    };
    this.#findStream = arrays(
      `SELECT s.id, s.origin, s.first, s.tombstone, s.checksum, h.last, h.position, h.checksum
       FROM streams s LEFT JOIN heads h ON h.stream = s.id WHERE s.name = ?`,
    );
    this.#findMetastreams = arrays("SELECT name FROM streams WHERE name >= '$$' AND name < '$%' LIMIT ?");
    this.#lastStreamId = arrays('SELECT max(id) FROM streams');
    this.#scavengeable = arrays(
      "SELECT name FROM streams WHERE id > ? AND id <= ? AND (tombstone > 0 OR name GLOB '$$*')",
    );
    this.#putStream = db.prepare(
      `INSERT INTO streams (id, name, origin, first, tombstone, checksum) VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE
       SET first = excluded.first, tombstone = excluded.tombstone, checksum = excluded.checksum`,
    );
    this.#putHead = db.prepare(
      'INSERT OR REPLACE INTO heads (stream, last, position, checksum) VALUES (?, ?, ?, ?)',
    );
    this.#putEvent = db.prepare(
      'INSERT OR IGNORE INTO stream_events (epoch, stream, revision, position) VALUES (?, ?, ?, ?)',
    );
    this.#putId = db.prepare('INSERT OR IGNORE INTO event_ids (epoch, key, position) VALUES (?, ?, ?)');
    this.#dropEvent = db.prepare('DELETE FROM stream_events WHERE epoch = ? AND stream = ? AND revision = ?');
    this.#dropId = db.prepare('DELETE FROM event_ids WHERE epoch = ? AND key = ? AND position = ?');
    const columns = 'SELECT revision, position FROM stream_events WHERE epoch = ? AND stream = ?';
    this.#forward = arrays(`${columns} AND revision >= ? ORDER BY revision LIMIT ?`);
    this.#backward = arrays(`${columns} AND revision <= ? ORDER BY revision DESC LIMIT ?`);
    this.#byId = arrays('SELECT position FROM event_ids WHERE epoch = ? AND key = ?');
    this.#getIndexedTo = arrays("SELECT value FROM state WHERE name = 'indexed_to'");
    this.#putIndexedTo = db.prepare("UPDATE state SET value = ? WHERE name = 'indexed_to'");
  }

  /** Forgets everything in memory; returns the position up to which the tables are complete. */
  reset(): number {
    this.#active = new Memtable();
    this.#frozen = undefined;
    this.#steps = undefined;
    this.#cache.clear();
    const names = this.#findMetastreams.all(KNOWN_METASTREAMS_MAX + 1) as unknown as [string][];
    this.#metastreams =
      names.length > KNOWN_METASTREAMS_MAX ? undefined : new Set(names.map(([name]) => name));
    this.#nextStreamId = this.lastStreamId() + 1;
    this.indexedTo = (this.#getIndexedTo.get() as unknown as [number])[0];
    return this.indexedTo;
  }

  /** Whether there can be a metadata stream of this name: most streams have none, and need not be looked for it. */
  mayHaveMetastream(name: string): boolean {
    return this.#metastreams === undefined || this.#metastreams.has(name);
  }

  /** The stream of this name; one that was never written has id -1. */
  stateOf(name: string): StreamState {
    const known = this.#cache.get(name) ?? this.#active.states.get(name) ?? this.#frozen?.states.get(name);
    if (known !== undefined) return known;
    const state = newStreamState(name);
    const row = this.#findStream.get(name) as unknown as StreamRow | undefined;
    if (row !== undefined) adoptRow(state, row);
    this.#cache.set(state);
    return state;
  }

  /** Enters an event that has just been written, and its stream if it is new. */
  add(state: StreamState, revision: number, position: number, idKey: number): void {
    this.#identify(state);
    // While the log is read anew, a stream whose beginning was scavenged shows first at what is left of it.
    if (state.last < 0) {
      state.first = revision;
      state.origin = position;
      state.isUnwritten = true;
      if (isMetastream(state.name)) this.#metastreams?.add(state.name);
    }
    state.last = revision;
    state.lastPosition = position;
    this.#active.add(state, revision, position, idKey);
  }

  /** Enters a stream's tombstone that has just been written. */
  addTombstone(state: StreamState, position: number): void {
    this.#identify(state);
    state.tombstone = position;
    state.isUnwritten = true;
    this.#active.touch(state, position);
  }

  /** The numeric id a stream has, or gets. */
  identify(state: StreamState): number {
    this.#identify(state);
    return state.id;
  }

  /** Tells the index which id a stream has in the log, while the log's end is read at the start. */
  adopt(state: StreamState, id: number): void {
    if (state.id === -1) state.id = id;
    else if (state.id !== id)
      throw corrupt(`Stream "${state.name}" has two ids in the log: ${state.id} and ${id}.`);
    if (id >= this.#nextStreamId) this.#nextStreamId = id + 1;
  }

  /** Position of the event at a revision, undefined if the stream has none there. */
  positionAt(state: StreamState, revision: number): number | undefined {
    if (revision === state.last && revision >= 0) return state.lastPosition;
    return this.forward(state, revision, 1)[0];
  }

  /** Positions of up to `limit` events from `revision` upwards. */
  forward(state: StreamState, revision: number, limit: number): readonly number[] {
    if (state.id === -1 || revision > state.last || revision < 0) return [];
    for (const table of [this.#active, this.#frozen]) {
      const run = table?.runs.get(state.id);
      if (run === undefined || revision < run.first || revision >= run.first + run.positions.length) continue;
      const start = revision - run.first;
      return run.positions.slice(start, start + limit);
    }
    const rows: EventRow[] = [];
    const end = this.#epochOf(state.lastPosition);
    for (let epoch = this.#epochOf(state.origin); epoch <= end && rows.length < limit; epoch += 1) {
      const next = revision + rows.length;
      rows.push(...(this.#forward.all(epoch, state.id, next, limit - rows.length) as unknown as EventRow[]));
    }
    return dense(rows, state, revision, 1);
  }

  /** Positions of up to `limit` events from `revision` downwards. */
  backward(state: StreamState, revision: number, limit: number): readonly number[] {
    if (state.id === -1 || revision < 0) return [];
    for (const table of [this.#active, this.#frozen]) {
      const run = table?.runs.get(state.id);
      if (run === undefined || revision < run.first || revision >= run.first + run.positions.length) continue;
      const end = revision - run.first + 1;
      return run.positions.slice(Math.max(0, end - limit), end).reverse();
    }
    const rows: EventRow[] = [];
    const end = this.#epochOf(state.origin);
    for (let epoch = this.#epochOf(state.lastPosition); epoch >= end && rows.length < limit; epoch -= 1) {
      const next = revision - rows.length;
      rows.push(...(this.#backward.all(epoch, state.id, next, limit - rows.length) as unknown as EventRow[]));
    }
    return dense(rows, state, revision, -1);
  }

  /**
   * Positions at which an event of the stream may stand whose id has this key; different ids can share a key, and other
   * streams' events are among them.
   */
  positionsById(key: number, state: StreamState): number[] {
    const positions: number[] = [];
    const end = this.#epochOf(state.origin);
    for (let epoch = this.#epochOf(state.lastPosition); epoch >= end; epoch -= 1)
      for (const [position] of this.#byId.all(epoch, key) as unknown as [number][]) positions.push(position);
    for (const table of [this.#frozen, this.#active]) {
      const found = table?.ids.get(key);
      if (found === undefined) continue;
      for (const position of typeof found === 'number' ? [found] : found) {
        if (!positions.includes(position)) positions.push(position);
      }
    }
    return positions;
  }

  /** The highest id of a stream in the tables. */
  lastStreamId(): number {
    return (this.#lastStreamId.get() as unknown as [number | null])[0] ?? 0;
  }

  /** Above the id of every stream. */
  get streamIdEnd(): number {
    return this.#nextStreamId;
  }

  /** Streams in a range of ids that are deleted or describe another one: what else is there is never scavenged. */
  scavengeable(afterId: number, toId: number): string[] {
    return (this.#scavengeable.all(afterId, toId) as unknown as [string][]).map(([name]) => name);
  }

  /** Whether entries wait to be written to the tables. */
  get isFlushing(): boolean {
    return this.#steps !== undefined;
  }

  /** Freezes the memtable if it is full, or in any case if `always` is set. */
  freezeIfFull(always = false): void {
    if (this.#frozen !== undefined || this.#active.count === 0) return;
    if (!always && this.#active.count < MEMTABLE_EVENTS) return;
    this.#frozen = this.#active;
    this.#active = new Memtable();
    this.#steps = this.#flush(this.#frozen);
  }

  /** Writes up to `rows` waiting entries; to be called inside a transaction. */
  flushSlice(rows: number): void {
    for (let written = 0; written < rows && this.#steps !== undefined; written += 1) {
      if (this.#steps.next().done !== true) continue;
      this.#steps = undefined;
      this.#frozen = undefined;
    }
  }

  /** Streams go first, then their events, then ids: each in key order, so that neighbours share pages. */
  *#flush(table: Memtable): Generator<void> {
    const states = [...table.states.values()].sort((a, b) => a.id - b.id);
    for (const state of states) {
      // In one step, and so in one transaction: a stream whose head is missing is damaged.
      if (state.isUnwritten) this.#writeStream(state);
      this.#writeHead(state);
      yield;
    }
    for (const state of states) {
      const run = table.runs.get(state.id);
      if (run === undefined) continue;
      let revision = run.first;
      for (const position of run.positions) {
        this.#putEvent.run(this.#epochOf(position), state.id, revision, position);
        revision += 1;
        yield;
      }
    }
    for (const key of Float64Array.from(table.ids.keys()).sort()) {
      const found = table.ids.get(key)!;
      for (const position of typeof found === 'number' ? [found] : found) {
        this.#putId.run(this.#epochOf(position), key, position);
        yield;
      }
    }
    this.#putIndexedTo.run(table.lastPosition);
    this.indexedTo = table.lastPosition;
  }

  #writeStream(state: StreamState): void {
    const { id, name, origin, first, tombstone } = state;
    this.#putStream.run(
      id,
      name,
      origin,
      first,
      tombstone,
      streamChecksum(id, name, origin, first, tombstone),
    );
    state.isUnwritten = false;
  }

  #writeHead({ id, last, lastPosition }: StreamState): void {
    if (last >= 0) this.#putHead.run(id, last, lastPosition, headChecksum(id, last, lastPosition));
  }

  /** Forgets the first events of a stream, whose ids have these keys; to be called inside a transaction. */
  forgetFirst(state: StreamState, forgotten: readonly { idKey: number; position: number }[]): void {
    for (const [index, { idKey, position }] of forgotten.entries()) {
      this.#dropEvent.run(this.#epochOf(position), state.id, state.first + index);
      this.#dropId.run(this.#epochOf(position), idKey, position);
    }
    state.first += forgotten.length;
    this.#writeStream(state);
  }

  #epochOf(position: number): number {
    return Math.floor(position / this.#epochPositions);
  }

  #identify(state: StreamState): void {
    if (state.id !== -1) return;
    state.id = this.#nextStreamId;
    this.#nextStreamId += 1;
  }
}

function adoptRow(
  state: StreamState,
  [id, origin, first, tombstone, checksum, last, position, sum]: StreamRow,
): void {
  if (streamChecksum(id, state.name, origin, first, tombstone) !== checksum) {
    throw corrupt(`The index entry of stream "${state.name}" does not match its checksum.`);
  }
  state.id = id;
  state.origin = origin;
  state.first = first;
  state.tombstone = tombstone;
  if (origin === 0) return;
  if (last === null || position === null || headChecksum(id, last, position) !== sum) {
    throw corrupt(`The index entry of the last event of stream "${state.name}" is damaged.`);
  }
  state.last = last;
  state.lastPosition = position;
}

function dense(rows: EventRow[], state: StreamState, first: number, step: 1 | -1): number[] {
  const positions: number[] = [];
  let expected = first;
  for (const [revision, position] of rows) {
    if (revision !== expected)
      throw corrupt(`The index lacks revision ${expected} of stream "${state.name}".`);
    expected += step;
    positions.push(position);
  }
  if (positions.length === 0) throw corrupt(`The index lacks revision ${first} of stream "${state.name}".`);
  return positions;
}
