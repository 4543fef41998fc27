import { PREFIX_SIZE } from '../rpc/framing.ts';
import { ID_TEXT_LENGTH } from './event-id.ts';
import { recordIdText } from './record.ts';
import { varintSize, writeVarint } from './varint.ts';

/** An event as a reader gets it: with the link that led to it, or a link alone that leads nowhere. */
export interface ReadEvent {
  readonly event: Buffer | undefined;
  readonly link: Buffer | undefined;
  /** Position of the event read, or of the link if there is one. */
  readonly position: number;
}

/** Gathers the framed `ReadResp` messages of one page into a single write. */
export class ReadResponseBatch {
  readonly #isIdText: boolean;
  #parts: (ReadEvent | Buffer)[] = [];
  #size = 0;

  /** `isIdText`: ids go out as text; otherwise as the two halves of their 128 bits. */
  constructor(isIdText: boolean) {
    this.#isIdText = isIdText;
  }

  get isEmpty(): boolean {
    return this.#parts.length === 0;
  }

  event(event: Buffer | undefined, link: Buffer | undefined, position: number): void {
    const part: ReadEvent = this.#isIdText
      ? { event, link, position }
      : { event: event && withIdHalves(event), link: link && withIdHalves(link), position };
    this.#parts.push(part);
    const inner = readEventSize(part);
    this.#size += PREFIX_SIZE + 1 + varintSize(inner) + inner;
  }

  /** Adds a message that is framed already. */
  framed(bytes: Buffer): void {
    this.#parts.push(bytes);
    this.#size += bytes.length;
  }

  /** All that was added since the last call, as one buffer. */
  take(): Buffer {
    const result = Buffer.allocUnsafe(this.#size);
    let at = 0;
    for (const part of this.#parts) {
      if (Buffer.isBuffer(part)) {
        part.copy(result, at);
        at += part.length;
      } else {
        at = writeReadEvent(result, at, part);
      }
    }
    this.#parts = [];
    this.#size = 0;
    return result;
  }
}

/** Bytes that a field of bytes with a one-byte tag takes; none if it is absent. */
export function fieldSize(bytes: Buffer | undefined): number {
  return bytes === undefined ? 0 : 1 + varintSize(bytes.length) + bytes.length;
}

function readEventSize(part: ReadEvent): number {
  return fieldSize(part.event) + fieldSize(part.link) + 1 + varintSize(part.position);
}

function writeReadEvent(target: Buffer, offset: number, part: ReadEvent): number {
  const inner = readEventSize(part);
  const size = 1 + varintSize(inner) + inner;
  target[offset] = 0;
  target.writeUInt32BE(size, offset + 1);
  target[offset + PREFIX_SIZE] = 0x0a;
  let at = writeVarint(target, offset + PREFIX_SIZE + 1, inner);
  if (part.event !== undefined) at = writeField(target, at, 0x0a, part.event);
  if (part.link !== undefined) at = writeField(target, at, 0x12, part.link);
  target[at] = 0x18;
  return writeVarint(target, at + 1, part.position);
}

/** Writes such a field at `offset` and returns the offset after it. */
export function writeField(target: Buffer, offset: number, tag: number, bytes: Buffer): number {
  target[offset] = tag;
  const at = writeVarint(target, offset + 1, bytes.length);
  bytes.copy(target, at);
  return at + bytes.length;
}

/** A record whose id is given as halves: UUID { 1 structured { 1 most, 2 least } }. */
export function withIdHalves(record: Buffer): Buffer {
  const hex = recordIdText(record).toString('latin1').replaceAll('-', '');
  const most = varint64(0x08, BigInt(`0x${hex.slice(0, 16)}`));
  const least = varint64(0x10, BigInt(`0x${hex.slice(16)}`));
  const structured = Buffer.concat([most, least]);
  const head = Buffer.from([0x0a, structured.length + 2, 0x0a, structured.length]);
  return Buffer.concat([head, structured, record.subarray(4 + ID_TEXT_LENGTH)]);
}

function varint64(tag: number, value: bigint): Buffer {
  const bytes = [tag];
  let rest = value;
  while (rest >= 0x80n) {
    bytes.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return Buffer.from(bytes);
}
