/** Payments in Telegram Stars: invoices, the bot's ten seconds, what is charged, refunds, subscriptions, the books. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bot } from 'grammy';
import { describe, expect, test } from 'vitest';
import type { EmulatorOptions } from '../../src/bot/emulator/emulator.ts';
import { atEnd, poll, refusal, start } from './emulator-harness.ts';

const DAY_MS = 86_400_000;
const PERIOD_S = 2_592_000;
const BEGIN = Date.UTC(2026, 0, 1);

const PRICE = [{ label: 'Besitos', amount: 100 }];

/** An emulator on a clock that stands still unless it is skipped ahead, with a person who has begun. */
const withChat = async (options: Partial<EmulatorOptions> = {}) => {
  const world = await start({ now: () => BEGIN, ...options });
  world.client.sendText(world.ana.id, '/start');
  await world.getUpdates({ offset: -1 });
  const { api } = world.makeBot();
  const link = (period?: number) =>
    api.createInvoiceLink('Cien besitos', 'Para gastar', 'order-1', '', 'XTR', PRICE, {
      ...(period !== undefined && { subscription_period: period }),
    });
  return { ...world, api, link };
};

/** A bot that accepts every payment, and what it got to see. */
const withShop = async (options: Partial<EmulatorOptions> = {}, accept: (bot: Bot) => void = acceptAll) => {
  const world = await withChat(options);
  const bot = world.makeBot();
  const seen: { update_id: number; payload: string; charge: string }[] = [];
  accept(bot);
  bot.on('message:successful_payment', (ctx) => {
    const { invoice_payload, telegram_payment_charge_id } = ctx.msg.successful_payment;
    seen.push({
      update_id: ctx.update.update_id,
      payload: invoice_payload,
      charge: telegram_payment_charge_id,
    });
  });
  await poll(bot);
  return { ...world, seen };
};

const acceptAll = (bot: Bot) => void bot.on('pre_checkout_query', (ctx) => ctx.answerPreCheckoutQuery(true));

