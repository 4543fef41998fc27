/** Inline queries of the emulator: asked from any chat, answered by the bot or the cache, and one result sent. */
import type { InlineQueryResult } from '@grammyjs/types';
import { describe, expect, test } from 'vitest';
import { refusal, start } from './emulator-harness.ts';

const BEGIN = Date.UTC(2026, 0, 1);

const article = (id: string, message_text = `texto ${id}`): InlineQueryResult => ({
  type: 'article',
  id,
  title: `Resultado ${id}`,
  input_message_content: { message_text },
});

const withQuery = async () => {
  const world = await start({ now: () => BEGIN });
  const { client, ana } = world;
  const { api } = world.makeBot();
  return { ...world, api, id: client.inlineQuery(ana.id, 'carta') };
};

describe('an inline query', () => {
  test('says who asks what, and from which kind of chat', async () => {
    const { client, ana, id, getUpdates } = await withQuery();
    const group = client.createChat({ type: 'group', title: 'Lectoras' });
    client.inlineQuery(ana.id, 'carta', { offset: '20', chat_id: group.id });
    const asked = (await getUpdates()).map((one) => one.inline_query);
    expect(asked).toMatchObject([
      { id, from: { id: ana.id }, query: 'carta', offset: '', chat_type: 'sender' },
      { query: 'carta', offset: '20', chat_type: 'group' },
    ]);
  });

  test('is answered once, in time', async () => {
    const { api, client, ana, id } = await withQuery();
    await api.answerInlineQuery(id, [article('1'), article('2')], { next_offset: '2' });
    expect(await client.waitForInlineAnswer(id)).toMatchObject({
      next_offset: '2',
      is_cached: false,
      results: [{ id: '1' }, { id: '2' }],
    });
    expect(await refusal(api.answerInlineQuery(id, []))).toContain('query is too old');
    const late = client.inlineQuery(ana.id, 'otra');
    client.advanceClock(31_000);
    expect(await refusal(api.answerInlineQuery(late, []))).toContain('query is too old');
  });

  test.each([
    ['more than 50', Array.from({ length: 51 }, (_, n) => article(String(n))), 'RESULTS_TOO_MUCH'],
    ['two of one id', [article('1'), article('1')], 'RESULT_ID_DUPLICATE'],
    ['an id too long', [article('x'.repeat(65))], 'RESULT_ID_INVALID'],
    ['no text', [article('1', ' ')], 'message text is empty'],
    [
      'a kind not had here',
      [{ type: 'game', id: '1', game_short_name: 'x' }],
      'does not support inline results',
    ],
  ])('refuses results: %s', async (_what, results, reason) => {
    const { api, id } = await withQuery();
    expect(await refusal(api.answerInlineQuery(id, results as InlineQueryResult[]))).toContain(reason);
  });

  test('of the greatest size is answered', async () => {
    const { api, id } = await withQuery();
    await api.answerInlineQuery(
      id,
      Array.from({ length: 50 }, (_, n) => article(String(n))),
    );
  });

  test('is answered from the cache: for all, or for that person alone', async () => {
    const { api, client, ana, id, getUpdates } = await withQuery();
    const leo = client.createPerson({ first_name: 'Leo' });
    await api.answerInlineQuery(id, [article('1')], { cache_time: 60 });
    const again = client.inlineQuery(leo.id, 'carta');
    expect(await client.waitForInlineAnswer(again)).toMatchObject({ is_cached: true });
    client.advanceClock(60_000);
    const expired = client.inlineQuery(ana.id, 'carta');
    await api.answerInlineQuery(expired, [article('1')], { is_personal: true });
    expect(await client.waitForInlineAnswer(client.inlineQuery(ana.id, 'carta'))).toMatchObject({
      is_cached: true,
    });
    client.inlineQuery(leo.id, 'carta');
    const asked = (await getUpdates()).map((one) => one.inline_query.from.id);
    expect(asked).toEqual([ana.id, ana.id, leo.id]);
  });
});

describe('a chosen result', () => {
  test('is sent in the person’s name via the bot, and the bot hears of both', async () => {
    const { api, client, ana, id, getUpdates } = await withQuery();
    const result = {
      ...article('1', '<b>hola</b>'),
      input_message_content: { message_text: '<b>hola</b>', parse_mode: 'HTML' as const },
    };
    await api.answerInlineQuery(id, [result]);
    const sent = client.chooseInlineResult(ana.id, id, '1');
    expect(sent).toMatchObject({ text: 'hola', from_bot: false, author_id: ana.id });
    const [, message, chosen] = await getUpdates();
    expect(message?.message).toMatchObject({
      from: { id: ana.id },
      via_bot: { id: 4242 },
      text: 'hola',
      entities: [{ type: 'bold' }],
    });
    expect(chosen?.chosen_inline_result).toEqual({
      result_id: '1',
      from: expect.objectContaining({ id: ana.id }),
      query: 'carta',
    });
  });

  test('goes to a group as well, and may be a picture', async () => {
    const { api, client, ana, id, getUpdates } = await withQuery();
    const group = client.createChat({ type: 'group', title: 'Lectoras' });
    client.setMember(group.id, ana.id, { status: 'member' });
    client.setBotMember(group.id, { status: 'member' }, ana.id);
    const photo_url = 'https://example.org/carta.jpg';
    await api.answerInlineQuery(id, [
      { type: 'photo', id: 'p', photo_url, thumbnail_url: photo_url, caption: 'La carta' },
    ]);
    client.chooseInlineResult(ana.id, id, 'p', group.id);
    const message = (await getUpdates()).find((one) => one.message)?.message;
    expect(message).toMatchObject({ chat: { id: group.id }, caption: 'La carta', via_bot: { id: 4242 } });
    expect(message?.photo).toHaveLength(1);
    expect(() => client.chooseInlineResult(ana.id, id, 'nada')).toThrow('no result nada');
    expect(() => client.chooseInlineResult(ana.id, '7', 'p')).toThrow('no answered query');
  });
});
