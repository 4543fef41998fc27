/** Finding the chat a method names, and whether the bot may write there. */
import { badRequest, forbidden } from './errors.ts';
import type { Person } from './people.ts';
import type { World } from './world.ts';

export const findChat = (world: World, chatId: number | string): Person => {
  const person = typeof chatId === 'number' ? world.people.find(chatId) : world.people.findByUsername(chatId);
  // A bot cannot address people by username; Telegram finds only public groups and channels that way.
  if (!person || typeof chatId === 'string') throw badRequest('chat not found');
  return person;
};

export const findWritableChat = (world: World, chatId: number | string): Person => {
  const person = findChat(world, chatId);
  if (!person.has_started) throw forbidden("bot can't initiate conversation with a user");
  if (person.has_blocked_bot) throw forbidden('bot was blocked by the user');
  return person;
};
