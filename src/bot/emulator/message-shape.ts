/** A message as the Bot API shows it. */
import type { Message, ReactionType, ReactionTypeEmoji, User } from '@grammyjs/types';
import { type Room, roomOf } from './chats.ts';
import type { ChatMessage } from './messages.ts';
import { toUser } from './people.ts';
import type { World } from './world.ts';

/** Telegram's stand-in for whoever writes in the name of a group. */
const ANONYMOUS_ADMINISTRATOR: User = {
  id: 1_087_968_824,
  is_bot: true,
  first_name: 'Group',
  username: 'GroupAnonymousBot',
};

export const toReactions = (emoji: readonly string[]): ReactionType[] =>
  emoji.map((one) => ({ type: 'emoji', emoji: one as ReactionTypeEmoji['emoji'] }));

const authorOf = (world: World, message: ChatMessage, room: Room) => {
  const { sender_chat_id } = message.extra;
  const sender_chat = sender_chat_id === undefined ? undefined : roomOf(world, sender_chat_id)?.chat;
  if (room.chat.type === 'channel') return { sender_chat: sender_chat ?? room.chat };
  if (sender_chat) return { from: ANONYMOUS_ADMINISTRATOR, sender_chat };
  const person = message.author_id === null ? undefined : world.people.find(message.author_id);
  return { from: person ? toUser(person) : world.bot };
};

const contentOf = ({ text, entities, extra }: ChatMessage) => {
  const { photo, document, invoice, successful_payment, refunded_payment } = extra;
  const attached = {
    ...(photo && { photo }),
    ...(document && { document }),
    ...(invoice && { invoice }),
    ...(successful_payment && { successful_payment }),
    ...(refunded_payment && { refunded_payment }),
  };
  if (photo || document)
    return {
      ...attached,
      ...(text !== '' && { caption: text }),
      ...(entities.length > 0 && { caption_entities: entities }),
    };
  return { ...attached, ...(text !== '' && { text }), ...(entities.length > 0 && { entities }) };
};

export const toTelegramMessage = (world: World, message: ChatMessage): Message => {
  const room = roomOf(world, message.chat_id) as Room;
  const replyTo =
    message.reply_to_message_id === undefined
      ? undefined
      : world.messages.find(message.chat_id, message.reply_to_message_id);
  const { reply_to_message_id: _, ...withoutReply } = replyTo ?? {};
  const shape = {
    message_id: message.message_id,
    ...authorOf(world, message, room),
    chat: room.chat,
    date: message.date,
    ...(message.edit_date !== undefined && { edit_date: message.edit_date }),
    ...(message.extra.is_via_bot && { via_bot: world.bot }),
    // Telegram shows a reply's original, and of that no further original.
    ...(replyTo && { reply_to_message: toTelegramMessage(world, withoutReply as ChatMessage) }),
    ...contentOf(message),
    ...(message.keyboard.length > 0 && { reply_markup: { inline_keyboard: message.keyboard } }),
  };
  return shape as Message;
};
