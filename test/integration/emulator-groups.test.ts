/** Groups and channels of the emulator: who is there, what the bot gets to hear, and reactions with and without names. */
import type { ReactionType } from '@grammyjs/types';
import { InlineKeyboard } from 'grammy';
import { describe, expect, test } from 'vitest';
import type { EmulatorOptions } from '../../src/bot/emulator/emulator.ts';
import type { GroupChat } from '../../src/bot/emulator/groups.ts';
import { refusal, start } from './emulator-harness.ts';

const BEGIN = Date.UTC(2026, 0, 1);
const MINUTE_MS = 60_000;
const ALL_REACTIONS = [
  'message',
  'message_reaction',
  'message_reaction_count',
  'channel_post',
  'chat_member',
];

const HEART: ReactionType = { type: 'emoji', emoji: '❤' };
const FIRE: ReactionType = { type: 'emoji', emoji: '🔥' };
const CUSTOM: ReactionType = { type: 'custom_emoji', custom_emoji_id: '5368324170671202286' };

const withGroup = async (
  type: GroupChat['type'] = 'supergroup',
  options: Partial<EmulatorOptions> & { botIs?: 'member' | 'administrator' } = {},
) => {
  const { botIs = 'administrator', ...rest } = options;
  const world = await start({ now: () => BEGIN, ...rest });
  const { client, ana } = world;
  const chat = client.createChat({ type, title: 'Lectoras', username: `lectoras_${type}` });
  client.setMember(chat.id, ana.id, { status: 'creator' });
  client.setBotMember(chat.id, { status: botIs, can_post_messages: true, can_delete_messages: true }, ana.id);
  const leo = client.createPerson({ first_name: 'Leo' });
  client.setMember(chat.id, leo.id, { status: 'member' });
  await world.getUpdates({ offset: -1 });
  /** What came since the last look. */
  const news = async (allowed_updates?: string[]) => {
    const updates = await world.getUpdates({ ...(allowed_updates && { allowed_updates }) });
    const last = updates.at(-1);
    if (last) await world.getUpdates({ offset: last.update_id + 1 });
    return updates;
  };
  await news();
  return { ...world, chat, leo, news, api: world.makeBot().api };
};

describe('membership', () => {
  test('of the bot is told with what was before', async () => {
    const { client, chat, ana, news } = await withGroup();
    client.setBotMember(chat.id, { status: 'member' }, ana.id);
    client.setBotMember(chat.id, { status: 'kicked' }, ana.id);
    const changes = (await news()).map((one) => one.my_chat_member);
    expect(changes.map((one) => [one.old_chat_member.status, one.new_chat_member.status])).toEqual([
      ['administrator', 'member'],
      ['member', 'kicked'],
    ]);
    expect(changes[0]).toMatchObject({
      chat: { id: chat.id, type: 'supergroup', title: 'Lectoras' },
      from: { id: ana.id },
      date: BEGIN / 1000,
      new_chat_member: { user: { id: 4242 } },
    });
  });

  test('of others is told to an administrator who asks for it by name', async () => {
    const { client, chat, leo, ana, news } = await withGroup();
    client.setMember(chat.id, leo.id, { status: 'left' });
    expect(await news(['message', 'chat_member'])).toEqual([]);
    client.setMember(chat.id, leo.id, { status: 'member' });
    expect((await news())[0]?.chat_member).toMatchObject({
      old_chat_member: { status: 'left', user: { id: leo.id } },
      new_chat_member: { status: 'member' },
    });
    client.setBotMember(chat.id, { status: 'member' }, ana.id);
    client.setMember(chat.id, leo.id, { status: 'left' });
    expect(await news()).toEqual([]);
  });

  test('can be looked up by chat id and by @username', async () => {
    const { api, chat, ana, leo, client } = await withGroup();
    expect(await api.getChat('@lectoras_supergroup')).toMatchObject({ id: chat.id, title: 'Lectoras' });
    expect(await api.getChatMember(chat.id, leo.id)).toMatchObject({ status: 'member' });
    expect(await api.getChatMember(chat.id, 4242)).toMatchObject({
      status: 'administrator',
      can_delete_messages: true,
    });
    const stranger = client.createPerson({ first_name: 'Nadie' });
    expect(await api.getChatMember(chat.id, stranger.id)).toMatchObject({ status: 'left' });
    expect(await refusal(api.getChatMember(chat.id, 9))).toBe('400 Bad Request: user not found');
    expect((await api.getChatAdministrators(chat.id)).map((one) => [one.user.id, one.status])).toEqual([
      [ana.id, 'creator'],
      [4242, 'administrator'],
    ]);
    expect(await api.getChatMemberCount(chat.id)).toBe(3);
    client.sendText(ana.id, '/start');
    expect(await refusal(api.getChatAdministrators(ana.id))).toBe(
      '400 Bad Request: there are no administrators in the private chat',
    );
    expect(await refusal(api.getChat(-1))).toBe('400 Bad Request: chat not found');
  });

  test.each([
    ['group', 'kicked', 'bot was kicked from the group chat'],
    ['supergroup', 'kicked', 'bot was kicked from the supergroup chat'],
    ['supergroup', 'left', 'bot is not a member of the supergroup chat'],
    ['channel', 'left', 'bot is not a member of the channel chat'],
  ] as const)('a bot outside a %s (%s) gets 403', async (type, status, reason) => {
    const { api, client, chat, ana } = await withGroup(type);
    client.setBotMember(chat.id, { status }, ana.id);
    expect(await refusal(api.sendMessage(chat.id, 'x'))).toBe(`403 Forbidden: ${reason}`);
    expect(await refusal(api.getChat(chat.id))).toBe(`403 Forbidden: ${reason}`);
  });

  test('a bot can leave', async () => {
    const { api, chat, news } = await withGroup();
    await api.leaveChat(chat.id);
    expect((await news())[0]?.my_chat_member.new_chat_member.status).toBe('left');
    expect(await refusal(api.sendMessage(chat.id, 'x'))).toContain('bot is not a member');
  });
});

