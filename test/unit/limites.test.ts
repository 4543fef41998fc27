import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createLocalRateLimiter,
  limitNamed,
  RATE_LIMITS,
  unlimited,
} from '../../src/platform/rate-limiter.ts';

const steps = (maxGapMs: number) => fc.array(fc.nat(maxGapMs), { minLength: 1, maxLength: 200 });

describe('the limits of the domain', () => {
  it('are these', () => {
    expect(RATE_LIMITS).toEqual({
      purchase: { max: 5, windowMs: 3_600_000 },
      reaction: { max: 50, windowMs: 300_000 },
      decision: { max: 20, windowMs: 60_000 },
      api_call: { max: 100, windowMs: 60_000 },
      other: { max: 100, windowMs: 60_000 },
    });
  });

  it('of a name that has none are those of anything else', () => {
    expect(limitNamed(RATE_LIMITS, 'nada')).toBe(RATE_LIMITS.other);
  });

  it.each(Object.keys(RATE_LIMITS))('%s lets through exactly so many in a window', async (name) => {
    const { max, windowMs } = RATE_LIMITS[name]!;
    const limiter = createLocalRateLimiter();
    for (let count = 0; count < max; count++)
      expect(await limiter.hit('ana', name, 1_000 + count)).toEqual({ allowed: true });
    expect(await limiter.hit('ana', name, 1_000 + max)).toEqual({
      allowed: false,
      retryAfterMs: windowMs - max,
    });
    expect(await limiter.hit('ana', name, 1_000 + windowMs - 1)).toEqual({ allowed: false, retryAfterMs: 1 });
    expect(await limiter.hit('ana', name, 1_000 + windowMs)).toEqual({ allowed: true });
    expect(await limiter.hit('ana', name, 1_000 + windowMs)).toEqual({ allowed: false, retryAfterMs: 1 });
  });
});

describe('a window', () => {
  const limits = { other: { max: 3, windowMs: 100 } };

  it('never holds more than the limit, wherever it starts', async () => {
    await fc.assert(
      fc.asyncProperty(steps(80), async (gaps) => {
        const limiter = createLocalRateLimiter(limits, 100);
        const allowedAt: number[] = [];
        let nowMs = 0;
        for (const gap of gaps) {
          nowMs += gap;
          if ((await limiter.hit('ana', 'other', nowMs)).allowed) allowedAt.push(nowMs);
        }
        for (const startMs of allowedAt)
          expect(
            allowedAt.filter((atMs) => atMs >= startMs && atMs < startMs + 100).length,
          ).toBeLessThanOrEqual(3);
      }),
    );
  });

  it('refuses only when it is full, and says when exactly it will not be', async () => {
    await fc.assert(
      fc.asyncProperty(steps(80), async (gaps) => {
        const limiter = createLocalRateLimiter(limits, 100);
        const allowedAt: number[] = [];
        let nowMs = 0;
        for (const gap of gaps) {
          nowMs += gap;
          const inWindow = allowedAt.filter((atMs) => atMs > nowMs - 100);
          const verdict = await limiter.hit('ana', 'other', nowMs);
          expect(verdict.allowed).toBe(inWindow.length < 3);
          if (verdict.allowed) allowedAt.push(nowMs);
          else expect(verdict.retryAfterMs).toBe(inWindow[0]! + 100 - nowMs);
        }
      }),
    );
  });

  it('lets a retry through at the moment it named, and not a millisecond before', async () => {
    await fc.assert(
      fc.asyncProperty(steps(40), async (gaps) => {
        let nowMs = 0;
        const early = createLocalRateLimiter(limits, 100);
        const punctual = createLocalRateLimiter(limits, 100);
        for (const gap of gaps) {
          nowMs += gap;
          await early.hit('ana', 'other', nowMs);
          const verdict = await punctual.hit('ana', 'other', nowMs);
          if (verdict.allowed) continue;
          expect((await early.hit('ana', 'other', nowMs + verdict.retryAfterMs - 1)).allowed).toBe(false);
          expect((await punctual.hit('ana', 'other', nowMs + verdict.retryAfterMs)).allowed).toBe(true);
          return;
        }
      }),
    );
  });

  it('is not made longer by what it refused', async () => {
    const limiter = createLocalRateLimiter(limits, 100);
    for (const nowMs of [0, 0, 0]) await limiter.hit('ana', 'other', nowMs);
    for (let nowMs = 1; nowMs < 100; nowMs++)
      expect(await limiter.hit('ana', 'other', nowMs)).toEqual({ allowed: false, retryAfterMs: 100 - nowMs });
    expect(await limiter.hit('ana', 'other', 100)).toEqual({ allowed: true });
  });

  it('lets nothing more through when the clock goes back', async () => {
    const limiter = createLocalRateLimiter(limits, 100);
    for (const nowMs of [1_000, 1_000, 1_000]) await limiter.hit('ana', 'other', nowMs);
    expect(await limiter.hit('ana', 'other', 500)).toEqual({ allowed: false, retryAfterMs: 600 });
  });
});

describe('subjects and limits', () => {
  it('are counted apart', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.tuple(
            fc.constantFrom('ana', 'bea', 'ana:purchase'),
            fc.constantFrom('purchase', 'other'),
            fc.nat(50),
          ),
          {
            maxLength: 80,
          },
        ),
        async (hits) => {
          const limits = { purchase: { max: 2, windowMs: 100 }, other: { max: 3, windowMs: 70 } };
          const together = createLocalRateLimiter(limits, 100);
          const apart = new Map<string, ReturnType<typeof createLocalRateLimiter>>();
          let nowMs = 0;
          for (const [subject, limit, gap] of hits) {
            nowMs += gap;
            const key = JSON.stringify([subject, limit]);
            const own = apart.get(key) ?? createLocalRateLimiter(limits, 100);
            apart.set(key, own);
            expect(await together.hit(subject, limit, nowMs)).toEqual(await own.hit(subject, limit, nowMs));
          }
        },
      ),
    );
  });

  it('are forgotten, the longest unseen first, when there are too many', async () => {
    const limiter = createLocalRateLimiter({ other: { max: 1, windowMs: 1_000 } }, 2);
    await limiter.hit('ana', 'other', 0);
    await limiter.hit('bea', 'other', 0);
    expect((await limiter.hit('ana', 'other', 1)).allowed).toBe(false);
    await limiter.hit('caro', 'other', 1);
    expect((await limiter.hit('ana', 'other', 2)).allowed).toBe(false);
    expect((await limiter.hit('bea', 'other', 2)).allowed).toBe(true);
  });

  it('have none where there are no limits', async () => {
    for (let count = 0; count < 1_000; count++)
      expect(await unlimited.hit('ana', 'purchase', 0)).toEqual({ allowed: true });
  });
});
