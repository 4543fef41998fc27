/** Groups and channels: who is in them, what is said there, and how people react. */
import type { MessageReactionUpdated, ReactionType, User } from '@grammyjs/types';
import { toMemberUpdate } from '../chat-member.ts';
import { isBotAdministrator, isBotPresent, roomOf } from '../chats.ts';
import { inTransaction } from '../database.ts';
import {
  type GroupChat,
  isAdministrator,
  isPresent,
  type Membership,
  type NewGroupChat,
  toGroupChat,
} from '../groups.ts';
import { toTelegramMessage } from '../message-shape.ts';
import type { ChatMessage } from '../messages.ts';
import { tellPerson } from '../payments/charge.ts';
import { toUser } from '../people.ts';
import { isReactionEmoji, normalizeEmoji } from '../reactions.ts';
import { findEntities, TEXT_MAX_LENGTH } from '../text.ts';
import type { World } from '../world.ts';
import type { Actors } from './actors.ts';
import { ActionError } from './error.ts';

export interface GroupActions {
  /** A chat that nobody is in yet, not even the bot. */
  createChat(chat: NewGroupChat): GroupChat;
  /** What a person is in the chat from now on. The bot hears of it (`chat_member`) as an administrator. */
  setMember(chatId: number, personId: number, membership: Membership): void;
  /** What the bot is in the chat from now on: `my_chat_member` tells it, as done by this person. */
  setBotMember(chatId: number, membership: Membership, byPersonId: number): void;
  /**
   * A person writes to a group, or posts to a channel that they administer. Unless the bot is an administrator,
   * it gets only commands, mentions of it and replies to it, as Telegram's privacy mode has it.
   */
  sendToChat(
    chatId: number,
    personId: number,
    text: string,
    options?: { reply_to_message_id?: number },
  ): ChatMessage;
  /**
   * Replaces a person's reactions in a group or channel; none takes them back. Anonymous administrators react as the
   * chat (`actor_chat`). In a channel nobody is named: the counts come late (`message_reaction_count`).
   */
  reactInChat(chatId: number, personId: number, messageId: number, reactions: readonly ReactionType[]): void;
  /** A paid reaction to a channel's post: the person's Stars are gone, and the counts owe them. */
  reactWithStars(chatId: number, personId: number, messageId: number, stars: number): void;
}

const REACTIONS_MAX = 3;
/** Telegram gathers anonymous reactions and tells them "with delay up to a few minutes". */
const COUNTS_AFTER_MS = 120_000;

const isKnownReaction = (reaction: ReactionType): boolean => {
  switch (reaction.type) {
    case 'emoji':
      return isReactionEmoji(reaction.emoji);
    case 'custom_emoji':
      return reaction.custom_emoji_id !== '';
    case 'paid':
      return false;
  }
};

