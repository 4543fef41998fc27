/** The slonik pool that all queries go through: every row is parsed by the schema that its query names. */
import {
  createPool,
  createTypeParserPreset,
  type DatabasePool,
  type Interceptor,
  SchemaValidationError,
} from 'slonik';
import type { Pooler } from '../platform/postgres/client.ts';
import { databaseLimits, machineOf, type PoolLimits } from '../platform/postgres/limits.ts';
import { limitedDriver, POOL, withAcquireLimit } from './limited.ts';

export type Database = DatabasePool;

const parseRows: Interceptor = {
  name: 'parse-rows',
  transformRow({ resultParser }, query, row) {
    if (!resultParser) return row;
    const parsed = resultParser['~standard'].validate(row);
    if (parsed instanceof Promise) throw new TypeError('row schemas are synchronous');
    if (parsed.issues) throw new SchemaValidationError(query, row, [...parsed.issues] as never);
    return parsed.value as typeof row;
  },
};

/** Sums of besitos stay below 2^53; log positions, which may not, are asked for as text. */
const exactInt8 = {
  name: 'int8',
  parse(text: string): number {
    const number = Number(text);
    if (!Number.isSafeInteger(number)) throw new RangeError(`${text} is beyond what a number holds exactly`);
    return number;
  },
};

export interface DatabaseOptions extends Omit<PoolLimits, 'max'> {
  /** What the URL leads through. */
  pooler: Pooler;
}

/** A connection that is to be closed has so long to finish what it does. */
const GRACE_MS = 1_000;

/** For a pool that is given no limits: a test's, a benchmark's. */
const DEFAULTS: DatabaseOptions = { ...databaseLimits(machineOf({}), 0).pools.consultas, pooler: 'none' };

/** @throws DatabaseLimitError from every query, where a limit was met */
export async function createDatabase(
  url: string,
  max = 10,
  { pooler, acquireMs, idleMs, statementMs, lockMs, answerMs }: DatabaseOptions = DEFAULTS,
): Promise<Database> {
  const ownsSession = pooler === 'none';
  const pool = await createPool(ownsSession ? withSession(url, lockMs) : url, {
    driverFactory: limitedDriver(answerMs),
    interceptors: [parseRows],
    typeParsers: [...createTypeParserPreset().filter(({ name }) => name !== 'int8'), exactInt8],
    maximumPoolSize: max,
    // Queries leave nothing behind in their session; to reset it after each would be a second round trip.
    resetConnection: async () => {},
    connectionTimeout: acquireMs,
    // It fails at once: who asks can ask again.
    connectionRetryLimit: 1,
    idleTimeout: idleMs,
    gracefulTerminationTimeout: GRACE_MS,
    // A pooler refuses to be told these when it is connected to.
    statementTimeout: ownsSession ? statementMs : 'DISABLE_TIMEOUT',
    // Every query is a transaction of its own.
    idleInTransactionSessionTimeout: 'DISABLE_TIMEOUT',
  });
  return withAcquireLimit(pool, max, acquireMs);
}

/** What a session is to keep to, as part of its address, which is all that slonik hands on. */
function withSession(url: string, lockMs: number): string {
  const address = new URL(url);
  const { searchParams } = address;
  const options = [searchParams.get('options'), `-c lock_timeout=${lockMs}`].filter(Boolean).join(' ');
  searchParams.set('options', options);
  if (!searchParams.has('application_name')) searchParams.set('application_name', `besitos-${POOL}`);
  return address.href;
}
