import { parseAcl, type StreamAcl } from '../access/acl.ts';

/** The keys of a stream's metadata that bound what is read of it, and by whom; the others are stored and handed back only. */
export interface StreamMetadata {
  /** Events below this revision are not read; `SOFT_DELETED` hides them all. */
  readonly truncateBefore: number;
  readonly maxCount: number;
  readonly maxAgeSeconds: number;
  /** Who may do what; undefined if the server's default applies. */
  readonly acl: StreamAcl | undefined;
}

/** `$tb` of a soft-deleted stream: int64 max on the wire, and anything no revision reaches. */
export const SOFT_DELETED = Number.MAX_SAFE_INTEGER;

/** `$tb` as the server writes it on a soft delete. */
export const SOFT_DELETED_JSON = '{"$tb":9223372036854775807}';

export const NO_METADATA: StreamMetadata = {
  truncateBefore: 0,
  maxCount: Number.POSITIVE_INFINITY,
  maxAgeSeconds: Number.POSITIVE_INFINITY,
  acl: undefined,
};

/** What every metadata stream has, whatever is written. */
export const METASTREAM_METADATA: StreamMetadata = { ...NO_METADATA, maxCount: 1 };

const PREFIX = '$$';

export function isMetastream(name: string): boolean {
  return name.startsWith(PREFIX);
}

export function metastreamOf(name: string): string {
  return PREFIX + name;
}

export function originalStreamOf(metastream: string): string {
  return metastream.slice(PREFIX.length);
}

/** Parses the data of a `$metadata` event; malformed metadata bounds nothing, as on the server. */
export function parseMetadata(data: Uint8Array): StreamMetadata {
  const parsed = parseObject(data);
  if (parsed === undefined) return NO_METADATA;
  const truncateBefore = wholeNumber(parsed.$tb, 0);
  const maxCount = wholeNumber(parsed.$maxCount, 1);
  const maxAgeSeconds = wholeNumber(parsed.$maxAge, 1);
  const acl = parseAcl(parsed.$acl);
  if (truncateBefore === null || maxCount === null || maxAgeSeconds === null || acl === null)
    return NO_METADATA;
  return {
    truncateBefore: truncateBefore ?? NO_METADATA.truncateBefore,
    maxCount: maxCount ?? NO_METADATA.maxCount,
    maxAgeSeconds: maxAgeSeconds ?? NO_METADATA.maxAgeSeconds,
    acl,
  };
}

/**
 * The metadata of a soft-deleted stream that is being written again: what there was, hidden up to `truncateBefore`.
 * Undefined if the present metadata is not a JSON object, which is then left as it is.
 */
export function recreatedMetadata(data: Uint8Array, truncateBefore: number): string | undefined {
  const parsed = parseObject(data);
  return parsed === undefined ? undefined : JSON.stringify({ ...parsed, $tb: truncateBefore });
}

/** Revision of the first event that `metadata` leaves readable, given the stream's last revision. */
export function firstReadable(metadata: StreamMetadata, last: number): number {
  return Math.max(metadata.truncateBefore, last - metadata.maxCount + 1, 0);
}

function parseObject(data: Uint8Array): Record<string, unknown> | undefined {
  try {
    const parsed: unknown = JSON.parse(
      Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('utf8'),
    );
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)
      ? (parsed as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

/** undefined: absent; null: malformed. */
function wholeNumber(value: unknown, least: number): number | undefined | null {
  if (value === undefined) return undefined;
  if (typeof value !== 'number' || value < least) return null;
  if (value >= SOFT_DELETED) return SOFT_DELETED;
  return Number.isInteger(value) ? value : null;
}
