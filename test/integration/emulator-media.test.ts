/** Pictures and files that the bot sends: uploaded, by address, and again by their id. */
import { InputFile } from 'grammy';
import { describe, expect, test } from 'vitest';
import { refusal, start } from './emulator-harness.ts';

const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

const withChat = async () => {
  const world = await start();
  world.client.sendText(world.ana.id, '/start');
  return { ...world, api: world.makeBot().api };
};

describe('a picture', () => {
  test('is uploaded with a caption, and sent again by its id', async () => {
    const { api, ana, client } = await withChat();
    const sent = await api.sendPhoto(ana.id, new InputFile(PIXEL, 'carta.png'), {
      caption: 'La <b>carta</b>',
      parse_mode: 'HTML',
      reply_markup: { inline_keyboard: [[{ text: 'Abrir', callback_data: 'open' }]] },
    });
    expect(sent).toMatchObject({
      caption: 'La carta',
      caption_entities: [{ type: 'bold', offset: 3, length: 5 }],
      photo: [{ file_size: PIXEL.length }],
    });
    expect(sent).not.toHaveProperty('text');
    const { file_id } = sent.photo[0]!;
    expect(Buffer.from(client.file(file_id)!.bytes!)).toEqual(PIXEL);
    const again = await api.sendPhoto(ana.id, file_id);
    expect(again.photo[0]).toMatchObject({ file_id });
    expect(again.caption).toBeUndefined();
  });

  test('may be an address, but not just anything', async () => {
    const { api, ana, client, call } = await withChat();
    const sent = await api.sendPhoto(ana.id, 'https://example.org/carta.jpg');
    expect(client.file(sent.photo[0]!.file_id)).toMatchObject({ url: 'https://example.org/carta.jpg' });
    expect(await refusal(api.sendPhoto(ana.id, 'nothing'))).toBe(
      '400 Bad Request: wrong file identifier/HTTP URL specified',
    );
    expect(await call('sendPhoto', { chat_id: ana.id })).toMatchObject({
      status: 400,
      description: 'Bad Request: there is no photo in the request',
    });
    expect(await refusal(api.sendPhoto(ana.id, new InputFile(Buffer.alloc(0), 'x.png')))).toBe(
      '400 Bad Request: file must be non-empty',
    );
  });

  test('has its caption edited, of up to 1024 characters, and no text', async () => {
    const { api, ana, client } = await withChat();
    const { message_id } = await api.sendPhoto(ana.id, 'https://example.org/a.jpg', { caption: 'uno' });
    await api.editMessageCaption(ana.id, message_id, { caption: 'x'.repeat(1024) });
    expect(client.messages(ana.id).at(-1)?.text).toHaveLength(1024);
    expect(await refusal(api.editMessageCaption(ana.id, message_id, { caption: 'x'.repeat(1025) }))).toBe(
      '400 Bad Request: message caption is too long',
    );
    expect(
      await refusal(api.editMessageCaption(ana.id, message_id, { caption: 'x'.repeat(1024) })),
    ).toContain('message is not modified');
    expect(await refusal(api.editMessageText(ana.id, message_id, 'x'))).toBe(
      '400 Bad Request: there is no text in the message to edit',
    );
    const text = await api.sendMessage(ana.id, 'x');
    expect(await refusal(api.editMessageCaption(ana.id, text.message_id, { caption: 'y' }))).toBe(
      '400 Bad Request: there is no caption in the message to edit',
    );
  });
});

test('a file keeps its name and cannot pass for a picture', async () => {
  const { api, ana } = await withChat();
  const sent = await api.sendDocument(ana.id, new InputFile(Buffer.from('hola'), 'libro.txt'));
  expect(sent.document).toMatchObject({ file_name: 'libro.txt', file_size: 4 });
  expect(await refusal(api.sendPhoto(ana.id, sent.document.file_id))).toBe(
    "400 Bad Request: can't use file of type document as photo",
  );
});
