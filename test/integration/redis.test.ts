import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLocalRateLimiter, type RateLimiter } from '../../src/platform/rate-limiter.ts';
import { createRedisRateLimiter } from '../../src/platform/rate-limiter-redis.ts';
import { connectRedis, type RedisClient } from '../../src/platform/redis.ts';
import { lacks, type RedisServer, startRedis } from '../support/programs.ts';

const LIMITS = { purchase: { max: 3, windowMs: 10_000 }, other: { max: 100, windowMs: 60_000 } };
const NOW = 1_800_000_000_000;

describe.skipIf(lacks('redis-server'))('with a real Redis', () => {
  let server: RedisServer;
  let redis: RedisClient;

  beforeAll(async () => {
    server = await startRedis();
    redis = await connectRedis(server.url);
  });
  afterAll(async () => {
    redis.disconnect();
    await server.kill();
  });

  const limiters: [string, () => RateLimiter][] = [
    ['in process', () => createLocalRateLimiter(LIMITS)],
    ['in Redis', () => createRedisRateLimiter(redis, createLocalRateLimiter(LIMITS), LIMITS)],
  ];
  describe.each(limiters)('rate limits %s', (name, create) => {
    it('let through as many as the limit says in any window of its length', async () => {
      const limiter = create();
      const who = `${name}/window`;
      for (const at of [0, 4_000, 8_000])
        expect(await limiter.hit(who, 'purchase', NOW + at)).toEqual({ allowed: true });
      expect(await limiter.hit(who, 'purchase', NOW + 9_999)).toEqual({ allowed: false, retryAfterMs: 1 });
      expect(await limiter.hit(who, 'purchase', NOW + 10_000)).toEqual({ allowed: true });
      expect(await limiter.hit(who, 'purchase', NOW + 10_001)).toEqual({
        allowed: false,
        retryAfterMs: 3_999,
      });
    });

    it('are not extended by attempts that were refused', async () => {
      const limiter = create();
      const who = `${name}/trickle`;
      for (let n = 0; n < 3; n++) await limiter.hit(who, 'purchase', NOW);
      for (let at = 100; at < 10_000; at += 900)
        expect((await limiter.hit(who, 'purchase', NOW + at)).allowed).toBe(false);
      expect((await limiter.hit(who, 'purchase', NOW + 10_000)).allowed).toBe(true);
    });

    it('count each subject and each limit apart', async () => {
      const limiter = create();
      for (let n = 0; n < 3; n++) await limiter.hit(`${name}/a`, 'purchase', NOW);
      expect((await limiter.hit(`${name}/a`, 'purchase', NOW)).allowed).toBe(false);
      expect((await limiter.hit(`${name}/b`, 'purchase', NOW)).allowed).toBe(true);
      expect((await limiter.hit(`${name}/a`, 'other', NOW)).allowed).toBe(true);
    });

    it('let exactly the limit through when many ask at once', async () => {
      const limiter = create();
      const verdicts = await Promise.all(
        Array.from({ length: 50 }, () => limiter.hit(`${name}/race`, 'purchase', NOW)),
      );
      expect(verdicts.filter(({ allowed }) => allowed)).toHaveLength(3);
    });
  });

  it('shares a limit between two processes', async () => {
    const second = await connectRedis(server.url);
    const one = createRedisRateLimiter(redis, createLocalRateLimiter(LIMITS), LIMITS);
    const other = createRedisRateLimiter(second, createLocalRateLimiter(LIMITS), LIMITS);
    const verdicts = [];
    for (let n = 0; n < 4; n++)
      verdicts.push((await (n % 2 ? one : other).hit('shared', 'purchase', NOW)).allowed);
    expect(verdicts).toEqual([true, true, true, false]);
    second.disconnect();
  });

  it('keeps limits in the process when Redis is away', async () => {
    const own = await startRedis();
    const client = await connectRedis(own.url);
    const limiter = createRedisRateLimiter(client, createLocalRateLimiter(LIMITS), LIMITS);
    await own.kill();
    const verdicts = [];
    for (let n = 0; n < 4; n++) verdicts.push((await limiter.hit('away', 'purchase', NOW)).allowed);
    expect(verdicts).toEqual([true, true, true, false]);
    client.disconnect();
  });

  it('says what to do when there is no Redis where it should be', async () => {
    await expect(connectRedis('redis://127.0.0.1:1')).rejects.toMatchObject({
      code: 'REDIS_UNREACHABLE',
      hint: /REDIS_URL/,
    });
  });
});
