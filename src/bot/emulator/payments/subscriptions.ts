/** Subscriptions paid in Telegram Stars, each known by its first charge. */
import type { Database } from '../database.ts';

export interface Subscription {
  /** The charge that began it. */
  id: string;
  person_id: number;
  slug: string;
  /** Unix time in seconds: until then it is paid, and then it renews or ends. */
  expires_at: number;
  /** Will not renew; the person, or the bot for them, cancelled it. */
  is_canceled: boolean;
  /** While set, the person cannot take their cancellation back. */
  is_canceled_by_bot: boolean;
  is_ended: boolean;
}

const fromRow = (row: Record<string, unknown>): Subscription => ({
  id: String(row.id),
  person_id: Number(row.person_id),
  slug: String(row.slug),
  expires_at: Number(row.expires_at),
  is_canceled: row.is_canceled === 1,
  is_canceled_by_bot: row.is_canceled_by_bot === 1,
  is_ended: row.is_ended === 1,
});

export const createSubscriptions = (database: Database) => {
  const upsert = database.prepare(
    `INSERT INTO subscriptions (id, person_id, slug, expires_at, is_canceled, is_canceled_by_bot, is_ended)
     VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET expires_at = excluded.expires_at, is_canceled = excluded.is_canceled,
       is_canceled_by_bot = excluded.is_canceled_by_bot, is_ended = excluded.is_ended`,
  );
  const selectOne = database.prepare('SELECT * FROM subscriptions WHERE id = ?');
  const selectPerson = database.prepare('SELECT * FROM subscriptions WHERE person_id = ? ORDER BY rowid');
  const selectNext = database.prepare(
    'SELECT * FROM subscriptions WHERE is_ended = 0 ORDER BY expires_at, rowid LIMIT 1',
  );
  return {
    save: (one: Subscription) =>
      void upsert.run(
        one.id,
        one.person_id,
        one.slug,
        one.expires_at,
        one.is_canceled ? 1 : 0,
        one.is_canceled_by_bot ? 1 : 0,
        one.is_ended ? 1 : 0,
      ),
    find(id: string): Subscription | undefined {
      const row = selectOne.get(id);
      return row && fromRow(row);
    },
    ofPerson: (personId: number) => selectPerson.all(personId).map(fromRow),
    /** The running one that expires first. */
    next(): Subscription | undefined {
      const row = selectNext.get();
      return row && fromRow(row);
    },
  };
};
