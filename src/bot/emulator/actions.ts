/** What a person can do in their chat with the bot. Each deed becomes the update that Telegram would send. */
import type { MessageReactionUpdated } from '@grammyjs/types';
import { inTransaction } from './database.ts';
import { type ChatMessage, toReactions, toTelegramMessage } from './messages.ts';
import { type Person, toChat, toUser } from './people.ts';
import { isReactionEmoji, normalizeEmoji } from './reactions.ts';
import { findEntities, TEXT_MAX_LENGTH } from './text.ts';
import type { World } from './world.ts';

export type ActionErrorCode =
  | 'person_not_found'
  | 'person_exists'
  | 'bot_blocked'
  | 'message_not_found'
  | 'button_not_found'
  | 'text_invalid'
  | 'reaction_invalid';

/** Something that the person's app would not have let them do. */
export class ActionError extends Error {
  readonly code: ActionErrorCode;

  constructor(code: ActionErrorCode, message: string) {
    super(message);
    this.name = 'ActionError';
    this.code = code;
  }
}

export interface ButtonChoice {
  /** The newest bot message that has the button, when left out. */
  message_id?: number;
  /** Its callback data, or else its label. */
  data?: string;
  text?: string;
}

export interface Tap {
  callback_query_id: string;
  message_id: number;
  data: string;
  /** Null when the bot's `allowed_updates` leave taps out. */
  update_id: number | null;
}

export interface Actions {
  sendText(personId: number, text: string): ChatMessage;
  tap(personId: number, choice: ButtonChoice): Tap;
  /** Replaces the person's reaction; null takes it back. */
  react(personId: number, messageId: number, emoji: string | null): ChatMessage;
  blockBot(personId: number): void;
  unblockBot(personId: number): void;
  /** The newest change when the person last did something: what is newer answers it. */
  lastActionChange(personId: number): number;
}

const MESSAGES_SEARCHED = 200;

export const createActions = (world: World): Actions => {
  const lastActions = new Map<number, number>();
  const acted = (personId: number) => lastActions.set(personId, world.messages.lastChange());

  const findPerson = (id: number): Person => {
    const person = world.people.find(id);
    if (!person) throw new ActionError('person_not_found', `nobody has the id ${id}`);
    return person;
  };

  const findActive = (id: number): Person => {
    const person = findPerson(id);
    if (person.has_blocked_bot)
      throw new ActionError('bot_blocked', `${person.first_name} has blocked the bot`);
    return person;
  };

  const findMessage = (personId: number, messageId: number): ChatMessage => {
    const message = world.messages.find(personId, messageId);
    if (!message) throw new ActionError('message_not_found', `the chat has no message ${messageId}`);
    return message;
  };

  const matches = (choice: ButtonChoice, button: { text: string; callback_data?: string }) =>
    button.callback_data !== undefined &&
    (choice.data === undefined || button.callback_data === choice.data) &&
    (choice.text === undefined || button.text === choice.text);

  const findButton = (personId: number, choice: ButtonChoice) => {
    const messages =
      choice.message_id === undefined
        ? world.messages.list(personId, MESSAGES_SEARCHED).reverse()
        : [findMessage(personId, choice.message_id)];
    for (const message of messages) {
      const button = message.keyboard.flat().find((one) => matches(choice, one));
      if (button && 'callback_data' in button) return { message, data: button.callback_data };
    }
    const visible = messages.flatMap((message) => message.keyboard.flat().map((button) => button.text));
    throw new ActionError(
      'button_not_found',
      `no button ${JSON.stringify(choice)}; there are: ${visible.join(', ') || 'none'}`,
    );
  };

  const setBlocked = (personId: number, isBlocked: boolean) => {
    const person = findPerson(personId);
    if (person.has_blocked_bot === isBlocked) return;
    const status = (isNowBlocked: boolean) =>
      isNowBlocked
        ? ({ user: world.bot, status: 'kicked', until_date: 0 } as const)
        : ({ user: world.bot, status: 'member' } as const);
    inTransaction(world.database, () => {
      world.people.setBlocked(personId, isBlocked);
      acted(personId);
      world.updates.push(personId, {
        my_chat_member: {
          chat: toChat(person),
          from: toUser(person),
          date: world.nowSeconds(),
          old_chat_member: status(!isBlocked),
          new_chat_member: status(isBlocked),
        },
      });
    });
    world.changes.emit({ kind: 'person', chat_id: personId, person: findPerson(personId) });
  };

  return {
    sendText(personId, text) {
      const person = findActive(personId);
      const body = text.trim();
      if (body === '' || body.length > TEXT_MAX_LENGTH)
        throw new ActionError('text_invalid', `a message has 1 to ${TEXT_MAX_LENGTH} characters`);
      const message = inTransaction(world.database, () => {
        const added = world.messages.add({
          chat_id: personId,
          from_bot: false,
          date: world.nowSeconds(),
          text: body,
          entities: findEntities(body),
        });
        world.people.markStarted(personId);
        acted(personId);
        world.updates.push(personId, { message: toTelegramMessage(added, person, world.bot) as never });
        return added;
      });
      world.changes.emit({ kind: 'message', chat_id: personId, message });
      return message;
    },

    tap(personId, choice) {
      const person = findActive(personId);
      const { message, data } = findButton(personId, choice);
      const callback = world.callbacks.open(personId, message.message_id, data);
      acted(personId);
      const update_id = world.updates.push(personId, {
        callback_query: {
          id: callback.id,
          from: toUser(person),
          message: toTelegramMessage(message, person, world.bot),
          chat_instance: String(personId),
          data,
        },
      });
      return { callback_query_id: callback.id, message_id: message.message_id, data, update_id };
    },

    react(personId, messageId, emoji) {
      const person = findActive(personId);
      const message = findMessage(personId, messageId);
      const reactions = emoji === null ? [] : [normalizeEmoji(emoji)];
      if (!reactions.every(isReactionEmoji))
        throw new ActionError('reaction_invalid', `Telegram has no reaction ${emoji}`);
      const before = message.reactions.person;
      if (before.join() === reactions.join()) return message;
      const changed = inTransaction(world.database, () => {
        const saved = world.messages.save({
          ...message,
          reactions: { ...message.reactions, person: reactions },
        });
        acted(personId);
        const message_reaction: MessageReactionUpdated = {
          chat: toChat(person),
          message_id: messageId,
          user: toUser(person),
          date: world.nowSeconds(),
          old_reaction: toReactions(before),
          new_reaction: toReactions(reactions),
        };
        world.updates.push(personId, { message_reaction });
        return saved;
      });
      world.changes.emit({ kind: 'reacted', chat_id: personId, message: changed });
      return changed;
    },

    blockBot: (personId) => setBlocked(personId, true),
    unblockBot: (personId) => setBlocked(personId, false),
    lastActionChange: (personId) => lastActions.get(personId) ?? 0,
  };
};
