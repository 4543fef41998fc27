import type { StreamReader } from '../streams/stream-reader.ts';
import type { EventSource } from './event-source.ts';
import { MessageBuffer } from './message-buffer.ts';
import type { Progress } from './progress.ts';
import { toMessage } from './resolve.ts';
import { type GroupSettings, readBatchOf } from './settings.ts';

/** Events read at a time while the group keeps up; between two pages others get their turn. */
const PAGE_EVENTS = 256;

/** A group reads no further while what waits for its consumers takes this much memory. */
const BUFFER_BYTES_MAX = 16 * 1_048_576;

/** What a step has led to: more can be read at once, nothing more is there, there is no room, or the stream is deleted. */
export type ReadResult = 'more' | 'end' | 'full' | 'gone';

/**
 * Reads a group's source as far ahead as its buffer allows and stops there. As everything is in the log, what comes in
 * meanwhile needs no memory: a group that is behind reads it when there is room.
 */
export class ReadAhead {
  readonly buffer = new MessageBuffer();
  readonly #events: EventSource;
  readonly #progress: Progress;
  readonly #reader: StreamReader;
  readonly #settings: GroupSettings;
  #next: number;
  #isLive: boolean;
  #liveEvents = 0;

  /** `start`: the first position to read; undefined: whatever comes next. */
  constructor(
    events: EventSource,
    progress: Progress,
    reader: StreamReader,
    settings: GroupSettings,
    start: number | undefined,
  ) {
    this.#events = events;
    this.#progress = progress;
    this.#reader = reader;
    this.#settings = settings;
    this.#isLive = start === undefined;
    this.#next = start ?? events.end();
  }

  /** Whether all that there is has been read. */
  get isLive(): boolean {
    return this.#isLive;
  }

  /** Number of events that came in while there was room for them. */
  get liveEvents(): number {
    return this.#liveEvents;
  }

  /** The newest event of the source that the group has heard of. */
  get lastKnown(): number | undefined {
    const newest = this.#events.end() - 1;
    return this.#isLive || newest < 0 ? this.#progress.lastConsidered : newest;
  }

  /** Reads a page; `retry`: what waits besides, and takes room too. */
  step(retry: MessageBuffer): ReadResult {
    const limit = this.#room(retry);
    if (limit <= 0) {
      if (this.#events.end() > this.#next) this.#isLive = false;
      return 'full';
    }
    const page = this.#events.read(this.#next, limit, this.#isLive);
    if (page.kind === 'gone') return this.#isLive ? 'end' : 'gone';
    for (const { position, stored } of page.considered) {
      const place = this.#progress.consider(position);
      if (stored === undefined) continue;
      if (this.#isLive) this.#liveEvents += 1;
      this.buffer.append(toMessage(this.#reader, stored, this.#settings.resolveLinks, place));
    }
    this.#next = page.next;
    if (!page.isEnd) return 'more';
    this.#isLive = true;
    return 'end';
  }

  /** Events that may be read now: a group that keeps up fills its buffer, one that is behind waits for room for a batch. */
  #room(retry: MessageBuffer): number {
    if (this.buffer.bytes + retry.bytes > BUFFER_BYTES_MAX) return 0;
    const { historyBufferSize, readBatchSize } = this.#settings;
    if (this.#isLive) return Math.min(historyBufferSize - this.buffer.length, PAGE_EVENTS);
    const free = historyBufferSize - this.buffer.length - retry.length;
    if (free <= readBatchSize) return 0;
    const batch = readBatchOf(this.#settings);
    return this.#events.isFiltered ? Math.max(batch, Math.min(free, PAGE_EVENTS)) : batch;
  }
}
