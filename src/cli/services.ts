/** Everything below bot, API and command line, opened in order and closed in the reverse. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type CommandBus, createCommandBus } from '../commands/bus.ts';
import { type CatalogoVivo, startCatalogoVivo } from '../commands/catalogo-vivo.ts';
import { REGLAS } from '../events/reglas.ts';
import { createEventStore } from '../events/store/cliente.ts';
import type { EventStore } from '../events/store/tipos.ts';
import { type Cache, createCache } from '../platform/cache/cache.ts';
import { exposeCounts } from '../platform/cache/counts.ts';
import { type Clock, systemClock } from '../platform/clock.ts';
import type { Config } from '../platform/config.ts';
import { StartupError } from '../platform/errors.ts';
import { createKeyStore, type KeyStore } from '../platform/keystore/keystore.ts';
import { openMasterKey } from '../platform/keystore/master-key.ts';
import type { Logger } from '../platform/logger.ts';
import { createMetrics, type Metrics } from '../platform/metrics.ts';
import { migrate } from '../platform/postgres/migrate.ts';
import { createPool, type Pool, probe } from '../platform/postgres/pool.ts';
import { checkpointsIn, createProgress, type Progress } from '../platform/progress.ts';
import { createLocalRateLimiter, type RateLimiter } from '../platform/rate-limiter.ts';
import { createRedisRateLimiter } from '../platform/rate-limiter-redis.ts';
import { connectRedis } from '../platform/redis.ts';
import { createIntentos } from '../reactors/intentos.ts';
import { openPool } from './connections.ts';
import { type Backends, openBackends } from './embedded.ts';
import { limitsOf } from './limits.ts';

export interface Services {
  config: Config;
  log: Logger;
  backends: Backends;
  clock: Clock;
  store: EventStore;
  /** Operational tables and tools; waits for the disk. */
  pool: Pool;
  keyStore: KeyStore;
  cache: Cache;
  limiter: RateLimiter;
  metrics: Metrics;
  progress: Progress;
  catalogoVivo: CatalogoVivo;
  bus: CommandBus;
  migrations: string[];
  /** Has something closed before the services themselves are. */
  onClose(closer: () => Promise<void> | void): void;
  close(): Promise<void>;
}

const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const MIGRATIONS = join(ROOT, 'projections-sql');
const KEYSTORE_SCHEMA = join(ROOT, 'src', 'platform', 'keystore', 'schema.sql');

/** @throws StartupError, with everything that was opened closed again */
export async function openServices(
  config: Config,
  log: Logger,
  options: { borrow: boolean; clock?: Clock },
): Promise<Services> {
  const { clock = systemClock } = options;
  const closers: (() => Promise<void> | void)[] = [];
  const onClose = (closer: () => Promise<void> | void) => void closers.push(closer);
  const close = async () => {
    while (closers.length > 0) {
      const closer = closers.pop()!;
      try {
        await closer();
      } catch (error) {
        log.warn({ err: error }, 'a part did not close cleanly');
      }
    }
  };
  try {
    const backends = await openBackends(config, {
      borrow: options.borrow,
      log,
      onEventStoreExit(error) {
        log.fatal({ err: error }, 'the embedded event store ended; stopping');
        process.exit(70);
      },
    });
    onClose(() => backends.close());

    const metrics = createMetrics();
    const store = await requireEventStore(() =>
      createEventStore({
        url: backends.eventStoreUrl,
        onReconnect(what, error) {
          metrics.reconnect(what);
          log.warn({ err: error }, `event store: ${what} goes on after an error`);
        },
        onBreaker(connection, state) {
          metrics.breaker(connection, state);
          if (state === 'open') log.error({ connection }, 'event store: nobody answers; failing fast');
          if (state === 'closed') log.info({ connection }, 'event store: answers again');
        },
      }),
    );
    onClose(() => store.close());

    const pool = openPool(config, backends, options.borrow ? 'herramientas' : 'operacion');
    onClose(() => pool.end());
    await probe(pool, 'DATABASE_URL');
    const migrations = await migrate(backends.databaseDirectUrl, MIGRATIONS, log);

    const keyPool = config.keyStoreUrl
      ? createPool({
          url: config.keyStoreUrl,
          name: 'claves',
          pooler: config.databasePooler,
          ...limitsOf(config).pools.claves,
        })
      : pool;
    if (keyPool !== pool) {
      onClose(() => keyPool.end());
      await probe(keyPool, 'KEYSTORE_URL');
    }
    await keyPool.query(readFileSync(KEYSTORE_SCHEMA, 'utf8'));
    const { rows } = await keyPool.query('select exists (select 1 from claves.claves) as used');
    const used = (rows[0] as { used: boolean }).used;
    const keyStore = createKeyStore(keyPool, openMasterKey(config.masterKeyFile, !used));

    const redis = config.redisUrl ? await connectRedis(config.redisUrl) : null;
    if (redis) onClose(() => redis.disconnect());
    const checkpoints = checkpointsIn(pool);
    const cache = createCache({
      redis,
      reached: async () => highest((await checkpoints()).values()),
      now: () => clock.now(),
      onError: (error) =>
        log.warn({ err: error }, 'cache: Redis failed; not relied on until it is known to be well'),
    });
    exposeCounts(metrics.registry, cache.stats);
    onClose(() => cache.close());
    const localLimiter = createLocalRateLimiter();
    const limiter = redis ? createRedisRateLimiter(redis, localLimiter) : localLimiter;

    const catalogoVivo = await startCatalogoVivo(store, (error) => log.error({ err: error }, 'catalogue'));
    onClose(() => catalogoVivo.stop());
    const intentos = createIntentos({ store, clock, log });
    onClose(() => intentos.stop());
    const bus = createCommandBus({
      store,
      catalogo: catalogoVivo.catalogo,
      reglas: REGLAS,
      clock,
      limiter,
      onRefused({ tipo, actor }, code) {
        if (actor.tipo === 'usuario') intentos.anotar(actor.id, tipo, code);
      },
      onOutcome: (tipo, code, durationMs) => metrics.command(tipo, code, durationMs),
    });
    const progress = createProgress({
      poll: checkpoints,
      onPollError: (error) => log.debug({ err: error }, 'the checkpoints could not be read'),
    });
    return {
      config,
      log,
      backends,
      clock,
      store,
      pool,
      keyStore,
      cache,
      limiter,
      metrics,
      progress,
      catalogoVivo,
      bus,
      migrations,
      onClose,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function highest(positions: Iterable<bigint>): bigint | null {
  let most: bigint | null = null;
  for (const position of positions) if (most === null || position > most) most = position;
  return most;
}

/** @throws StartupError when it cannot be opened or does not answer */
async function requireEventStore(open: () => EventStore): Promise<EventStore> {
  let store: EventStore | null = null;
  try {
    store = open();
    await store.head();
    return store;
  } catch (error) {
    await store?.close();
    throw new StartupError(
      'EVENTSTORE_UNREACHABLE',
      error instanceof Error ? error.message : String(error),
      'Check EVENTSTORE_URL: host, port and tls; unset it to use the embedded event store.',
      { cause: error },
    );
  }
}
