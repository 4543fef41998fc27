/** What the emulator remembers of payments. */
import type { Database } from '../database.ts';
import { createCheckouts } from './checkouts.ts';
import { createInvoices } from './invoices.ts';
import type { PaymentOutcome } from './outcome.ts';
import type { PaymentPlan } from './plan.ts';
import { createSubscriptions } from './subscriptions.ts';
import { createTransactions } from './transactions.ts';

export const createPayments = (database: Database, now: () => number) => ({
  invoices: createInvoices(database),
  checkouts: createCheckouts(database, now),
  transactions: createTransactions(database),
  subscriptions: createSubscriptions(database),
  /** How the news of a person's next renewal travels. A test's wish, so it need not outlive the process. */
  renewalPlans: new Map<number, PaymentPlan>(),
  /** The newest outcomes, for whoever begins to wait when all is over. */
  outcomes: new Map<string, PaymentOutcome>(),
});
