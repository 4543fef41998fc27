import { parseLink } from '../streams/links.ts';
import type { StoredEvent, StreamReader } from '../streams/stream-reader.ts';
import { readRecordFields, recordIdText, recordType } from '../wire/record.ts';
import type { Message, Place } from './message.ts';

const LINK_TYPE = '$>';

/** Makes the message of a stored event, with what it links to if links are to be resolved. */
export function toMessage(
  reader: StreamReader,
  stored: StoredEvent,
  resolveLinks: boolean,
  place: Place | undefined,
): Message {
  const { record, position } = stored;
  const common = {
    id: recordIdText(record).toString('latin1'),
    logPosition: position,
    place,
    retryCount: 0,
  };
  if (!resolveLinks || recordType(record) !== LINK_TYPE) {
    return { ...common, event: record, link: undefined };
  }
  const target = parseLink(readRecordFields(record).data);
  const found = target && reader.find(target.streamName, target.revision);
  return { ...common, event: found?.record, link: record };
}
