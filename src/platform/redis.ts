/** The connection to Redis: shared limits and the second cache tier. */
import { Redis } from 'ioredis';
import { StartupError } from './errors.ts';

export type { Redis };

/** @throws StartupError when Redis does not answer at the start; later outages make the system slower, not wrong */
export async function connectRedis(url: string): Promise<Redis> {
  const redis = new Redis(url, {
    lazyConnect: true,
    maxRetriesPerRequest: 1,
    commandTimeout: 500,
    connectTimeout: 3_000,
    enableOfflineQueue: false,
    retryStrategy: (times) => Math.min(times * 100, 2_000),
  });
  // Every command's caller learns of its failure; the connection itself retries.
  redis.on('error', () => {});
  try {
    await redis.connect();
    await redis.ping();
    return redis;
  } catch (error) {
    redis.disconnect();
    throw new StartupError(
      'REDIS_UNREACHABLE',
      `Redis does not answer: ${error instanceof Error ? error.message : error}`,
      'Check REDIS_URL: host, port and password; unset it to use the in-process cache alone.',
      { cause: error },
    );
  }
}
