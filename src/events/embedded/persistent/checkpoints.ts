import type { Log } from '../log.ts';
import { formatPosition, type GroupSource, parsePosition } from './source.ts';
import type { SystemStream } from './system-stream.ts';

/** Type of checkpoint events, which 24.6 renamed to begin with a `$`. */
const CHECKPOINT_TYPE = 'SubscriptionCheckpoint';
const CHECKPOINT_TYPES: ReadonlySet<string> = new Set([CHECKPOINT_TYPE, `$${CHECKPOINT_TYPE}`]);

/** Older checkpoints are of no use; the one before the last is kept to look at. */
const STREAM_METADATA = { $maxCount: 2 };

/** How far a group has come, as it is written down. */
export class Checkpoints {
  readonly #source: GroupSource;
  readonly #stream: SystemStream;
  readonly #log: Log;
  #isWriting = false;
  #next: number | undefined;

  constructor(source: GroupSource, stream: SystemStream, log: Log) {
    this.#source = source;
    this.#stream = stream;
    this.#log = log;
  }

  /** The revision or position up to which everything is done. */
  read(): number | undefined {
    const last = this.#stream.last();
    if (last === undefined || !CHECKPOINT_TYPES.has(last.type)) return undefined;
    try {
      return parsePosition(this.#source, String(JSON.parse(last.data.toString('utf8'))));
    } catch {
      return undefined;
    }
  }

  /** Writes a checkpoint; while one is being written only the newest of those that follow is kept. */
  write(position: number): void {
    this.#next = position;
    if (!this.#isWriting) void this.#writeNext();
  }

  /** Writes the last checkpoint without waiting for one that is being written: writes keep their order. */
  writeLast(position: number): void {
    this.#next = undefined;
    void this.#append(position);
  }

  /** Writes nothing more, so that what was meant for a group that is gone is not found by one that takes its name. */
  abandon(): void {
    this.#next = undefined;
  }

  async #writeNext(): Promise<void> {
    this.#isWriting = true;
    while (this.#next !== undefined) {
      const position = this.#next;
      this.#next = undefined;
      await this.#append(position);
    }
    this.#isWriting = false;
  }

  async #append(position: number): Promise<void> {
    if (!this.#stream.hasMetadata) void this.#stream.setMetadata(STREAM_METADATA, true);
    const outcome = await this.#stream.append({
      type: CHECKPOINT_TYPE,
      isJson: true,
      data: JSON.stringify(formatPosition(this.#source, position)),
    });
    if (outcome.kind === 'success') return;
    this.#log('warn', 'a checkpoint of a persistent subscription could not be written', {
      stream: this.#stream.name,
      reason: outcome.kind,
    });
  }
}
