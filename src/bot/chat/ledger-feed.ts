/** What the chat page needs to know of the event log; the product implements it over the store. */

export interface LedgerEntry {
  /** Place in the global log, as text: it may exceed what a JavaScript number holds. */
  position: string;
  stream: string;
  revision: number;
  eventId: string;
  /** The event's type: `BesitosOtorgados`, `DecisionTomada` … */
  type: string;
  /** ISO 8601 instant. */
  at: string;
  /** Events of one command share it, and the page shows them together. */
  commandId: string;
  /** Hash of this event in its stream's chain, in hexadecimal. */
  hash: string;
  /** Whose stream it is; null for streams of no person. */
  telegramId: number | null;
  /** A few facts worth reading. `motivo`, when there is one, is shown as the reason of a movement. */
  summary: Record<string, string | number | boolean>;
  /** Empty for what moves no besitos; otherwise they sum to zero. */
  postings: { cuenta: string; importe: number }[];
}

export interface LedgerFeed {
  /** Newest first. */
  recent(limit: number): Promise<LedgerEntry[]>;
  /** Entries from now on, in log order, until `signal` aborts. */
  subscribe(signal: AbortSignal): AsyncIterable<LedgerEntry>;
  /** Besitos in the person's wallet; null for someone the system does not know. */
  balanceOf(telegramId: number): Promise<number | null>;
}
