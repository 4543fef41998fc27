/** A payment that goes through: Stars change hands, the chat shows it, and the bot is told. */
import type { SuccessfulPayment } from '@grammyjs/types';
import { inTransaction } from '../database.ts';
import { toTelegramMessage } from '../message-shape.ts';
import type { ChatMessage } from '../messages.ts';
import type { World } from '../world.ts';
import type { StarInvoice } from './invoices.ts';
import type { PaymentPlan } from './plan.ts';
import type { Subscription } from './subscriptions.ts';

export const tellPerson = (world: World, personId: number): void => {
  const person = world.people.find(personId);
  if (person) world.changes.emit({ kind: 'person', chat_id: personId, person });
};

const tellBot = (world: World, message: ChatMessage, plan: PaymentPlan): void => {
  const content = { message: toTelegramMessage(world, message) as never };
  const { delivery = 'once', delay_ms, is_withheld = false } = plan;
  if (is_withheld) world.updates.defer(message.chat_id, content, delivery, null);
  else if (delay_ms !== undefined)
    world.updates.defer(message.chat_id, content, delivery, world.now() + delay_ms);
  else world.updates.deliver(message.chat_id, content, delivery);
};

interface Recurrence {
  subscription: Subscription | null;
  expires_at: number;
}

/** Absent for what is paid once; without a subscription so far for its first payment. */
const recurrenceOf = (
  world: World,
  invoice: StarInvoice,
  running: Subscription | null,
): Recurrence | undefined => {
  if (invoice.subscription_period === undefined) return undefined;
  const from = running?.expires_at ?? world.nowSeconds();
  return { subscription: running, expires_at: from + invoice.subscription_period };
};

/** Takes the Stars, which must be there. Returns the service message. */
export const charge = (
  world: World,
  personId: number,
  invoice: StarInvoice,
  { plan, running = null }: { plan: PaymentPlan; running?: Subscription | null },
): ChatMessage => {
  const { transactions, subscriptions } = world.payments;
  const charge_id = world.ids.text('stx');
  const provider_charge_id = `${personId}_${world.ids.digits()}`;
  const recurrence = recurrenceOf(world, invoice, running);
  const successful_payment: SuccessfulPayment = {
    currency: 'XTR',
    total_amount: invoice.amount,
    invoice_payload: invoice.payload,
    ...(recurrence && {
      subscription_expiration_date: recurrence.expires_at,
      is_recurring: true,
      ...(!running && { is_first_recurring: true }),
    }),
    telegram_payment_charge_id: charge_id,
    provider_payment_charge_id: provider_charge_id,
  };
  const message = inTransaction(world.database, () => {
    world.people.addStars(personId, -invoice.amount);
    transactions.add({
      charge_id,
      is_refund: false,
      person_id: personId,
      amount: invoice.amount,
      date: world.nowSeconds(),
      invoice_payload: invoice.payload,
      provider_charge_id,
      subscription_id: recurrence ? (running?.id ?? charge_id) : null,
    });
    if (recurrence)
      subscriptions.save({
        id: charge_id,
        person_id: personId,
        slug: invoice.slug,
        is_canceled: false,
        is_canceled_by_bot: false,
        is_ended: false,
        ...running,
        expires_at: recurrence.expires_at,
      });
    const added = world.messages.add({
      chat_id: personId,
      author_id: personId,
      from_bot: false,
      date: world.nowSeconds(),
      text: '',
      entities: [],
      extra: { successful_payment },
    });
    tellBot(world, added, plan);
    return added;
  });
  world.changes.emit({ kind: 'message', chat_id: personId, message });
  tellPerson(world, personId);
  return message;
};
