/** The one narrow interface through which the product reads and writes the log. */

/** An event as the log holds it. */
export interface StoredEvent {
  stream: string;
  /** From 0. */
  revision: number;
  id: string;
  type: string;
  data: unknown;
  metadata: unknown;
  /** Place in the global order (the server's commit position). */
  position: bigint;
}

/** An event whose data and metadata nobody has parsed. */
export interface StoredText extends Omit<StoredEvent, 'data' | 'metadata'> {
  /** Null where the event says that it is no JSON. */
  data: string | null;
  metadata: string;
}

export interface NewEvent {
  /** UUID; the same on every attempt to append the same event. */
  id: string;
  type: string;
  data: Record<string, unknown>;
  metadata: Record<string, unknown>;
}

/** The revision the stream must be at: that of its last event, or -1 when it must not exist. */
export type ExpectedRevision = number;

export interface AppendResult {
  /** Position of the last event appended. */
  position: bigint;
  /**
   * True when the first answer was lost and the append was repeated: the stream must then be read back
   * before it is folded.
   */
  repeated: boolean;
}

export interface AllOptions {
  /** Exclusive for subscriptions and reads alike; null from the beginning. */
  after: bigint | null;
  /** Stream-name prefixes; all domain streams by default. */
  prefixes?: readonly string[];
}

export interface EventStore {
  /** The connection string it was made with, for threads that connect themselves; null of one that is in this process only. */
  readonly url: string | null;
  /**
   * Appends atomically and durably, or changes nothing.
   * @throws WrongExpectedRevisionError when the stream is at another revision
   * @throws AppendOutcomeUnknownError when the store did not say in time; repeating with the same ids is safe
   * @throws StoreUnreachableError when nothing was sent because there is nobody to send it to
   * @throws StoreRefusedError when the store will not take it
   */
  append(stream: string, expected: ExpectedRevision, events: NewEvent[]): Promise<AppendResult>;
  /**
   * Appends what is no part of the ledger, wherever the stream stands; the server drops it once it is older than
   * `maxAgeS`. One attempt: what is lost so is missed by nobody.
   * @throws whatever went wrong
   */
  note(stream: string, events: NewEvent[], maxAgeS: number): Promise<void>;
  /**
   * Events of a stream from a revision on, at most `maxCount`; none when there is no such stream. It is the leader that
   * answers, so that a command is decided on all that was acknowledged. A read that is cut off goes on where it was.
   * @throws StoreUnreachableError
   * @throws ReadTimeoutError
   */
  readStream(stream: string, fromRevision: number, maxCount?: number): AsyncIterable<StoredEvent>;
  /**
   * Events in global order up to the end of the log at the time of the call; a node that trails the leader has an earlier
   * end. A read that is cut off goes on where it was.
   * @throws StoreUnreachableError
   * @throws ReadTimeoutError
   */
  readAll(options: AllOptions): AsyncIterable<StoredEvent>;
  /** As `readAll`, in sets, with data and metadata as texts, for who passes them on: `parseText` gives the events. */
  readTexts(options: AllOptions): AsyncIterable<StoredText[]>;
  /**
   * As `readAll`, then what is appended, until the signal aborts; reconnects by itself. Yields whatever has arrived
   * since the last batch was taken, at most `batchMax` events: a slow reader gets large batches, a quick one small.
   */
  subscribe(options: AllOptions & { signal: AbortSignal; batchMax?: number }): AsyncIterable<StoredEvent[]>;
  /**
   * Position of the newest event of the whole log, by the leader; null when it is empty.
   * @throws StoreUnreachableError
   */
  head(): Promise<bigint | null>;
  close(): Promise<void>;
}

export class WrongExpectedRevisionError extends Error {
  readonly code = 'WRONG_EXPECTED_REVISION';
}

export class AppendOutcomeUnknownError extends Error {
  readonly code = 'APPEND_OUTCOME_UNKNOWN';
}

/** The server cannot be reached or does not answer as an event store; what was asked for was not done. */
export class StoreUnreachableError extends Error {
  readonly code = 'STORE_UNREACHABLE';
  /** After how long it is worth asking again. */
  readonly retryAfterMs: number;
  constructor(
    message: string,
    { retryAfterMs = 1_000, ...options }: ErrorOptions & { retryAfterMs?: number } = {},
  ) {
    super(message, options);
    this.retryAfterMs = retryAfterMs;
  }
}

/** The server took a read or a subscription and then was silent. */
export class ReadTimeoutError extends Error {
  readonly code = 'READ_TIMEOUT';
}

/** The server understood and will not: access denied, too large, malformed. Repeating does not help. */
export class StoreRefusedError extends Error {
  readonly code = 'STORE_REFUSED';
}
