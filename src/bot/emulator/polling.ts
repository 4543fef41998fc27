/** `getUpdates`: true long polling, one poller at a time. */
import type { Update } from '@grammyjs/types';
import { conflict, TelegramError } from './errors.ts';
import type { Updates } from './updates.ts';

interface PollRequest {
  offset: number;
  limit: number;
  timeout_s: number;
}

export interface Polling {
  /** Ends early, with no updates, when `signal` says that the poller hung up. */
  poll(request: PollRequest, signal: AbortSignal): Promise<Update[]>;
  /** Answers the waiting poller with 409. */
  interrupt(reason: string): void;
  close(): void;
}

export const createPolling = (updates: Updates): Polling => {
  let waiting: { stop: (error?: Error) => void } | null = null;

  /** The next batch. A staged update travels alone, or the offset after it would skip its neighbours. */
  const take = (limit: number): Update[] => {
    const pending = updates.pending(limit);
    const firstStaged = pending.findIndex((one) => one.is_staged);
    const batch = firstStaged < 0 ? pending : pending.slice(0, Math.max(1, firstStaged));
    updates.markHandedOut(batch);
    return batch.map((one) => one.update);
  };

  const interrupt = (reason: string) => waiting?.stop(conflict(reason));

  return {
    async poll({ offset, limit, timeout_s }, signal) {
      interrupt('terminated by other getUpdates request; make sure that only one bot instance is running');
      if (offset > 0) updates.confirmBelow(offset);
      if (offset < 0) updates.keepLast(-offset);
      const ready = take(limit);
      if (ready.length > 0 || timeout_s <= 0 || signal.aborted) return ready;
      return new Promise<Update[]>((resolve, reject) => {
        const poller = {
          stop(error?: Error) {
            clearTimeout(timer);
            unsubscribe();
            signal.removeEventListener('abort', onAbort);
            if (waiting === poller) waiting = null;
            if (error) reject(error);
            else resolve(signal.aborted ? [] : take(limit));
          },
        };
        const onAbort = () => poller.stop();
        const timer = setTimeout(() => poller.stop(), timeout_s * 1000);
        const unsubscribe = updates.onQueued(() => poller.stop());
        signal.addEventListener('abort', onAbort);
        waiting = poller;
      });
    },
    interrupt,
    close: () => waiting?.stop(new TelegramError(502, 'Bad Gateway')),
  };
};
