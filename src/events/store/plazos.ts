/** Deadlines for many short waits: one timer looks after all of them, instead of one being set and cleared for each. */

interface Wait {
  expiresMs: number;
  expire(): void;
}

const LOOK_EVERY_MS = 50;

export class DeadlineError extends Error {
  readonly code = 'DEADLINE';
}

export interface Deadlines {
  /** The promise's outcome, or DeadlineError when there is none within the time, to the nearest 50 ms. */
  within<Result>(timeoutMs: number, promise: Promise<Result>): Promise<Result>;
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
  };
}