describe('an invoice', () => {
  test('is a link that shows its form and can be paid again and again', async () => {
    const { client, ana, link } = await withShop();
    const url = await link();
    expect(url).toMatch(/^https:\/\/t\.me\/\$[\w-]+$/);
    expect(client.openInvoice(ana.id, { link: url })).toEqual({
      title: 'Cien besitos',
      description: 'Para gastar',
      amount: 100,
      is_paid: false,
      stars: 1_000,
    });
    for (const left of [900, 800]) {
      const outcome = await client.waitForPayment(client.pay(ana.id, { link: url }));
      expect(outcome.status).toBe('paid');
      expect(client.person(ana.id)?.stars).toBe(left);
    }
    expect(() => client.openInvoice(ana.id, { link: 'https://t.me/$nothing' })).toThrow('no such invoice');
  });

  test.each([
    ['title', { title: '' }, 'INVOICE_TITLE_INVALID'],
    ['title', { title: 'x'.repeat(33) }, 'INVOICE_TITLE_INVALID'],
    ['description', { description: 'x'.repeat(256) }, 'INVOICE_DESCRIPTION_INVALID'],
    ['payload', { payload: '' }, 'INVOICE_PAYLOAD_INVALID'],
    ['payload', { payload: 'é'.repeat(65) }, 'INVOICE_PAYLOAD_INVALID'],
    ['currency', { currency: 'stars' }, 'CURRENCY_INVALID'],
    ['provider', { currency: 'EUR' }, 'PAYMENT_PROVIDER_INVALID'],
    ['provider', { provider_token: 'token' }, 'STARS_INVOICE_INVALID'],
    ['prices', { prices: [] }, 'STARS_INVOICE_INVALID'],
    ['prices', { prices: [...PRICE, ...PRICE] }, 'STARS_INVOICE_INVALID'],
    ['amount', { prices: [{ label: 'x', amount: 0 }] }, 'CURRENCY_TOTAL_AMOUNT_INVALID'],
    ['period', { subscription_period: 86_400 }, 'SUBSCRIPTION_PERIOD_INVALID'],
  ])('with a wrong %s is refused: %j', async (_field, wrong, reason) => {
    const { call } = await start();
    const good = { title: 'x', description: 'x', payload: 'x', currency: 'XTR', prices: PRICE };
    expect((await call('createInvoiceLink', good)).ok).toBe(true);
    expect(await call('createInvoiceLink', { ...good, ...wrong })).toMatchObject({
      status: 400,
      description: `Bad Request: ${reason}`,
    });
  });

  test('of the greatest sizes is taken', async () => {
    const { api } = await withChat();
    await api.createInvoiceLink('t'.repeat(32), 'd'.repeat(255), 'é'.repeat(64), '', 'XTR', PRICE, {
      subscription_period: PERIOD_S,
    });
  });

  test('is a message with a pay button, which is paid once and then a receipt', async () => {
    const { client, ana, api } = await withShop();
    const sent = await api.sendInvoice(ana.id, 'Cien besitos', 'Para gastar', 'order-2', 'XTR', PRICE);
    expect(sent).toMatchObject({
      invoice: { title: 'Cien besitos', currency: 'XTR', total_amount: 100 },
      reply_markup: { inline_keyboard: [[{ pay: true }]] },
    });
    const { message_id } = sent;
    const paid = await client.waitForPayment(client.pay(ana.id, { message_id }));
    expect(paid.status).toBe('paid');
    expect(client.openInvoice(ana.id, { message_id }).is_paid).toBe(true);
    expect(() => client.pay(ana.id, { message_id })).toThrow('is paid');
    const first = [[{ text: 'otro', callback_data: 'x' }], [{ text: 'Pagar', pay: true as const }]];
    expect(
      await refusal(
        api.sendInvoice(ana.id, 'x', 'x', 'x', 'XTR', PRICE, { reply_markup: { inline_keyboard: first } }),
      ),
    ).toBe('400 Bad Request: BUTTON_TYPE_INVALID');
  });

  test('of somebody else’s chat cannot be paid', async () => {
    const { client, ana, api } = await withChat();
    const { message_id } = await api.sendInvoice(ana.id, 'x', 'x', 'x', 'XTR', PRICE);
    const leo = client.createPerson({ first_name: 'Leo' });
    expect(() => client.pay(leo.id, { message_id })).toThrow('no such invoice');
  });
});

