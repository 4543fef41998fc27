import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { Bot, type Transformer } from 'grammy';
import type { Update, UserFromGetMe } from 'grammy/types';
import { afterEach, describe, expect, it } from 'vitest';
import type { BotContext } from '../../src/bot/contexto.ts';
import { startPolling } from '../../src/bot/polling.ts';
import { createWebhookHandler, startWebhook } from '../../src/bot/webhook.ts';
import { StoreUnavailableError } from '../../src/commands/errores.ts';

const SECRET = 'a-secret_token';
const me = { id: 1, is_bot: true, first_name: 'Besitos', username: 'besitos_bot' } as UserFromGetMe;
const person = { id: 7, is_bot: false, first_name: 'Ana' };

const update = (update_id: number, extra: object = {}): Update =>
  ({
    update_id,
    message: { message_id: update_id, date: 0, chat: { id: 7, type: 'private' }, from: person, ...extra },
  }) as Update;
const payment = (update_id: number): Update =>
  update(update_id, { successful_payment: { currency: 'XTR', total_amount: 250 } });

/** A bot whose Telegram is a script: batches of updates, in order, and then silence. */
function botWith(batches: Update[][] = []) {
  const bot = new Bot<BotContext>('1:test', { botInfo: me });
  const calls: { method: string; offset?: number }[] = [];
  const waiting = [...batches];
  const transformer: Transformer = async (_prev, method, payload, signal) => {
    const { offset } = payload as { offset?: number };
    calls.push({ method, ...(offset !== undefined && { offset }) });
    const result = method === 'getUpdates' ? waiting.shift() : true;
    if (result !== undefined) return { ok: true, result } as never;
    if ((payload as { timeout?: number }).timeout === 0) return { ok: true, result: [] } as never;
    return new Promise((_resolve, reject) => {
      signal?.addEventListener('abort', () => reject(new Error('aborted')), { once: true });
    });
  };
  bot.api.config.use(transformer);
  bot.catch(() => {});
  const offsets = () => calls.filter(({ method }) => method === 'getUpdates').map(({ offset }) => offset);
  return { bot, calls, offsets };
}

describe('long polling', () => {
  it('asks for nothing more until a payment is recorded, and so does not confirm it before', async () => {
    const { bot, offsets } = botWith([[update(10), payment(11)], [update(12)]]);
    const handled: number[] = [];
    let outages = 2;
    bot.use((ctx) => {
      if (ctx.message?.successful_payment && outages-- > 0) {
        expect(offsets()).toEqual([0]);
        throw new StoreUnavailableError('away');
      }
      handled.push(ctx.update.update_id);
    });
    const polling = startPolling(bot);
    await expect.poll(() => handled, { timeout: 5_000 }).toEqual([10, 11, 12]);
    expect(outages).toBe(-1);
    await polling.stop();
    expect(offsets()).toEqual([0, 12, 13, 13]);
  });

  it('leaves a payment to be delivered again when the program ends before it is recorded', async () => {
    const { bot, offsets } = botWith([[payment(11)], [update(12)]]);
    let attempts = 0;
    bot.use(() => {
      attempts++;
      throw new StoreUnavailableError('away');
    });
    const polling = startPolling(bot);
    await expect.poll(() => attempts).toBeGreaterThan(0);
    await polling.stop();
    expect(offsets()).toEqual([0]);
  });

  it('waits on stop for what was begun, and confirms it', async () => {
    const { bot, offsets } = botWith([[update(10)]]);
    let finish = () => {};
    let isDone = false;
    const begun = new Promise<void>((resolve) => {
      bot.use(async () => {
        resolve();
        await new Promise<void>((done) => {
          finish = done;
        });
        isDone = true;
      });
    });
    const polling = startPolling(bot);
    await begun;
    const stopped = polling.stop();
    finish();
    await stopped;
    expect(isDone).toBe(true);
    expect(offsets().at(-1)).toBe(11);
  });

  it('an update that fails otherwise is not repeated', async () => {
    const { bot } = botWith([[update(10)], [update(11)]]);
    const seen: number[] = [];
    bot.use((ctx) => {
      seen.push(ctx.update.update_id);
      throw new Error('a fault');
    });
    const polling = startPolling(bot);
    await expect.poll(() => seen).toEqual([10, 11]);
    await polling.stop();
    expect(seen).toEqual([10, 11]);
  });
});

describe('the webhook', () => {
  const closing: (() => void)[] = [];
  afterEach(() => {
    for (const close of closing.splice(0)) close();
  });

  async function open(bot: Bot<BotContext>) {
    const server = createServer(express().post('/telegram', createWebhookHandler(bot, SECRET)));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closing.push(() => server.close());
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/telegram`;
    return async (body: string, secret: string | null = SECRET): Promise<number> => {
      const headers = {
        'content-type': 'application/json',
        ...(secret !== null && { 'x-telegram-bot-api-secret-token': secret }),
      };
      return (await fetch(url, { method: 'POST', headers, body })).status;
    };
  }

  it('answers once the update was dealt with', async () => {
    const { bot } = botWith();
    const events: string[] = [];
    bot.use(async () => {
      await new Promise((resolve) => setTimeout(resolve, 30));
      events.push('handled');
    });
    const post = await open(bot);
    expect(await post(JSON.stringify(update(1)))).toBe(200);
    events.push('answered');
    expect(events).toEqual(['handled', 'answered']);
  });

  it.each([
    ['no secret', null],
    ['another secret', 'another-secret'],
    ['a longer one', `${SECRET}x`],
    ['an empty one', ''],
  ])('with %s, nothing is handled', async (_what, secret) => {
    const { bot } = botWith();
    let handled = 0;
    bot.use(() => void handled++);
    const post = await open(bot);
    expect(await post(JSON.stringify(update(1)), secret)).toBe(401);
    expect(await post('not even JSON', secret)).toBe(401);
    expect(handled).toBe(0);
  });

  it.each(['{', '[]', '{}', '{"update_id":"1"}'])('%s is no update', async (body) => {
    const post = await open(botWith().bot);
    expect(await post(body)).toBe(400);
  });

  it('a payment that was not recorded is to be delivered again; another fault is not', async () => {
    const { bot } = botWith();
    bot.use(() => {
      throw new Error('a fault');
    });
    const post = await open(bot);
    expect(await post(JSON.stringify(payment(1)))).toBe(500);
    expect(await post(JSON.stringify(update(2)))).toBe(200);
  });

  it('is told to Telegram with its secret, which has to be one', async () => {
    const { bot, calls } = botWith();
    await startWebhook(bot, { url: 'https://example.org/telegram', secret: SECRET });
    expect(calls.map(({ method }) => method)).toEqual(['setWebhook']);
    expect(() => createWebhookHandler(bot, 'not a secret!')).toThrow(TypeError);
  });
});
