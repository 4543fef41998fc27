/** Inline queries that wait for the bot, what it answered, and Telegram's cache of answers. All of it lives briefly. */
import type { InlineQueryResult } from '@grammyjs/types';
import { badRequest } from './errors.ts';

export interface InlineAnswer {
  inline_query_id: string;
  results: InlineQueryResult[];
  next_offset: string;
  /** Telegram had it from an earlier, equal query, so the bot was not asked. */
  is_cached: boolean;
}

export interface InlineQueryOpen {
  id: string;
  person_id: number;
  query: string;
  offset: string;
  at: number;
  answer?: InlineAnswer;
}

/** How long Telegram takes an answer. Results can still be chosen after that. */
const ANSWER_WITHIN_MS = 30_000;
const KEPT = 200;

const keyOf = ({ query, offset }: InlineQueryOpen, personId: number | 'all') =>
  JSON.stringify([personId, query, offset]);

export const createInlineQueries = (now: () => number) => {
  const queries = new Map<string, InlineQueryOpen>();
  const cache = new Map<string, { answer: InlineAnswer; until: number }>();

  const cached = (query: InlineQueryOpen): InlineAnswer | undefined => {
    for (const key of [keyOf(query, query.person_id), keyOf(query, 'all')]) {
      const hit = cache.get(key);
      if (hit && hit.until > now()) return { ...hit.answer, inline_query_id: query.id, is_cached: true };
    }
    return undefined;
  };

  return {
    /** Opens a query; it is answered at once where the cache can. */
    open(query: InlineQueryOpen): InlineQueryOpen {
      const answer = cached(query);
      const opened = answer ? { ...query, answer } : query;
      queries.set(query.id, opened);
      for (const id of [...queries.keys()].slice(0, -KEPT)) queries.delete(id);
      return opened;
    },
    find: (id: string) => queries.get(id),
    answer(
      answer: InlineAnswer,
      { cache_time_s, is_personal }: { cache_time_s: number; is_personal: boolean },
    ) {
      const query = queries.get(answer.inline_query_id);
      if (!query || query.answer || now() - query.at > ANSWER_WITHIN_MS)
        throw badRequest('query is too old and response timeout expired or query ID is invalid');
      query.answer = answer;
      cache.set(keyOf(query, is_personal ? query.person_id : 'all'), {
        answer,
        until: now() + cache_time_s * 1000,
      });
      return query;
    },
  };
};
