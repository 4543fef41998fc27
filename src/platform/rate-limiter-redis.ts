/**
 * The rate limits of `rate-limiter.ts` shared by all processes through Redis. One script, run as one step by the
 * server, drops what has left the window, counts, and adds; while Redis is away the process's own limits hold.
 */
import { randomBytes } from 'node:crypto';
import { limitNamed, RATE_LIMITS, type RateLimiter, type Verdict } from './rate-limiter.ts';
import type { RedisClient } from './redis.ts';

const SCRIPT = `
local now, window, max = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
redis.call('zremrangebyscore', KEYS[1], '-inf', now - window)
local count = redis.call('zcard', KEYS[1])
if count >= max then
  local oldest = redis.call('zrange', KEYS[1], count - max, count - max, 'withscores')
  return tonumber(oldest[2]) + window - now
end
redis.call('zadd', KEYS[1], now, ARGV[4])
redis.call('pexpire', KEYS[1], window)
return -1
`;

export function createRedisRateLimiter(
  redis: RedisClient,
  fallback: RateLimiter,
  limits = RATE_LIMITS,
): RateLimiter {
  const instance = randomBytes(6).toString('base64url');
  let hits = 0;
  return {
    async hit(subject, limit, nowMs): Promise<Verdict> {
      const { max, windowMs } = limitNamed(limits, limit);
      const member = `${instance}${(hits++).toString(36)}`;
      try {
        const answer = await redis.eval(
          SCRIPT,
          1,
          `besitos:limite:${limit}:${subject}`,
          nowMs,
          windowMs,
          max,
          member,
        );
        const retryAfterMs = Number(answer);
        return retryAfterMs < 0 ? { allowed: true } : { allowed: false, retryAfterMs };
      } catch {
        return fallback.hit(subject, limit, nowMs);
      }
    },
  };
}
