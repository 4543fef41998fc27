/**
 * The event store in memory, as the adapter over the real one behaves: exact expected revisions, repeats known by
 * their event ids, data that went through JSON. Faults are queued, one for each append to come.
 */
import { PREFIJOS_DE_DOMINIO } from '../../src/events/registro.ts';
import {
  AppendOutcomeUnknownError,
  type AppendResult,
  type EventStore,
  type NewEvent,
  type StoredEvent,
  StoreUnreachableError,
  WrongExpectedRevisionError,
} from '../../src/events/store/tipos.ts';

/** What becomes of one append. */
export type AppendFault =
  /** Another writer is said to have been first; nothing is written. */
  | 'conflict'
  /** Written, the answer lost, and repeated by the adapter: the caller learns of success as a repeat. */
  | 'lost_answer'
  /** Written, but the adapter gave up before it could learn so. */
  | 'unknown_written'
  /** Never written, and the adapter gave up. */
  | 'unknown_not_written'
  /** The adapter gave up; the write arrives only when the next append does, just before it. */
  | 'unknown_late'
  /** Something happens between the caller's read and its append. */
  | { before: () => unknown }
  /** As `lost_answer`, and something happens before the adapter repeats the append. */
  | { lostThen: () => unknown }
  /** Nothing is written, and this is thrown. */
  | Error;

export interface MemoryStore extends EventStore {
  /** What the next appends meet, in order. */
  fail(...faults: readonly AppendFault[]): void;
  /** Takes back the faults that no append has met. */
  clearFaults(): void;
  /** Every read fails until this is called with null. */
  failReads(error: Error | null): void;
  /** Everything that was appended, in global order. */
  log(): readonly StoredEvent[];
  stream(name: string): StoredEvent[];
  /** Changes an event behind everybody's back. */
  tamper(stream: string, revision: number, change: (event: StoredEvent) => void): void;
  /** Appends asked for, also those that failed. */
  appends(): number;
}

/** Positions in a real log are byte offsets: they grow, with gaps. */
const POSITION_STEP = 100n;

export function createMemoryStore(): MemoryStore {
  const log: StoredEvent[] = [];
  const streams = new Map<string, StoredEvent[]>();
  const faults: AppendFault[] = [];
  const late: (() => void)[] = [];
  let readError: Error | null = null;
  let appends = 0;
  let appended = Promise.withResolvers<void>();

  function write(stream: string, expected: number, events: readonly NewEvent[]): bigint {
    const held = streams.get(stream) ?? [];
    const current = held.length - 1;
    if (expected < current) {
      const repeats = events.every(({ id }, index) => held[expected + 1 + index]?.id === id);
      if (repeats) return held[expected + events.length]!.position;
    }
    if (expected !== current)
      throw new WrongExpectedRevisionError(`${stream} is at ${current}, not at ${expected}`);
    for (const { id, type, data, metadata } of events) {
      const stored: StoredEvent = {
        stream,
        revision: held.length,
        id,
        type,
        data: throughJson(data),
        metadata: throughJson(metadata),
        position: BigInt(log.length) * POSITION_STEP,
      };
      held.push(stored);
      log.push(stored);
    }
    streams.set(stream, held);
    appended.resolve();
    appended = Promise.withResolvers();
    return held.at(-1)!.position;
  }

  async function append(stream: string, expected: number, events: NewEvent[]): Promise<AppendResult> {
    appends += 1;
    await Promise.resolve();
    for (const arrive of late.splice(0)) arrive();
    const fault = faults.shift();
    if (fault instanceof Error) throw fault;
    if (typeof fault === 'object' && 'before' in fault) await fault.before();
    if (typeof fault === 'object' && 'lostThen' in fault) {
      write(stream, expected, events);
      await fault.lostThen();
      return { position: write(stream, expected, events), repeated: true };
    }
    switch (fault) {
      case 'conflict':
        throw new WrongExpectedRevisionError(`${stream} is not at revision ${expected}`);
      case 'unknown_not_written':
        throw new AppendOutcomeUnknownError(`no answer to an append to ${stream}`);
      case 'unknown_written':
        write(stream, expected, events);
        throw new AppendOutcomeUnknownError(`no answer to an append to ${stream}`);
      case 'unknown_late':
        late.push(() => {
          try {
            write(stream, expected, events);
          } catch (error) {
            if (!(error instanceof WrongExpectedRevisionError)) throw error;
          }
        });
        throw new AppendOutcomeUnknownError(`no answer to an append to ${stream}`);
      default:
        return { position: write(stream, expected, events), repeated: fault === 'lost_answer' };
    }
  }

  async function* readStream(
    stream: string,
    fromRevision: number,
    maxCount = Infinity,
  ): AsyncIterable<StoredEvent> {
    await Promise.resolve();
    if (readError) throw readError;
    for (const event of (streams.get(stream) ?? []).slice(fromRevision, fromRevision + maxCount))
      yield structuredClone(event);
  }

  function after(position: bigint | null, prefixes: readonly string[], end: number): StoredEvent[] {
    const from = position === null ? 0 : Number(position / POSITION_STEP) + 1;
    return log
      .slice(from, end)
      .filter(({ stream }) => prefixes.some((prefix) => stream.startsWith(prefix)))
      .map((event) => structuredClone(event));
  }

  return {
    url: null,
    append,
    async note(stream, events) {
      write(stream, (streams.get(stream)?.length ?? 0) - 1, events);
    },
    readStream,
    async *readAll(options) {
      await Promise.resolve();
      if (readError) throw new StoreUnreachableError('reads fail', { cause: readError });
      yield* after(options.after, options.prefixes ?? PREFIJOS_DE_DOMINIO, log.length);
    },
    async *readTexts(options) {
      for await (const { data, metadata, ...event } of this.readAll(options))
        yield [{ ...event, data: JSON.stringify(data), metadata: JSON.stringify(metadata) }];
    },
    async *subscribe({ after: start, prefixes = PREFIJOS_DE_DOMINIO, signal, batchMax = 1_000 }) {
      const aborted = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
      let last = start;
      while (!signal.aborted) {
        const { promise } = appended;
        const batch = after(last, prefixes, log.length).slice(0, batchMax);
        if (batch.length > 0) {
          last = batch.at(-1)!.position;
          yield batch;
        } else await Promise.race([promise, aborted]);
      }
    },
    head: async () => log.at(-1)?.position ?? null,
    close: async () => {},
    fail: (...next) => void faults.push(...next),
    clearFaults: () => void faults.splice(0),
    failReads(error) {
      readError = error;
    },
    log: () => log,
    stream: (name) => structuredClone(streams.get(name) ?? []),
    tamper(stream, revision, change) {
      change(streams.get(stream)![revision]!);
    },
    appends: () => appends,
  };
}

function throughJson(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
