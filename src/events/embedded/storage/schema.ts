import type { DatabaseSync } from 'node:sqlite';

/** Version of the tables below; a node refuses a folder written by a later one. */
export const SCHEMA_VERSION = 4;

/**
 * `log` is the truth: append only, rowid = position. `streams` has a row for each stream, written once and at its deletion or
 * scavenging; `heads` the last event of each. The entries of events are kept by epoch, a range of positions: new ones go to the
 * newest epoch alone, whose pages are few, so that writing them costs the same however large the log is. All of these are derived from it in the background (see
 * `StreamIndex`) up to `state.indexed_to`, and what they lack is read from the log again when the node starts. Scavenging
 * empties records of the log and leaves their rows, so that a gap is damage always; as it empties the beginning of a stream
 * only, and never its last event, all that is derived can still be derived.
 */
export const SCHEMA = `
  CREATE TABLE IF NOT EXISTS log (
    position INTEGER PRIMARY KEY,
    stream   INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    checksum INTEGER NOT NULL,
    record   BLOB NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS streams (
    id        INTEGER PRIMARY KEY,
    name      TEXT NOT NULL UNIQUE,
    origin    INTEGER NOT NULL,
    first     INTEGER NOT NULL,
    tombstone INTEGER NOT NULL,
    checksum  INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS heads (
    stream   INTEGER PRIMARY KEY,
    last     INTEGER NOT NULL,
    position INTEGER NOT NULL,
    checksum INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS stream_events (
    epoch    INTEGER NOT NULL,
    stream   INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (epoch, stream, revision)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS event_ids (
    epoch    INTEGER NOT NULL,
    key      INTEGER NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (epoch, key, position)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS state (
    name  TEXT PRIMARY KEY,
    value INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
`;

/** After this the index is made afresh from the log. */
const DROP_DERIVED = `
  DROP TABLE streams;
  DROP TABLE stream_events;
  DROP TABLE event_ids;
  DROP TABLE state;
`;

/** Creates the tables of a new folder; throws if the folder was written by a later version. */
export function prepareSchema(db: DatabaseSync): void {
  const version = (db.prepare('PRAGMA user_version').get() as { user_version: number }).user_version;
  if (version > SCHEMA_VERSION) {
    throw new Error(`the data folder has schema version ${version}, this node knows up to ${SCHEMA_VERSION}`);
  }
  db.exec('BEGIN IMMEDIATE');
  // Earlier versions kept the index in other tables. What is derived is simply derived again.
  if (version > 0 && version < SCHEMA_VERSION) db.exec(DROP_DERIVED);
  db.exec(SCHEMA);
  db.exec(`PRAGMA user_version = ${SCHEMA_VERSION}`);
  db.exec("INSERT OR IGNORE INTO state (name, value) VALUES ('indexed_to', 0)");
  db.exec('COMMIT');
}
