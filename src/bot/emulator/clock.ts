/** The emulator's clock: the machine's, or a test's, and what the emulator was told to skip ahead. */
import type { Settings } from './settings.ts';

export interface Clock {
  /** Unix time in milliseconds. */
  now(): number;
  /** Lets time pass at once. A restart keeps it, for a subscription must not fall back into the past. */
  skip(time_ms: number): void;
}

export const createClock = (base: () => number, settings: Settings): Clock => {
  let skipped_ms = settings.get<number>('clock_skipped_ms') ?? 0;
  return {
    now: () => base() + skipped_ms,
    skip(time_ms) {
      skipped_ms += time_ms;
      settings.set('clock_skipped_ms', skipped_ms);
    },
  };
};
