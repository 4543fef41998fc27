/** Writing `@bot words` in any chat, and sending one of the results. */
import { isBotPresent, roomOf } from '../chats.ts';
import { inTransaction } from '../database.ts';
import { readInlineResult } from '../inline-content.ts';
import { toTelegramMessage } from '../message-shape.ts';
import type { ChatMessage } from '../messages.ts';
import { toPhoto } from '../methods/media.ts';
import { toUser } from '../people.ts';
import type { World } from '../world.ts';
import type { Actors } from './actors.ts';
import { ActionError } from './error.ts';

export interface InlineActions {
  /**
   * Writes a query, in their chat with the bot or in another; `offset` asks for more results. Returns the query's id
   * for `waitForInlineAnswer`. What Telegram still has cached is answered without asking the bot.
   */
  inlineQuery(personId: number, query: string, options?: { offset?: string; chat_id?: number }): string;
  /** Sends one of the results to the person's chat with the bot, or to a group, where it is shown as "via" the bot. */
  chooseInlineResult(personId: number, queryId: string, resultId: string, chatId?: number): ChatMessage;
}

const QUERY_MAX_LENGTH = 256;

export const createInlineActions = (world: World, actors: Actors): InlineActions => {
  const findRoom = (personId: number, chatId: number) => {
    const room = roomOf(world, chatId);
    if (!room || ('person' in room && room.id !== personId))
      throw new ActionError('chat_not_found', `the person has no chat ${chatId}`);
    return room;
  };

  return {
    inlineQuery(personId, query, { offset = '', chat_id = personId } = {}) {
      const person = actors.find(personId);
      if (query.length > QUERY_MAX_LENGTH)
        throw new ActionError('text_invalid', `a query has up to ${QUERY_MAX_LENGTH} characters`);
      const room = findRoom(personId, chat_id);
      const id = world.ids.digits();
      const opened = world.inlineQueries.open({ id, person_id: personId, query, offset, at: world.now() });
      if (!opened.answer)
        world.updates.push(personId, {
          inline_query: {
            id,
            from: toUser(person),
            query,
            offset,
            chat_type: 'person' in room ? 'sender' : room.chat.type,
          },
        });
      return id;
    },

    chooseInlineResult(personId, queryId, resultId, chatId = personId) {
      const person = actors.find(personId);
      const room = findRoom(personId, chatId);
      const opened = world.inlineQueries.find(queryId);
      if (opened?.person_id !== personId || !opened.answer)
        throw new ActionError('query_not_found', `no answered query has the id ${queryId}`);
      const result = opened.answer.results.find((one) => one.id === resultId);
      if (!result) throw new ActionError('result_not_found', `the answer has no result ${resultId}`);
      const { text, entities, keyboard, photo_url } = readInlineResult(result);
      const message = inTransaction(world.database, () => {
        const photo = photo_url === undefined ? undefined : toPhoto(world.files.add('photo', photo_url));
        const added = world.messages.add({
          chat_id: room.id,
          author_id: personId,
          from_bot: false,
          date: world.nowSeconds(),
          text,
          entities,
          keyboard,
          extra: { is_via_bot: true, ...(photo && { photo }) },
        });
        actors.acted(room.id);
        // Privacy mode does not hide from a bot what was sent through it.
        if ('person' in room || isBotPresent(world, room.id))
          world.updates.push(room.id, { message: toTelegramMessage(world, added) as never });
        world.updates.push(personId, {
          chosen_inline_result: { result_id: resultId, from: toUser(person), query: opened.query },
        });
        return added;
      });
      world.changes.emit({ kind: 'message', chat_id: room.id, message });
      return message;
    },
  };
};
