import { RpcError, STATUS } from './status.ts';

/** Bytes before each message: a compression flag and the length. */
export const PREFIX_SIZE = 5;

/** Cuts the bytes of a request into messages. Messages that arrive whole are views on what arrived. */
export class Deframer {
  readonly #sizeMax: number;
  readonly #onMessage: (message: Buffer) => void;
  #pending: Buffer[] = [];
  #pendingSize = 0;
  #needed = PREFIX_SIZE;

  constructor(sizeMax: number, onMessage: (message: Buffer) => void) {
    this.#sizeMax = sizeMax;
    this.#onMessage = onMessage;
  }

  /** Takes the next bytes; throws `RpcError` if they are not gRPC. */
  push(chunk: Buffer): void {
    let bytes = chunk;
    if (this.#pendingSize > 0) {
      this.#pending.push(chunk);
      this.#pendingSize += chunk.length;
      if (this.#pendingSize < this.#needed) return;
      bytes = Buffer.concat(this.#pending, this.#pendingSize);
      this.#pending = [];
      this.#pendingSize = 0;
    }
    let at = 0;
    while (bytes.length - at >= PREFIX_SIZE) {
      const end = at + PREFIX_SIZE + this.#messageSize(bytes, at);
      if (end > bytes.length) {
        this.#keep(bytes, at, end - at);
        return;
      }
      this.#onMessage(bytes.subarray(at + PREFIX_SIZE, end));
      at = end;
    }
    if (at < bytes.length) this.#keep(bytes, at, PREFIX_SIZE);
  }

  /** Whether the request ended in the middle of a message. */
  get isIncomplete(): boolean {
    return this.#pendingSize > 0;
  }

  #keep(bytes: Buffer, at: number, needed: number): void {
    this.#pending.push(bytes.subarray(at));
    this.#pendingSize = bytes.length - at;
    this.#needed = needed;
  }

  #messageSize(bytes: Buffer, at: number): number {
    if (bytes[at] !== 0) throw new RpcError(STATUS.unimplemented, 'Compressed messages are not served.');
    const size = bytes.readUInt32BE(at + 1);
    if (size > this.#sizeMax) {
      throw new RpcError(
        STATUS.resourceExhausted,
        `Received message exceeds the maximum size of ${this.#sizeMax} bytes.`,
      );
    }
    return size;
  }
}

/** A message with its prefix. */
export function frame(message: Uint8Array): Buffer {
  const framed = Buffer.allocUnsafe(PREFIX_SIZE + message.length);
  framed[0] = 0;
  framed.writeUInt32BE(message.length, 1);
  framed.set(message, PREFIX_SIZE);
  return framed;
}
