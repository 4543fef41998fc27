/** Answering inline queries. */
import type { InlineQueryResult } from '@grammyjs/types';
import { z } from 'zod';
import { badRequest } from '../errors.ts';
import { readInlineResult } from '../inline-content.ts';
import { flag, integer, json } from '../params.ts';
import { method } from './method.ts';

const RESULTS_MAX = 50;
const ID_MAX_BYTES = 64;
const OFFSET_MAX_BYTES = 64;

const Result = z.looseObject({
  type: z.string(),
  id: z.coerce.string(),
  reply_markup: z.unknown().optional(),
});

const checkResult = (result: z.infer<typeof Result>): InlineQueryResult => {
  const bytes = Buffer.byteLength(result.id);
  if (bytes < 1 || bytes > ID_MAX_BYTES) throw badRequest('RESULT_ID_INVALID');
  readInlineResult(result);
  return result as unknown as InlineQueryResult;
};

export const answerInlineQuery = method(
  'answerInlineQuery',
  z.object({
    inline_query_id: z.coerce.string(),
    results: json(z.array(Result)),
    cache_time: integer.default(300),
    is_personal: flag.default(false),
    next_offset: z.string().default(''),
    button: json(z.looseObject({ text: z.string() })).optional(),
  }),
  (params, { world }) => {
    if (params.results.length > RESULTS_MAX) throw badRequest('RESULTS_TOO_MUCH');
    if (Buffer.byteLength(params.next_offset) > OFFSET_MAX_BYTES) throw badRequest('NEXT_OFFSET_INVALID');
    const results = params.results.map(checkResult);
    if (new Set(results.map((one) => one.id)).size < results.length) throw badRequest('RESULT_ID_DUPLICATE');
    const answer = {
      inline_query_id: params.inline_query_id,
      results,
      next_offset: params.next_offset,
      is_cached: false,
    };
    const query = world.inlineQueries.answer(answer, {
      cache_time_s: Math.max(params.cache_time, 0),
      is_personal: params.is_personal,
    });
    world.changes.emit({ kind: 'inline_answered', chat_id: query.person_id, answer });
    return true;
  },
);
