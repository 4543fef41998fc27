import {
  accessSync,
  closeSync,
  constants,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { corrupt, EmbeddedNodeError } from '../errors.ts';
import { prepareSchema } from './schema.ts';

/** Primary SQLite result codes this module tells apart. */
export const SQLITE = {
  busy: 5,
  readOnly: 8,
  ioError: 10,
  corrupt: 11,
  full: 13,
  cantOpen: 14,
  notADatabase: 26,
} as const;

/**
 * Of a new database; one that exists keeps its own. Twice SQLite's own, so that the inner pages of a log of ten million events
 * fit into the cache, and an event is found by reading one page.
 */
export const PAGE_BYTES = 8_192;

const DATABASE_FILE = 'events.sqlite';
const HOLDER_FILE = 'holder.pid';

export function databaseFile(dir: string): string {
  return join(dir, DATABASE_FILE);
}

/** Notes who has the folder: the process, and once it listens, where. */
export function writeHolder(dir: string, url = ''): void {
  writeFileSync(join(dir, HOLDER_FILE), `${process.pid}\n${url}\n`);
}

/** Connection string of the node that has, or had, the folder; undefined if it never listened. */
export function announcedUrl(dir: string): string | undefined {
  try {
    return readFileSync(join(dir, HOLDER_FILE), 'utf8').split('\n')[1] || undefined;
  } catch {
    return undefined;
  }
}

/** The primary SQLite result code of an error thrown by `node:sqlite`, undefined for any other error. */
export function sqliteCode(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('errcode' in error)) return undefined;
  return typeof error.errcode === 'number' ? error.errcode & 0xff : undefined;
}

/**
 * Opens the database in `dir` for this node alone. SQLite's exclusive locking mode is the lock: the operating system
 * drops it when the process dies, so that no stale lock can be left, and the WAL needs no shared memory file.
 */
export function openDatabase(dir: string): DatabaseSync {
  makeFolder(dir);
  let db: DatabaseSync | undefined;
  try {
    db = new DatabaseSync(databaseFile(dir), { timeout: 0 });
    db.exec('PRAGMA locking_mode = EXCLUSIVE');
    db.exec(`PRAGMA page_size = ${PAGE_BYTES}`);
    db.exec('PRAGMA journal_mode = WAL');
    db.exec('PRAGMA synchronous = FULL');
    // Checkpoints are made by the node itself, which looks at their errors; SQLite would drop those.
    db.exec('PRAGMA wal_autocheckpoint = 0');
    db.exec('PRAGMA cell_size_check = ON');
    db.exec('PRAGMA temp_store = MEMORY');
    db.exec('PRAGMA cache_size = -32768');
    prepareSchema(db);
    writeHolder(dir);
    syncFolder(dir);
    return db;
  } catch (error) {
    db?.close();
    throw explain(dir, error);
  }
}

function makeFolder(dir: string): void {
  try {
    const made = mkdirSync(dir, { recursive: true });
    if (made !== undefined) syncFolder(dirname(made));
    accessSync(dir, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw unwritable(dir, error);
  }
}

/** Makes a folder's new entry durable: without it a power cut could take the whole data folder along. */
export function syncFolder(folder: string): void {
  syncFile(folder);
}

/** Makes what was written to a file durable. */
export function syncFile(path: string): void {
  const file = openSync(path, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function explain(dir: string, error: unknown): unknown {
  switch (sqliteCode(error)) {
    case SQLITE.busy:
      return new EmbeddedNodeError(
        'EVENTSTORE_LOCKED',
        `The event store folder ${dir} is in use by ${holder(dir)}; stop that node first.`,
        { cause: error },
      );
    case SQLITE.readOnly:
    case SQLITE.cantOpen:
    case SQLITE.full:
      return unwritable(dir, error);
    case SQLITE.corrupt:
    case SQLITE.notADatabase:
      return corrupt(`The event store database in ${dir} is damaged; restore it from a backup.`, error);
    default:
      return error;
  }
}

function unwritable(dir: string, cause: unknown): EmbeddedNodeError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new EmbeddedNodeError(
    'EVENTSTORE_DIR_UNWRITABLE',
    `The event store cannot write to ${dir}: ${reason}`,
    {
      cause,
    },
  );
}

function holder(dir: string): string {
  try {
    const [pid = ''] = readFileSync(join(dir, HOLDER_FILE), 'utf8').split('\n');
    return /^\d+$/.test(pid) ? `process ${pid}` : 'another process';
  } catch {
    return 'another process';
  }
}
