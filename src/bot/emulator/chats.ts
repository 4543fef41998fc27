/** Finding the chat a method names, and whether the bot may write there. */
import type { Chat } from '@grammyjs/types';
import { badRequest, forbidden } from './errors.ts';
import { type GroupChat, isAdministrator, isPresent, toGroupChat } from './groups.ts';
import { type Person, toChat } from './people.ts';
import type { World } from './world.ts';

/** A person's private chat, or a chat of several. */
export type Room =
  | { id: number; chat: Chat.PrivateChat; person: Person }
  | { id: number; chat: Chat; group: GroupChat };

export const roomOf = (world: World, id: number): Room | undefined => {
  const person = world.people.find(id);
  if (person) return { id, chat: toChat(person), person };
  const group = world.groups.find(id);
  return group && { id, chat: toGroupChat(group), group };
};

const kindOf = ({ type }: GroupChat) => (type === 'group' ? 'group chat' : `${type} chat`);

export const findChat = (world: World, chatId: number | string): Room => {
  // A bot cannot address people by username; Telegram finds only public groups and channels that way.
  const id = typeof chatId === 'number' ? chatId : world.groups.findByUsername(chatId)?.id;
  const room = id === undefined ? undefined : roomOf(world, id);
  if (!room) throw badRequest('chat not found');
  if (!('group' in room)) return room;
  const { status } = world.groups.member(room.id, world.bot.id);
  if (status === 'kicked') throw forbidden(`bot was kicked from the ${kindOf(room.group)}`);
  if (status === 'left') throw forbidden(`bot is not a member of the ${kindOf(room.group)}`);
  return room;
};

export const findWritableChat = (world: World, chatId: number | string): Room => {
  const room = findChat(world, chatId);
  if ('group' in room) {
    const bot = world.groups.member(room.id, world.bot.id);
    if (room.group.type === 'channel' && !(isAdministrator(bot) && bot.can_post_messages))
      throw badRequest('need administrator rights in the channel chat');
    return room;
  }
  if (!room.person.has_started) throw forbidden("bot can't initiate conversation with a user");
  if (room.person.has_blocked_bot) throw forbidden('bot was blocked by the user');
  return room;
};

export const isBotAdministrator = (world: World, chatId: number): boolean =>
  isAdministrator(world.groups.member(chatId, world.bot.id));

export const isBotPresent = (world: World, chatId: number): boolean =>
  isPresent(world.groups.member(chatId, world.bot.id));
