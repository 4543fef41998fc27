/** The bot's Telegram Stars: what people paid and what went back to them. */
import type { Database } from '../database.ts';

export interface StarMovement {
  charge_id: string;
  is_refund: boolean;
  person_id: number;
  amount: number;
  /** Unix time in seconds. */
  date: number;
  invoice_payload: string;
  provider_charge_id: string;
  /** The first charge of the subscription that it belongs to. */
  subscription_id: string | null;
}

const fromRow = (row: Record<string, unknown>): StarMovement => ({
  charge_id: String(row.charge_id),
  is_refund: row.is_refund === 1,
  person_id: Number(row.person_id),
  amount: Number(row.amount),
  date: Number(row.date),
  invoice_payload: String(row.invoice_payload),
  provider_charge_id: String(row.provider_charge_id),
  subscription_id: row.subscription_id === null ? null : String(row.subscription_id),
});

export const createTransactions = (database: Database) => {
  const insert = database.prepare(
    `INSERT INTO star_transactions (charge_id, is_refund, person_id, amount, date, invoice_payload,
       provider_charge_id, subscription_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const selectOne = database.prepare('SELECT * FROM star_transactions WHERE charge_id = ? AND is_refund = ?');
  const selectPage = database.prepare('SELECT * FROM star_transactions ORDER BY seq LIMIT ? OFFSET ?');
  const sum = database.prepare(
    'SELECT coalesce(sum(CASE is_refund WHEN 1 THEN -amount ELSE amount END), 0) AS stars FROM star_transactions',
  );
  const find = (chargeId: string, isRefund: boolean) => {
    const row = selectOne.get(chargeId, isRefund ? 1 : 0);
    return row && fromRow(row);
  };
  return {
    add: (one: StarMovement) =>
      void insert.run(
        one.charge_id,
        one.is_refund ? 1 : 0,
        one.person_id,
        one.amount,
        one.date,
        one.invoice_payload,
        one.provider_charge_id,
        one.subscription_id,
      ),
    charge: (chargeId: string) => find(chargeId, false),
    isRefunded: (chargeId: string) => find(chargeId, true) !== undefined,
    /** Oldest first. */
    page: (offset: number, limit: number) => selectPage.all(limit, offset).map(fromRow),
    balance: () => Number(sum.get()?.stars),
  };
};
