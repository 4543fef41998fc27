import type { StreamState } from '../streams/stream-state.ts';

/** Positions of consecutive revisions of one stream. */
export interface RevisionRun {
  readonly first: number;
  readonly positions: number[];
}

/** The index entries of the newest events, before they go to the index tables in bulk. */
export class Memtable {
  readonly runs = new Map<number, RevisionRun>();
  readonly ids = new Map<number, number | number[]>();
  readonly states = new Map<string, StreamState>();
  /** Number of events. */
  count = 0;
  /** Highest position. */
  lastPosition = 0;

  /** Adds an event whose revision follows the stream's last one in this table, if it has any. */
  add(state: StreamState, revision: number, position: number, idKey: number): void {
    const run = this.runs.get(state.id);
    if (run === undefined) this.runs.set(state.id, { first: revision, positions: [position] });
    else run.positions.push(position);
    const same = this.ids.get(idKey);
    if (same === undefined) this.ids.set(idKey, position);
    else if (typeof same === 'number') this.ids.set(idKey, [same, position]);
    else same.push(position);
    this.touch(state, position);
  }

  /** Notes that a stream's row is to be written though no event of it is indexed: its tombstone. */
  touch(state: StreamState, position: number): void {
    this.states.set(state.name, state);
    this.count += 1;
    this.lastPosition = position;
  }
}