export const createGroupActions = (world: World, actors: Actors): GroupActions => {
  const { groups, chatReactions } = world;

  const findGroup = (chatId: number): GroupChat => {
    const group = groups.find(chatId);
    if (!group) throw new ActionError('chat_not_found', `there is no group or channel ${chatId}`);
    return group;
  };

  const findMember = (group: GroupChat, personId: number) => {
    const person = actors.find(personId);
    const membership = groups.member(group.id, personId);
    if (!isPresent(membership))
      throw new ActionError('not_in_chat', `${person.first_name} is not in ${group.title}`);
    return { person, membership };
  };

  const findMessage = (chatId: number, messageId: number): ChatMessage => {
    const message = world.messages.find(chatId, messageId);
    if (!message) throw new ActionError('message_not_found', `the chat has no message ${messageId}`);
    return message;
  };

  const isForBot = (message: ChatMessage): boolean => {
    if (isBotAdministrator(world, message.chat_id)) return true;
    const replyTo = message.reply_to_message_id;
    return (
      message.entities.some((one) => one.type === 'bot_command') ||
      message.text.toLowerCase().includes(`@${world.me.username.toLowerCase()}`) ||
      (replyTo !== undefined && world.messages.find(message.chat_id, replyTo)?.from_bot === true)
    );
  };

  const tellReaction = (
    group: GroupChat,
    messageId: number,
    actor: { user: User } | { actor_chat: ReturnType<typeof toGroupChat> },
    [old_reaction, new_reaction]: [ReactionType[], ReactionType[]],
  ) => {
    const message_reaction: MessageReactionUpdated = {
      chat: toGroupChat(group),
      message_id: messageId,
      ...actor,
      date: world.nowSeconds(),
      old_reaction,
      new_reaction,
    };
    world.updates.push(group.id, { message_reaction });
  };

  const changeMember = (group: GroupChat, userId: number, after: Membership, by: User) => {
    const before = groups.member(group.id, userId);
    groups.setMember(group.id, userId, after);
    return toMemberUpdate(world, group, userId, { by, before, after });
  };

  return {
    createChat(chat) {
      const isTaken =
        (chat.id !== undefined && roomOf(world, chat.id)) ||
        (chat.username !== undefined && groups.findByUsername(chat.username));
      if (isTaken) throw new ActionError('person_exists', 'the id or the username is taken');
      return groups.create(chat);
    },

    setMember(chatId, personId, membership) {
      const group = findGroup(chatId);
      const person = actors.find(personId);
      inTransaction(world.database, () => {
        const chat_member = changeMember(group, personId, membership, toUser(person));
        if (isBotAdministrator(world, chatId)) world.updates.push(chatId, { chat_member });
      });
    },

    setBotMember(chatId, membership, byPersonId) {
      const group = findGroup(chatId);
      const by = toUser(actors.find(byPersonId));
      inTransaction(world.database, () => {
        const my_chat_member = changeMember(group, world.bot.id, membership, by);
        world.updates.push(chatId, { my_chat_member });
      });
    },

    sendToChat(chatId, personId, text, { reply_to_message_id } = {}) {
      const group = findGroup(chatId);
      const { membership } = findMember(group, personId);
      const isChannel = group.type === 'channel';
      if (isChannel && !isAdministrator(membership))
        throw new ActionError('not_in_chat', `only administrators post to ${group.title}`);
      if (text.trim() === '' || text.length > TEXT_MAX_LENGTH)
        throw new ActionError('text_invalid', `a message has 1 to ${TEXT_MAX_LENGTH} characters`);
      if (reply_to_message_id !== undefined) findMessage(chatId, reply_to_message_id);
      const isUnsigned = isChannel || membership.is_anonymous === true;
      const message = inTransaction(world.database, () => {
        const added = world.messages.add({
          chat_id: chatId,
          author_id: isUnsigned ? null : personId,
          from_bot: false,
          date: world.nowSeconds(),
          text: text.trim(),
          entities: findEntities(text.trim()),
          ...(reply_to_message_id !== undefined && { reply_to_message_id }),
          ...(isUnsigned && { extra: { sender_chat_id: chatId } }),
        });
        actors.acted(chatId);
        if (isBotPresent(world, chatId) && isForBot(added))
          world.updates.push(chatId, {
            [isChannel ? 'channel_post' : 'message']: toTelegramMessage(world, added),
          });
        return added;
      });
      world.changes.emit({ kind: 'message', chat_id: chatId, message });
      return message;
    },

    reactInChat(chatId, personId, messageId, reactions) {
      const group = findGroup(chatId);
      const { person, membership } = findMember(group, personId);
      findMessage(chatId, messageId);
      const wanted = reactions.map((one) =>
        one.type === 'emoji' ? { ...one, emoji: normalizeEmoji(one.emoji) as typeof one.emoji } : one,
      );
      if (wanted.length > REACTIONS_MAX || !wanted.every(isKnownReaction))
        throw new ActionError('reaction_invalid', `Telegram has no reactions ${JSON.stringify(reactions)}`);
      const actorId = membership.is_anonymous ? chatId : personId;
      const before = chatReactions.of(messageId, actorId);
      if (JSON.stringify(before) === JSON.stringify(wanted)) return;
      inTransaction(world.database, () => {
        chatReactions.set(messageId, actorId, wanted);
        if (group.type === 'channel')
          chatReactions.oweCounts(messageId, chatId, world.now() + COUNTS_AFTER_MS);
        else if (isBotAdministrator(world, chatId)) {
          const actor = membership.is_anonymous
            ? { actor_chat: toGroupChat(group) }
            : { user: toUser(person) };
          tellReaction(group, messageId, actor, [before, wanted]);
        }
      });
    },

    reactWithStars(chatId, personId, messageId, stars) {
      const group = findGroup(chatId);
      const { person } = findMember(group, personId);
      findMessage(chatId, messageId);
      if (group.type !== 'channel' || !Number.isInteger(stars) || stars < 1)
        throw new ActionError('reaction_invalid', 'only channels have paid reactions, of 1 Star or more');
      if (person.stars < stars)
        throw new ActionError('stars_missing', `${stars - person.stars} Stars are missing`);
      inTransaction(world.database, () => {
        world.people.addStars(personId, -stars);
        chatReactions.addStars(messageId, personId, stars);
        chatReactions.oweCounts(messageId, chatId, world.now() + COUNTS_AFTER_MS);
      });
      tellPerson(world, personId);
    },
  };
};
