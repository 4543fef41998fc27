/** Cursors of pages: opaque to the caller, and good for the list that gave them only. */
import { z } from 'zod';

const POSITION_MAX = 2n ** 63n - 1n;

export const isPosition = (text: string): boolean => /^\d{1,19}$/.test(text) && BigInt(text) <= POSITION_MAX;

export const cursorOf = (list: string, position: string): string =>
  Buffer.from(`${list}:${position}`).toString('base64url');

/** The position in a cursor of that list; null when it is none. */
export function positionIn(list: string, cursor: string): string | null {
  const position = Buffer.from(cursor, 'base64url').toString('utf8').slice(`${list}:`.length);
  // Decoding forgives much; only what encodes to the same is a cursor that this list gave.
  return isPosition(position) && cursorOf(list, position) === cursor ? position : null;
}

/** Rows of a list that is a queue: worked off from its head, and so without pages. */
export const QUEUE_LIMIT = z
  .string()
  .regex(/^\d{1,3}$/)
  .transform(Number)
  .pipe(z.int().min(1).max(100))
  .default(50)
  .describe('Rows at most.');

/** The two parameters of every list, for a page of at most 100. */
export const pageParameters = (list: string) => ({
  limite: z
    .string()
    .regex(/^\d{1,3}$/)
    .transform(Number)
    .pipe(z.int().min(1).max(100))
    .default(20)
    .describe('Rows on the page.'),
  cursor: z
    .string()
    .refine((cursor) => positionIn(list, cursor) !== null, 'cursor')
    .optional()
    .describe('The `siguiente` of the page before; none for the first page.'),
});

/** `siguiente` of an answer. */
export const Siguiente = z.string().nullable().describe('Cursor of the next page; null on the last.');

export const nextCursor = (list: string, position: string | null): string | null =>
  position === null ? null : cursorOf(list, position);
