import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { corrupt } from '../errors.ts';
import { recordChecksum } from './checksum.ts';

/** A row of the log whose checksum has been verified. */
export interface LogRow {
  readonly position: number;
  /** Numeric id of the stream. */
  readonly stream: number;
  readonly revision: number;
  /** Empty if the event was scavenged. */
  readonly record: Buffer;
}

type RawRow = [position: number, stream: number, revision: number, checksum: number, record: Uint8Array];

const COLUMNS = 'position, stream, revision, checksum, record';

const NO_RECORD = Buffer.alloc(0);

/** A page ends early once it holds this much, so that large events do not fill the memory. */
const PAGE_BYTES_MAX = 1_048_576;

/** The append-only table of all records. Positions are dense: a gap is damage and is refused. */
export class LogTable {
  readonly #insert: StatementSync;
  readonly #delete: StatementSync;
  readonly #forward: StatementSync;
  readonly #backward: StatementSync;
  readonly #one: StatementSync;
  readonly #last: StatementSync;

  constructor(db: DatabaseSync) {
    const prepare = (sql: string): StatementSync => {
      const statement = db.prepare(sql);
      statement.setReturnArrays(true);
      return statement;
    };
    this.#insert = db.prepare(`INSERT INTO log (${COLUMNS}) VALUES (?, ?, ?, ?, ?)`);
    this.#delete = db.prepare('DELETE FROM log WHERE position = ?');
    this.#forward = prepare(`SELECT ${COLUMNS} FROM log WHERE position >= ? ORDER BY position LIMIT ?`);
    this.#backward = prepare(`SELECT ${COLUMNS} FROM log WHERE position <= ? ORDER BY position DESC LIMIT ?`);
    this.#one = prepare(`SELECT ${COLUMNS} FROM log WHERE position = ?`);
    this.#last = prepare('SELECT max(position) FROM log');
  }

  insert(position: number, stream: number, revision: number, record: Buffer): void {
    this.#insert.run(position, stream, revision, recordChecksum(stream, revision, record), record);
  }

  /**
   * Takes the records out of rows and leaves the rows, so that positions stay dense. The rows are deleted and put back, as
   * SQLite joins the pages around what is deleted, but not around what has become smaller.
   */
  empty(rows: readonly LogRow[]): void {
    for (const { position } of rows) this.#delete.run(position);
    for (const { position, stream, revision } of rows) this.insert(position, stream, revision, NO_RECORD);
  }

  /** The highest position, 0 if the log is empty. */
  last(): number {
    return (this.#last.get() as unknown as [number | null])[0] ?? 0;
  }

  /** The row at a position; throws EVENTSTORE_CORRUPT if there is none. */
  at(position: number): LogRow {
    const row = this.#one.get(position) as unknown as RawRow | undefined;
    if (row === undefined) throw corrupt(`The log has no record at position ${position}.`);
    return verified(row);
  }

  /** Up to `limit` rows from `position` upwards. */
  forward(position: number, limit: number): LogRow[] {
    return page(this.#forward.iterate(position, limit) as unknown as Iterable<RawRow>, position, 1);
  }

  /** Up to `limit` rows from `position` downwards. */
  backward(position: number, limit: number): LogRow[] {
    return page(this.#backward.iterate(position, limit) as unknown as Iterable<RawRow>, position, -1);
  }
}

function page(rows: Iterable<RawRow>, first: number, step: 1 | -1): LogRow[] {
  const result: LogRow[] = [];
  let expected = first;
  let bytes = 0;
  for (const raw of rows) {
    if (raw[0] !== expected) throw corrupt(`The log has no record at position ${expected}.`);
    expected += step;
    const row = verified(raw);
    result.push(row);
    bytes += row.record.length;
    if (bytes >= PAGE_BYTES_MAX) break;
  }
  return result;
}

function verified(raw: RawRow): LogRow {
  const [position, stream, revision, checksum, bytes] = raw;
  if (recordChecksum(stream, revision, bytes) !== checksum) {
    throw corrupt(`The record at position ${position} does not match its checksum.`);
  }
  return {
    position,
    stream,
    revision,
    record: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
  };
}
