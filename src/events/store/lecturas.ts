/** Reads and subscriptions of the official client that end by an error or by their end, and never by neither. */
import {
  type AllStreamSubscription,
  type EventStoreDBClient,
  type StreamingRead,
  StreamNotFoundError,
} from '@eventstore/db-client';
import type { Connection, Link } from './conexion.ts';
import { verdictOn } from './fallos.ts';
import type { Deadlines, Watch } from './plazos.ts';
import { ReadTimeoutError, StoreRefusedError, StoreUnreachableError } from './tipos.ts';

export interface ReadOptions {
  connection: Connection;
  deadlines: Deadlines;
  /** How long the server may be silent, in milliseconds. */
  idleTimeoutMs: number;
  /** How long a client is waited for, in milliseconds. */
  waitMs: number;
  /** Whether a read that has not begun fails at once while the breaker is open. */
  failsFast: boolean;
  onReconnect: (what: string, error: unknown) => void;
}

/** Faults in a row, without one event between them, after which a read fails. */
const FAULTS_MAX = 5;

/**
 * Reads, and after a fault begins again: `begin` starts it where the consumer is by then. None when there is no such stream.
 * @throws StoreUnreachableError, ReadTimeoutError or StoreRefusedError
 */
export async function* resumed<Event>(
  options: ReadOptions,
  begin: (client: EventStoreDBClient) => StreamingRead<Event>,
): AsyncGenerator<Event> {
  const { connection, deadlines, idleTimeoutMs, waitMs, failsFast, onReconnect } = options;
  let hasBegun = false;
  for (let faults = 0; ; ) {
    const link = connection.link ?? (await connection.wait(waitMs, hasBegun || !failsFast));
    const answersBefore = link.answers;
    const reading = failsWell(begin(link.client));
    const watch = deadlines.watch(idleTimeoutMs, () =>
      reading.destroy(new ReadTimeoutError(`a read was answered by nothing for ${idleTimeoutMs} ms`)),
    );
    const events = reading[Symbol.asyncIterator]() as AsyncIterator<Event>;
    let hasEnded = false;
    try {
      for (;;) {
        const next = await watched(watch, events.next());
        if (next.done) break;
        link.answers += 1;
        faults = 0;
        hasBegun = true;
        yield next.value;
      }
      hasEnded = true;
      link.answers += 1;
      // Calls of a client that was given up are cancelled, which looks like the end of the log.
      if (!link.isLost) return;
    } catch (error) {
      hasEnded = !(error instanceof ReadTimeoutError);
      if (error instanceof StreamNotFoundError) {
        link.answers += 1;
        return;
      }
      if (verdictOn(error) === 'refused')
        throw new StoreRefusedError('the event store refused a read', { cause: error });
      connection.failed(link, error, answersBefore);
      faults += 1;
      if (faults >= FAULTS_MAX) throw failureOf(error);
      onReconnect('read', error);
    } finally {
      watch.end();
      // A read that its consumer leaves half-way is ended at the server too, which the client does not do by itself.
      if (!hasEnded) cancel(reading);
    }
  }
}

async function watched<Result>(watch: Watch, waiting: Promise<Result>): Promise<Result> {
  watch.start();
  const result = await waiting;
  watch.stop();
  return result;
}

function failureOf(error: unknown): Error {
  if (error instanceof ReadTimeoutError) return error;
  return new StoreUnreachableError('the event store broke off a read again and again', { cause: error });
}

/** A subscription that fails when the server does not confirm it in time. */
export function confirmed(
  link: Link,
  deadlines: Deadlines,
  timeoutMs: number,
  subscription: AllStreamSubscription,
): { live: AllStreamSubscription; end(): void } {
  const live = failsWell(subscription);
  const watch = deadlines.watch(timeoutMs, () =>
    live.destroy(new ReadTimeoutError(`a subscription was not confirmed within ${timeoutMs} ms`)),
  );
  watch.start();
  live.once('confirmation', () => {
    link.answers += 1;
    watch.end();
  });
  return {
    live,
    end() {
      watch.end();
      live.destroy();
      void live.unsubscribe().catch(() => {});
    },
  };
}

/**
 * The client emits errors without ending the stream: with nobody listening yet, or any more, one would end the process,
 * and a consumer that comes later would wait for ever.
 */
export function failsWell<Stream extends { destroy(error?: Error): unknown }>(stream: Stream): Stream {
  (stream as unknown as NodeJS.EventEmitter).on('error', (error) => stream.destroy(error));
  return stream;
}

function cancel(reading: StreamingRead<unknown>): void {
  reading.destroy();
  void reading.cancel().catch(() => {});
}