describe('messages', () => {
  test('of people and of the bot carry the chat and their author', async () => {
    const { api, client, chat, leo, news } = await withGroup();
    const question = client.sendToChat(chat.id, leo.id, 'hola a todas');
    expect((await news())[0]?.message).toMatchObject({
      chat: { id: chat.id, type: 'supergroup', title: 'Lectoras' },
      from: { id: leo.id },
      text: 'hola a todas',
    });
    const answer = await api.sendMessage(chat.id, 'hola', {
      reply_parameters: { message_id: question.message_id },
    });
    expect(answer).toMatchObject({ from: { id: 4242 }, reply_to_message: { from: { id: leo.id } } });
    await api.editMessageText(chat.id, answer.message_id, 'hola, Leo');
    expect(client.messages(chat.id).map((one) => one.text)).toEqual(['hola a todas', 'hola, Leo']);
    const stranger = client.createPerson({ first_name: 'Nadie' });
    expect(() => client.sendToChat(chat.id, stranger.id, 'x')).toThrow('Nadie is not in Lectoras');
  });

  test('that are none of its business stay hidden from a plain member', async () => {
    const { api, client, chat, leo, news } = await withGroup('group', { botIs: 'member' });
    const { message_id } = await api.sendMessage(chat.id, 'hola');
    client.sendToChat(chat.id, leo.id, 'entre nosotras');
    client.sendToChat(chat.id, leo.id, '/saldo');
    client.sendToChat(chat.id, leo.id, 'oye @Besitos_local_bot');
    client.sendToChat(chat.id, leo.id, 'de acuerdo', { reply_to_message_id: message_id });
    expect((await news()).map((one) => one.message.text)).toEqual([
      '/saldo',
      'oye @Besitos_local_bot',
      'de acuerdo',
    ]);
  });

  test('of an anonymous administrator come from the chat', async () => {
    const { client, chat, ana, news } = await withGroup();
    client.setMember(chat.id, ana.id, { status: 'creator', is_anonymous: true });
    client.sendToChat(chat.id, ana.id, 'aviso');
    expect((await news())[0]?.message).toMatchObject({
      from: { username: 'GroupAnonymousBot' },
      sender_chat: { id: chat.id },
    });
  });

  test('in a channel are posts without an author, and only administrators make them', async () => {
    const { api, client, chat, ana, leo, news } = await withGroup('channel');
    client.sendToChat(chat.id, ana.id, 'capítulo uno');
    const [post] = await news();
    expect(post?.channel_post).toMatchObject({ sender_chat: { id: chat.id }, text: 'capítulo uno' });
    expect(post?.channel_post.from).toBeUndefined();
    expect(() => client.sendToChat(chat.id, leo.id, 'x')).toThrow('only administrators post');
    expect((await api.sendMessage(chat.id, 'capítulo dos')).from).toBeUndefined();
    client.setBotMember(chat.id, { status: 'administrator' }, ana.id);
    expect(await refusal(api.sendMessage(chat.id, 'x'))).toBe(
      '400 Bad Request: need administrator rights in the channel chat',
    );
  });

  test('of others are an administrator’s to delete', async () => {
    const { api, client, chat, ana, leo } = await withGroup();
    const first = client.sendToChat(chat.id, leo.id, 'uno');
    const second = client.sendToChat(chat.id, leo.id, 'dos');
    await api.deleteMessage(chat.id, first.message_id);
    client.setBotMember(chat.id, { status: 'member' }, ana.id);
    expect(await refusal(api.deleteMessage(chat.id, second.message_id))).toContain("can't be deleted");
  });

  test('carry buttons that anyone there can tap', async () => {
    const { api, client, chat, leo, news } = await withGroup();
    await api.sendMessage(chat.id, 'x', { reply_markup: new InlineKeyboard().text('Sí', 'yes') });
    client.tap(leo.id, { chat_id: chat.id, data: 'yes' });
    expect((await news())[0]?.callback_query).toMatchObject({
      from: { id: leo.id },
      message: { chat: { id: chat.id } },
      chat_instance: String(chat.id),
    });
  });
});

