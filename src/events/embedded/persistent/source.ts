import type { FilterExpression } from '../streams/filter.ts';

/** What a group reads: one stream, or the log, which may be filtered. */
export type GroupSource =
  | { readonly kind: 'stream'; readonly name: string }
  | { readonly kind: 'all'; readonly filter: FilterExpression | undefined };

/** Name of the log where a stream's name is asked for. */
export const ALL_STREAM = '$all';

/** Stands for "from what is new on" where a group's start is asked for. */
export const LIVE_START = -1;

const ALL_POSITION = /^C:(-?\d+)\/P:(-?\d+)$/;

/** The name a group's source goes by. */
export function sourceName(source: GroupSource): string {
  return source.kind === 'all' ? ALL_STREAM : source.name;
}

/** Key of a group within its node, and its part in the names of its own streams. */
export function groupKey(stream: string, groupName: string): string {
  return `${stream}::${groupName}`;
}

/** A revision, or a position of the log, as checkpoints and statistics write it. */
export function formatPosition(source: GroupSource, position: number): string {
  return source.kind === 'all' ? `C:${position}/P:${position}` : String(position);
}

/** The revision or (commit) position of a text that `formatPosition` or a client has made; undefined if it is none. */
export function parsePosition(source: GroupSource, text: string): number | undefined {
  const digits = source.kind === 'all' ? ALL_POSITION.exec(text)?.[1] : text;
  if (digits === undefined || !/^-?\d+$/.test(digits)) return undefined;
  const position = Number(digits);
  return Number.isSafeInteger(position) ? position : undefined;
}