describe('a payment', () => {
  test('asks the bot first, then is told to it with everything', async () => {
    const { client, ana, link, api, getUpdates } = await withChat();
    const checkout = client.pay(ana.id, { link: await link() });
    const [asked] = await getUpdates({ offset: -1 });
    expect(asked?.pre_checkout_query).toEqual({
      id: checkout,
      from: expect.objectContaining({ id: ana.id }),
      currency: 'XTR',
      total_amount: 100,
      invoice_payload: 'order-1',
    });
    expect(client.person(ana.id)?.stars).toBe(1_000);
    expect(await api.answerPreCheckoutQuery(checkout, true)).toBe(true);
    const outcome = await client.waitForPayment(checkout);
    const [told] = await getUpdates({ offset: -1 });
    expect(told?.message).toMatchObject({ from: { id: ana.id }, chat: { id: ana.id }, date: BEGIN / 1000 });
    expect(told?.message.successful_payment).toEqual({
      currency: 'XTR',
      total_amount: 100,
      invoice_payload: 'order-1',
      telegram_payment_charge_id: outcome.status === 'paid' && outcome.telegram_payment_charge_id,
      provider_payment_charge_id: expect.any(String),
    });
    expect(told?.message.text).toBeUndefined();
    expect(client.person(ana.id)?.stars).toBe(900);
    expect(await refusal(api.answerPreCheckoutQuery(checkout, true))).toContain('query is too old');
    expect(client.person(ana.id)?.stars).toBe(900);
  });

  test('is declined in the bot’s words, which are needed', async () => {
    const { client, ana, link, api, call } = await withChat();
    const checkout = client.pay(ana.id, { link: await link() });
    expect(
      await call('answerPreCheckoutQuery', { pre_checkout_query_id: checkout, ok: false }),
    ).toMatchObject({
      status: 400,
      description: 'Bad Request: error message is empty',
    });
    await api.answerPreCheckoutQuery(checkout, false, { error_message: 'Agotado' });
    expect(await client.waitForPayment(checkout)).toEqual({
      checkout_id: checkout,
      status: 'declined',
      error_message: 'Agotado',
    });
    expect(client.person(ana.id)?.stars).toBe(1_000);
  });

  test('fails when the bot is silent for ten seconds, and an answer after that is too late', async () => {
    const { client, ana, link, api } = await withChat();
    const url = await link();
    const inTime = client.pay(ana.id, { link: url });
    client.advanceClock(9_999);
    await api.answerPreCheckoutQuery(inTime, true);
    const late = client.pay(ana.id, { link: url });
    client.advanceClock(10_000);
    expect(await client.waitForPayment(late)).toEqual({ checkout_id: late, status: 'timed_out' });
    expect(await refusal(api.answerPreCheckoutQuery(late, true))).toBe(
      '400 Bad Request: query is too old and response timeout expired or query ID is invalid',
    );
    expect(client.person(ana.id)?.stars).toBe(900);
  });

  test('times out by the real clock too', async () => {
    const { client, ana, link } = await withChat({ now: Date.now });
    const before = performance.now();
    const outcome = await client.waitForPayment(client.pay(ana.id, { link: await link() }), 30_000);
    expect(outcome.status).toBe('timed_out');
    expect(performance.now() - before).toBeGreaterThan(9_900);
  });

  test('needs the Stars when it begins and when the bot accepts', async () => {
    const { client, ana, link, api } = await withChat();
    const url = await link();
    const first = client.pay(ana.id, { link: url });
    client.giveStars(ana.id, -950);
    expect(() => client.pay(ana.id, { link: url })).toThrow('50 Stars are missing');
    await api.answerPreCheckoutQuery(first, true);
    expect((await client.waitForPayment(first)).status).toBe('too_few_stars');
    expect(client.person(ana.id)?.stars).toBe(50);
  });

  test('of one invoice message from two devices is charged once', async () => {
    const { client, ana, api } = await withChat();
    const { message_id } = await api.sendInvoice(ana.id, 'x', 'x', 'x', 'XTR', PRICE);
    const checkouts = [client.pay(ana.id, { message_id }), client.pay(ana.id, { message_id })];
    for (const id of checkouts) await api.answerPreCheckoutQuery(id, true);
    const outcomes = await Promise.all(checkouts.map((id) => client.waitForPayment(id)));
    expect(outcomes.map((one) => one.status)).toEqual(['paid', 'already_paid']);
    expect(client.person(ana.id)?.stars).toBe(900);
  });

  test('survives a restart between the question and the answer', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'emulator-'));
    atEnd(() => rmSync(folder, { recursive: true }));
    const file = join(folder, 'telegram.db');
    const before = await withChat({ file });
    const link = await before.link();
    const checkout = before.client.pay(before.ana.id, { link });
    before.client.advanceClock(5_000);
    before.close();
    const after = await start({ file, now: () => BEGIN });
    await after.makeBot().api.answerPreCheckoutQuery(checkout, true);
    expect(after.client.person(before.ana.id)?.stars).toBe(900);
    const late = after.client.pay(before.ana.id, { link });
    after.client.advanceClock(10_000);
    expect((await after.client.waitForPayment(late)).status).toBe('timed_out');
  });
});

