/** Looking at a chat and at who is in it. */
import type { ChatFullInfo, ChatMember } from '@grammyjs/types';
import { z } from 'zod';
import { findChat } from '../chats.ts';
import { badRequest } from '../errors.ts';
import { chatId, integer } from '../params.ts';
import { toChat, toUser } from '../people.ts';
import { method } from './method.ts';

export const getChat = method('getChat', z.object({ chat_id: chatId }), (params, { world }) => {
  const person = findChat(world, params.chat_id);
  // A bot knows of nobody who never wrote to it.
  if (!person.has_started) throw badRequest('chat not found');
  return { ...toChat(person), accent_color_id: 0, max_reaction_count: 11 } as unknown as ChatFullInfo;
});

export const getChatMember = method(
  'getChatMember',
  z.object({ chat_id: chatId, user_id: integer }),
  (params, { world }): ChatMember => {
    const person = findChat(world, params.chat_id);
    if (!person.has_started) throw badRequest('chat not found');
    if (params.user_id === world.bot.id) return { status: 'member', user: world.bot };
    if (params.user_id !== person.id) throw badRequest('PARTICIPANT_ID_INVALID');
    return { status: 'member', user: toUser(person) };
  },
);
