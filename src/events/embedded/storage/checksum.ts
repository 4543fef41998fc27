import { crc32 } from 'node:zlib';

/** CRC-32 of a record together with the row it belongs to, so that a record moved to another row is noticed too. */
export function recordChecksum(stream: number, revision: number, record: Uint8Array): number {
  return crc32(record, ((stream * 31) ^ (revision & 0x7fffffff)) >>> 0);
}

/** CRC-32 of a stream's row; one that begins with revision 0 has the checksum that it had before there was a `first`. */
export function streamChecksum(
  id: number,
  name: string,
  first: number,
  last: number,
  tombstone: number,
): number {
  return crc32(`${first === 0 ? '' : `${first}+`}${id} ${last} ${tombstone} ${name}`);
}
