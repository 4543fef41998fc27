import type { MessageBuffer } from './message-buffer.ts';
import type { Parked } from './parked.ts';
import { type GroupSettings, readBatchOf } from './settings.ts';

/** Sends parked messages once more: reads them into the buffer for retries, no faster than that has room. */
export class ParkedReplay {
  readonly #parked: Parked;
  readonly #settings: GroupSettings;
  #range: { next: number; readonly end: number } | undefined;

  constructor(parked: Parked, settings: GroupSettings) {
    this.#parked = parked;
    this.#settings = settings;
  }

  get isRunning(): boolean {
    return this.#range !== undefined;
  }

  /** Begins with the messages before revision `stopAt`, or all that there are now; one replay at a time. */
  start(stopAt: number | undefined): void {
    if (this.#range !== undefined || this.#parked.count === 0) return;
    const end = Math.min(stopAt ?? Number.POSITIVE_INFINITY, this.#parked.end);
    if (end > this.#parked.first) this.#range = { next: 0, end };
  }

  /** Reads a page; whether more can follow at once. What has been read is no longer parked, as on the server. */
  step(retry: MessageBuffer): boolean {
    const range = this.#range;
    if (range === undefined || retry.length >= Math.max(this.#settings.historyBufferSize, 1)) return false;
    const page = this.#parked.page(range.next, range.end, readBatchOf(this.#settings));
    for (const message of page.messages) retry.insert(message);
    range.next = page.next;
    if (!page.isEnd) return true;
    this.#range = undefined;
    void this.#parked.truncate(range.end);
    return false;
  }
}
