/** The file that lets a restarted emulator go on where it stopped: one bot, its people, chats and pending updates. */
import { DatabaseSync } from 'node:sqlite';

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS people (
    id INTEGER PRIMARY KEY,
    first_name TEXT NOT NULL,
    last_name TEXT,
    username TEXT UNIQUE COLLATE NOCASE,
    language_code TEXT NOT NULL,
    has_started INTEGER NOT NULL DEFAULT 0,
    has_blocked_bot INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE TABLE IF NOT EXISTS messages (
    message_id INTEGER PRIMARY KEY AUTOINCREMENT,
    chat_id INTEGER NOT NULL REFERENCES people(id),
    from_bot INTEGER NOT NULL,
    date INTEGER NOT NULL,
    edit_date INTEGER,
    text TEXT NOT NULL,
    entities TEXT NOT NULL,
    keyboard TEXT NOT NULL,
    reply_to_message_id INTEGER,
    person_reactions TEXT NOT NULL DEFAULT '[]',
    bot_reactions TEXT NOT NULL DEFAULT '[]',
    change INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS messages_of_chat ON messages (chat_id, message_id);
  CREATE TABLE IF NOT EXISTS updates (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    update_id INTEGER NOT NULL,
    chat_id INTEGER NOT NULL,
    body TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    is_pending INTEGER NOT NULL DEFAULT 1,
    is_handed_out INTEGER NOT NULL DEFAULT 0,
    is_staged INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE INDEX IF NOT EXISTS updates_pending ON updates (seq) WHERE is_pending = 1;
  CREATE TABLE IF NOT EXISTS commands (
    scope TEXT NOT NULL,
    language_code TEXT NOT NULL,
    commands TEXT NOT NULL,
    PRIMARY KEY (scope, language_code)
  ) STRICT;
`;

export type Database = DatabaseSync;

export const openDatabase = (file: string): Database => {
  const database = new DatabaseSync(file);
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 5000;');
  database.exec(SCHEMA);
  return database;
};

/** Runs `work` in one transaction, joining one that is already open. */
export const inTransaction = <T>(database: Database, work: () => T): T => {
  if (database.isTransaction) return work();
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  }
};
