/** Payments that wait for the bot's `answerPreCheckoutQuery`. Telegram waits ten seconds. */
import type { Database } from '../database.ts';
import type { PaymentPlan } from './plan.ts';

export interface Checkout {
  id: string;
  person_id: number;
  slug: string;
  plan: PaymentPlan;
}

const ANSWER_WITHIN_MS = 10_000;

export const createCheckouts = (database: Database, now: () => number) => {
  const insert = database.prepare('INSERT INTO checkouts (id, due_at, body) VALUES (?, ?, ?)');
  const takeOne = database.prepare('DELETE FROM checkouts WHERE id = ? AND due_at > ? RETURNING body');
  const takeExpired = database.prepare('DELETE FROM checkouts WHERE due_at <= ? RETURNING body');
  const selectNext = database.prepare('SELECT min(due_at) AS at FROM checkouts');
  const read = (row: Record<string, unknown>): Checkout => JSON.parse(String(row.body));
  return {
    open: (checkout: Checkout) =>
      void insert.run(checkout.id, now() + ANSWER_WITHIN_MS, JSON.stringify(checkout)),
    /** A checkout is answered once; one that timed out is gone. */
    take(id: string): Checkout | undefined {
      const row = takeOne.get(id, now());
      return row && read(row);
    },
    takeExpired: (): Checkout[] => takeExpired.all(now()).map(read),
    nextExpiryAt(): number | null {
      const at = selectNext.get()?.at;
      return typeof at === 'number' ? at : null;
    },
  };
};
