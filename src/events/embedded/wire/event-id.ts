import { WireError, WireReader } from './reader.ts';

/** Length of an event id in its usual text form. */
export const ID_TEXT_LENGTH = 36;

/** Value of a hexadecimal digit's character code, -1 for any other character. */
const HEX_VALUE = new Int8Array(256).fill(-1);
for (let digit = 0; digit < 16; digit += 1) {
  HEX_VALUE[digit.toString(16).charCodeAt(0)] = digit;
  HEX_VALUE[digit.toString(16).toUpperCase().charCodeAt(0)] = digit;
}

/**
 * An event's id: its 36 lower-case ASCII characters, and a 52-bit key taken from the id's tail, which is random in every
 * kind of UUID and therefore tells nearly all ids apart. Whoever looks up by key compares the text as well.
 */
export interface EventId {
  readonly text: Buffer;
  readonly key: number;
}

/** An id from its text form in any case; throws `WireError` if it is not a UUID. */
export function eventIdFromText(given: Buffer): EventId {
  if (given.length !== ID_TEXT_LENGTH) throw new WireError('an event id is not a UUID');
  let text = given;
  let key = 0;
  for (let at = 0; at < ID_TEXT_LENGTH; at += 1) {
    const code = given[at] as number;
    if (at === 8 || at === 13 || at === 18 || at === 23) {
      if (code !== 0x2d) throw new WireError('an event id is not a UUID');
      continue;
    }
    const value = HEX_VALUE[code] as number;
    if (value < 0) throw new WireError('an event id is not a UUID');
    if (code >= 0x41 && code <= 0x46) {
      if (text === given) text = Buffer.from(given);
      text[at] = code | 0x20;
    }
    if (at >= 22) key = key * 16 + value;
  }
  return { text, key };
}

/** An id from the two halves that other clients send. */
export function eventIdFromHalves(most: bigint, least: bigint): EventId {
  const hex = (most.toString(16).padStart(16, '0') + least.toString(16).padStart(16, '0')).toLowerCase();
  const text = `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  return eventIdFromText(Buffer.from(text, 'latin1'));
}

/** Reads the message `event_store.client.UUID` that ends at `end`. */
export function readUuid(reader: WireReader, end: number): EventId {
  const inner = new WireReader(reader.bytes, reader.position, end);
  reader.position = end;
  let id: EventId | undefined;
  for (let tag = inner.tag(); tag !== 0; tag = inner.tag()) {
    if (tag === 0x12) {
      id = eventIdFromText(inner.view());
    } else if (tag === 0x0a) {
      const structuredEnd = inner.delimited();
      const structured = new WireReader(inner.bytes, inner.position, structuredEnd);
      inner.position = structuredEnd;
      let most = 0n;
      let least = 0n;
      for (let field = structured.tag(); field !== 0; field = structured.tag()) {
        if (field === 0x08) most = structured.varint64();
        else if (field === 0x10) least = structured.varint64();
        else structured.skip(field);
      }
      id = eventIdFromHalves(most, least);
    } else {
      inner.skip(tag);
    }
  }
  if (id === undefined) throw new WireError('an event id is missing');
  return id;
}