describe('reactions in a group', () => {
  test('name who reacted and what was before: added, changed, taken back', async () => {
    const { api, client, chat, leo, news } = await withGroup();
    await news(ALL_REACTIONS);
    const { message_id } = await api.sendMessage(chat.id, 'hola');
    for (const reactions of [[HEART], [HEART], [FIRE, CUSTOM], []])
      client.reactInChat(chat.id, leo.id, message_id, reactions);
    const told = (await news()).map((one) => one.message_reaction);
    expect(told.map((one) => [one.old_reaction, one.new_reaction])).toEqual([
      [[], [HEART]],
      [[HEART], [FIRE, CUSTOM]],
      [[FIRE, CUSTOM], []],
    ]);
    expect(told[0]).toMatchObject({ chat: { id: chat.id }, message_id, user: { id: leo.id } });
    expect(told[0]?.actor_chat).toBeUndefined();
    const wrong: ReactionType[] = [{ type: 'paid' }];
    expect(() => client.reactInChat(chat.id, leo.id, message_id, wrong)).toThrow('no reactions');
  });

  test('of an anonymous administrator come from the chat', async () => {
    const { api, client, chat, ana, news } = await withGroup();
    await news(ALL_REACTIONS);
    client.setMember(chat.id, ana.id, { status: 'creator', is_anonymous: true });
    await news();
    const { message_id } = await api.sendMessage(chat.id, 'hola');
    client.reactInChat(chat.id, ana.id, message_id, [HEART]);
    const [told] = await news();
    expect(told?.message_reaction).toMatchObject({ actor_chat: { id: chat.id }, new_reaction: [HEART] });
    expect(told?.message_reaction.user).toBeUndefined();
  });

  test('reach only an administrator', async () => {
    const { api, client, chat, ana, leo, news } = await withGroup('supergroup', { botIs: 'member' });
    await news(ALL_REACTIONS);
    const { message_id } = await api.sendMessage(chat.id, 'hola');
    client.reactInChat(chat.id, leo.id, message_id, [HEART]);
    expect(await news()).toEqual([]);
    client.setBotMember(chat.id, { status: 'administrator' }, ana.id);
    client.reactInChat(chat.id, leo.id, message_id, [FIRE]);
    expect((await news()).map((one) => one.message_reaction?.old_reaction)).toEqual([[HEART]]);
  });

  test.each([[undefined], [[]], [['message', 'message_reaction_count']]])(
    'are not sent where allowed_updates is %j',
    async (allowed) => {
      const { api, client, chat, leo, news } = await withGroup();
      await news(allowed);
      const { message_id } = await api.sendMessage(chat.id, 'hola');
      client.reactInChat(chat.id, leo.id, message_id, [HEART]);
      client.advanceClock(10 * MINUTE_MS);
      expect(await news()).toEqual([]);
    },
  );
});

