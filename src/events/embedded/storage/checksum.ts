import { crc32 } from 'node:zlib';

/** CRC-32 of a record together with the row it belongs to, so that a record moved to another row is noticed too. */
export function recordChecksum(stream: number, revision: number, record: Uint8Array): number {
  return crc32(record, ((stream * 31) ^ (revision & 0x7fffffff)) >>> 0);
}

/** CRC-32 of a stream's row. */
export function streamChecksum(
  id: number,
  name: string,
  origin: number,
  first: number,
  tombstone: number,
): number {
  return crc32(`${id} ${origin} ${first} ${tombstone} ${name}`);
}

/** CRC-32 of the row that tells a stream's last event. */
export function headChecksum(stream: number, last: number, position: number): number {
  return crc32(`${stream} ${last} ${position}`);
}
