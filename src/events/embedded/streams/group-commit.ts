import { EmbeddedNodeError } from '../errors.ts';
import type { Log } from '../log.ts';
import { SQLITE, sqliteCode } from '../storage/open.ts';
import type { Store } from '../storage/store.ts';
import type { AppendOutcome } from './append-outcome.ts';
import type { Hub } from './hub.ts';
import type { StreamReader } from './stream-reader.ts';
import { applyWrite, type Transaction } from './write-operations.ts';
import type { WriteRequest } from './write-request.ts';

/** One transaction takes no more than this many events, so that a flood does not hold up its own first members. */
const EVENTS_PER_COMMIT_MAX = 2_048;

/**
 * Index entries are written along with commits, in slices, as neighbours share pages; several per event written, so that one
 * memtable is written before the next is full.
 */
const INDEX_ROWS_PER_SLICE = 1_024;
const INDEX_ROWS_PER_EVENT = 5;

/** Index entries written per turn while nothing is being appended. */
const INDEX_ROWS_IDLE = 1_024;

const IDLE_DELAY_MS = 50;

/** Work on the store that is no write of a client. */
interface Chore {
  /** Does the work inside a transaction; gives the bytes written. */
  work(): number;
  done(): void;
  failed(error: unknown): void;
}

/**
 * The single writer. Whatever has arrived is decided in order of arrival and committed as one SQLite transaction; each
 * write is all in it or not at all. Outcomes are told only after the commit is on disk. If a commit fails, nothing is
 * retried: the node stays readable and refuses writes until it is started again. A full disk alone is survived, as SQLite
 * takes the whole transaction back.
 */
export class GroupCommit {
  readonly #store: Store;
  readonly #reader: StreamReader;
  readonly #hub: Hub;
  readonly #log: Log;
  #queue: WriteRequest[] = [];
  #chores: Chore[] = [];
  #isScheduled = false;
  #indexRowsDue = 0;
  #idleTimer: NodeJS.Timeout | undefined;
  /** Why nothing can be written any more. */
  #readOnlyReason: string | undefined;
  #hasFailed = false;

  constructor(store: Store, reader: StreamReader, hub: Hub, log: Log) {
    this.#store = store;
    this.#reader = reader;
    this.#hub = hub;
    this.#log = log;
  }

  get isReadOnly(): boolean {
    return this.#readOnlyReason !== undefined;
  }

  /** Whether the disk has failed, so that nothing more may be written even on closing. */
  get hasFailed(): boolean {
    return this.#hasFailed;
  }

  /** Writes that wait for their commit. */
  get queued(): number {
    return this.#queue.length;
  }

  enqueue(request: WriteRequest): void {
    this.#queue.push(request);
    this.#schedule();
  }

  /**
   * Runs `work` in a transaction of its own between two commits; `work` gives the bytes that it has written. Resolves when
   * that is durable, and rejects, with nothing changed, if it cannot be.
   */
  maintain(work: () => number): Promise<void> {
    return new Promise((done, failed) => {
      this.#chores.push({ work, done, failed });
      this.#schedule();
    });
  }

  /** Commits what has arrived and stops; later requests are refused. */
  close(): void {
    while (this.#queue.length > 0) this.#turn();
    this.#readOnlyReason ??= 'the node is shutting down';
    for (const chore of this.#chores.splice(0)) chore.failed(new Error(this.#readOnlyReason));
    clearTimeout(this.#idleTimer);
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      this.#turn();
    });
  }

  #turn(): void {
    const requests = this.#take();
    if (requests.length > 0) this.#commit(requests);
    const chore = this.#chores.shift();
    if (chore !== undefined) this.#maintain(chore);
    if (this.#queue.length > 0 || this.#chores.length > 0) this.#schedule();
    else if (!this.isReadOnly) this.#housekeepLater();
  }

  #take(): WriteRequest[] {
    const queue = this.#queue;
    let events = 0;
    let count = 0;
    while (count < queue.length && events < EVENTS_PER_COMMIT_MAX) {
      events += Math.max(1, (queue[count] as WriteRequest).events.length);
      count += 1;
    }
    if (count === queue.length) {
      this.#queue = [];
      return queue;
    }
    return queue.splice(0, count);
  }

