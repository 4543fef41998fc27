import { WireReader } from '../wire/reader.ts';

const REVISION_TAG = 0x18;

/** The revision of a record, without the rest of it being looked at. */
export function revisionOf(record: Buffer): number {
  const reader = new WireReader(record);
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag === REVISION_TAG) return reader.varint();
    reader.skip(tag);
  }
  return 0;
}
