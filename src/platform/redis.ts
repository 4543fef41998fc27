/** The connection to Redis, one node or a cluster: shared limits and the second cache tier. */
import { Cluster, Redis, type RedisOptions } from 'ioredis';
import { StartupError } from './errors.ts';
import { type ClusterAddress, parseRedisUrl } from './redis-url.ts';

/** Both take the same commands; keys of one command on a cluster must share a hash tag. */
export type RedisClient = Redis | Cluster;

const OPTIONS = {
  lazyConnect: true,
  maxRetriesPerRequest: 1,
  commandTimeout: 500,
  connectTimeout: 3_000,
} satisfies RedisOptions;
const retryInMs = (times: number): number => Math.min(times * 100, 2_000);
/** From one redirection of a cluster to the next; as many as these make no command take longer than its time-out. */
const REDIRECTIONS = { maxRedirections: 4, retryDelayOnFailover: 100, retryDelayOnClusterDown: 100 };

/** @throws StartupError when Redis does not answer at the start; later outages make the system slower, not wrong */
export async function connectRedis(url: string): Promise<RedisClient> {
  const address = parseRedisUrl(url);
  if (typeof address === 'string') throw unreachable(address);
  const redis =
    address.kind === 'cluster'
      ? openCluster(address)
      : new Redis(address.url, { ...OPTIONS, enableOfflineQueue: false, retryStrategy: retryInMs });
  // Every command's caller learns of its failure; the connection itself retries.
  redis.on('error', () => {});
  try {
    await redis.connect();
    await redis.ping();
    return redis;
  } catch (error) {
    redis.disconnect();
    throw unreachable(error instanceof Error ? error.message : String(error), error);
  }
}

function openCluster({ nodes, username, password, tls }: ClusterAddress): Cluster {
  const cluster = new Cluster(nodes, {
    lazyConnect: true,
    enableOfflineQueue: false,
    clusterRetryStrategy: retryInMs,
    slotsRefreshTimeout: OPTIONS.connectTimeout,
    ...REDIRECTIONS,
    redisOptions: {
      ...OPTIONS,
      ...(username !== undefined && { username }),
      ...(password !== undefined && { password }),
      ...(tls && { tls: {} }),
    },
    // A certificate names hosts, which is what must be asked for then.
    ...(tls && {
      dnsLookup: (host: string, done: (error: null, address: string) => void) => done(null, host),
    }),
  });
  cluster.on('node error', () => {});
  return cluster;
}

const unreachable = (why: string, cause?: unknown) =>
  new StartupError(
    'REDIS_UNREACHABLE',
    `Redis does not answer: ${why}`,
    'Check REDIS_URL: hosts, ports and password; unset it to use the in-process cache alone.',
    { cause },
  );

/** The nodes that hold data: of a cluster its masters. */
export const mastersOf = (redis: RedisClient): Redis[] =>
  redis instanceof Cluster ? redis.nodes('master') : [redis];
