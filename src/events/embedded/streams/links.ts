import type { ReadResponseBatch } from '../wire/read-response.ts';
import { readRecordFields, recordType } from '../wire/record.ts';
import type { StoredEvent, StreamReader } from './stream-reader.ts';

const LINK_TYPE = '$>';

/** Where a link's data, `revision@stream`, points; undefined if it is not of that form. */
export function parseLink(data: Buffer): { revision: number; streamName: string } | undefined {
  const text = data.toString('utf8');
  const at = text.indexOf('@');
  const revision = text.slice(0, at);
  return at > 0 && /^\d{1,15}$/.test(revision)
    ? { revision: Number(revision), streamName: text.slice(at + 1) }
    : undefined;
}

/** Adds an event to a page, with what it links to if links are to be resolved. */
export function addResolved(
  batch: ReadResponseBatch,
  reader: StreamReader,
  stored: StoredEvent,
  resolveLinks: boolean,
): void {
  const { record, position } = stored;
  if (!resolveLinks || recordType(record) !== LINK_TYPE) {
    batch.event(record, undefined, position);
    return;
  }
  const target = parseLink(readRecordFields(record).data);
  const found = target && reader.find(target.streamName, target.revision);
  batch.event(found?.record, record, position);
}
