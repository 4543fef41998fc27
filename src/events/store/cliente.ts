/** The event store adapter over the official client: the only code that talks to the log. */
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type AllStreamRecordedEvent,
  BACKWARDS,
  END,
  EventStoreDBClient,
  FORWARDS,
  NO_STREAM,
  START,
  StreamDeletedError,
  type StreamingRead,
  StreamNotFoundError,
  streamNameFilter,
  WrongExpectedVersionError,
} from '@eventstore/db-client';
import { withoutPassword } from '../../platform/urls.ts';
import { PREFIJOS_DE_DOMINIO } from '../registro.ts';
import { inBatches, stored } from './lotes.ts';
import { createDeadlines } from './plazos.ts';
import {
  type AllOptions,
  AppendOutcomeUnknownError,
  type AppendResult,
  type EventStore,
  type NewEvent,
  type StoredEvent,
  StoreUnreachableError,
  WrongExpectedRevisionError,
} from './tipos.ts';

export interface ClientOptions {
  /** `esdb://…` connection string. */
  url: string;
  /** How long one append may stay unanswered before it is repeated, in milliseconds. */
  appendTimeoutMs?: number;
  /** How long an append is repeated before its outcome is called unknown, in milliseconds. */
  appendGiveUpMs?: number;
  /** Told of every reconnect, with its reason. */
  onReconnect?: (what: string, error: unknown) => void;
}

const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 2_000;
const DISPOSE_TIMEOUT_MS = 500;

export function createEventStore(options: ClientOptions): EventStore {
  const { url, appendTimeoutMs = 3_000, appendGiveUpMs = 9_000, onReconnect = () => {} } = options;
  const client = connect(url);
  const closing = new AbortController();
  const deadlines = createDeadlines();

  async function append(stream: string, expected: number, events: NewEvent[]): Promise<AppendResult> {
    const batch = events.map(({ id, type, data, metadata }) => ({
      id,
      type,
      data,
      metadata,
      contentType: 'application/json' as const,
    }));
    const expectedRevision = expected < 0 ? NO_STREAM : BigInt(expected);
    const giveUpAt = performance.now() + appendGiveUpMs;
    let pauseMs = FIRST_PAUSE_MS;
    for (let attempt = 1; ; attempt++) {
      try {
        // The client sets no timer on a batch append: a lost answer would be waited for without end.
        const appended = client.appendToStream(stream, batch, {
          expectedRevision,
          deadline: appendTimeoutMs,
        });
        const { position } = await deadlines.within(appendTimeoutMs, appended);
        return { position: position?.commit ?? 0n, repeated: attempt > 1 };
      } catch (error) {
        if (error instanceof WrongExpectedVersionError || error instanceof StreamDeletedError)
          throw new WrongExpectedRevisionError(`${stream} is not at revision ${expected}`, { cause: error });
        if (closing.signal.aborted || performance.now() + pauseMs > giveUpAt)
          throw new AppendOutcomeUnknownError(`no answer to an append to ${stream}`, { cause: error });
        onReconnect('append', error);
        await sleep(pauseMs);
        pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
      }
    }
  }

  async function* readStream(stream: string, first: number, maxCount?: number): AsyncIterable<StoredEvent> {
    const range = {
      direction: FORWARDS,
      fromRevision: BigInt(first),
      ...(maxCount && { maxCount }),
    } as const;
    const reading = client.readStream(stream, range);
    let ended = false;
    try {
      for await (const { event } of reading) if (event) yield stored(event as AllStreamRecordedEvent);
      ended = true;
    } catch (error) {
      ended = true;
      if (error instanceof StreamNotFoundError) return;
      throw error;
    } finally {
      if (!ended) await cancel(reading);
    }
  }

  async function* readAll({ after, prefixes = PREFIJOS_DE_DOMINIO }: AllOptions): AsyncIterable<StoredEvent> {
    const fromPosition = after === null ? START : { commit: after, prepare: after };
    const reading = client.readAll({ direction: FORWARDS, fromPosition });
    let ended = false;
    try {
      for await (const { event } of reading) {
        if (!event?.position || !prefixes.some((prefix) => event.streamId.startsWith(prefix))) continue;
        // Reads are inclusive of the position they start from.
        if (after === null || event.position.commit > after) yield stored(event);
      }
      ended = true;
    } finally {
      if (!ended) await cancel(reading);
    }
  }

  async function* subscribe(
    subscription: AllOptions & { signal: AbortSignal; batchMax?: number },
  ): AsyncIterable<StoredEvent[]> {
    const { prefixes = PREFIJOS_DE_DOMINIO, batchMax = 1_000 } = subscription;
    const signal = AbortSignal.any([subscription.signal, closing.signal]);
    let last = subscription.after;
    let pauseMs = FIRST_PAUSE_MS;
    while (!signal.aborted) {
      const live = client.subscribeToAll({
        fromPosition: last === null ? START : { commit: last, prepare: last },
        filter: streamNameFilter({ prefixes: [...prefixes] }),
      });
      try {
        for await (const batch of inBatches(live, batchMax, signal)) {
          // After a reconnect the server may begin with what was delivered before.
          const fresh = batch.filter(({ position }) => last === null || position > last);
          if (fresh.length === 0) continue;
          last = fresh.at(-1)!.position;
          pauseMs = FIRST_PAUSE_MS;
          yield fresh;
        }
      } catch (error) {
        if (!signal.aborted) onReconnect('subscription', error);
      } finally {
        void live.unsubscribe().catch(() => {});
      }
      if (signal.aborted) return;
      await sleep(pauseMs, undefined, { signal }).catch(() => {});
      pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
    }
  }

  async function head(): Promise<bigint | null> {
    try {
      const newest = client.readAll({ direction: BACKWARDS, fromPosition: END, maxCount: 1 });
      let position: bigint | null = null;
      for await (const { event } of newest) position = event?.position?.commit ?? null;
      return position;
    } catch (error) {
      throw new StoreUnreachableError(`the event store at ${withoutPassword(url)} does not answer`, {
        cause: error,
      });
    }
  }

  async function close(): Promise<void> {
    closing.abort();
    // A read that its consumer left half-way never ends for the client, which would wait for it without end.
    await Promise.race([client.dispose(), sleep(DISPOSE_TIMEOUT_MS, undefined, { ref: false })]);
  }

  return { append, readStream, readAll, subscribe, head, close };
}

function connect(url: string): EventStoreDBClient {
  try {
    return EventStoreDBClient.connectionString(url);
  } catch (error) {
    throw new StoreUnreachableError(`${withoutPassword(url)} is not an event store connection string`, {
      cause: error,
    });
  }
}

/** A read that its consumer leaves half-way is ended at the server too, which the client does not do by itself. */
async function cancel(reading: StreamingRead<unknown>): Promise<void> {
  await reading.cancel().catch(() => {});
}