  #commit(requests: readonly WriteRequest[]): void {
    if (this.#readOnlyReason !== undefined) {
      const outcome = this.#refusal(this.#readOnlyReason);
      for (const request of requests) this.#settle(request, outcome);
      return;
    }
    const store = this.#store;
    const nowMs = Date.now();
    let isOpen = false;
    let isCommitting = false;
    const transaction: Transaction = {
      created: Buffer.from(`${nowMs}0000`, 'latin1'),
      events: [],
      lastPosition: store.lastPosition,
      bytes: 0,
      begin: () => {
        if (isOpen) return;
        store.begin();
        isOpen = true;
      },
    };
    let outcomes: AppendOutcome[];
    try {
      outcomes = requests.map((request) => this.#apply(transaction, request, nowMs));
      if (isOpen) {
        store.index.freezeIfFull();
        this.#indexRowsDue += transaction.events.length * INDEX_ROWS_PER_EVENT;
        if (this.#indexRowsDue >= INDEX_ROWS_PER_SLICE) {
          store.index.flushSlice(this.#indexRowsDue);
          this.#indexRowsDue = 0;
        }
        isCommitting = true;
        store.commit(transaction.lastPosition, transaction.bytes + 4_096);
      }
    } catch (error) {
      const outcome = this.#fail(error, isCommitting);
      for (const request of requests) this.#settle(request, outcome);
      return;
    }
    for (let at = 0; at < requests.length; at += 1) {
      this.#settle(requests[at] as WriteRequest, outcomes[at] as AppendOutcome);
    }
    if (transaction.events.length > 0) this.#hub.publish(transaction.events);
    if (store.wantsCheckpoint) setImmediate(() => this.#checkpoint());
  }

  #maintain({ work, done, failed }: Chore): void {
    if (this.#readOnlyReason !== undefined) {
      failed(new Error(`The event store is read-only: ${this.#readOnlyReason}`));
      return;
    }
    const store = this.#store;
    try {
      store.begin();
      const bytes = work();
      store.commit(store.lastPosition, bytes);
    } catch (error) {
      // Damage that was met spoils this work alone; a disk that fails ends all writing.
      if (error instanceof EmbeddedNodeError) {
        store.rollback();
        store.reload();
      } else {
        this.#fail(error, false);
      }
      failed(error);
      return;
    }
    done();
    if (store.wantsCheckpoint) setImmediate(() => this.#checkpoint());
  }

  /** What goes wrong in telling one writer must not keep the others from being told. */
  #settle(request: WriteRequest, outcome: AppendOutcome): void {
    try {
      request.settle(outcome);
    } catch (error) {
      this.#log('error', 'the outcome of a write could not be told', {
        stream: request.streamName,
        error: error instanceof Error ? error.message : String(error),
      });
    }
  }

  #apply(transaction: Transaction, request: WriteRequest, nowMs: number): AppendOutcome {
    if (nowMs > request.deadlineMs) return { kind: 'timeout' };
    const before = transaction.events.length;
    try {
      return applyWrite(this.#store, this.#reader, transaction, request);
    } catch (error) {
      // Damage met while deciding spoils this write alone; once something of it is written, the whole transaction must go.
      if (!(error instanceof EmbeddedNodeError) || transaction.events.length > before) throw error;
      this.#log('error', 'a write met damaged data', { stream: request.streamName, error: error.message });
      return { kind: 'failed', message: error.message, unknown: false };
    }
  }

  #fail(error: unknown, isCommitting: boolean): AppendOutcome {
    const reason = error instanceof Error ? error.message : String(error);
    const isFull = sqliteCode(error) === SQLITE.full;
    if (!isFull) this.#becomeReadOnly(reason);
    try {
      this.#store.rollback();
      this.#store.reload();
    } catch (reloadError) {
      const again = reloadError instanceof Error ? reloadError.message : String(reloadError);
      this.#becomeReadOnly(again);
    }
    if (isFull && !this.isReadOnly) {
      this.#log('error', 'the disk is full; writes are refused while it is', { reason });
      return { kind: 'failed', message: `The event store's disk is full: ${reason}`, unknown: false };
    }
    return isCommitting
      ? { kind: 'failed', message: `The commit failed, its outcome is unknown: ${reason}`, unknown: true }
      : this.#refusal(reason);
  }

  #becomeReadOnly(reason: string): void {
    this.#hasFailed = true;
    this.#readOnlyReason ??= reason;
    this.#log('error', 'the event store is read-only until it is started again', { reason });
  }

  #refusal(reason: string): AppendOutcome {
    return { kind: 'failed', message: `The event store is read-only: ${reason}`, unknown: false };
  }

  #checkpoint(): void {
    if (this.isReadOnly || !this.#store.wantsCheckpoint) return;
    try {
      this.#store.checkpoint();
    } catch (error) {
      if (sqliteCode(error) === SQLITE.full) return;
      this.#becomeReadOnly(error instanceof Error ? error.message : String(error));
    }
  }

  /** While nothing is appended, the index entries that wait are written all the same. */
  #housekeepLater(): void {
    if (this.#idleTimer !== undefined || !this.#store.index.isFlushing) return;
    this.#idleTimer = setTimeout(() => {
      this.#idleTimer = undefined;
      if (this.isReadOnly || this.#queue.length > 0) return;
      try {
        this.#store.begin();
        this.#store.index.flushSlice(INDEX_ROWS_IDLE);
        this.#store.commit(this.#store.lastPosition, INDEX_ROWS_IDLE * 64);
      } catch (error) {
        this.#fail(error, false);
        return;
      }
      this.#housekeepLater();
    }, IDLE_DELAY_MS);
    this.#idleTimer.unref();
  }
}
