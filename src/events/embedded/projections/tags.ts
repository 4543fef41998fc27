import { createHash } from 'node:crypto';
import { type EventId, eventIdFromText } from '../wire/event-id.ts';

/** Which run of a projection wrote something: a reset begins a new epoch. */
export interface ProjectionVersion {
  readonly projectionId: number;
  /** -1 until the first reset. */
  readonly epoch: number;
  readonly version: number;
}

/** What a tag in an event's metadata says. */
export interface Tag {
  readonly epoch: number;
  readonly position: number;
}

/** The server's own version of the tags' form. */
const TAG_FORM = 4;

/** Namespace of the ids below: any UUID that nobody else derives ids from. */
const NAMESPACE = Buffer.from('6d1c7f7e0a2b4d0f9a3e2f5b8c4d7e91', 'hex');

/** Metadata of an emission or a checkpoint: version, position in the log, and what else is known. */
export function tagJson(
  { projectionId, epoch, version }: ProjectionVersion,
  position: number,
  extra: Readonly<Record<string, unknown>> = {},
): Buffer {
  return Buffer.from(
    JSON.stringify({
      $v: `${projectionId}:${epoch}:${version}:${TAG_FORM}`,
      $c: position,
      $p: position,
      ...extra,
    }),
  );
}

/** Reads a tag; undefined if the metadata has none. */
export function readTag(metadata: Buffer): Tag | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(metadata.toString('utf8'));
  } catch {
    return undefined;
  }
  if (typeof parsed !== 'object' || parsed === null) return undefined;
  const { $v, $c } = parsed as Record<string, unknown>;
  const epoch = typeof $v === 'string' ? Number($v.split(':')[1]) : Number.NaN;
  return Number.isInteger(epoch) && typeof $c === 'number' && Number.isInteger($c)
    ? { epoch, position: $c }
    : undefined;
}

/**
 * An event id (a UUID of version 5) that depends on `text` alone, so that an emission which is made once more after a crash
 * is recognised as the one that is already there.
 */
export function derivedId(text: string): EventId {
  const hash = createHash('sha1').update(NAMESPACE).update(text).digest().subarray(0, 16);
  hash[6] = ((hash[6] as number) & 0x0f) | 0x50;
  hash[8] = ((hash[8] as number) & 0x3f) | 0x80;
  const hex = hash.toString('hex');
  return eventIdFromText(
    Buffer.from(
      `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`,
      'latin1',
    ),
  );
}
