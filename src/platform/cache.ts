/** The cache: an in-process tier, before Redis where there is one. Entries carry tags and are dropped by them. */
import { BentoCache, bentostore } from 'bentocache';
import { memoryDriver } from 'bentocache/drivers/memory';
import { redisBusDriver, redisDriver } from 'bentocache/drivers/redis';
import type { Redis } from './redis.ts';

/** How long each kind of entry lives, by the domain's tiers. */
export const TTL = { session: '30m', content: '1h', computed: '5m' } as const;
export type Tier = keyof typeof TTL;

export interface Cache {
  /** The value of the key, computed once however many ask for it while it is missing. */
  getOrSet<Value>(tier: Tier, key: string, tags: string[], compute: () => Promise<Value>): Promise<Value>;
  dropTags(tags: string[]): Promise<void>;
  close(): Promise<void>;
}

export function createCache(redis: Redis | null): Cache {
  const memory = bentostore().useL1Layer(memoryDriver({ maxItems: 10_000 }));
  const store = redis
    ? memory
        .useL2Layer(redisDriver({ connection: redis }))
        .useBus(redisBusDriver({ connection: busOptions(redis) }))
    : memory;
  const bento = new BentoCache({ default: 'besitos', prefix: 'besitos', stores: { besitos: store } });
  return {
    getOrSet: (tier, key, tags, compute) => bento.getOrSet({ key, tags, ttl: TTL[tier], factory: compute }),
    async dropTags(tags) {
      await bento.deleteByTag({ tags });
    },
    close: () => bento.disconnectAll(),
  };
}

/** The bus subscribes as soon as it is made, and stays subscribed: its own connection waits for Redis, for ever. */
function busOptions({ options }: Redis) {
  return {
    ...options,
    lazyConnect: false,
    enableOfflineQueue: true,
    commandTimeout: undefined,
    maxRetriesPerRequest: null,
  };
}
