import { parseLink } from '../streams/links.ts';
import { isMetastream, originalStreamOf, parseMetadata, SOFT_DELETED } from '../streams/metadata.ts';
import type { StreamReader } from '../streams/stream-reader.ts';
import { WireReader } from '../wire/reader.ts';
import { readRecordFields, recordIdText, recordStreamName } from '../wire/record.ts';

export const LINK_TYPE = '$>';

/** An event as the rules look at it. */
export interface EventFacts {
  readonly id: string;
  readonly streamName: string;
  readonly revision: number;
  readonly type: string;
  readonly isJson: boolean;
  readonly createdMs: number;
  readonly data: Buffer;
  readonly metadata: Buffer;
}

/** An event of the log together with what it leads to. */
export interface SourceEvent {
  /** The stream that it stands in, and where. */
  readonly streamName: string;
  readonly revision: number;
  readonly isLink: boolean;
  /** The event itself; for a link the event that it leads to, or the link if there is none any more. */
  readonly event: EventFacts;
}

const EMPTY = Buffer.alloc(0);
const DOLLAR = 0x24;

/**
 * Whether projections look at a stream: at all that are not the system's own, and at the metadata of those. Links are in
 * system streams, so that no projection ever reacts to what one of them has written.
 */
export function isSourceStream(name: Buffer): boolean {
  if (name[0] !== DOLLAR) return true;
  return name[1] === DOLLAR && name.length > 2 && name[2] !== DOLLAR;
}

/** Decodes a record; undefined if it is of no interest to any projection or was scavenged. */
export function sourceEventOf(record: Buffer, reader: StreamReader): SourceEvent | undefined {
  if (record.length === 0 || !isSourceStream(recordStreamName(record))) return undefined;
  const own = eventFacts(record);
  const { streamName, revision } = own;
  if (own.type !== LINK_TYPE) return { streamName, revision, isLink: false, event: own };
  const target = parseLink(own.data);
  if (target === undefined) return { streamName, revision, isLink: true, event: own };
  const state = reader.stateOf(target.streamName);
  // A link into a stream that is gone gives rise to nothing; one to an event that is gone goes on as it is.
  if (reader.isTombstoned(state) || state.last < 0 || reader.isSoftDeleted(state)) return undefined;
  const found = reader.find(target.streamName, target.revision);
  return { streamName, revision, isLink: true, event: found === undefined ? own : eventFacts(found.record) };
}

/** Decodes a record for the rules. */
export function eventFacts(record: Buffer): EventFacts {
  const { revision, type, isJson, createdMs, data } = readRecordFields(record);
  return {
    id: recordIdText(record).toString('latin1'),
    streamName: recordStreamName(record).toString('utf8'),
    revision,
    type,
    isJson,
    createdMs,
    data,
    metadata: recordMetadata(record),
  };
}

/** The event metadata of a record. */
export function recordMetadata(record: Buffer): Buffer {
  const reader = new WireReader(record);
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag === 0x3a) return reader.view();
    reader.skip(tag);
  }
  return EMPTY;
}

/** The stream that an event at this place deletes, softly or for good; undefined if it deletes none. */
export function deletedStream(streamName: string, type: string, data: Buffer): string | undefined {
  if (!isMetastream(streamName)) return type === '$streamDeleted' ? streamName : undefined;
  const isDelete = type === '$metadata' && parseMetadata(data).truncateBefore === SOFT_DELETED;
  return isDelete ? originalStreamOf(streamName) : undefined;
}
