/** Sending, editing and deleting messages. */
import type { MessageEntity } from '@grammyjs/types';
import { z } from 'zod';
import { findChat, findWritableChat, isBotAdministrator, type Room } from '../chats.ts';
import { badRequest } from '../errors.ts';
import { readKeyboard } from '../keyboard.ts';
import { toTelegramMessage } from '../message-shape.ts';
import type { ChatMessage, MessageExtra } from '../messages.ts';
import { chatId, flag, integer, json } from '../params.ts';
import { formatCaption, formatText } from '../text.ts';
import type { World } from '../world.ts';
import { method } from './method.ts';

const DELETABLE_FOR_S = 48 * 3600;

export const reply_markup = json(z.unknown()).optional();
export const entities = json(
  z.array(z.custom<MessageEntity>((value) => typeof value === 'object')),
).optional();

export const replyFields = {
  reply_parameters: json(
    z.looseObject({ message_id: z.int(), allow_sending_without_reply: z.boolean().optional() }),
  ).optional(),
  reply_to_message_id: integer.optional(),
  allow_sending_without_reply: flag.optional(),
};

interface Sending {
  text: string;
  entities: MessageEntity[];
  reply_markup?: unknown;
  extra?: MessageExtra;
  reply: z.infer<z.ZodObject<typeof replyFields>>;
}

/** What every message that the bot sends has in common. */
export const send = (world: World, room: Room, { text, entities, reply_markup, extra, reply }: Sending) => {
  const keyboard = readKeyboard(reply_markup);
  const replyId = reply.reply_parameters?.message_id ?? reply.reply_to_message_id;
  const replyTo = replyId === undefined ? undefined : world.messages.find(room.id, replyId);
  const isLenient = reply.reply_parameters?.allow_sending_without_reply ?? reply.allow_sending_without_reply;
  if (replyId !== undefined && !replyTo && !isLenient) throw badRequest('message to be replied not found');
  world.checkFlood(room.id);
  const message = world.messages.add({
    chat_id: room.id,
    author_id: null,
    from_bot: true,
    date: world.nowSeconds(),
    text,
    entities,
    keyboard,
    ...(replyTo && { reply_to_message_id: replyTo.message_id }),
    ...(extra && { extra }),
  });
  world.changes.emit({ kind: 'message', chat_id: room.id, message });
  return toTelegramMessage(world, message);
};

export const sendMessage = method(
  'sendMessage',
  z.object({
    chat_id: chatId,
    text: z.string().optional(),
    parse_mode: z.string().optional(),
    entities,
    reply_markup,
    ...replyFields,
  }),
  (params, { world }) => {
    const room = findWritableChat(world, params.chat_id);
    const formatted = formatText(params.text, params.parse_mode, params.entities);
    return send(world, room, { ...formatted, reply_markup: params.reply_markup, reply: params });
  },
);

const target = { chat_id: chatId.optional(), message_id: integer.optional() };

const findEditable = (
  world: World,
  params: { chat_id?: number | string | undefined; message_id?: number | undefined },
) => {
  if (params.chat_id === undefined) throw badRequest('chat_id is empty');
  if (params.message_id === undefined) throw badRequest('message identifier is not specified');
  const room = findWritableChat(world, params.chat_id);
  const message = world.messages.find(room.id, params.message_id);
  if (!message) throw badRequest('message to edit not found');
  if (!message.from_bot) throw badRequest("message can't be edited");
  return { room, message };
};

const edit = (
  world: World,
  room: Room,
  before: ChatMessage,
  next: Pick<ChatMessage, 'text' | 'entities' | 'keyboard'>,
) => {
  const isSame =
    before.text === next.text &&
    JSON.stringify(before.entities) === JSON.stringify(next.entities) &&
    JSON.stringify(before.keyboard) === JSON.stringify(next.keyboard);
  if (isSame)
    throw badRequest(
      'message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message',
    );
  world.checkFlood(room.id);
  const message = world.messages.save({ ...before, ...next, edit_date: world.nowSeconds() });
  world.changes.emit({ kind: 'edited', chat_id: room.id, message });
  return toTelegramMessage(world, message);
};

const hasMedia = ({ extra }: ChatMessage) => extra.photo !== undefined || extra.document !== undefined;

export const editMessageText = method(
  'editMessageText',
  z.object({
    ...target,
    text: z.string().optional(),
    parse_mode: z.string().optional(),
    entities,
    reply_markup,
  }),
  (params, { world }) => {
    const { room, message } = findEditable(world, params);
    if (message.text === '' || hasMedia(message)) throw badRequest('there is no text in the message to edit');
    const formatted = formatText(params.text, params.parse_mode, params.entities);
    return edit(world, room, message, { ...formatted, keyboard: readKeyboard(params.reply_markup) });
  },
);

export const editMessageReplyMarkup = method(
  'editMessageReplyMarkup',
  z.object({ ...target, reply_markup }),
  (params, { world }) => {
    const { room, message } = findEditable(world, params);
    const { text, entities } = message;
    const keyboard = readKeyboard(params.reply_markup, { canPay: message.extra.invoice !== undefined });
    return edit(world, room, message, { text, entities, keyboard });
  },
);

export const editMessageCaption = method(
  'editMessageCaption',
  z.object({
    ...target,
    caption: z.string().optional(),
    parse_mode: z.string().optional(),
    caption_entities: entities,
    reply_markup,
  }),
  (params, { world }) => {
    const { room, message } = findEditable(world, params);
    if (!hasMedia(message)) throw badRequest('there is no caption in the message to edit');
    const formatted = formatCaption(params.caption, params.parse_mode, params.caption_entities);
    return edit(world, room, message, { ...formatted, keyboard: readKeyboard(params.reply_markup) });
  },
);

const remove = (world: World, room: Room, message: ChatMessage) => {
  if (world.nowSeconds() - message.date > DELETABLE_FOR_S)
    throw badRequest("message can't be deleted for everyone");
  // In a group, what others wrote is an administrator's to delete.
  if ('group' in room && !message.from_bot && !isBotAdministrator(world, room.id))
    throw badRequest("message can't be deleted");
  world.messages.remove(message);
  world.changes.emit({ kind: 'deleted', chat_id: message.chat_id, message_id: message.message_id });
};

export const deleteMessage = method(
  'deleteMessage',
  z.object({ chat_id: chatId, message_id: integer }),
  (params, { world }) => {
    const room = findChat(world, params.chat_id);
    const message = world.messages.find(room.id, params.message_id);
    if (!message) throw badRequest('message to delete not found');
    remove(world, room, message);
    return true;
  },
);

export const deleteMessages = method(
  'deleteMessages',
  z.object({ chat_id: chatId, message_ids: json(z.array(z.int()).min(1).max(100)) }),
  (params, { world }) => {
    const room = findChat(world, params.chat_id);
    // Those that are not there are skipped, as the API says.
    for (const id of params.message_ids) {
      const message = world.messages.find(room.id, id);
      if (message) remove(world, room, message);
    }
    return true;
  },
);
