import { ID_TEXT_LENGTH } from './event-id.ts';
import type { ProposedEvent } from './proposed-event.ts';
import { WireReader } from './reader.ts';
import { BEYOND, INT64_MAX_VARINT, varintSize, writeVarint } from './varint.ts';

/**
 * A record is stored as the `RecordedEvent` message that readers get, so that reading copies bytes and encodes nothing.
 * Its fields stand in a fixed order: id, stream, revision, prepare, commit, type, content type, created, metadata, data.
 */

/** Revision of a tombstone inside the node; int64 max on the wire. */
export const TOMBSTONE_REVISION = BEYOND;

const DOLLAR = 0x24;

const JSON_CONTENT = Buffer.from('application/json');
const BINARY_CONTENT = Buffer.from('application/octet-stream');
const TYPE_KEY = Buffer.from('type');
const CONTENT_TYPE_KEY = Buffer.from('content-type');
const CREATED_KEY = Buffer.from('created');

/** Offset of the id's text: the record opens with `0a 26 12 24`. */
const ID_OFFSET = 4;
const ID_FIELD_SIZE = ID_OFFSET + ID_TEXT_LENGTH;

/** Encodes an event at its place in the log. `created` is the decimal count of 100-ns ticks since the Unix epoch. */
export function encodeRecord(
  streamName: Buffer,
  revision: number,
  position: number,
  created: Buffer,
  event: ProposedEvent,
): Buffer {
  const { type, metadata, data } = event;
  const contentType = event.isJson ? JSON_CONTENT : BINARY_CONTENT;
  const nameField = 1 + varintSize(streamName.length) + streamName.length;
  const revisionSize = revision === TOMBSTONE_REVISION ? INT64_MAX_VARINT.length : varintSize(revision);
  const size =
    ID_FIELD_SIZE +
    (1 + varintSize(nameField) + nameField) +
    (1 + revisionSize) +
    2 * (1 + varintSize(position)) +
    entrySize(TYPE_KEY, type) +
    entrySize(CONTENT_TYPE_KEY, contentType) +
    entrySize(CREATED_KEY, created) +
    (metadata.length === 0 ? 0 : 1 + varintSize(metadata.length) + metadata.length) +
    (data.length === 0 ? 0 : 1 + varintSize(data.length) + data.length);
  const record = Buffer.allocUnsafe(size);
  record[0] = 0x0a;
  record[1] = ID_TEXT_LENGTH + 2;
  record[2] = 0x12;
  record[3] = ID_TEXT_LENGTH;
  event.id.text.copy(record, ID_OFFSET);
  record[ID_FIELD_SIZE] = 0x12;
  let at = writeVarint(record, ID_FIELD_SIZE + 1, nameField);
  at = writeBytes(record, at, 0x1a, streamName);
  record[at] = 0x18;
  if (revision === TOMBSTONE_REVISION) {
    record.set(INT64_MAX_VARINT, at + 1);
    at += 1 + INT64_MAX_VARINT.length;
  } else {
    at = writeVarint(record, at + 1, revision);
  }
  record[at] = 0x20;
  at = writeVarint(record, at + 1, position);
  record[at] = 0x28;
  at = writeVarint(record, at + 1, position);
  at = writeEntry(record, at, TYPE_KEY, type);
  at = writeEntry(record, at, CONTENT_TYPE_KEY, contentType);
  at = writeEntry(record, at, CREATED_KEY, created);
  if (metadata.length > 0) at = writeBytes(record, at, 0x3a, metadata);
  if (data.length > 0) writeBytes(record, at, 0x42, data);
  return record;
}

function entrySize(key: Buffer, value: Buffer): number {
  const inner = innerEntrySize(key, value);
  return 1 + varintSize(inner) + inner;
}

function innerEntrySize(key: Buffer, value: Buffer): number {
  return 2 + key.length + 1 + varintSize(value.length) + value.length;
}

function writeEntry(record: Buffer, offset: number, key: Buffer, value: Buffer): number {
  record[offset] = 0x32;
  let at = writeVarint(record, offset + 1, innerEntrySize(key, value));
  at = writeBytes(record, at, 0x0a, key);
  return writeBytes(record, at, 0x12, value);
}

function writeBytes(record: Buffer, offset: number, tag: number, bytes: Buffer): number {
  record[offset] = tag;
  const at = writeVarint(record, offset + 1, bytes.length);
  bytes.copy(record, at);
  return at + bytes.length;
}

/** Whether a record carries the id with this text. */
export function recordHasId(record: Buffer, idText: Buffer): boolean {
  return record.compare(idText, 0, ID_TEXT_LENGTH, ID_OFFSET, ID_FIELD_SIZE) === 0;
}

/** Text of a record's id. */
export function recordIdText(record: Buffer): Buffer {
  return record.subarray(ID_OFFSET, ID_FIELD_SIZE);
}

/** The name of a record's stream. */
export function recordStreamName(record: Buffer): Buffer {
  const reader = new WireReader(record, ID_FIELD_SIZE + 1);
  reader.delimited();
  reader.position += 1;
  return reader.view();
}

/** Whether the name of a record's stream begins with `$`, without the name being taken out. */
export function isSystemRecord(record: Buffer): boolean {
  const reader = new WireReader(record, ID_FIELD_SIZE + 1);
  reader.delimited();
  reader.position += 1;
  reader.delimited();
  return record[reader.position] === DOLLAR;
}

/** The type of a record's event, without the rest of the record being looked at. */
export function recordType(record: Buffer): string {
  const reader = new WireReader(record, ID_FIELD_SIZE + 1);
  reader.position = reader.delimited();
  for (let skipped = 0; skipped < 3; skipped += 1) {
    reader.position += 1;
    while ((record[reader.position] as number) >= 0x80) reader.position += 1;
    reader.position += 1;
  }
  reader.position += 1;
  reader.varint();
  reader.position += 2 + TYPE_KEY.length + 1;
  const length = reader.varint();
  return record.toString('utf8', reader.position, reader.position + length);
}

/** What the node itself needs of a record beyond its id, stream and type. */
export interface RecordFields {
  readonly revision: number;
  readonly position: number;
  readonly type: string;
  readonly isJson: boolean;
  readonly createdMs: number;
  readonly data: Buffer;
}

const EMPTY = Buffer.alloc(0);

/** Decodes a record wholly. */
export function readRecordFields(record: Buffer): RecordFields {
  const reader = new WireReader(record);
  let revision = 0;
  let position = 0;
  let type = '';
  let isJson = false;
  let createdMs = 0;
  let data: Buffer = EMPTY;
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag === 0x18) revision = reader.varint();
    else if (tag === 0x28) position = reader.varint();
    else if (tag === 0x42) data = reader.view();
    else if (tag === 0x32) {
      const end = reader.delimited();
      const entry = new WireReader(record, reader.position, end);
      reader.position = end;
      entry.tag();
      const key = entry.view().toString('latin1');
      entry.tag();
      const value = entry.view();
      if (key === 'type') type = value.toString('utf8');
      else if (key === 'content-type') isJson = value.equals(JSON_CONTENT);
      else if (key === 'created') createdMs = Number(value.toString('latin1')) / 10_000;
    } else reader.skip(tag);
  }
  return { revision, position, type, isJson, createdMs, data };
}
