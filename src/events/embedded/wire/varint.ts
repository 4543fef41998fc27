/**
 * Protocol buffer varints over JavaScript numbers. Revisions and positions are below 2^53; anything above
 * (only ever "end" or "deleted" markers) is read as `BEYOND`, which compares above every real value.
 */

/** Stands for every uint64 that no stored revision or position can reach. */
export const BEYOND = Number.MAX_SAFE_INTEGER;

const TWO_POW_28 = 2 ** 28;

/** Bytes that `value` (0 ≤ value < 2^53) takes as a varint. */
export function varintSize(value: number): number {
  if (value < 0x80) return 1;
  if (value < 0x4000) return 2;
  if (value < 0x200000) return 3;
  if (value < 0x10000000) return 4;
  let size = 4;
  let rest = Math.floor(value / TWO_POW_28);
  while (rest > 0) {
    size += 1;
    rest = Math.floor(rest / 0x80);
  }
  return size;
}

/** Writes `value` (0 ≤ value < 2^53) at `offset` and returns the offset after it. */
export function writeVarint(target: Uint8Array, offset: number, value: number): number {
  let at = offset;
  let rest = value;
  while (rest >= 0x80) {
    target[at] = (rest % 0x80) | 0x80;
    at += 1;
    rest = rest < TWO_POW_28 ? rest >>> 7 : Math.floor(rest / 0x80);
  }
  target[at] = rest;
  return at + 1;
}

/** int64 max, the revision of a tombstone, as its nine varint bytes. */
export const INT64_MAX_VARINT: Uint8Array = Uint8Array.of(255, 255, 255, 255, 255, 255, 255, 255, 127);

/** uint64 max, the unknown position, as its ten varint bytes. */
export const UINT64_MAX_VARINT: Uint8Array = Uint8Array.of(255, 255, 255, 255, 255, 255, 255, 255, 255, 1);
