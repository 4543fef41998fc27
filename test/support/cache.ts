/** A cache of a test's own, with a source that counts how often it was read. */
import { vi } from 'vitest';
import { type Cache, type CacheOptions, createCache, type Entry } from '../../src/platform/cache/cache.ts';
import { connectRedis, type RedisClient } from '../../src/platform/redis.ts';

/** What the database would say: one checkpoint, and values by key. */
export interface Source {
  /** The last position that the rows hold; null before the first. */
  position: bigint | null;
  rows: Map<string, unknown>;
  loads: number;
}

export const createSource = (): Source => ({ position: 0n, rows: new Map(), loads: 0 });

export interface Process {
  cache: Cache;
  redis: RedisClient;
  /** As a process ends: its connections with it. */
  end(): Promise<void>;
}

/** A cache as a process has it that shares Redis and the source with others. */
export async function startProcess(
  url: string,
  source: Source,
  options: Partial<CacheOptions> = {},
): Promise<Process> {
  const redis = await connectRedis(url);
  const cache = createCache({ redis, reached: async () => source.position, ...options });
  return {
    cache,
    redis,
    async end() {
      await cache.close();
      redis.disconnect();
    },
  };
}

/** Resolves once the cache relies on Redis. */
export const up = ({ cache }: Process): Promise<void> =>
  vi.waitFor(
    () => {
      if (cache.stats().redis !== 'up') throw new Error('Redis is not relied on yet');
    },
    { timeout: 30_000, interval: 10 },
  );

export function entryOf<Value>(
  source: Source,
  key: string,
  tags: readonly string[],
  more: Partial<Entry<Value>> = {},
): Entry<Value> {
  return {
    tier: 'session',
    key,
    tags,
    position: () => source.position,
    async load() {
      source.loads += 1;
      return source.rows.get(key) as Value;
    },
    ...more,
  };
}

/** The rows change as a projector changes them: committed first, told afterwards. */
export function commit(source: Source, position: bigint, rows: Record<string, unknown>): void {
  for (const [key, value] of Object.entries(rows)) source.rows.set(key, value);
  source.position = position;
}
