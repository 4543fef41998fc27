import { parseLink } from '../streams/links.ts';
import { WireReader } from '../wire/reader.ts';
import { readRecordFields, recordStreamName, recordType } from '../wire/record.ts';
import type { Message } from './message.ts';

const LINK_TYPE = '$>';
const CUSTOM_METADATA_TAG = 0x3a;

/** The stream an event comes from: for a link that is not resolved, the stream it points at. */
export function sourceStreamOf(message: Message): string {
  const record = recordOf(message);
  if (recordType(record) === LINK_TYPE) {
    const target = parseLink(readRecordFields(record).data);
    if (target !== undefined) return target.streamName;
  }
  return recordStreamName(record).toString('utf8');
}

/** The `$correlationId` of an event's metadata, if it has one. */
export function correlationOf(message: Message): string | undefined {
  const metadata = customMetadata(recordOf(message));
  if (metadata === undefined) return undefined;
  try {
    const parsed: unknown = JSON.parse(metadata.toString('utf8'));
    if (typeof parsed !== 'object' || parsed === null) return undefined;
    const id: unknown = (parsed as Record<string, unknown>).$correlationId;
    return typeof id === 'string' ? id : undefined;
  } catch {
    return undefined;
  }
}

function recordOf({ event, link }: Message): Buffer {
  return (event ?? link) as Buffer;
}

function customMetadata(record: Buffer): Buffer | undefined {
  const reader = new WireReader(record);
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag === CUSTOM_METADATA_TAG) return reader.view();
    reader.skip(tag);
  }
  return undefined;
}
