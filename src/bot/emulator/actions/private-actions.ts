/** What a person can do in their chat with the bot. Each deed becomes the update that Telegram would send. */
import type { MessageReactionUpdated } from '@grammyjs/types';
import { inTransaction } from '../database.ts';
import { toReactions, toTelegramMessage } from '../message-shape.ts';
import type { ChatMessage } from '../messages.ts';
import { toChat, toUser } from '../people.ts';
import { isReactionEmoji, normalizeEmoji } from '../reactions.ts';
import { findEntities, TEXT_MAX_LENGTH } from '../text.ts';
import type { World } from '../world.ts';
import type { Actors } from './actors.ts';
import { ActionError } from './error.ts';

export interface ButtonChoice {
  /** The group or channel where the button is; the person's own chat when left out. */
  chat_id?: number;
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

export interface PrivateActions {
  sendText(personId: number, text: string): ChatMessage;
  /** Opens `https://t.me/<bot>?start=<payload>`, which sends `/start <payload>`. */
  openLink(personId: number, link: string): ChatMessage;
  tap(personId: number, choice: ButtonChoice): Tap;
  /** Replaces the person's reaction; null takes it back. */
  react(personId: number, messageId: number, emoji: string | null): ChatMessage;
  blockBot(personId: number): void;
  unblockBot(personId: number): void;
  /** The newest change when the person last did something: what is newer answers it. */
  lastActionChange(personId: number): number;
}

const MESSAGES_SEARCHED = 200;

/** The payload of a deep link, as Telegram's clients take it: none, or 1 to 64 letters, digits, `_` and `-`. */
const startPayload = (link: string, username: string): string | null => {
  if (!URL.canParse(link)) return null;
  const { hostname, pathname, searchParams } = new URL(link);
  if (hostname !== 't.me' || pathname.slice(1).toLowerCase() !== username.toLowerCase()) return null;
  const payload = searchParams.get('start') ?? '';
  return /^[\w-]{0,64}$/.test(payload) ? payload : null;
};

export const createPrivateActions = (world: World, actors: Actors): PrivateActions => {
  const findMessage = (chatId: number, messageId: number): ChatMessage => {
    const message = world.messages.find(chatId, messageId);
    if (!message) throw new ActionError('message_not_found', `the chat has no message ${messageId}`);
    return message;
  };

  const matches = (choice: ButtonChoice, button: { text: string; callback_data?: string }) =>
    button.callback_data !== undefined &&
    (choice.data === undefined || button.callback_data === choice.data) &&
    (choice.text === undefined || button.text === choice.text);

  const findButton = (chatId: number, choice: ButtonChoice) => {
    const messages =
      choice.message_id === undefined
        ? world.messages.list(chatId, MESSAGES_SEARCHED).reverse()
        : [findMessage(chatId, choice.message_id)];
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
    const person = actors.find(personId);
    if (person.has_blocked_bot === isBlocked) return;
    const status = (isNowBlocked: boolean) =>
      isNowBlocked
        ? ({ user: world.bot, status: 'kicked', until_date: 0 } as const)
        : ({ user: world.bot, status: 'member' } as const);
    inTransaction(world.database, () => {
      world.people.setBlocked(personId, isBlocked);
      actors.acted(personId);
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
    world.changes.emit({ kind: 'person', chat_id: personId, person: actors.find(personId) });
  };

  const sendText = (personId: number, text: string): ChatMessage => {
    actors.active(personId);
    const body = text.trim();
    if (body === '' || body.length > TEXT_MAX_LENGTH)
      throw new ActionError('text_invalid', `a message has 1 to ${TEXT_MAX_LENGTH} characters`);
    const message = inTransaction(world.database, () => {
      const added = world.messages.add({
        chat_id: personId,
        author_id: personId,
        from_bot: false,
        date: world.nowSeconds(),
        text: body,
        entities: findEntities(body),
      });
      world.people.markStarted(personId);
      actors.acted(personId);
      world.updates.push(personId, { message: toTelegramMessage(world, added) as never });
      return added;
    });
    world.changes.emit({ kind: 'message', chat_id: personId, message });
    return message;
  };

  return {
    sendText,

    openLink(personId, link) {
      const payload = startPayload(link, world.me.username);
      if (payload === null)
        throw new ActionError('link_invalid', `${link} does not open the chat with @${world.me.username}`);
      return sendText(personId, `/start ${payload}`);
    },

    tap(personId, choice) {
      const person = actors.active(personId);
      const { message, data } = findButton(choice.chat_id ?? personId, choice);
      const callback = world.callbacks.open(personId, message.message_id, data);
      actors.acted(personId);
      const update_id = world.updates.push(personId, {
        callback_query: {
          id: callback.id,
          from: toUser(person),
          message: toTelegramMessage(world, message),
          chat_instance: String(message.chat_id),
          data,
        },
      });
      return { callback_query_id: callback.id, message_id: message.message_id, data, update_id };
    },

    react(personId, messageId, emoji) {
      const person = actors.active(personId);
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
        actors.acted(personId);
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
    lastActionChange: (personId) => actors.lastChange(personId),
  };
};
