/** Invoices in Telegram Stars: links that anyone may pay any number of times, and messages that are paid once. */
import type { Database } from '../database.ts';

export interface StarInvoice {
  slug: string;
  title: string;
  description: string;
  payload: string;
  /** Telegram Stars. */
  amount: number;
  /** In seconds; absent for what is paid once. */
  subscription_period?: number;
  /** The message that shows it; absent for a link. */
  message_id?: number;
}

/** `https://t.me/$slug`, and the longer form that clients also open. */
const LINK = /^(?:https?:\/\/)?t\.me\/(?:\$|invoice\/)([\w-]+)$/;

export const toInvoiceLink = ({ slug }: Pick<StarInvoice, 'slug'>): string => `https://t.me/$${slug}`;
export const slugOf = (link: string): string | undefined => LINK.exec(link)?.[1];

export const createInvoices = (database: Database) => {
  const insert = database.prepare('INSERT INTO invoices (slug, message_id, body) VALUES (?, ?, ?)');
  const selectBySlug = database.prepare('SELECT body FROM invoices WHERE slug = ?');
  const selectByMessage = database.prepare('SELECT body FROM invoices WHERE message_id = ?');
  const read = (row: Record<string, unknown> | undefined): StarInvoice | undefined =>
    row && JSON.parse(String(row.body));
  return {
    add: (invoice: StarInvoice) =>
      void insert.run(invoice.slug, invoice.message_id ?? null, JSON.stringify(invoice)),
    find: (slug: string) => read(selectBySlug.get(slug)),
    ofMessage: (messageId: number) => read(selectByMessage.get(messageId)),
  };
};
