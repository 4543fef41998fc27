/** How long each kind of entry lives. */

const MINUTE_MS = 60_000;

/** `session`: what one user sees of themselves. `content`: what is published. `computed`: what was worked out. */
export const TTL_MS = { session: 30 * MINUTE_MS, content: 60 * MINUTE_MS, computed: 5 * MINUTE_MS } as const;
export type Tier = keyof typeof TTL_MS;

/** How long past its time an entry may still be given, at most, where that is allowed at all. */
export const STALE_MAX_MS = 60 * MINUTE_MS;

/** Positions of tags outlive every entry; a tag that is gone makes its entries misses, so less would be slower, not wrong. */
export const TAG_TTL_MS = TTL_MS.content + STALE_MAX_MS + 30 * MINUTE_MS;
