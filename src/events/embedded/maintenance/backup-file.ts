import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { corrupt, EmbeddedNodeError } from '../errors.ts';
import { LogTable } from '../storage/log-table.ts';
import { databaseFile, PAGE_BYTES, syncFile, syncFolder } from '../storage/open.ts';
import { prepareSchema } from '../storage/schema.ts';
import { Store } from '../storage/store.ts';
import { checksumOf, decodeRows } from './rows.ts';

/** Where a backup ends, by which its store knows it again. */
export interface BackupEnd {
  /** 0 if it is empty. */
  readonly position: number;
  readonly stream: number;
  readonly revision: number;
  readonly checksum: number;
}

const NOTHING: BackupEnd = { position: 0, stream: 0, revision: 0, checksum: 0 };

/**
 * A backup: one SQLite file that holds the log alone. It is written in transactions that each are durable, so that one that
 * was cut short is a smaller backup, and the next one into the same file goes on from there.
 */
export class BackupFile {
  readonly #db: DatabaseSync;
  readonly #log: LogTable;
  #last: number;

  private constructor(path: string, db: DatabaseSync) {
    // The backup becomes the database of a node when it is restored.
    db.exec(`PRAGMA page_size = ${PAGE_BYTES}`);
    db.exec('PRAGMA journal_mode = DELETE');
    db.exec('PRAGMA synchronous = FULL');
    prepareSchema(db);
    syncFolder(dirname(path));
    this.#db = db;
    this.#log = new LogTable(db);
    this.#last = this.#log.last();
  }

  /** Opens a backup to go on with, or begins a new one; throws EVENTSTORE_CORRUPT if the file is something else. */
  static open(path: string): BackupFile {
    mkdirSync(dirname(path), { recursive: true });
    const db = new DatabaseSync(path);
    try {
      return new BackupFile(path, db);
    } catch (error) {
      db.close();
      throw corrupt(`${path} is not a backup of an event store.`, error);
    }
  }

  end(): BackupEnd {
    if (this.#last === 0) return NOTHING;
    const row = this.#log.at(this.#last);
    return { position: row.position, stream: row.stream, revision: row.revision, checksum: checksumOf(row) };
  }

  /** Adds the rows of one message and makes them durable; gives how many there were. */
  add(message: Buffer): number {
    const rows = decodeRows(message);
    this.#db.exec('BEGIN IMMEDIATE');
    try {
      for (const { position, stream, revision, record } of rows) {
        if (position !== this.#last + 1) throw corrupt(`The backup lacks position ${this.#last + 1}.`);
        this.#log.insert(position, stream, revision, record);
        this.#last = position;
      }
      this.#db.exec('COMMIT');
    } catch (error) {
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
      throw error;
    }
    return rows.length;
  }

  close(): void {
    this.#db.close();
  }
}

const PARTIAL = '.restoring';

/**
 * Makes a node's folder from a backup: every record keeps its position, id and time, and is checked on the way. The folder
 * appears under its name only when it is whole.
 * @throws EmbeddedNodeError EVENTSTORE_CORRUPT if the backup is damaged, EVENTSTORE_DIR_UNWRITABLE if the folder holds anything
 */
export async function restore(path: string, dir: string): Promise<{ lastPosition: number }> {
  if (!existsSync(path)) throw corrupt(`There is no backup ${path}.`);
  if (existsSync(dir) && readdirSync(dir).length > 0) {
    throw new EmbeddedNodeError(
      'EVENTSTORE_DIR_UNWRITABLE',
      `The folder ${dir} is not empty; a backup is restored into a new folder only.`,
    );
  }
  const partial = `${dir}${PARTIAL}`;
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial, { recursive: true });
  try {
    verify(path);
    await copyFile(path, databaseFile(partial));
    syncFile(databaseFile(partial));
    const store = Store.open(partial);
    const { lastPosition } = store;
    store.close(true);
    rmSync(join(partial, 'holder.pid'), { force: true });
    rmSync(dir, { recursive: true, force: true });
    renameSync(partial, dir);
    syncFolder(dirname(dir));
    return { lastPosition };
  } catch (error) {
    rmSync(partial, { recursive: true, force: true });
    throw error;
  }
}

const VERIFY_ROWS = 1_024;

/** Reads every record of the log against its checksum. */
function verify(path: string): void {
  const db = new DatabaseSync(path, { readOnly: true });
  try {
    const log = new LogTable(db);
    const last = log.last();
    for (let next = 1; next <= last; ) next += log.forward(next, VERIFY_ROWS).length;
  } finally {
    db.close();
  }
}
