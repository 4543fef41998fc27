/** The file that lets a restarted emulator go on where it stopped: one bot, its people, chats and pending updates. */
import { DatabaseSync } from 'node:sqlite';

const FIRST_SCHEMA = `
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

/** Chats of several people, and money: messages no longer belong to a person's chat alone. */
const SECOND_SCHEMA = `
  ALTER TABLE people ADD COLUMN stars INTEGER NOT NULL DEFAULT 1000;
  CREATE TABLE all_messages (
    message_id INTEGER PRIMARY KEY AUTOINCREMENT,
    chat_id INTEGER NOT NULL,
    author_id INTEGER,
    from_bot INTEGER NOT NULL,
    date INTEGER NOT NULL,
    edit_date INTEGER,
    text TEXT NOT NULL,
    entities TEXT NOT NULL,
    keyboard TEXT NOT NULL,
    reply_to_message_id INTEGER,
    person_reactions TEXT NOT NULL DEFAULT '[]',
    bot_reactions TEXT NOT NULL DEFAULT '[]',
    extra TEXT NOT NULL DEFAULT '{}',
    change INTEGER NOT NULL
  ) STRICT;
  INSERT INTO all_messages (message_id, chat_id, author_id, from_bot, date, edit_date, text, entities, keyboard,
      reply_to_message_id, person_reactions, bot_reactions, change)
    SELECT message_id, chat_id, CASE from_bot WHEN 1 THEN NULL ELSE chat_id END, from_bot, date, edit_date, text,
      entities, keyboard, reply_to_message_id, person_reactions, bot_reactions, change FROM messages;
  DROP TABLE messages;
  ALTER TABLE all_messages RENAME TO messages;
  CREATE INDEX messages_of_chat ON messages (chat_id, message_id);
  CREATE TABLE chats (
    id INTEGER PRIMARY KEY,
    type TEXT NOT NULL,
    title TEXT NOT NULL,
    username TEXT UNIQUE COLLATE NOCASE
  ) STRICT;
  CREATE TABLE members (
    chat_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    membership TEXT NOT NULL,
    PRIMARY KEY (chat_id, user_id)
  ) STRICT;
  CREATE TABLE chat_reactions (
    message_id INTEGER NOT NULL,
    actor_id INTEGER NOT NULL,
    reactions TEXT NOT NULL,
    stars INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (message_id, actor_id)
  ) STRICT;
  CREATE TABLE reaction_counts_due (
    message_id INTEGER PRIMARY KEY,
    chat_id INTEGER NOT NULL,
    due_at INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE deferred_updates (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    chat_id INTEGER NOT NULL,
    body TEXT NOT NULL,
    due_at INTEGER
  ) STRICT;
  CREATE TABLE files (file_id TEXT PRIMARY KEY, file_unique_id TEXT NOT NULL, kind TEXT NOT NULL, name TEXT,
    mime_type TEXT, url TEXT, bytes BLOB) STRICT;
  CREATE TABLE invoices (slug TEXT PRIMARY KEY, message_id INTEGER, body TEXT NOT NULL) STRICT;
  CREATE INDEX invoices_of_message ON invoices (message_id);
  CREATE TABLE checkouts (id TEXT PRIMARY KEY, due_at INTEGER NOT NULL, body TEXT NOT NULL) STRICT;
  CREATE TABLE star_transactions (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    charge_id TEXT NOT NULL,
    is_refund INTEGER NOT NULL,
    person_id INTEGER NOT NULL,
    amount INTEGER NOT NULL,
    date INTEGER NOT NULL,
    invoice_payload TEXT NOT NULL,
    provider_charge_id TEXT NOT NULL,
    subscription_id TEXT,
    UNIQUE (charge_id, is_refund)
  ) STRICT;
  CREATE TABLE subscriptions (
    id TEXT PRIMARY KEY,
    person_id INTEGER NOT NULL,
    slug TEXT NOT NULL,
    expires_at INTEGER NOT NULL,
    is_canceled INTEGER NOT NULL DEFAULT 0,
    is_canceled_by_bot INTEGER NOT NULL DEFAULT 0,
    is_ended INTEGER NOT NULL DEFAULT 0
  ) STRICT;
`;

/** In order; a file remembers how many of them it has been through. */
const SCHEMAS = [FIRST_SCHEMA, SECOND_SCHEMA];

export type Database = DatabaseSync;

export const openDatabase = (file: string): Database => {
  const database = new DatabaseSync(file);
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 5000;');
  const version = Number(database.prepare('PRAGMA user_version').get()?.user_version);
  for (const [index, schema] of SCHEMAS.entries())
    if (index >= version)
      inTransaction(database, () => database.exec(`${schema} PRAGMA user_version = ${index + 1};`));
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