describe('the news of a payment', () => {
  test('can come twice as the same update, or as two about one charge', async () => {
    const { client, ana, link, seen } = await withShop();
    const url = await link();
    await client.waitForPayment(client.pay(ana.id, { link: url }, { delivery: 'redelivered' }));
    await client.waitForQuiet();
    expect(seen).toHaveLength(2);
    expect(seen[1]).toEqual(seen[0]);
    await client.waitForPayment(client.pay(ana.id, { link: url }, { delivery: 'repeated' }));
    await client.waitForQuiet();
    expect(seen).toHaveLength(4);
    expect(seen[3]?.charge).toBe(seen[2]?.charge);
    expect(seen[3]?.update_id).not.toBe(seen[2]?.update_id);
    expect(client.person(ana.id)?.stars).toBe(800);
  });

  test('can be late by the clock, or kept back until it is let go', async () => {
    const { client, ana, link, seen } = await withShop();
    const url = await link();
    await client.waitForPayment(client.pay(ana.id, { link: url }, { delay_ms: 60_000 }));
    await client.waitForPayment(
      client.pay(ana.id, { link: url }, { is_withheld: true, delivery: 'redelivered' }),
    );
    client.advanceClock(59_999);
    await client.waitForQuiet();
    expect(seen).toHaveLength(0);
    client.advanceClock(1);
    await client.waitForQuiet();
    expect(seen).toHaveLength(1);
    client.advanceClock(7 * DAY_MS);
    expect(client.releasePayments()).toBe(1);
    await client.waitForQuiet();
    expect(seen).toHaveLength(3);
    expect(seen[2]).toEqual(seen[1]);
  });

  test('can come with no question before it', async () => {
    const { client, ana, link, getUpdates } = await withChat();
    const checkout = client.pay(ana.id, { link: await link() }, { skip_pre_checkout: true });
    expect((await client.waitForPayment(checkout)).status).toBe('paid');
    const updates = (await getUpdates()).slice(1);
    expect(updates.map((one) => Object.keys(one)[1])).toEqual(['message']);
  });
});

describe('a refund', () => {
  const paid = async () => {
    const world = await withChat();
    const checkout = world.client.pay(
      world.ana.id,
      { link: await world.link() },
      { skip_pre_checkout: true },
    );
    const outcome = await world.client.waitForPayment(checkout);
    if (outcome.status !== 'paid') throw new Error('not paid');
    return { ...world, charge: outcome.telegram_payment_charge_id };
  };

  test('gives the Stars back and tells both sides', async () => {
    const { api, ana, charge, client, getUpdates } = await paid();
    expect(await api.refundStarPayment(ana.id, charge)).toBe(true);
    expect(client.person(ana.id)?.stars).toBe(1_000);
    const [told] = await getUpdates({ offset: -1 });
    expect(told?.message.refunded_payment).toEqual({
      currency: 'XTR',
      total_amount: 100,
      invoice_payload: 'order-1',
      telegram_payment_charge_id: charge,
      provider_payment_charge_id: expect.any(String),
    });
    expect(client.messages(ana.id).at(-1)?.extra.refunded_payment?.total_amount).toBe(100);
  });

  test('happens once, and only of a charge of that person', async () => {
    const { api, ana, charge, client } = await paid();
    const leo = client.createPerson({ first_name: 'Leo' });
    expect(await refusal(api.refundStarPayment(leo.id, charge))).toBe('400 Bad Request: CHARGE_NOT_FOUND');
    expect(await refusal(api.refundStarPayment(ana.id, 'stxNothing'))).toBe(
      '400 Bad Request: CHARGE_NOT_FOUND',
    );
    expect(await refusal(api.refundStarPayment(ana.id, ''))).toBe('400 Bad Request: CHARGE_ID_EMPTY');
    expect(await refusal(api.refundStarPayment(77, charge))).toBe('400 Bad Request: USER_ID_INVALID');
    await api.refundStarPayment(ana.id, charge);
    expect(await refusal(api.refundStarPayment(ana.id, charge))).toBe(
      '400 Bad Request: CHARGE_ALREADY_REFUNDED',
    );
    expect(client.person(ana.id)?.stars).toBe(1_000);
  });
});

