import { isMetastream, originalStreamOf } from '../streams/metadata.ts';
import { TOMBSTONE_REVISION } from '../wire/record.ts';
import { deletedStream, type EventFacts, LINK_TYPE, type SourceEvent } from './source-event.ts';

/** What a projection writes because of one event. */
export interface Emission {
  readonly streamName: string;
  readonly type: string;
  readonly data: string;
  /** Metadata beyond the position and cause that every emission carries. */
  readonly extra: Readonly<Record<string, unknown>>;
}

/** Says what an event gives rise to; pure, and at most one emission, as in all of the server's system projections. */
export type LinkRule = (source: SourceEvent) => Emission | undefined;

const STREAM_REFERENCE_TYPE = '$@';

/** The server marks links to deletes with this value. */
const DELETED = { $deleted: -1 } as const;

const INT64_MAX = '9223372036854775807';

/** `$streams`: a link to the first event of every stream. */
export const streamIndex: LinkRule = ({ streamName, revision }) =>
  revision === 0 ? link('$streams', `0@${streamName}`) : undefined;

/** `$stream_by_category`: the name of every stream in `$category-<category>`. */
export const streamsByCategory: LinkRule = ({ streamName, revision }) => {
  const category = revision === 0 ? categoryOf(streamName) : undefined;
  return category === undefined
    ? undefined
    : { streamName: `$category-${category}`, type: STREAM_REFERENCE_TYPE, data: streamName, extra: {} };
};

/** `$by_category`: a link to every event in `$ce-<category>`; a delete is linked to as well. */
export const eventsByCategory: LinkRule = ({ streamName, event }) => {
  const deleted = deletedStream(streamName, event.type, event.data);
  const original = deleted ?? streamName;
  const category = categoryOf(original);
  if (category === undefined) return undefined;
  return link(`$ce-${category}`, linkTarget(event), {
    $o: original,
    ...(deleted === undefined ? {} : DELETED),
  });
};

/**
 * `$by_event_type`: a link to every event in `$et-<type>`; deletes are in `$et-$deleted`. Like the server's, the links to
 * metadata name the stream that it describes.
 */
export const eventsByType: LinkRule = ({ streamName, isLink, event }) => {
  if (isLink) return undefined;
  const isDelete = deletedStream(streamName, event.type, event.data) !== undefined;
  const named = isMetastream(streamName) ? originalStreamOf(streamName) : streamName;
  return link(
    `$et-${isDelete ? '$deleted' : event.type}`,
    `${revisionText(event.revision)}@${named}`,
    isDelete ? DELETED : {},
  );
};

/** `$by_correlation_id`: a link in `$bc-<id>` to every event whose metadata has a `$correlationId`. */
export const eventsByCorrelation: LinkRule = ({ streamName, event }) => {
  if (event.streamName !== streamName) return undefined;
  const metadata = parseObject(event.metadata);
  const correlation = metadata?.$correlationId;
  if (typeof correlation !== 'string' && typeof correlation !== 'number') return undefined;
  return link(`$bc-${correlation}`, linkTarget(event), {
    $eventTimestamp: new Date(event.createdMs).toISOString().replace('Z', '000Z'),
    ...(event.type === LINK_TYPE ? { $link: { eventId: event.id, metadata } } : {}),
  });
};

/** The correlation id that an emission takes over from the event that caused it. */
export function correlationOf({ isJson, metadata }: EventFacts): string | undefined {
  // Most events have none, and looking for the key costs less than parsing.
  if (!isJson || !metadata.includes('"$correlationId"')) return undefined;
  const correlation = parseObject(metadata)?.$correlationId;
  return typeof correlation === 'string' ? correlation : undefined;
}

function link(streamName: string, data: string, extra: Emission['extra'] = {}): Emission {
  return { streamName, type: LINK_TYPE, data, extra };
}

/** A link is passed on, never linked to: a chain of links could not be resolved. */
function linkTarget({ type, data, revision, streamName }: EventFacts): string {
  return type === LINK_TYPE ? data.toString('utf8') : `${revisionText(revision)}@${streamName}`;
}

function revisionText(revision: number): string {
  return revision === TOMBSTONE_REVISION ? INT64_MAX : String(revision);
}

/** What stands before the first `-`; system streams and names without it have no category. */
function categoryOf(streamName: string): string | undefined {
  const dash = streamName.startsWith('$') ? -1 : streamName.indexOf('-');
  return dash > 0 ? streamName.slice(0, dash) : undefined;
}

function parseObject(json: Buffer): Record<string, unknown> | undefined {
  if (json.length === 0) return undefined;
  try {
    const parsed: unknown = JSON.parse(json.toString('utf8'));
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)
      ? (parsed as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
