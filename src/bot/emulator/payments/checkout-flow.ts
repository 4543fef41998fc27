/** From pressing "pay" to the outcome that the person sees. */
import type { World } from '../world.ts';
import { charge } from './charge.ts';
import type { Checkout } from './checkouts.ts';
import type { StarInvoice } from './invoices.ts';
import type { PaymentOutcome } from './outcome.ts';

const OUTCOMES_KEPT = 100;

const settle = (world: World, { person_id }: Checkout, outcome: PaymentOutcome): PaymentOutcome => {
  const { outcomes } = world.payments;
  outcomes.set(outcome.checkout_id, outcome);
  for (const id of [...outcomes.keys()].slice(0, -OUTCOMES_KEPT)) outcomes.delete(id);
  world.changes.emit({ kind: 'payment', chat_id: person_id, outcome });
  return outcome;
};

const showReceipt = (world: World, personId: number, messageId: number, chargeId: string) => {
  const message = world.messages.find(personId, messageId);
  if (!message) return;
  const saved = world.messages.save({ ...message, extra: { ...message.extra, receipt_charge_id: chargeId } });
  world.changes.emit({ kind: 'edited', chat_id: personId, message: saved });
};

/** What Telegram does once the bot accepted. */
export const completeCheckout = (world: World, checkout: Checkout): PaymentOutcome => {
  const { id: checkout_id, person_id } = checkout;
  const invoice = world.payments.invoices.find(checkout.slug) as StarInvoice;
  if ((world.people.find(person_id)?.stars ?? 0) < invoice.amount)
    return settle(world, checkout, { checkout_id, status: 'too_few_stars' });
  const shown = invoice.message_id && world.messages.find(person_id, invoice.message_id);
  if (shown && shown.extra.receipt_charge_id !== undefined)
    return settle(world, checkout, { checkout_id, status: 'already_paid' });
  const message = charge(world, person_id, invoice, { plan: checkout.plan });
  const telegram_payment_charge_id = message.extra.successful_payment?.telegram_payment_charge_id as string;
  if (shown) showReceipt(world, person_id, shown.message_id, telegram_payment_charge_id);
  const { message_id } = message;
  return settle(world, checkout, { checkout_id, status: 'paid', telegram_payment_charge_id, message_id });
};

export const declineCheckout = (world: World, checkout: Checkout, error_message: string): PaymentOutcome =>
  settle(world, checkout, { checkout_id: checkout.id, status: 'declined', error_message });

export const timeOutCheckouts = (world: World): void => {
  for (const checkout of world.payments.checkouts.takeExpired())
    settle(world, checkout, { checkout_id: checkout.id, status: 'timed_out' });
};
