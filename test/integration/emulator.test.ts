/** The local Bot API emulator, driven over HTTP by grammY as the product's bot drives it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import express from 'express';
import { type Bot, InlineKeyboard, webhookCallback } from 'grammy';
import { describe, expect, test, vi } from 'vitest';
import { createEmulator, type EmulatorOptions } from '../../src/bot/emulator/emulator.ts';
import { atEnd, listen, log, poll, refusal, start, TOKEN } from './emulator-harness.ts';

describe('calling', () => {
  test('getMe introduces the bot of the token', async () => {
    const { makeBot } = await start();
    const me = await makeBot().api.getMe();
    expect(me).toMatchObject({ id: 4242, is_bot: true, username: 'besitos_local_bot' });
  });

  test('a wrong token is 401', async () => {
    const { call } = await start();
    expect(await call('getMe', {}, '4242:other')).toMatchObject({
      status: 401,
      ok: false,
      description: 'Unauthorized',
    });
  });

  test('an unknown method is 404 and is logged as an error', async () => {
    const { call } = await start();
    expect(await call('sendHologram')).toMatchObject({ status: 404, ok: false });
    expect(log.error).toHaveBeenCalledWith(
      expect.objectContaining({ method: 'sendHologram' }),
      'the local Telegram emulator has no such method',
    );
  });

  test('method names are matched in any case; query string, urlencoded and multipart bodies are read', async () => {
    const { apiRoot, client, ana } = await start();
    client.sendText(ana.id, '/start');
    const url = `${apiRoot}/bot${TOKEN}/SENDMESSAGE`;
    const fields = {
      chat_id: String(ana.id),
      text: 'hola',
      reply_markup: JSON.stringify({ inline_keyboard: [[{ text: 'x', callback_data: 'y' }]] }),
    };
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.set(name, value);
    for (const response of [
      await fetch(`${url}?${new URLSearchParams(fields)}`),
      await fetch(url, { method: 'POST', body: new URLSearchParams(fields) }),
      await fetch(url, { method: 'POST', body: form }),
    ])
      expect(await response.json()).toMatchObject({
        ok: true,
        result: { text: 'hola', chat: { id: ana.id } },
      });
    expect(client.messages(ana.id).filter((one) => one.keyboard.length === 1)).toHaveLength(3);
  });

  test('a body that is no JSON is 400', async () => {
    const { apiRoot } = await start();
    const response = await fetch(`${apiRoot}/bot${TOKEN}/getMe`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{',
    });
    expect(response.status).toBe(400);
  });

  test('a field whose meaning is missing here is refused', async () => {
    const { call, client, ana } = await start();
    client.sendText(ana.id, '/start');
    const answer = await call('sendMessage', { chat_id: ana.id, text: 'x', business_connection_id: 'b' });
    expect(answer.description).toContain('does not support the field "business_connection_id"');
  });
});

describe('long polling', () => {
  test('brings a command with its entity and answers in the chat', async () => {
    const { client, makeBot, ana } = await start();
    const bot = makeBot();
    const seen = vi.fn();
    bot.command('start', async (ctx) => {
      seen(ctx.update, ctx.match);
      await ctx.reply(`Hola, <b>${ctx.from?.first_name}</b>`, { parse_mode: 'HTML' });
    });
    await poll(bot);
    client.sendText(ana.id, '/start ref-7');
    const reply = await client.waitForBotMessage(ana.id);
    expect(reply).toMatchObject({ text: 'Hola, Ana', entities: [{ type: 'bold', offset: 6, length: 3 }] });
    expect(seen.mock.lastCall?.[1]).toBe('ref-7');
    expect(seen.mock.lastCall?.[0].message).toMatchObject({
      from: { id: ana.id, language_code: 'es', is_bot: false },
      chat: { id: ana.id, type: 'private' },
      entities: [{ type: 'bot_command', offset: 0, length: 6 }],
    });
  });

  test('waits for its timeout, and answers at once when something arrives', async () => {
    const { call, client, ana, getUpdates } = await start();
    const before = performance.now();
    expect(await getUpdates({ timeout: 1 })).toEqual([]);
    expect(performance.now() - before).toBeGreaterThan(950);
    const waiting = call('getUpdates', { timeout: 30 });
    setTimeout(() => client.sendText(ana.id, 'hola'), 50);
    expect((await waiting).result).toHaveLength(1);
  });

  test('ids rise by one; what is not confirmed comes again; an offset confirms', async () => {
    const { client, ana, getUpdates } = await start();
    for (const text of ['a', 'b', 'c']) client.sendText(ana.id, text);
    const ids = (await getUpdates()).map((one) => one.update_id);
    const first = ids[0] as number;
    expect(ids).toEqual([first, first + 1, first + 2]);
    expect(first).toBeGreaterThan(1000);
    expect(await getUpdates({ limit: 2 })).toHaveLength(2);
    const rest = await getUpdates({ offset: first + 2 });
    expect(rest.map((one) => one.message.text)).toEqual(['c']);
    expect(await getUpdates({ offset: first + 3 })).toEqual([]);
    expect(client.pendingUpdateCount()).toBe(0);
  });

  test('a negative offset keeps the last ones only', async () => {
    const { client, ana, getUpdates } = await start();
    for (const text of ['a', 'b', 'c']) client.sendText(ana.id, text);
    expect((await getUpdates({ offset: -1 })).map((one) => one.message.text)).toEqual(['c']);
  });

  test('after a quiet week the next id is random; after a day an update is gone', async () => {
    let time = Date.UTC(2026, 0, 1);
    const numbers = [0.9, 0.8, 0.1];
    const { client, ana, getUpdates } = await start({
      now: () => time,
      random: () => numbers.shift() ?? 0.5,
    });
    client.sendText(ana.id, 'old');
    const [old] = await getUpdates();
    time += 8 * 86_400_000;
    client.sendText(ana.id, 'new');
    const updates = await getUpdates();
    expect(updates.map((one) => one.message.text)).toEqual(['new']);
    expect(updates[0]?.update_id).toBeLessThan(old?.update_id as number);
  });

  test('a second poller ends the first with 409', async () => {
    const { call } = await start();
    const first = call('getUpdates', { timeout: 30 });
    await new Promise((resolve) => setTimeout(resolve, 50));
    await call('getUpdates', { timeout: 0 });
    expect(await first).toMatchObject({ status: 409, ok: false });
    expect((await first).description).toContain('terminated by other getUpdates request');
  });

  test('reactions come only when they are asked for by name', async () => {
    const { call, client, ana, getUpdates } = await start();
    client.sendText(ana.id, '/start');
    const { message_id } = (await call('sendMessage', { chat_id: ana.id, text: 'hola' })).result;
    await call('getUpdates', { offset: -1 });
    client.react(ana.id, message_id, '❤️');
    await call('getUpdates', { allowed_updates: ['message', 'message_reaction'] });
    client.react(ana.id, message_id, '🔥');
    client.react(ana.id, message_id, '🔥');
    const reactions = (await getUpdates()).filter((one) => one.message_reaction);
    expect(reactions).toHaveLength(1);
    expect(reactions[0]?.message_reaction).toMatchObject({
      chat: { id: ana.id },
      message_id,
      user: { id: ana.id },
      old_reaction: [{ type: 'emoji', emoji: '❤' }],
      new_reaction: [{ type: 'emoji', emoji: '🔥' }],
    });
    client.react(ana.id, message_id, null);
    expect(client.messages(ana.id).at(-1)?.reactions.person).toEqual([]);
    expect(() => client.react(ana.id, message_id, '😂')).toThrow('Telegram has no reaction');
  });

  test('types that are not allowed are never queued', async () => {
    const { call, client, ana } = await start();
    await call('getUpdates', { allowed_updates: ['callback_query'] });
    client.sendText(ana.id, 'hola');
    expect(client.pendingUpdateCount()).toBe(0);
  });

  test('a restart keeps people, messages and what is pending', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'emulator-'));
    atEnd(() => rmSync(folder, { recursive: true }));
    const file = join(folder, 'telegram.db');
    const before = await start({ file });
    before.client.sendText(before.ana.id, '/start');
    const { result: sent } = await before.call('sendMessage', { chat_id: before.ana.id, text: 'hola' });
    before.close();
    const emulator = createEmulator({ file, token: TOKEN, log });
    atEnd(() => emulator.close());
    expect(emulator.client.listPeople()).toMatchObject([{ id: before.ana.id, has_started: true }]);
    expect(emulator.client.messages(before.ana.id).map((one) => one.text)).toEqual(['/start', 'hola']);
    expect(emulator.client.pendingUpdateCount()).toBe(1);
    expect(emulator.client.sendText(before.ana.id, 'sigo').message_id).toBeGreaterThan(sent.message_id);
  });
});

describe('a tap', () => {
  const withButton = async () => {
    const world = await start();
    const bot = world.makeBot();
    bot.command('start', (ctx) =>
      ctx.reply('Elige', { reply_markup: new InlineKeyboard().text('Sí', 'yes') }),
    );
    return { ...world, bot };
  };

  test('brings the callback, is answered with a toast, and edits the message in place', async () => {
    const { client, bot, ana } = await withButton();
    bot.callbackQuery('yes', async (ctx) => {
      await ctx.answerCallbackQuery({ text: '+5', show_alert: true });
      await ctx.editMessageText('Elegiste sí');
    });
    await poll(bot);
    client.sendText(ana.id, '/start');
    const question = await client.waitForBotMessage(ana.id);
    const tap = client.tap(ana.id, { text: 'Sí' });
    expect(client.unansweredTaps(ana.id)).toHaveLength(1);
    const answer = await client.waitForAnswer(tap.callback_query_id);
    expect(answer).toMatchObject({
      text: '+5',
      show_alert: true,
      data: 'yes',
      message_id: question.message_id,
    });
    const edited = await client.waitForBotMessage(ana.id);
    expect(edited).toMatchObject({ message_id: question.message_id, text: 'Elegiste sí', keyboard: [] });
    expect(edited.edit_date).toBeDefined();
    expect(client.unansweredTaps(ana.id)).toEqual([]);
    await client.waitForQuiet();
    expect(() => client.tap(ana.id, { data: 'yes' })).toThrow('no button');
  });

  test('is too old to be answered after a minute', async () => {
    let time = Date.now();
    const { call, client, ana, makeBot } = await start({ now: () => time });
    client.sendText(ana.id, '/start');
    const reply_markup = new InlineKeyboard().text('Sí', 'yes');
    await call('sendMessage', { chat_id: ana.id, text: 'x', reply_markup });
    const { callback_query_id } = client.tap(ana.id, { data: 'yes' });
    time += 61_000;
    expect(await refusal(makeBot().api.answerCallbackQuery(callback_query_id))).toContain('query is too old');
  });

  test('carries 1 to 64 bytes of data', async () => {
    const { makeBot, client, ana } = await start();
    client.sendText(ana.id, '/start');
    const send = (data: string) =>
      makeBot().api.sendMessage(ana.id, 'x', {
        reply_markup: { inline_keyboard: [[{ text: 'x', callback_data: data }]] },
      });
    await send('a'.repeat(64));
    expect(await refusal(send('é'.repeat(33)))).toBe('400 Bad Request: BUTTON_DATA_INVALID');
    expect(await refusal(send(''))).toBe('400 Bad Request: BUTTON_DATA_INVALID');
  });

  test('needs a button that does something', async () => {
    const { call, client, ana } = await start();
    client.sendText(ana.id, '/start');
    const send = (button: object) =>
      call('sendMessage', { chat_id: ana.id, text: 'x', reply_markup: { inline_keyboard: [[button]] } });
    expect((await send({ text: 'x' })).description).toContain('Text buttons are unallowed');
    expect((await send({ text: 'x', pay: true })).description).toBe('Bad Request: BUTTON_TYPE_INVALID');
    expect((await send({ text: 'x', login_url: { url: 'https://x.example' } })).description).toContain(
      'does not support inline buttons with "login_url"',
    );
    expect((await send({ text: 'x', url: 'nope' })).description).toContain('BUTTON_URL_INVALID');
  });
});

describe('messages', () => {
  const withChat = async (options: Partial<EmulatorOptions> = {}) => {
    const world = await start(options);
    world.client.sendText(world.ana.id, '/start');
    return { ...world, api: world.makeBot().api };
  };

  test('text must be there and fit', async () => {
    const { api, ana } = await withChat();
    await api.sendMessage(ana.id, 'x'.repeat(4096));
    expect(await refusal(api.sendMessage(ana.id, 'x'.repeat(4097)))).toBe(
      '400 Bad Request: message is too long',
    );
    expect(await refusal(api.sendMessage(ana.id, '  '))).toBe('400 Bad Request: message text is empty');
    expect(await refusal(api.sendMessage(ana.id, '<b> </b>', { parse_mode: 'HTML' }))).toBe(
      '400 Bad Request: message text is empty',
    );
  });

  test.each([
    ['<b>x', 'Can\'t find end tag corresponding to start tag "b"'],
    ['ñ</b>', 'Unexpected end tag at byte offset 2'],
    ['<b><i>x</b></i>', 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'],
    ['<h1>x</h1>', 'Unsupported start tag "h1" at byte offset 0'],
    ['a < b', 'Unsupported start tag "" at byte offset 2'],
    ['x <b', 'Unclosed start tag at byte offset 2'],
    ['<span>x</span>', 'Tag "span" must have class "tg-spoiler" at byte offset 0'],
  ])('bad HTML is refused: %s', async (text, reason) => {
    const { api, ana } = await withChat();
    expect(await refusal(api.sendMessage(ana.id, text, { parse_mode: 'HTML' }))).toBe(
      `400 Bad Request: can't parse entities: ${reason}`,
    );
  });

  test('good HTML becomes text with entities, trimmed and in UTF-16 units', async () => {
    const { api, ana } = await withChat();
    const html =
      '\n💋 <b>uno <i>dos</i></b> &lt;tres&gt; &amp;c &nbsp; <a href="https://example.org/?a=1&amp;b=2">cuatro</a> ' +
      '<tg-spoiler>cinco</tg-spoiler> <pre><code class="language-ts">seis</code></pre><blockquote expandable>siete</blockquote> /ayuda\n';
    const { text, entities } = await api.sendMessage(ana.id, html, { parse_mode: 'HTML' });
    expect(text).toBe('💋 uno dos <tres> &c &nbsp; cuatro cinco seissiete /ayuda');
    expect(entities?.map((one) => [one.type, text.slice(one.offset, one.offset + one.length)])).toEqual([
      ['bold', 'uno dos'],
      ['italic', 'dos'],
      ['text_link', 'cuatro'],
      ['spoiler', 'cinco'],
      ['pre', 'seis'],
      ['expandable_blockquote', 'siete'],
      ['bot_command', '/ayuda'],
    ]);
    expect(entities?.[2]).toMatchObject({ url: 'https://example.org/?a=1&b=2' });
    expect(entities?.[4]).toMatchObject({ language: 'ts' });
  });

  test('another parse mode is refused rather than misread', async () => {
    const { api, ana } = await withChat();
    expect(await refusal(api.sendMessage(ana.id, '*x*', { parse_mode: 'MarkdownV2' }))).toContain(
      'only HTML',
    );
  });

  test('an edit must change something, of a message that is there and is the bot’s', async () => {
    const { api, ana, client } = await withChat();
    const keyboard = new InlineKeyboard().text('a', 'a');
    const { message_id } = await api.sendMessage(ana.id, 'uno', { reply_markup: keyboard });
    expect(
      await refusal(api.editMessageText(ana.id, message_id, 'uno', { reply_markup: keyboard })),
    ).toContain('400 Bad Request: message is not modified');
    expect(
      await refusal(api.editMessageReplyMarkup(ana.id, message_id, { reply_markup: keyboard })),
    ).toContain('message is not modified');
    expect(await refusal(api.editMessageText(ana.id, 999, 'x'))).toBe(
      '400 Bad Request: message to edit not found',
    );
    const [own] = client.messages(ana.id);
    expect(await refusal(api.editMessageText(ana.id, own!.message_id, 'x'))).toContain(
      "message can't be edited",
    );
    await api.editMessageReplyMarkup(ana.id, message_id);
    expect(client.messages(ana.id).at(-1)?.keyboard).toEqual([]);
  });

  test('is deleted once', async () => {
    const { api, ana, client } = await withChat();
    const { message_id } = await api.sendMessage(ana.id, 'uno');
    await api.deleteMessage(ana.id, message_id);
    expect(client.messages(ana.id).map((one) => one.text)).toEqual(['/start']);
    expect(await refusal(api.deleteMessage(ana.id, message_id))).toBe(
      '400 Bad Request: message to delete not found',
    );
    await api.deleteMessages(ana.id, [message_id, 999]);
  });

  test('older than two days cannot be deleted', async () => {
    let time = Date.now();
    const { api, ana } = await withChat({ now: () => time });
    const { message_id } = await api.sendMessage(ana.id, 'uno');
    time += 49 * 3_600_000;
    expect(await refusal(api.deleteMessage(ana.id, message_id))).toContain("message can't be deleted");
  });

  test('a reply shows what it answers', async () => {
    const { api, ana, client } = await withChat();
    const [own] = client.messages(ana.id);
    const reply = await api.sendMessage(ana.id, 'uno', { reply_parameters: { message_id: own!.message_id } });
    expect(reply.reply_to_message?.text).toBe('/start');
    expect(await refusal(api.sendMessage(ana.id, 'x', { reply_parameters: { message_id: 999 } }))).toContain(
      'message to be replied not found',
    );
  });

  test('the bot reacts with Telegram’s emoji only', async () => {
    const { api, ana, client } = await withChat();
    const [own] = client.messages(ana.id);
    await api.setMessageReaction(ana.id, own!.message_id, [{ type: 'emoji', emoji: '🔥' }]);
    expect(client.messages(ana.id)[0]?.reactions.bot).toEqual(['🔥']);
    expect(
      await refusal(
        api.setMessageReaction(ana.id, own!.message_id, [{ type: 'emoji', emoji: '😂' as '🤣' }]),
      ),
    ).toBe('400 Bad Request: REACTION_INVALID');
  });

  test('typing is shown to whoever follows the chat', async () => {
    const { api, ana, client } = await withChat();
    const listener = vi.fn();
    const stop = client.subscribe(ana.id, listener);
    await api.sendChatAction(ana.id, 'typing');
    stop();
    await api.sendChatAction(ana.id, 'typing');
    expect(listener.mock.calls).toEqual([[{ kind: 'chat_action', chat_id: ana.id, action: 'typing' }]]);
  });
});

describe('people', () => {
  test('nobody unknown, nobody uninvited, nobody who blocked the bot is written to', async () => {
    const { client, makeBot, ana } = await start();
    const { api } = makeBot();
    expect(await refusal(api.sendMessage(1, 'x'))).toBe('400 Bad Request: chat not found');
    expect(await refusal(api.sendMessage('@ana_test', 'x'))).toBe('400 Bad Request: chat not found');
    expect(await refusal(api.sendMessage(ana.id, 'x'))).toBe(
      "403 Forbidden: bot can't initiate conversation with a user",
    );
    client.sendText(ana.id, '/start');
    await api.sendMessage(ana.id, 'x');
    client.blockBot(ana.id);
    expect(await refusal(api.sendMessage(ana.id, 'x'))).toBe('403 Forbidden: bot was blocked by the user');
    expect(() => client.sendText(ana.id, 'x')).toThrow('has blocked the bot');
    client.unblockBot(ana.id);
    await api.sendMessage(ana.id, 'x');
  });

  test('blocking and unblocking each tell the bot once', async () => {
    const { client, ana, getUpdates } = await start();
    client.blockBot(ana.id);
    client.blockBot(ana.id);
    client.unblockBot(ana.id);
    const statuses = (await getUpdates()).map((one) => [
      one.my_chat_member.old_chat_member.status,
      one.my_chat_member.new_chat_member.status,
    ]);
    expect(statuses).toEqual([
      ['member', 'kicked'],
      ['kicked', 'member'],
    ]);
  });

  test('getChat and getChatMember know who has written', async () => {
    const { client, makeBot, ana } = await start();
    const { api } = makeBot();
    expect(await refusal(api.getChat(ana.id))).toContain('chat not found');
    client.sendText(ana.id, '/start');
    expect(await api.getChat(ana.id)).toMatchObject({
      type: 'private',
      first_name: 'Ana',
      username: 'ana_test',
    });
    expect(await api.getChatMember(ana.id, ana.id)).toMatchObject({ status: 'member', user: { id: ana.id } });
    expect(await refusal(api.getChatMember(ana.id, 5))).toContain('PARTICIPANT_ID_INVALID');
  });

  test('a username is taken once', async () => {
    const { client } = await start();
    expect(() => client.createPerson({ first_name: 'Otra', username: 'ANA_test' })).toThrow('taken');
  });
});

describe('the profile', () => {
  test('menus are kept per scope and language, and the person sees the nearest', async () => {
    const { client, makeBot, ana } = await start();
    const { api } = makeBot();
    const kim = client.createPerson({ first_name: 'Kim', language_code: 'en' });
    await api.setMyCommands([{ command: 'start', description: 'Empezar' }]);
    await api.setMyCommands([{ command: 'start', description: 'Begin' }], { language_code: 'en' });
    expect(client.commandsFor(ana.id)).toEqual([{ command: 'start', description: 'Empezar' }]);
    expect(client.commandsFor(kim.id)).toEqual([{ command: 'start', description: 'Begin' }]);
    await api.setMyCommands([{ command: 'solo', description: 'Ana' }], {
      scope: { type: 'chat', chat_id: ana.id },
    });
    expect(client.commandsFor(ana.id)).toEqual([{ command: 'solo', description: 'Ana' }]);
    await api.deleteMyCommands({ language_code: 'en' });
    expect(await api.getMyCommands({ language_code: 'en' })).toEqual([]);
    expect(client.commandsFor(kim.id)).toEqual([{ command: 'start', description: 'Empezar' }]);
    expect(await refusal(api.setMyCommands([{ command: 'No', description: 'x' }]))).toContain(
      'BOT_COMMAND_INVALID',
    );
  });

  test('name and descriptions fall back to the common language', async () => {
    const { client, makeBot } = await start();
    const { api } = makeBot();
    await api.setMyDescription('Una historia');
    await api.setMyDescription('A story', { language_code: 'en' });
    expect(await api.getMyDescription({ language_code: 'fr' })).toEqual({ description: 'Una historia' });
    expect(client.bot('en').description).toBe('A story');
    await api.setMyName('Besitos de papel');
    expect(client.bot().name).toBe('Besitos de papel');
  });
});

describe('limits', () => {
  test('are off by default', async () => {
    const { client, call, ana } = await start();
    client.sendText(ana.id, '/start');
    for (let n = 0; n < 50; n += 1)
      expect((await call('sendMessage', { chat_id: ana.id, text: String(n) })).ok).toBe(true);
  });

  test('when on, a chat above one message a second is told when to retry', async () => {
    let time = Date.now();
    const { client, call, ana } = await start({ flood: true, now: () => time });
    client.sendText(ana.id, '/start');
    const send = () => call('sendMessage', { chat_id: ana.id, text: 'x' });
    for (let n = 0; n < 3; n += 1) expect((await send()).ok).toBe(true);
    expect(await send()).toMatchObject({
      status: 429,
      description: 'Too Many Requests: retry after 1',
      parameters: { retry_after: 1 },
    });
    time += 1_000;
    expect((await send()).ok).toBe(true);
  });

  test('a call can be made to fail', async () => {
    const { client, call } = await start();
    client.failNext('getMe', { error_code: 502, description: 'Bad Gateway' }, 2);
    expect((await call('getMe')).status).toBe(502);
    expect((await call('getMe')).status).toBe(502);
    expect((await call('getMe')).ok).toBe(true);
  });
});

describe('a webhook', () => {
  const SECRET = 'a-Secret_1';

  const withWebhook = async (
    handle: (bot: Bot) => void,
    intercept: express.RequestHandler = (_q, _s, next) => next(),
  ) => {
    const world = await start();
    const bot = world.makeBot({ client: { canUseWebhookReply: (method) => method === 'sendChatAction' } });
    handle(bot);
    const app = express();
    app.use(express.json());
    const received: { id: number; secret: string | undefined }[] = [];
    app.post('/hook', (request, response, next) => {
      received.push({ id: request.body.update_id, secret: request.get('x-telegram-bot-api-secret-token') });
      return intercept(request, response, next);
    });
    app.post('/hook', webhookCallback(bot, 'express', { secretToken: SECRET }));
    const { origin } = await listen(app);
    await bot.init();
    await bot.api.setWebhook(`${origin}/hook`, { secret_token: SECRET });
    return { ...world, bot, received };
  };

  test('gets updates with the secret; its answer may itself be a call', async () => {
    const { client, ana, received, bot } = await withWebhook((bot) => {
      bot.on('message', async (ctx) => {
        await ctx.reply('recibido');
        await ctx.replyWithChatAction('typing');
      });
    });
    const listener = vi.fn();
    client.subscribe(ana.id, listener);
    client.sendText(ana.id, 'hola');
    await client.waitForBotMessage(ana.id, (one) => one.text === 'recibido');
    await client.waitForQuiet();
    expect(received).toEqual([{ id: expect.any(Number), secret: SECRET }]);
    expect(listener).toHaveBeenCalledWith({ kind: 'chat_action', chat_id: ana.id, action: 'typing' });
    expect(await bot.api.getWebhookInfo()).toMatchObject({ pending_update_count: 0, max_connections: 40 });
  });

  test('gets the same id again until it succeeds, and the chat’s later updates after it', async () => {
    let failures = 2;
    const { client, ana, received, bot } = await withWebhook(
      (bot) => bot.on('message', (ctx) => ctx.reply(`eco ${ctx.msg.text}`)),
      (_request, response, next) => {
        failures -= 1;
        if (failures >= 0) response.sendStatus(500);
        else next();
      },
    );
    client.sendText(ana.id, 'uno');
    client.sendText(ana.id, 'dos');
    await client.waitForQuiet();
    const ids = received.map((one) => one.id);
    expect(ids).toEqual([ids[0], ids[0], ids[0], ids[0]! + 1]);
    expect(
      client
        .messages(ana.id)
        .filter((one) => one.from_bot)
        .map((one) => one.text),
    ).toEqual(['eco uno', 'eco dos']);
    expect((await bot.api.getWebhookInfo()).last_error_message).toContain(
      'Wrong response from the webhook: 500',
    );
  });

  test('one chat that fails does not hold up another', async () => {
    const { client, ana } = await withWebhook(
      (bot) => bot.on('message', (ctx) => ctx.reply('eco')),
      (request, response, next) => {
        if (request.body.message.text === 'mal') response.sendStatus(500);
        else next();
      },
    );
    const leo = client.createPerson({ first_name: 'Leo' });
    client.sendText(ana.id, 'mal');
    client.sendText(leo.id, 'bien');
    await client.waitForBotMessage(leo.id);
    expect(client.pendingUpdateCount()).toBeGreaterThanOrEqual(1);
  });

  test('excludes getUpdates until it is deleted, and must be on this machine', async () => {
    const { bot, call, getUpdates } = await withWebhook(() => {});
    expect((await call('getUpdates')).description).toContain(
      "can't use getUpdates method while webhook is active",
    );
    await bot.api.deleteWebhook({ drop_pending_updates: true });
    expect(await getUpdates()).toEqual([]);
    expect(await refusal(bot.api.setWebhook('https://example.org/hook'))).toContain('this machine only');
    expect(await refusal(bot.api.setWebhook('http://localhost/x', { secret_token: 'no spaces' }))).toContain(
      'secret token',
    );
  });
});

describe('for tests', () => {
  const collect = async () => {
    const world = await start();
    const bot = world.makeBot();
    const seen: string[] = [];
    bot.on('message:text', (ctx) => void seen.push(`${ctx.msg.text}`));
    await poll(bot);
    return { ...world, seen };
  };

  test('an old update can be delivered again, under its id, without disturbing the rest', async () => {
    const { client, ana, seen } = await collect();
    client.sendText(ana.id, 'uno');
    const { update_id } = client.lastUpdate(ana.id)!;
    client.sendText(ana.id, 'dos');
    await client.waitForQuiet();
    client.redeliver(update_id);
    client.sendText(ana.id, 'tres');
    await client.waitForQuiet();
    expect(seen).toEqual(['uno', 'dos', 'uno', 'tres']);
  });

  test('held updates can be let go in another order, and twice', async () => {
    const { client, ana, seen } = await collect();
    let ids: number[] = [];
    client.holdUpdates();
    for (const text of ['uno', 'dos', 'tres']) client.sendText(ana.id, text);
    expect(client.pendingUpdateCount()).toBe(0);
    client.releaseUpdates((updates) => {
      ids = updates.map((one) => one.update_id);
      return updates.toReversed();
    });
    await client.waitForQuiet();
    client.redeliver(ids[0]!);
    client.sendText(ana.id, 'cuatro');
    await client.waitForQuiet();
    expect(seen).toEqual(['tres', 'dos', 'uno', 'uno', 'cuatro']);
  });

  test('a forged update arrives as it is', async () => {
    const { client, ana, seen } = await collect();
    const chat = { id: ana.id, type: 'private', first_name: 'Ana' } as const;
    const from = { id: ana.id, is_bot: false, first_name: 'Ana' };
    client.deliver({
      update_id: 7,
      message: { message_id: 1, date: 1, chat, from, text: 'forjado' } as never,
    });
    await client.waitForQuiet();
    expect(seen).toEqual(['forjado']);
  });

  test('a wait that is in vain says what the bot did say', async () => {
    const { client, ana } = await start();
    client.sendText(ana.id, 'hola');
    await expect(client.waitForBotMessage(ana.id, undefined, 30)).rejects.toThrow('waited 30 ms in vain');
    await expect(client.waitForQuiet(60)).rejects.toThrow('1 updates pending');
  });
});
