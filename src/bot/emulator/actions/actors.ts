/** Who does something, and since when their doings wait for an answer. */
import type { Person } from '../people.ts';
import type { World } from '../world.ts';
import { ActionError } from './error.ts';

export const createActors = (world: World) => {
  const lastActions = new Map<number, number>();
  const find = (personId: number): Person => {
    const person = world.people.find(personId);
    if (!person) throw new ActionError('person_not_found', `nobody has the id ${personId}`);
    return person;
  };
  return {
    find,
    /** Someone whose chat with the bot is open. */
    active(personId: number): Person {
      const person = find(personId);
      if (person.has_blocked_bot)
        throw new ActionError('bot_blocked', `${person.first_name} has blocked the bot`);
      return person;
    },
    acted: (chatId: number) => void lastActions.set(chatId, world.messages.lastChange()),
    lastChange: (chatId: number): number => lastActions.get(chatId) ?? 0,
  };
};

export type Actors = ReturnType<typeof createActors>;
