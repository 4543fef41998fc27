/** Turns a subscription, which delivers one event at a time, into batches of whatever has arrived meanwhile. */
import type { AllStreamRecordedEvent, AllStreamSubscription } from '@eventstore/db-client';
import type { StoredEvent } from './tipos.ts';

export function stored(event: AllStreamRecordedEvent): StoredEvent {
  const { streamId, revision, id, type, data, metadata, position } = event;
  return {
    stream: streamId,
    revision: Number(revision),
    id,
    type,
    data,
    metadata,
    position: position.commit,
  };
}

/**
 * Reads ahead by at most one batch while the consumer works on the one before it.
 * @throws whatever ends the subscription, once what arrived before it has been taken
 */
export async function* inBatches(
  live: AllStreamSubscription,
  batchMax: number,
  signal: AbortSignal,
): AsyncIterable<StoredEvent[]> {
  let waiting: StoredEvent[] = [];
  const wake = { consumer: () => {}, pump: () => {} };
  let ended = false;
  let failure: unknown;
  const wakeBoth = () => {
    wake.consumer();
    wake.pump();
  };
  signal.addEventListener('abort', wakeBoth);
  const pump = (async () => {
    try {
      for await (const { event } of live) {
        if (event?.position) waiting.push(stored(event));
        wake.consumer();
        while (waiting.length >= batchMax && !ended && !signal.aborted)
          await new Promise<void>((resolve) => {
            wake.pump = resolve;
          });
        if (ended || signal.aborted) return;
      }
    } catch (error) {
      failure = error;
    } finally {
      ended = true;
      wake.consumer();
    }
  })();
  try {
    while (!signal.aborted) {
      if (waiting.length > 0) {
        const batch = waiting;
        waiting = [];
        wake.pump();
        yield batch;
        continue;
      }
      if (ended) {
        if (failure !== undefined) throw failure;
        return;
      }
      await new Promise<void>((resolve) => {
        wake.consumer = resolve;
      });
    }
  } finally {
    ended = true;
    signal.removeEventListener('abort', wakeBoth);
    wake.pump();
    live.destroy();
    await pump;
  }
}
