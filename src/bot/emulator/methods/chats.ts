/** Looking at a chat and at who is in it. */
import type { ChatFullInfo, ChatMember } from '@grammyjs/types';
import { z } from 'zod';
import { toChatMember, toMemberUpdate } from '../chat-member.ts';
import { findChat, type Room } from '../chats.ts';
import { inTransaction } from '../database.ts';
import { badRequest } from '../errors.ts';
import { isAdministrator, isPresent } from '../groups.ts';
import { chatId, integer } from '../params.ts';
import { toUser } from '../people.ts';
import type { World } from '../world.ts';
import { method } from './method.ts';

const findKnown = (world: World, id: number | string): Room => {
  const room = findChat(world, id);
  // A bot knows of nobody who never wrote to it.
  if ('person' in room && !room.person.has_started) throw badRequest('chat not found');
  return room;
};

const onlyChat = { chat_id: chatId };

export const getChat = method('getChat', z.object(onlyChat), (params, { world }) => {
  const { chat } = findKnown(world, params.chat_id);
  return { ...chat, accent_color_id: 0, max_reaction_count: 11 } as unknown as ChatFullInfo;
});

export const getChatMember = method(
  'getChatMember',
  z.object({ ...onlyChat, user_id: integer }),
  (params, { world }): ChatMember => {
    const room = findKnown(world, params.chat_id);
    if ('group' in room) {
      const member = toChatMember(world, params.user_id, world.groups.member(room.id, params.user_id));
      if (!member) throw badRequest('user not found');
      return member;
    }
    if (params.user_id === world.bot.id) return { status: 'member', user: world.bot };
    if (params.user_id !== room.person.id) throw badRequest('PARTICIPANT_ID_INVALID');
    return { status: 'member', user: toUser(room.person) };
  },
);

export const getChatAdministrators = method(
  'getChatAdministrators',
  z.object(onlyChat),
  (params, { world }): ChatMember[] => {
    const room = findKnown(world, params.chat_id);
    if ('person' in room) throw badRequest('there are no administrators in the private chat');
    return world.groups
      .members(room.id)
      .filter(isAdministrator)
      .flatMap((one) => toChatMember(world, one.user_id, one) ?? []);
  },
);

export const getChatMemberCount = method('getChatMemberCount', z.object(onlyChat), (params, { world }) => {
  const room = findKnown(world, params.chat_id);
  return 'person' in room ? 2 : world.groups.members(room.id).filter(isPresent).length;
});

export const leaveChat = method('leaveChat', z.object(onlyChat), (params, { world }) => {
  const room = findChat(world, params.chat_id);
  if ('person' in room) throw badRequest("chat member status can't be changed in private chats");
  const before = world.groups.member(room.id, world.bot.id);
  const after = { status: 'left' } as const;
  inTransaction(world.database, () => {
    world.groups.setMember(room.id, world.bot.id, after);
    const my_chat_member = toMemberUpdate(world, room.group, world.bot.id, { by: world.bot, before, after });
    world.updates.push(room.id, { my_chat_member });
  });
  return true;
});