describe('a subscription', () => {
  const subscribed = async (options: Partial<EmulatorOptions> = {}) => {
    const world = await withChat(options);
    const url = await world.link(PERIOD_S);
    const outcome = await world.client.waitForPayment(
      world.client.pay(world.ana.id, { link: url }, { skip_pre_checkout: true }),
    );
    if (outcome.status !== 'paid') throw new Error('not paid');
    await world.call('getUpdates', { offset: -1 });
    /** What came since the last look. */
    const news = async () => {
      const updates = await world.getUpdates();
      const last = updates.at(-1);
      if (last) await world.getUpdates({ offset: last.update_id + 1 });
      return updates;
    };
    return { ...world, news, id: outcome.telegram_payment_charge_id };
  };

  test('begins, and renews every thirty days with a new charge', async () => {
    const { client, ana, id, news } = await subscribed();
    const expiries = [1, 2, 3].map((n) => BEGIN / 1000 + n * PERIOD_S);
    const [begun] = await news();
    expect(begun?.message.successful_payment).toMatchObject({
      is_recurring: true,
      is_first_recurring: true,
      subscription_expiration_date: expiries[0],
      telegram_payment_charge_id: id,
    });
    client.advanceClock(30 * DAY_MS - 1);
    expect(await news()).toEqual([]);
    client.advanceClock(1);
    client.advanceClock(30 * DAY_MS);
    const renewals = (await news()).map((one) => one.message);
    expect(renewals.map((one) => one.date)).toEqual([expiries[0], expiries[1]]);
    expect(renewals.map((one) => one.successful_payment?.subscription_expiration_date)).toEqual([
      expiries[1],
      expiries[2],
    ]);
    for (const { successful_payment } of renewals) {
      expect(successful_payment?.is_recurring).toBe(true);
      expect(successful_payment?.is_first_recurring).toBeUndefined();
    }
    const charges = renewals.map((one) => one.successful_payment?.telegram_payment_charge_id);
    expect(new Set([id, ...charges]).size).toBe(3);
    expect(client.person(ana.id)?.stars).toBe(700);
  });

  test('that the person cancels is paid to its end and no further; they can take it back before', async () => {
    const { client, ana, id, news } = await subscribed();
    await news();
    client.cancelSubscription(ana.id, id);
    client.resumeSubscription(ana.id, id);
    client.cancelSubscription(ana.id, id);
    client.cancelSubscription(ana.id, id);
    expect((await news()).map((one) => one.subscription)).toEqual(
      ['canceled', 'active', 'canceled'].map((state) => ({
        user: expect.objectContaining({ id: ana.id }),
        invoice_payload: 'order-1',
        state,
      })),
    );
    expect(client.subscriptions(ana.id)).toMatchObject([{ id, is_canceled: true, is_ended: false }]);
    client.advanceClock(31 * DAY_MS);
    expect(await news()).toEqual([]);
    expect(client.subscriptions(ana.id)).toMatchObject([{ is_ended: true }]);
    expect(client.person(ana.id)?.stars).toBe(900);
    expect(() => client.resumeSubscription(ana.id, id)).toThrow('no running subscription');
  });

  test('that the bot cancels is not the person’s to take back until the bot lets them', async () => {
    const { client, ana, id, api, news } = await subscribed();
    await news();
    await api.editUserStarSubscription(ana.id, id, true);
    expect(() => client.resumeSubscription(ana.id, id)).toThrow('the bot cancelled');
    await api.editUserStarSubscription(ana.id, id, false);
    expect(client.subscriptions(ana.id)).toMatchObject([{ is_canceled: true, is_canceled_by_bot: false }]);
    client.resumeSubscription(ana.id, id);
    client.advanceClock(30 * DAY_MS);
    expect((await news()).map((one) => Object.keys(one)[1])).toEqual(['subscription', 'message']);
    expect(await refusal(api.editUserStarSubscription(ana.id, 'stxNothing', true))).toBe(
      '400 Bad Request: CHARGE_ID_INVALID',
    );
  });

  test('is known to the bot by any of its charges', async () => {
    const { client, ana, api, news } = await subscribed();
    client.advanceClock(30 * DAY_MS);
    const renewal = (await news()).at(-1)?.message.successful_payment;
    await api.editUserStarSubscription(ana.id, renewal?.telegram_payment_charge_id as string, true);
    client.advanceClock(30 * DAY_MS);
    expect(client.person(ana.id)?.stars).toBe(800);
    expect(
      await refusal(
        api.editUserStarSubscription(ana.id, renewal?.telegram_payment_charge_id as string, true),
      ),
    ).toBe('400 Bad Request: SUBSCRIPTION_NOT_ACTIVE');
  });

  test('of someone with too few Stars fails and ends', async () => {
    const { client, ana, news } = await subscribed();
    await news();
    client.giveStars(ana.id, -801);
    client.advanceClock(30 * DAY_MS);
    expect((await news()).map((one) => one.subscription?.state)).toEqual(['failed']);
    client.giveStars(ana.id, 500);
    client.advanceClock(30 * DAY_MS);
    expect(await news()).toEqual([]);
    expect(client.person(ana.id)?.stars).toBe(599);
  });

  test('renews after a restart, and its news can come twice', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'emulator-'));
    atEnd(() => rmSync(folder, { recursive: true }));
    const file = join(folder, 'telegram.db');
    const before = await subscribed({ file });
    before.client.advanceClock(29 * DAY_MS);
    await before.news();
    before.close();
    const { client, getUpdates } = await start({ file, now: () => BEGIN });
    client.planRenewal(before.ana.id, { delivery: 'repeated' });
    client.advanceClock(DAY_MS);
    const charges = (await getUpdates())
      .flatMap((one) => one.message?.successful_payment ?? [])
      .map((one) => one.telegram_payment_charge_id);
    expect(charges).toHaveLength(2);
    expect(charges[0]).toBe(charges[1]);
    expect(client.person(before.ana.id)?.stars).toBe(800);
  });
});

