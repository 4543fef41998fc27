import { statSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { corrupt } from '../errors.ts';
import { eventIdFromText } from '../wire/event-id.ts';
import { recordIdText, recordStreamName, TOMBSTONE_REVISION } from '../wire/record.ts';
import { LogTable } from './log-table.ts';
import { databaseFile, openDatabase, SQLITE, sqliteCode, writeHolder } from './open.ts';
import { StreamIndex } from './stream-index.ts';
import { Witness } from './witness.ts';

const REPLAY_ROWS = 1_024;

/** Bytes written after which the WAL is copied into the database. */
const CHECKPOINT_BYTES = 8 * 1_048_576;

/** About what the index entries of a full memtable take in the WAL. */
const INDEX_BYTES_PER_MEMTABLE = 2 * 1_048_576;

/** The durable store of one node: the log, its index and the transactions on both. */
export class Store {
  readonly log: LogTable;
  readonly index: StreamIndex;
  /** The highest committed position, 0 if the log is empty. */
  lastPosition = 0;
  readonly #dir: string;
  readonly #db: DatabaseSync;
  readonly #witness: Witness;
  #bytesSinceCheckpoint = 0;

  private constructor(dir: string, db: DatabaseSync) {
    this.#dir = dir;
    this.#db = db;
    this.#witness = new Witness(dir);
    this.log = new LogTable(db);
    this.index = new StreamIndex(db);
  }

  /** Opens the folder, throwing an `EmbeddedNodeError` if it cannot be served. */
  static open(dir: string): Store {
    const db = openDatabase(dir);
    let store: Store | undefined;
    try {
      checkStreams(dir, db);
      store = new Store(dir, db);
      store.reload(true);
      const acknowledged = store.#witness.read();
      if (acknowledged > store.lastPosition) {
        throw corrupt(
          `The log in ${dir} ends at position ${store.lastPosition}, but ${acknowledged} had been acknowledged: ` +
            'its end is lost or damaged.',
        );
      }
      return store;
    } catch (error) {
      if (store !== undefined) store.#witness.close();
      db.close();
      const code = sqliteCode(error);
      if (code === SQLITE.corrupt || code === SQLITE.notADatabase) {
        throw corrupt(`The event store database in ${dir} is damaged; restore it from a backup.`, error);
      }
      throw error;
    }
  }

  /**
   * Brings memory in line with what is committed: at the start, and after a transaction that failed. Only at the start may it
   * write, as after a restore the whole log is still to be indexed, which is more than memory holds.
   */
  reload(mayWrite = false): void {
    const indexedTo = this.index.reset();
    const last = this.log.last();
    if (last < indexedTo) throw corrupt(`The log ends at position ${last}, but its index at ${indexedTo}.`);
    for (let from = indexedTo + 1; from <= last; ) {
      const rows = this.log.forward(from, REPLAY_ROWS);
      if (rows.length === 0) throw corrupt(`The log has no record at position ${from}.`);
      for (const row of rows) {
        if (row.record.length === 0) continue;
        const state = this.index.stateOf(recordStreamName(row.record).toString('utf8'));
        this.index.adopt(state, row.stream);
        if (row.revision === TOMBSTONE_REVISION) this.index.addTombstone(state, row.position);
        else this.index.add(state, row.revision, row.position, eventIdFromText(recordIdText(row.record)).key);
      }
      from += rows.length;
      if (mayWrite) this.#indexIfFull();
    }
    this.lastPosition = last;
  }

  #indexIfFull(): void {
    this.index.freezeIfFull();
    if (!this.index.isFlushing) return;
    this.begin();
    this.index.flushSlice(Number.POSITIVE_INFINITY);
    this.#db.exec('COMMIT');
    this.#bytesSinceCheckpoint += INDEX_BYTES_PER_MEMTABLE;
    if (this.wantsCheckpoint) this.checkpoint();
  }

  begin(): void {
    this.#db.exec('BEGIN IMMEDIATE');
  }

  /** Makes the transaction durable; when this returns, it is on disk. */
  commit(lastPosition: number, bytes: number): void {
    this.#db.exec('COMMIT');
    this.lastPosition = lastPosition;
    this.#bytesSinceCheckpoint += bytes;
    this.#witness.write(lastPosition);
  }

  rollback(): void {
    if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
  }

  get wantsCheckpoint(): boolean {
    return this.#bytesSinceCheckpoint >= CHECKPOINT_BYTES;
  }

  /** Copies the WAL into the database. Throws when the disk fails, after which nothing more may be written. */
  checkpoint(mode: 'PASSIVE' | 'TRUNCATE' = 'PASSIVE'): void {
    this.#bytesSinceCheckpoint = 0;
    this.#db.prepare(`PRAGMA wal_checkpoint(${mode})`).get();
  }

  /** Sizes on disk, and what of the database holds nothing. */
  sizes(): { databaseBytes: number; walBytes: number; freeBytes: number } {
    const pragma = (name: string): number =>
      (this.#db.prepare(`PRAGMA ${name}`).get() as Record<string, number>)[name] as number;
    return {
      databaseBytes: statSync(databaseFile(this.#dir)).size,
      walBytes: statSync(`${databaseFile(this.#dir)}-wal`, { throwIfNoEntry: false })?.size ?? 0,
      freeBytes: pragma('freelist_count') * pragma('page_size'),
    };
  }

  /** Says in the folder where the node listens, so that maintenance finds it. */
  announce(url: string): void {
    writeHolder(this.#dir, url);
  }

  /** Writes everything that waits, unless `clean` is false because the disk has failed, and lets go of the folder. */
  close(clean: boolean): void {
    if (clean) {
      this.begin();
      this.index.flushSlice(Number.POSITIVE_INFINITY);
      this.index.freezeIfFull(true);
      this.index.flushSlice(Number.POSITIVE_INFINITY);
      this.#db.exec('COMMIT');
      this.checkpoint('TRUNCATE');
    }
    this.#witness.close();
    this.#db.close();
  }
}

/**
 * Compares the streams with the index of their names. A name that is damaged in either would make its stream look as if it
 * did not exist, which nothing else would notice; all other damage is met, and refused, when it is read.
 */
function checkStreams(dir: string, db: DatabaseSync): void {
  const [finding] = db.prepare('PRAGMA integrity_check(streams)').all() as { integrity_check: string }[];
  if (finding?.integrity_check === 'ok') return;
  throw corrupt(
    `The index of streams in ${dir} is damaged (${finding?.integrity_check}); restore it from a backup.`,
  );
}
