/** Sending, editing and deleting messages. */
import type { MessageEntity } from '@grammyjs/types';
import { z } from 'zod';
import { findChat, findWritableChat } from '../chats.ts';
import { badRequest } from '../errors.ts';
import { readKeyboard } from '../keyboard.ts';
import { type ChatMessage, toTelegramMessage } from '../messages.ts';
import { chatId, flag, integer, json } from '../params.ts';
import type { Person } from '../people.ts';
import { formatText } from '../text.ts';
import type { World } from '../world.ts';
import { method } from './method.ts';

const DELETABLE_FOR_S = 48 * 3600;

const reply_markup = json(z.unknown()).optional();
const entities = json(z.array(z.custom<MessageEntity>((value) => typeof value === 'object'))).optional();

const shown = (world: World, person: Person, message: ChatMessage) => {
  const replyTo = message.reply_to_message_id && world.messages.find(person.id, message.reply_to_message_id);
  return toTelegramMessage(message, person, world.bot, replyTo || undefined);
};

export const sendMessage = method(
  'sendMessage',
  z.object({
    chat_id: chatId,
    text: z.string().optional(),
    parse_mode: z.string().optional(),
    entities,
    reply_markup,
    reply_parameters: json(
      z.looseObject({ message_id: z.int(), allow_sending_without_reply: z.boolean().optional() }),
    ).optional(),
    reply_to_message_id: integer.optional(),
    allow_sending_without_reply: flag.optional(),
  }),
  (params, { world }) => {
    const person = findWritableChat(world, params.chat_id);
    const { text, entities } = formatText(params.text, params.parse_mode, params.entities);
    const keyboard = readKeyboard(params.reply_markup);
    const replyId = params.reply_parameters?.message_id ?? params.reply_to_message_id;
    const replyTo = replyId === undefined ? undefined : world.messages.find(person.id, replyId);
    const isLenient =
      params.reply_parameters?.allow_sending_without_reply ?? params.allow_sending_without_reply;
    if (replyId !== undefined && !replyTo && !isLenient) throw badRequest('message to be replied not found');
    world.checkFlood(person.id);
    const message = world.messages.add({
      chat_id: person.id,
      from_bot: true,
      date: world.nowSeconds(),
      text,
      entities,
      keyboard,
      ...(replyTo && { reply_to_message_id: replyTo.message_id }),
    });
    world.changes.emit({ kind: 'message', chat_id: person.id, message });
    return shown(world, person, message);
  },
);

const target = { chat_id: chatId.optional(), message_id: integer.optional() };

const findEditable = (
  world: World,
  params: { chat_id?: number | string | undefined; message_id?: number | undefined },
) => {
  if (params.chat_id === undefined) throw badRequest('chat_id is empty');
  if (params.message_id === undefined) throw badRequest('message identifier is not specified');
  const person = findWritableChat(world, params.chat_id);
  const message = world.messages.find(person.id, params.message_id);
  if (!message) throw badRequest('message to edit not found');
  if (!message.from_bot) throw badRequest("message can't be edited");
  return { person, message };
};

const edit = (
  world: World,
  person: Person,
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
  world.checkFlood(person.id);
  const message = world.messages.save({ ...before, ...next, edit_date: world.nowSeconds() });
  world.changes.emit({ kind: 'edited', chat_id: person.id, message });
  return shown(world, person, message);
};

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
    const { person, message } = findEditable(world, params);
    const formatted = formatText(params.text, params.parse_mode, params.entities);
    return edit(world, person, message, { ...formatted, keyboard: readKeyboard(params.reply_markup) });
  },
);

export const editMessageReplyMarkup = method(
  'editMessageReplyMarkup',
  z.object({ ...target, reply_markup }),
  (params, { world }) => {
    const { person, message } = findEditable(world, params);
    const { text, entities } = message;
    return edit(world, person, message, { text, entities, keyboard: readKeyboard(params.reply_markup) });
  },
);

const remove = (world: World, message: ChatMessage) => {
  if (world.nowSeconds() - message.date > DELETABLE_FOR_S)
    throw badRequest("message can't be deleted for everyone");
  world.messages.remove(message);
  world.changes.emit({ kind: 'deleted', chat_id: message.chat_id, message_id: message.message_id });
};

export const deleteMessage = method(
  'deleteMessage',
  z.object({ chat_id: chatId, message_id: integer }),
  (params, { world }) => {
    const person = findChat(world, params.chat_id);
    const message = world.messages.find(person.id, params.message_id);
    if (!message) throw badRequest('message to delete not found');
    remove(world, message);
    return true;
  },
);

export const deleteMessages = method(
  'deleteMessages',
  z.object({ chat_id: chatId, message_ids: json(z.array(z.int()).min(1).max(100)) }),
  (params, { world }) => {
    const person = findChat(world, params.chat_id);
    // Those that are not there are skipped, as the API says.
    for (const id of params.message_ids) {
      const message = world.messages.find(person.id, id);
      if (message) remove(world, message);
    }
    return true;
  },
);
