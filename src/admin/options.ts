/** Everything that the API is handed; it reaches nothing else. */
import type { CommandBus } from '../commands/bus.ts';
import type { Cache } from '../platform/cache/cache.ts';
import type { KeyStore } from '../platform/keystore/keystore.ts';
import type { Logger } from '../platform/logger.ts';
import type { Metrics } from '../platform/metrics.ts';
import type { Pool } from '../platform/postgres/pool.ts';
import type { Progress } from '../platform/progress.ts';
import type { RateLimiter } from '../platform/rate-limiter.ts';
import type { Operaciones } from '../projections/engine/operaciones.ts';
import type { GroupStatus } from '../projections/engine/projector.ts';
import type { Cacheadas } from '../queries/cacheadas.ts';
import type { Database } from '../queries/database.ts';
import type { Lectura } from '../queries/momento/usuario.ts';

export interface AdminOptions {
  /** Every change that the API makes passes here, and what must not lag is read here. */
  bus: Pick<CommandBus, 'execute' | 'estado'>;
  /** The log itself, for what is asked as of a moment. */
  store: Lectura;
  /** Read models. */
  database: Database;
  cache: Pick<Cache, 'stats' | 'drop'>;
  /** Queries that are asked over and over, through the cache. */
  cacheadas: Pick<Cacheadas, 'leerRequisitos'>;
  /** API keys. */
  pool: Pool;
  keyStore: Pick<KeyStore, 'openAll'>;
  metrics: Pick<Metrics, 'registry' | 'http' | 'checkpoint'>;
  limiter: RateLimiter;
  log: Pick<Logger, 'debug' | 'info' | 'warn' | 'error'>;
  /** Null in a process that runs no projector. */
  projectorStatus(): GroupStatus[] | null;
  /** What operators do to projections. */
  operaciones: Omit<Operaciones, 'close'>;
  /** Position of the newest event of the log; null when the log is empty. */
  logHead(): Promise<bigint | null>;
  /** Whether the catalogue is in memory and the process has started. */
  isReady(): boolean;
  waitFor: Progress['waitFor'];
  /** Milliseconds since the Unix epoch. */
  now(): number;
  version: string;
}
