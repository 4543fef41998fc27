/** What happens by itself when its time comes: time-outs, renewals, late updates. Real time passes, or is skipped. */
import type { Clock } from './clock.ts';
import type { EmulatorLog } from './log.ts';

export interface TimedWork {
  /** When the next piece falls due, in Unix milliseconds; null when nothing waits. */
  nextAt(): number | null;
  /** Does at least the piece that is due now. */
  runDue(): void;
}

export interface Schedule {
  /** Skips ahead and does all that falls due on the way, each at its own instant. */
  advance(time_ms: number): void;
  close(): void;
}

/** Well below the shortest time-out, and cheap: each look is a few indexed minima. */
const LOOK_EVERY_MS = 100;

export const createSchedule = (clock: Clock, works: readonly TimedWork[], log: EmulatorLog): Schedule => {
  const earliest = (until: number) =>
    works
      .flatMap((work) => {
        const at = work.nextAt();
        return at === null || at > until ? [] : { work, at };
      })
      .toSorted((one, other) => one.at - other.at)[0];

  const runUntil = (until: number) => {
    for (let next = earliest(until); next; next = earliest(until)) {
      if (next.at > clock.now()) clock.skip(next.at - clock.now());
      next.work.runDue();
    }
  };

  const timer = setInterval(() => {
    try {
      runUntil(clock.now());
    } catch (error) {
      log.error({ error }, 'what was due failed, will retry');
    }
  }, LOOK_EVERY_MS);
  timer.unref();

  return {
    advance(time_ms) {
      const until = clock.now() + time_ms;
      runUntil(until);
      const rest_ms = until - clock.now();
      if (rest_ms > 0) clock.skip(rest_ms);
    },
    close: () => clearInterval(timer),
  };
};
