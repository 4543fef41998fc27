import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';

const FILE = 'acknowledged.mark';
const SIZE = 12;

/**
 * Remembers the highest position that was durable, beside the database. It is written after each commit and never synced,
 * so that it can lag behind the log but never run ahead of it: a log that ends below it has lost acknowledged events (a
 * damaged or removed WAL, which SQLite itself takes for an ordinary end).
 */
export class Witness {
  readonly #file: number;
  readonly #bytes = Buffer.alloc(SIZE);

  constructor(dir: string) {
    const path = join(dir, FILE);
    try {
      this.#file = openSync(path, 'r+');
    } catch {
      this.#file = openSync(path, 'w+');
    }
  }

  /** The position remembered, 0 if there is none. */
  read(): number {
    const bytes = Buffer.alloc(SIZE);
    if (readSync(this.#file, bytes, 0, SIZE, 0) < SIZE) return 0;
    return bytes.readUInt32LE(8) === crc32(bytes.subarray(0, 8)) ? Number(bytes.readBigUInt64LE(0)) : 0;
  }

  write(position: number): void {
    const bytes = this.#bytes;
    bytes.writeBigUInt64LE(BigInt(position), 0);
    bytes.writeUInt32LE(crc32(bytes.subarray(0, 8)), 8);
    try {
      writeSync(this.#file, bytes, 0, SIZE, 0);
    } catch {
      // What is committed stays committed: without the mark a damaged end is merely harder to notice.
    }
  }

  close(): void {
    closeSync(this.#file);
  }
}
