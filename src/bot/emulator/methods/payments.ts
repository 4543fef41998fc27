/** Telegram Stars: invoices, the answer before a payment, refunds, subscriptions and the bot's own books. */
import type { Invoice, StarTransaction } from '@grammyjs/types';
import { z } from 'zod';
import { findWritableChat } from '../chats.ts';
import { inTransaction } from '../database.ts';
import { badRequest, unsupported } from '../errors.ts';
import { readKeyboard } from '../keyboard.ts';
import { toTelegramMessage } from '../message-shape.ts';
import { chatId, flag, integer, json } from '../params.ts';
import { completeCheckout, declineCheckout } from '../payments/checkout-flow.ts';
import { type StarInvoice, toInvoiceLink } from '../payments/invoices.ts';
import { refund } from '../payments/refund.ts';
import type { StarMovement } from '../payments/transactions.ts';
import { toUser } from '../people.ts';
import type { World } from '../world.ts';
import { method } from './method.ts';

const SUBSCRIPTION_PERIOD_S = 30 * 86_400;
const AMOUNT_MAX = 100_000;
const SUBSCRIPTION_AMOUNT_MAX = 10_000;

const invoiceFields = {
  title: z.string().default(''),
  description: z.string().default(''),
  payload: z.string().default(''),
  provider_token: z.string().default(''),
  currency: z.string().default(''),
  prices: json(z.array(z.object({ label: z.string(), amount: z.int() }))).default([]),
};

type InvoiceParams = z.infer<z.ZodObject<typeof invoiceFields>> & {
  subscription_period?: number | undefined;
};

const isWithin = (size: number, max: number) => size >= 1 && size <= max;

const checkedInvoice = (world: World, params: InvoiceParams): StarInvoice => {
  const { title, description, payload, provider_token, currency, prices, subscription_period } = params;
  if (!isWithin([...title].length, 32)) throw badRequest('INVOICE_TITLE_INVALID');
  if (!isWithin([...description].length, 255)) throw badRequest('INVOICE_DESCRIPTION_INVALID');
  if (!isWithin(Buffer.byteLength(payload), 128)) throw badRequest('INVOICE_PAYLOAD_INVALID');
  if (!/^[A-Z]{3}$/.test(currency)) throw badRequest('CURRENCY_INVALID');
  if (currency !== 'XTR' && provider_token === '') throw badRequest('PAYMENT_PROVIDER_INVALID');
  if (currency !== 'XTR') throw unsupported(`payments in ${currency}, only in Telegram Stars`);
  const [price] = prices;
  if (provider_token !== '' || !price || prices.length > 1) throw badRequest('STARS_INVOICE_INVALID');
  if (subscription_period !== undefined && subscription_period !== SUBSCRIPTION_PERIOD_S)
    throw badRequest('SUBSCRIPTION_PERIOD_INVALID');
  if (!isWithin(price.amount, subscription_period === undefined ? AMOUNT_MAX : SUBSCRIPTION_AMOUNT_MAX))
    throw badRequest('CURRENCY_TOTAL_AMOUNT_INVALID');
  return {
    slug: world.ids.text(),
    title,
    description,
    payload,
    amount: price.amount,
    ...(subscription_period !== undefined && { subscription_period }),
  };
};

export const createInvoiceLink = method(
  'createInvoiceLink',
  z.object({ ...invoiceFields, subscription_period: integer.optional() }),
  (params, { world }) => {
    const invoice = checkedInvoice(world, params);
    world.payments.invoices.add(invoice);
    return toInvoiceLink(invoice);
  },
);

/** Telegram draws the pay button itself where the markup leaves it out, and insists on it where it does not. */
const payKeyboard = (markup: unknown, amount: number) => {
  const keyboard = readKeyboard(markup, { canPay: true });
  if (keyboard.length === 0) return [[{ text: `Pay ⭐️${amount}`, pay: true as const }]];
  const [first] = keyboard.flat();
  if (!first || !('pay' in first)) throw badRequest('REPLY_MARKUP_BUY_EMPTY');
  return keyboard;
};