describe('reactions in a channel', () => {
  test('are told minutes later, in sum and without names', async () => {
    const { api, client, chat, ana, leo, news } = await withGroup('channel');
    await news(ALL_REACTIONS);
    const { message_id } = await api.sendMessage(chat.id, 'capítulo');
    client.reactInChat(chat.id, leo.id, message_id, [HEART]);
    client.reactInChat(chat.id, ana.id, message_id, [HEART]);
    client.reactInChat(chat.id, ana.id, message_id, [FIRE]);
    client.reactWithStars(chat.id, ana.id, message_id, 5);
    client.reactWithStars(chat.id, ana.id, message_id, 2);
    expect(client.person(ana.id)?.stars).toBe(993);
    client.advanceClock(MINUTE_MS);
    expect(await news()).toEqual([]);
    client.advanceClock(MINUTE_MS);
    const updates = await news();
    expect(updates.map((one) => one.message_reaction_count)).toEqual([
      {
        chat: expect.objectContaining({ id: chat.id }),
        message_id,
        date: BEGIN / 1000 + 120,
        reactions: [
          { type: { type: 'paid' }, total_count: 7 },
          { type: HEART, total_count: 1 },
          { type: FIRE, total_count: 1 },
        ],
      },
    ]);
    client.reactInChat(chat.id, ana.id, message_id, []);
    client.advanceClock(10 * MINUTE_MS);
    expect((await news()).map((one) => one.message_reaction_count.reactions.length)).toEqual([2]);
    expect(() => client.reactWithStars(chat.id, leo.id, message_id, 5_000)).toThrow('Stars are missing');
  });

  test('are not counted for a bot that is no administrator any more', async () => {
    const { api, client, chat, ana, leo, news } = await withGroup('channel');
    await news(ALL_REACTIONS);
    const { message_id } = await api.sendMessage(chat.id, 'capítulo');
    client.reactInChat(chat.id, leo.id, message_id, [HEART]);
    client.setBotMember(chat.id, { status: 'left' }, ana.id);
    client.advanceClock(10 * MINUTE_MS);
    expect(await news()).toEqual([]);
  });
});

describe('limits', () => {
  test('a group takes twenty messages a minute', async () => {
    let time = BEGIN;
    const { call, chat } = await withGroup('group', { flood: true, now: () => time });
    const send = async () => {
      time += 1_000;
      return call('sendMessage', { chat_id: chat.id, text: 'x' });
    };
    for (let n = 0; n < 20; n += 1) expect((await send()).ok).toBe(true);
    expect(await send()).toMatchObject({
      status: 429,
      description: 'Too Many Requests: retry after 40',
      parameters: { retry_after: 40 },
    });
    time += 39_000;
    expect((await send()).ok).toBe(true);
  });

  test('all chats together take thirty messages a second', async () => {
    let time = BEGIN;
    const { client, call } = await withGroup('group', { flood: true, now: () => time });
    const people = Array.from({ length: 31 }, (_, n) =>
      client.createPerson({ id: 100 + n, first_name: 'P' }),
    );
    for (const { id } of people) client.sendText(id, '/start');
    const answers = [];
    for (const { id } of people) answers.push(await call('sendMessage', { chat_id: id, text: 'x' }));
    expect(answers.map((one) => one.status)).toEqual([...Array(30).fill(200), 429]);
    expect(answers.at(-1)?.parameters).toEqual({ retry_after: 1 });
    time += 1_000;
    expect((await call('sendMessage', { chat_id: 130, text: 'x' })).ok).toBe(true);
  });
});
