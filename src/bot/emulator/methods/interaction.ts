/** What a bot does around messages: answering taps, showing that it types, reacting. */
import { z } from 'zod';
import { findChat, findWritableChat } from '../chats.ts';
import { badRequest, unsupported } from '../errors.ts';
import { chatId, flag, integer, json } from '../params.ts';
import { isReactionEmoji } from '../reactions.ts';
import { method } from './method.ts';

const ANSWER_MAX_LENGTH = 200;

const CHAT_ACTIONS = [
  'typing',
  'upload_photo',
  'record_video',
  'upload_video',
  'record_voice',
  'upload_voice',
  'upload_document',
  'choose_sticker',
  'find_location',
  'record_video_note',
  'upload_video_note',
];

export const answerCallbackQuery = method(
  'answerCallbackQuery',
  z.object({
    callback_query_id: z.coerce.string(),
    text: z.string().optional(),
    show_alert: flag.default(false),
    url: z.string().optional(),
  }),
  (params, { world }) => {
    if ((params.text ?? '').length > ANSWER_MAX_LENGTH) throw badRequest('MESSAGE_TOO_LONG');
    if (params.url !== undefined && !params.url.startsWith(`https://t.me/${world.me.username}?start=`))
      throw badRequest('URL_INVALID');
    const { callback, isFirst } = world.callbacks.answer(params.callback_query_id);
    if (isFirst)
      world.changes.emit({
        kind: 'callback_answered',
        chat_id: callback.person_id,
        answer: {
          callback_query_id: callback.id,
          message_id: callback.message_id,
          data: callback.data,
          ...(params.text && { text: params.text }),
          show_alert: params.show_alert,
          ...(params.url && { url: params.url }),
        },
      });
    return true;
  },
);

export const sendChatAction = method(
  'sendChatAction',
  z.object({ chat_id: chatId, action: z.string() }),
  ({ chat_id, action }, { world }) => {
    const room = findWritableChat(world, chat_id);
    if (!CHAT_ACTIONS.includes(action)) throw badRequest('wrong parameter action in request');
    world.changes.emit({ kind: 'chat_action', chat_id: room.id, action });
    return true;
  },
);

export const setMessageReaction = method(
  'setMessageReaction',
  z.object({
    chat_id: chatId,
    message_id: integer,
    reaction: json(z.array(z.looseObject({ type: z.string(), emoji: z.string().optional() }))).default([]),
  }),
  (params, { world }) => {
    const room = findChat(world, params.chat_id);
    const message = world.messages.find(room.id, params.message_id);
    if (!message) throw badRequest('message to react not found');
    if (params.reaction.length > 1) throw badRequest('REACTIONS_TOO_MANY');
    const bot = params.reaction.map(({ type, emoji = '' }) => {
      if (type === 'paid') throw badRequest('REACTION_INVALID');
      if (type !== 'emoji') throw unsupported(`reactions of type "${type}"`);
      if (!isReactionEmoji(emoji)) throw badRequest('REACTION_INVALID');
      return emoji;
    });
    const changed = world.messages.save({ ...message, reactions: { ...message.reactions, bot } });
    world.changes.emit({ kind: 'reacted', chat_id: room.id, message: changed });
    return true;
  },
);
