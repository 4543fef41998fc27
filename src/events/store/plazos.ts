/** Deadlines for many short waits: one timer looks after all of them, instead of one being set and cleared for each. */

interface Wait {
  readonly expiresMs: number;
  expire(): void;
}

const LOOK_EVERY_MS = 50;

export class DeadlineError extends Error {
  readonly code = 'DEADLINE';
}

/** Looks after somebody who waits again and again, as the reader of a long read does. */
export interface Watch {
  /** Begins a wait. */
  start(): void;
  /** The wait is over, in time. */
  stop(): void;
  /** There will be no further wait. */
  end(): void;
}

export interface Deadlines {
  /** The promise's outcome, or DeadlineError when there is none within the time, to the nearest 50 ms. */
  within<Result>(timeoutMs: number, promise: Promise<Result>): Promise<Result>;
  /** Calls `expire`, once, when a wait of its user lasts longer than the time, to the nearest 50 ms. */
  watch(timeoutMs: number, expire: () => void): Watch;
}

export function createDeadlines(): Deadlines {
  const waits = new Set<Wait>();
  let timer: NodeJS.Timeout | null = null;

  function look(): void {
    const nowMs = performance.now();
    for (const wait of waits) if (wait.expiresMs <= nowMs) wait.expire();
    if (waits.size > 0 || !timer) return;
    clearInterval(timer);
    timer = null;
  }

  return {
    within: (timeoutMs, promise) =>
      new Promise((resolve, reject) => {
        const wait: Wait = {
          expiresMs: performance.now() + timeoutMs,
          expire() {
            waits.delete(wait);
            reject(new DeadlineError(`no answer within ${timeoutMs} ms`));
          },
        };
        waits.add(wait);
        timer ??= setInterval(look, LOOK_EVERY_MS);
        promise.then(
          (result) => {
            waits.delete(wait);
            resolve(result);
          },
          (error) => {
            waits.delete(wait);
            reject(error);
          },
        );
      }),
    watch(timeoutMs, expire) {
      // Only the look at it reads the clock: starting and stopping are done for each of millions of events.
      let turn = 0;
      let seen = 0;
      let sinceMs = 0;
      const wait: Wait = {
        get expiresMs() {
          if (turn % 2 === 0) return Number.POSITIVE_INFINITY;
          if (turn !== seen) {
            seen = turn;
            sinceMs = performance.now();
          }
          return sinceMs + timeoutMs;
        },
        expire() {
          waits.delete(wait);
          expire();
        },
      };
      waits.add(wait);
      timer ??= setInterval(look, LOOK_EVERY_MS);
      return {
        start: () => {
          turn += 1;
        },
        stop: () => {
          turn += 1;
        },
        end: () => void waits.delete(wait),
      };
    },
  };
}
