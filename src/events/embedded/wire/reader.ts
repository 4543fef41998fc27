import { BEYOND } from './varint.ts';

/** A malformed protocol buffer message. */
export class WireError extends Error {}

/**
 * Reads one protocol buffer message in place, without copying: the hot paths walk the fields themselves instead
 * of building the generated message objects.
 */
export class WireReader {
  readonly bytes: Buffer;
  position: number;
  end: number;

  constructor(bytes: Buffer, start = 0, end: number = bytes.length) {
    this.bytes = bytes;
    this.position = start;
    this.end = end;
  }

  /** The next field's tag (field number × 8 + wire type), or 0 at the end of the message. */
  tag(): number {
    return this.position >= this.end ? 0 : this.varint();
  }

  /** An unsigned varint; values of 2^53 and above are read as `BEYOND`. */
  varint(): number {
    const { bytes } = this;
    let value = 0;
    let scale = 1;
    for (let count = 0; count < 10; count += 1) {
      if (this.position >= this.end) throw new WireError('a varint ends outside its message');
      const byte = bytes[this.position] as number;
      this.position += 1;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value > BEYOND ? BEYOND : value;
      scale *= 0x80;
    }
    throw new WireError('a varint is longer than ten bytes');
  }

  /** A varint as a 64-bit integer. */
  varint64(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      if (this.position >= this.end) throw new WireError('a varint ends outside its message');
      const byte = this.bytes[this.position] as number;
      this.position += 1;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asUintN(64, value);
    }
    throw new WireError('a varint is longer than ten bytes');
  }

  /** The offset after a length-delimited field whose length is read here; the field starts at `position`. */
  delimited(): number {
    const length = this.varint();
    const end = this.position + length;
    if (end > this.end) throw new WireError('a field ends outside its message');
    return end;
  }

  /** A length-delimited field as a view on the message's bytes. */
  view(): Buffer {
    const end = this.delimited();
    const view = this.bytes.subarray(this.position, end);
    this.position = end;
    return view;
  }

  /** Steps over a field that is of no interest. */
  skip(tag: number): void {
    switch (tag & 7) {
      case 0:
        this.varint64();
        return;
      case 1:
        this.position += 8;
        break;
      case 2:
        this.position = this.delimited();
        break;
      case 5:
        this.position += 4;
        break;
      default:
        throw new WireError(`wire type ${tag & 7} is not known`);
    }
    if (this.position > this.end) throw new WireError('a field ends outside its message');
  }
}