describe('the bot’s books', () => {
  test('list what came and went in order, and sum to the balance', async () => {
    const { client, ana, link, api } = await withChat();
    const charges: string[] = [];
    for (const url of [await link(), await link(PERIOD_S), await link()]) {
      const paid = await client.waitForPayment(
        client.pay(ana.id, { link: url }, { skip_pre_checkout: true }),
      );
      if (paid.status === 'paid') charges.push(paid.telegram_payment_charge_id);
      client.advanceClock(1_000);
    }
    await api.refundStarPayment(ana.id, charges[0] as string);
    const { transactions } = await api.getStarTransactions();
    const user = expect.objectContaining({ id: ana.id });
    const partner = { type: 'user', transaction_type: 'invoice_payment', user, invoice_payload: 'order-1' };
    const date = BEGIN / 1000;
    expect(transactions).toEqual([
      { id: charges[0], amount: 100, date, source: partner },
      { id: charges[1], amount: 100, date: date + 1, source: { ...partner, subscription_period: PERIOD_S } },
      { id: charges[2], amount: 100, date: date + 2, source: partner },
      { id: charges[0], amount: 100, date: date + 3, receiver: partner },
    ]);
    expect((await api.getStarTransactions({ offset: 1, limit: 2 })).transactions).toEqual(
      transactions.slice(1, 3),
    );
    expect(await api.getMyStarBalance()).toEqual({ amount: 200 });
    expect(await refusal(api.getStarTransactions({ limit: 101 }))).toBe('400 Bad Request: LIMIT_INVALID');
  });
});