export const sendInvoice = method(
  'sendInvoice',
  z.object({
    chat_id: chatId,
    ...invoiceFields,
    start_parameter: z.string().default(''),
    reply_markup: json(z.unknown()).optional(),
  }),
  (params, { world }) => {
    const room = findWritableChat(world, params.chat_id);
    if ('group' in room) throw unsupported('invoices in chats of several people');
    const draft = checkedInvoice(world, params);
    const keyboard = payKeyboard(params.reply_markup, draft.amount);
    world.checkFlood(room.id);
    const invoice: Invoice = {
      title: draft.title,
      description: draft.description,
      start_parameter: params.start_parameter,
      currency: 'XTR',
      total_amount: draft.amount,
    };
    const message = inTransaction(world.database, () => {
      const added = world.messages.add({
        chat_id: room.id,
        author_id: null,
        from_bot: true,
        date: world.nowSeconds(),
        text: '',
        entities: [],
        keyboard,
        extra: { invoice },
      });
      world.payments.invoices.add({ ...draft, message_id: added.message_id });
      return added;
    });
    world.changes.emit({ kind: 'message', chat_id: room.id, message });
    return toTelegramMessage(world, message);
  },
);

export const answerPreCheckoutQuery = method(
  'answerPreCheckoutQuery',
  z.object({
    pre_checkout_query_id: z.coerce.string(),
    ok: flag,
    error_message: z.string().optional(),
  }),
  ({ pre_checkout_query_id, ok, error_message = '' }, { world }) => {
    if (!ok && error_message === '') throw badRequest('error message is empty');
    const checkout = world.payments.checkouts.take(pre_checkout_query_id);
    if (!checkout) throw badRequest('query is too old and response timeout expired or query ID is invalid');
    if (ok) completeCheckout(world, checkout);
    else declineCheckout(world, checkout, error_message);
    return true;
  },
);

const chargeOfPerson = { user_id: integer, telegram_payment_charge_id: z.string() };

export const refundStarPayment = method(
  'refundStarPayment',
  z.object(chargeOfPerson),
  (params, { world }) => {
    if (!world.people.find(params.user_id)) throw badRequest('USER_ID_INVALID');
    refund(world, params.user_id, params.telegram_payment_charge_id);
    return true;
  },
);

export const editUserStarSubscription = method(
  'editUserStarSubscription',
  z.object({ ...chargeOfPerson, is_canceled: flag }),
  (params, { world }) => {
    const { transactions, subscriptions } = world.payments;
    if (!world.people.find(params.user_id)) throw badRequest('USER_ID_INVALID');
    const paid = transactions.charge(params.telegram_payment_charge_id);
    const subscription = paid?.subscription_id ? subscriptions.find(paid.subscription_id) : undefined;
    if (subscription?.person_id !== params.user_id) throw badRequest('CHARGE_ID_INVALID');
    if (subscription.is_ended) throw badRequest('SUBSCRIPTION_NOT_ACTIVE');
    // Taking its cancellation back only lets the person renew again: to do so remains theirs.
    subscriptions.save({
      ...subscription,
      is_canceled: subscription.is_canceled || params.is_canceled,
      is_canceled_by_bot: params.is_canceled,
    });
    return true;
  },
);

const toTransaction = (world: World, movement: StarMovement): StarTransaction => {
  const person = world.people.find(movement.person_id);
  const partner = {
    type: 'user' as const,
    transaction_type: 'invoice_payment' as const,
    user: person ? toUser(person) : { id: movement.person_id, is_bot: false, first_name: '' },
    invoice_payload: movement.invoice_payload,
    ...(movement.subscription_id !== null && { subscription_period: SUBSCRIPTION_PERIOD_S }),
  };
  return {
    id: movement.charge_id,
    amount: movement.amount,
    date: movement.date,
    ...(movement.is_refund ? { receiver: partner } : { source: partner }),
  };
};

export const getStarTransactions = method(
  'getStarTransactions',
  z.object({ offset: integer.default(0), limit: integer.default(100) }),
  ({ offset, limit }, { world }) => {
    if (offset < 0) throw badRequest('OFFSET_INVALID');
    if (!isWithin(limit, 100)) throw badRequest('LIMIT_INVALID');
    return {
      transactions: world.payments.transactions.page(offset, limit).map((one) => toTransaction(world, one)),
    };
  },
);

export const getMyStarBalance = method('getMyStarBalance', z.object({}), (_params, { world }) => ({
  amount: world.payments.transactions.balance(),
}));
