/** Which updates come, under which ids, and how often; what becomes of them when nobody fetches them. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { createEmulator } from '../../src/bot/emulator/emulator.ts';
import { atEnd, log, refusal, start, TOKEN } from './emulator-harness.ts';

const DAY_MS = 86_400_000;
const BEGIN = Date.UTC(2026, 0, 1);

describe('ids of updates', () => {
  test('rise by one through six quiet days and are random after seven', async () => {
    let chance = 0.9;
    const { client, ana, getUpdates } = await start({ now: () => BEGIN, random: () => chance });
    client.sendText(ana.id, 'uno');
    client.advanceClock(6 * DAY_MS);
    client.sendText(ana.id, 'dos');
    client.advanceClock(7 * DAY_MS);
    chance = 0.1;
    client.sendText(ana.id, 'tres');
    const [one, two, three] = (await getUpdates()).map((update) => update.update_id) as [
      number,
      number,
      number,
    ];
    expect(two).toBe(one + 1);
    expect(three).toBeLessThan(one);
  });
});

describe('an update that is not confirmed', () => {
  test('comes again byte for byte', async () => {
    const { client, ana, apiRoot } = await start();
    client.sendText(ana.id, 'hola');
    const read = async () => (await fetch(`${apiRoot}/bot${TOKEN}/getUpdates`)).text();
    expect(await read()).toBe(await read());
  });

  test('can be lost, and the books still tell of a payment in it', async () => {
    const { client, ana, makeBot, getUpdates } = await start();
    const { api } = makeBot();
    const link = await api.createInvoiceLink('x', 'x', 'x', '', 'XTR', [{ label: 'x', amount: 5 }]);
    client.pay(ana.id, { link }, { skip_pre_checkout: true });
    expect(client.loseUpdates()).toBe(1);
    expect(await getUpdates()).toEqual([]);
    expect((await api.getStarTransactions()).transactions).toHaveLength(1);
  });
});

describe('allowed_updates', () => {
  test('stay as they were until named again, and an empty list means the usual ones', async () => {
    const { client, ana, call, getUpdates } = await start();
    client.sendText(ana.id, '/start');
    const { message_id } = (await call('sendMessage', { chat_id: ana.id, text: 'x' })).result;
    await getUpdates({ offset: -1, allowed_updates: ['message_reaction'] });
    client.sendText(ana.id, 'no');
    client.react(ana.id, message_id, '🔥');
    await getUpdates({ allowed_updates: [] });
    client.react(ana.id, message_id, null);
    client.sendText(ana.id, 'sí');
    const kinds = (await getUpdates()).slice(1).map((one) => Object.keys(one)[1]);
    expect(kinds).toEqual(['message_reaction', 'message']);
  });

  test('without payments in them let a checkout time out', async () => {
    const { client, ana, makeBot, getUpdates } = await start({ now: () => BEGIN });
    await getUpdates({ allowed_updates: ['message'] });
    const link = await makeBot().api.createInvoiceLink('x', 'x', 'x', '', 'XTR', [{ label: 'x', amount: 5 }]);
    const checkout = client.pay(ana.id, { link });
    expect(client.pendingUpdateCount()).toBe(0);
    client.advanceClock(10_000);
    expect((await client.waitForPayment(checkout)).status).toBe('timed_out');
  });
});

describe('a deep link', () => {
  test('opens the chat with its payload', async () => {
    const { client, ana, getUpdates } = await start();
    client.openLink(ana.id, `https://t.me/besitos_local_bot?start=ref_${'x'.repeat(60)}`);
    client.openLink(ana.id, 'https://t.me/Besitos_Local_Bot');
    expect((await getUpdates()).map((one) => one.message.text)).toEqual([
      `/start ref_${'x'.repeat(60)}`,
      '/start',
    ]);
  });

  test.each([
    ['too long', `https://t.me/besitos_local_bot?start=${'x'.repeat(65)}`],
    ['of other characters', 'https://t.me/besitos_local_bot?start=a%20b'],
    ['of another bot', 'https://t.me/other_bot?start=a'],
    ['of another site', 'https://example.org/besitos_local_bot?start=a'],
    ['no link', 'ref'],
  ])('%s is refused', async (_what, link) => {
    const { client, ana } = await start();
    expect(() => client.openLink(ana.id, link)).toThrow('does not open the chat');
  });
});

test('the menu button is kept for one chat and for all', async () => {
  const { client, ana, makeBot } = await start();
  const { api } = makeBot();
  client.sendText(ana.id, '/start');
  await api.setChatMenuButton({ menu_button: { type: 'commands' } });
  expect(await api.getChatMenuButton({ chat_id: ana.id })).toEqual({ type: 'commands' });
  const app = { type: 'web_app' as const, text: 'Abrir', web_app: { url: 'https://example.org/' } };
  await api.setChatMenuButton({ chat_id: ana.id, menu_button: app });
  expect(await api.getChatMenuButton({ chat_id: ana.id })).toEqual(app);
  expect(await api.getChatMenuButton()).toEqual({ type: 'commands' });
  expect(await refusal(api.getChatMenuButton({ chat_id: 7 }))).toBe('400 Bad Request: chat not found');
});

test('a file of the first version is brought up to date with its messages', () => {
  const folder = mkdtempSync(join(tmpdir(), 'emulator-'));
  atEnd(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'telegram.db');
  const old = new DatabaseSync(file);
  old.exec(`
    CREATE TABLE people (id INTEGER PRIMARY KEY, first_name TEXT NOT NULL, last_name TEXT,
      username TEXT UNIQUE COLLATE NOCASE, language_code TEXT NOT NULL, has_started INTEGER NOT NULL DEFAULT 0,
      has_blocked_bot INTEGER NOT NULL DEFAULT 0) STRICT;
    CREATE TABLE messages (message_id INTEGER PRIMARY KEY AUTOINCREMENT,
      chat_id INTEGER NOT NULL REFERENCES people(id), from_bot INTEGER NOT NULL, date INTEGER NOT NULL,
      edit_date INTEGER, text TEXT NOT NULL, entities TEXT NOT NULL, keyboard TEXT NOT NULL,
      reply_to_message_id INTEGER, person_reactions TEXT NOT NULL DEFAULT '[]',
      bot_reactions TEXT NOT NULL DEFAULT '[]', change INTEGER NOT NULL) STRICT;
    CREATE INDEX messages_of_chat ON messages (chat_id, message_id);
    INSERT INTO people (id, first_name, language_code, has_started) VALUES (7, 'Ana', 'es', 1);
    INSERT INTO messages (chat_id, from_bot, date, text, entities, keyboard, change)
      VALUES (7, 0, 1, '/start', '[]', '[]', 1), (7, 1, 2, 'hola', '[]', '[]', 2);
  `);
  old.close();
  const emulator = createEmulator({ file, token: TOKEN, log });
  atEnd(() => emulator.close());
  expect(emulator.client.person(7)).toMatchObject({ has_started: true, stars: 1_000 });
  expect(emulator.client.messages(7)).toMatchObject([
    { message_id: 1, author_id: 7, text: '/start' },
    { message_id: 2, author_id: null, from_bot: true, text: 'hola', extra: {} },
  ]);
  expect(emulator.client.sendText(7, 'sigo').message_id).toBe(3);
});
