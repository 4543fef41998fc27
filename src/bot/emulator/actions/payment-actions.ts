/** Paying the bot in Telegram Stars, and what Telegram does about it in good and bad hours. */
import { inTransaction } from '../database.ts';
import { tellPerson } from '../payments/charge.ts';
import { completeCheckout } from '../payments/checkout-flow.ts';
import type { Checkout } from '../payments/checkouts.ts';
import { type StarInvoice, slugOf } from '../payments/invoices.ts';
import type { PaymentPlan } from '../payments/plan.ts';
import { tellSubscription } from '../payments/renewal.ts';
import type { Subscription } from '../payments/subscriptions.ts';
import { toUser } from '../people.ts';
import type { World } from '../world.ts';
import type { Actors } from './actors.ts';
import { ActionError } from './error.ts';

/** An invoice link, or the message that shows the invoice. */
export type InvoiceChoice = { link: string } | { message_id: number };

/** What the person reads before they press "pay". */
export interface InvoiceForm {
  title: string;
  description: string;
  /** Telegram Stars. */
  amount: number;
  /** In seconds, for what renews by itself. */
  subscription_period?: number;
  /** An invoice message is paid once; links may be paid again and again. */
  is_paid: boolean;
  stars: number;
}

export interface PaymentActions {
  /** Opens the form of an invoice. */
  openInvoice(personId: number, choice: InvoiceChoice): InvoiceForm;
  /**
   * Presses "pay": the bot gets its `pre_checkout_query`. Returns the id of the checkout for `waitForPayment`. The
   * plan says how the bot hears of the payment: twice, late, or not until `releasePayments`.
   */
  pay(personId: number, choice: InvoiceChoice, plan?: PaymentPlan): string;
  /** Adds Stars to the person's balance; takes them, down to none, when negative. */
  giveStars(personId: number, stars: number): void;
  /** All of the person's subscriptions, ended ones too, oldest first. */
  subscriptions(personId: number): Subscription[];
  /** The person stops renewing: paid until it expires. By the id of its first charge. */
  cancelSubscription(personId: number, subscriptionId: string): void;
  /** The person takes that back, unless the bot forbids it. */
  resumeSubscription(personId: number, subscriptionId: string): void;
  /** How the bot hears of the person's next renewal. */
  planRenewal(personId: number, plan: PaymentPlan): void;
  /** Sends the bot all payments that were withheld or delayed. Returns how many payments that were. */
  releasePayments(): number;
}

export const createPaymentActions = (world: World, actors: Actors): PaymentActions => {
  const { invoices, checkouts, subscriptions, renewalPlans } = world.payments;

  const findInvoice = (personId: number, choice: InvoiceChoice): StarInvoice => {
    const slug = 'link' in choice ? slugOf(choice.link) : undefined;
    const invoice =
      'message_id' in choice ? invoices.ofMessage(choice.message_id) : slug && invoices.find(slug);
    const isVisible = invoice && (!invoice.message_id || world.messages.find(personId, invoice.message_id));
    if (!isVisible) throw new ActionError('invoice_not_found', 'there is no such invoice');
    return invoice;
  };

  const isPaid = (personId: number, { message_id }: StarInvoice) =>
    message_id !== undefined &&
    world.messages.find(personId, message_id)?.extra.receipt_charge_id !== undefined;

  const changeSubscription = (personId: number, id: string, is_canceled: boolean) => {
    const subscription = subscriptions.find(id);
    if (subscription?.person_id !== personId || subscription.is_ended)
      throw new ActionError('subscription_not_found', `the person has no running subscription ${id}`);
    if (subscription.is_canceled_by_bot)
      throw new ActionError('subscription_locked', 'the bot cancelled this subscription');
    if (subscription.is_canceled === is_canceled) return;
    inTransaction(world.database, () => {
      subscriptions.save({ ...subscription, is_canceled });
      tellSubscription(world, subscription, is_canceled ? 'canceled' : 'active');
    });
  };

  return {
    openInvoice(personId, choice) {
      const { stars } = actors.find(personId);
      const invoice = findInvoice(personId, choice);
      const { title, description, amount, subscription_period } = invoice;
      return {
        title,
        description,
        amount,
        ...(subscription_period !== undefined && { subscription_period }),
        is_paid: isPaid(personId, invoice),
        stars,
      };
    },

    pay(personId, choice, plan = {}) {
      const person = actors.active(personId);
      const invoice = findInvoice(personId, choice);
      if (isPaid(personId, invoice)) throw new ActionError('invoice_paid', 'the invoice is paid');
      // The app offers to buy Stars instead, so the bot never hears of it.
      if (person.stars < invoice.amount)
        throw new ActionError('stars_missing', `${invoice.amount - person.stars} Stars are missing`);
      const checkout: Checkout = {
        id: world.ids.digits(),
        person_id: personId,
        slug: invoice.slug,
        plan,
      };
      actors.acted(personId);
      if (plan.skip_pre_checkout) {
        completeCheckout(world, checkout);
        return checkout.id;
      }
      inTransaction(world.database, () => {
        checkouts.open(checkout);
        world.updates.push(personId, {
          pre_checkout_query: {
            id: checkout.id,
            from: toUser(person),
            currency: 'XTR',
            total_amount: invoice.amount,
            invoice_payload: invoice.payload,
          },
        });
      });
      return checkout.id;
    },

    giveStars(personId, stars) {
      const person = actors.find(personId);
      world.people.addStars(personId, Math.max(stars, -person.stars));
      tellPerson(world, personId);
    },

    subscriptions: (personId) => subscriptions.ofPerson(personId),
    cancelSubscription: (personId, id) => changeSubscription(personId, id, true),
    resumeSubscription: (personId, id) => changeSubscription(personId, id, false),
    planRenewal: (personId, plan) => void renewalPlans.set(personId, plan),
    releasePayments: () => world.updates.releaseDeferred('all'),
  };
};
