/** The people of the emulated world. A person's private chat with the bot has the person's id, as in Telegram. */
import type { Chat, User } from '@grammyjs/types';
import type { Database } from './database.ts';

export interface Person {
  id: number;
  first_name: string;
  last_name?: string;
  username?: string;
  language_code: string;
  /** Has written to the bot at least once, so that the bot may write to them. */
  has_started: boolean;
  has_blocked_bot: boolean;
  /** Telegram Stars to pay with. */
  stars: number;
}

export interface NewPerson {
  /** Chosen at random above 2³² when left out, as real ids no longer fit 32 bits. */
  id?: number;
  first_name: string;
  last_name?: string;
  username?: string;
  language_code?: string;
  /** Telegram Stars to begin with; 1000 when left out. */
  stars?: number;
}

export interface People {
  list(): Person[];
  find(id: number): Person | undefined;
  findByUsername(username: string): Person | undefined;
  create(person: NewPerson): Person;
  markStarted(id: number): void;
  setBlocked(id: number, isBlocked: boolean): void;
  /** Adds Stars, or takes them when negative. */
  addStars(id: number, stars: number): void;
}

const STARS_AT_FIRST = 1_000;

export const toUser = (person: Person): User => ({
  id: person.id,
  is_bot: false,
  first_name: person.first_name,
  ...(person.last_name && { last_name: person.last_name }),
  ...(person.username && { username: person.username }),
  language_code: person.language_code,
});

export const toChat = (person: Person): Chat.PrivateChat => ({
  id: person.id,
  type: 'private',
  first_name: person.first_name,
  ...(person.last_name && { last_name: person.last_name }),
  ...(person.username && { username: person.username }),
});

type Row = Record<string, unknown>;

const fromRow = (row: Row): Person => ({
  id: Number(row.id),
  first_name: String(row.first_name),
  ...(row.last_name !== null && { last_name: String(row.last_name) }),
  ...(row.username !== null && { username: String(row.username) }),
  language_code: String(row.language_code),
  has_started: row.has_started === 1,
  has_blocked_bot: row.has_blocked_bot === 1,
  stars: Number(row.stars),
});

export const createPeople = (database: Database, random: () => number): People => {
  const selectAll = database.prepare('SELECT * FROM people ORDER BY rowid');
  const selectOne = database.prepare('SELECT * FROM people WHERE id = ?');
  const selectByUsername = database.prepare('SELECT * FROM people WHERE username = ?');
  const insert = database.prepare(
    'INSERT INTO people (id, first_name, last_name, username, language_code, stars) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const start = database.prepare('UPDATE people SET has_started = 1 WHERE id = ?');
  const block = database.prepare('UPDATE people SET has_blocked_bot = ? WHERE id = ?');
  const changeStars = database.prepare('UPDATE people SET stars = stars + ? WHERE id = ?');
  const find = (id: number) => {
    const row = selectOne.get(id);
    return row && fromRow(row);
  };
  return {
    list: () => selectAll.all().map(fromRow),
    find,
    findByUsername(username) {
      const row = selectByUsername.get(username.replace(/^@/, ''));
      return row && fromRow(row);
    },
    create(person) {
      const id = person.id ?? 5_000_000_000 + Math.floor(random() * 2_000_000_000);
      insert.run(
        id,
        person.first_name,
        person.last_name ?? null,
        person.username ?? null,
        person.language_code ?? 'es',
        person.stars ?? STARS_AT_FIRST,
      );
      return find(id) as Person;
    },
    markStarted: (id) => void start.run(id),
    setBlocked: (id, isBlocked) => void block.run(isBlocked ? 1 : 0, id),
    addStars: (id, stars) => void changeStars.run(stars, id),
  };
};
