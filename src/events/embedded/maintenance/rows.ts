import { crc32 } from 'node:zlib';
import { corrupt } from '../errors.ts';
import { recordChecksum } from '../storage/checksum.ts';
import type { LogRow } from '../storage/log-table.ts';
import { WireReader } from '../wire/reader.ts';
import { varintSize, writeVarint } from '../wire/varint.ts';

/**
 * Rows of the log on their way into a backup: one after another, each as position, stream, revision and record length in
 * varints and the record; a CRC-32 of all of it stands at the end.
 */
export function encodeRows(rows: readonly LogRow[]): Buffer {
  let size = 4;
  for (const { position, stream, revision, record } of rows) {
    size += varintSize(position) + varintSize(stream) + varintSize(revision);
    size += varintSize(record.length) + record.length;
  }
  const bytes = Buffer.allocUnsafe(size);
  let at = 0;
  for (const { position, stream, revision, record } of rows) {
    at = writeVarint(bytes, at, position);
    at = writeVarint(bytes, at, stream);
    at = writeVarint(bytes, at, revision);
    at = writeVarint(bytes, at, record.length);
    at += record.copy(bytes, at);
  }
  bytes.writeUInt32LE(crc32(bytes.subarray(0, at)), at);
  return bytes;
}

/** The rows of one message; throws EVENTSTORE_CORRUPT if they are not what was sent. */
export function decodeRows(bytes: Buffer): LogRow[] {
  const end = bytes.length - 4;
  if (end < 0 || crc32(bytes.subarray(0, end)) !== bytes.readUInt32LE(end)) {
    throw corrupt('A part of the backup was damaged on its way.');
  }
  const reader = new WireReader(bytes, 0, end);
  const rows: LogRow[] = [];
  while (reader.position < end) {
    const position = reader.varint();
    const stream = reader.varint();
    const revision = reader.varint();
    rows.push({ position, stream, revision, record: reader.view() });
  }
  return rows;
}

/** The checksum that a row has in every store that holds it. */
export function checksumOf({ stream, revision, record }: LogRow): number {
  return recordChecksum(stream, revision, record);
}
