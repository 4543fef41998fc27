/**
 * Rate limits that hold in any window of their length, not only in windows that start on the minute: each hit is
 * remembered until it leaves the window. A refused hit is not remembered, so that a steady trickle of attempts does
 * not lock anyone out for ever.
 */
import { LRUCache } from 'lru-cache';

export interface RateLimit {
  max: number;
  windowMs: number;
}

/** The domain's limits per user. */
export const RATE_LIMITS: Readonly<Record<string, RateLimit>> = {
  purchase: { max: 5, windowMs: 3_600_000 },
  reaction: { max: 50, windowMs: 300_000 },
  decision: { max: 20, windowMs: 60_000 },
  api_call: { max: 100, windowMs: 60_000 },
  other: { max: 100, windowMs: 60_000 },
};

export type Verdict = { allowed: true } | { allowed: false; retryAfterMs: number };

export interface RateLimiter {
  /** Counts one hit of a subject against a named limit, or says when the next one will be allowed. */
  hit(subject: string, limit: string, nowMs: number): Promise<Verdict>;
}

export function limitNamed(limits: Readonly<Record<string, RateLimit>>, name: string): RateLimit {
  return limits[name] ?? limits.other!;
}

/** Limits kept in this process: exact for one process, and what remains when Redis is away. */
export function createLocalRateLimiter(limits = RATE_LIMITS, subjectsMax = 100_000): RateLimiter {
  const hits = new LRUCache<string, number[]>({ max: subjectsMax });
  return {
    async hit(subject, limit, nowMs) {
      const { max, windowMs } = limitNamed(limits, limit);
      const key = `${limit}:${subject}`;
      const recent = (hits.get(key) ?? []).filter((atMs) => atMs > nowMs - windowMs);
      if (recent.length >= max) {
        hits.set(key, recent);
        return { allowed: false, retryAfterMs: recent[recent.length - max]! + windowMs - nowMs };
      }
      recent.push(nowMs);
      hits.set(key, recent);
      return { allowed: true };
    },
  };
}

/** For editors' tools, benchmarks and load generators that are not people. */
export const unlimited: RateLimiter = { hit: async () => ({ allowed: true }) };
