/** Subscriptions when their paid time is over: they renew by themselves, or end. */
import { inTransaction } from '../database.ts';
import { toUser } from '../people.ts';
import type { World } from '../world.ts';
import { charge } from './charge.ts';
import type { StarInvoice } from './invoices.ts';
import type { Subscription } from './subscriptions.ts';

/** Tells the bot what became of a subscription by other hands than its own. */
export const tellSubscription = (
  world: World,
  subscription: Subscription,
  state: 'canceled' | 'active' | 'failed',
): void => {
  const person = world.people.find(subscription.person_id);
  const invoice = world.payments.invoices.find(subscription.slug);
  if (!person || !invoice) return;
  world.updates.push(person.id, {
    subscription: { user: toUser(person), invoice_payload: invoice.payload, state },
  });
};

export const renewNext = (world: World): void => {
  const { subscriptions, invoices, renewalPlans } = world.payments;
  const subscription = subscriptions.next();
  if (!subscription || subscription.expires_at > world.nowSeconds()) return;
  const { person_id } = subscription;
  const invoice = invoices.find(subscription.slug) as StarInvoice;
  const hasStars = (world.people.find(person_id)?.stars ?? 0) >= invoice.amount;
  if (!subscription.is_canceled && hasStars) {
    const plan = renewalPlans.get(person_id) ?? {};
    renewalPlans.delete(person_id);
    charge(world, person_id, invoice, { plan, running: subscription });
    return;
  }
  inTransaction(world.database, () => {
    subscriptions.save({ ...subscription, is_ended: true });
    if (!subscription.is_canceled) tellSubscription(world, subscription, 'failed');
  });
};
