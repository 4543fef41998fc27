/** Connections to PostgreSQL for what writes rows in sets: projectors, the key store, operations. */
import pg from 'pg';
import { StartupError } from '../errors.ts';
import { clientOf, type Pooler } from './client.ts';
import { typedError } from './limit-errors.ts';
import { databaseLimits, machineOf, type PoolLimits } from './limits.ts';
import { poolerTrouble } from './pooler.ts';

// Amounts and positions are 64-bit in the tables. Sums of besitos stay below 2^53 and are read as numbers;
// log positions do not, and the queries that need one ask for it as text.
pg.types.setTypeParser(pg.types.builtins.INT8, (text) => {
  const number = Number(text);
  if (!Number.isSafeInteger(number)) throw new RangeError(`${text} is beyond what a number holds exactly`);
  return number;
});

export type Pool = pg.Pool;
export type PoolClient = pg.PoolClient;

export interface PoolOptions extends Partial<PoolLimits> {
  url: string;
  max: number;
  name: string;
  /** What the URL leads through; a session is the program's own when it is nothing. */
  pooler?: Pooler;
}

/** A connection is asked whether it is still there after so long without a word, so that a vanished server is noticed. */
const KEEP_ALIVE_AFTER_MS = 10_000;

/** For a pool that is given no limits: a test's, a benchmark's. */
const PATIENT = databaseLimits(machineOf({}), 0).pools.herramientas;

type Taken = (error: Error | undefined, client: PoolClient | undefined, release: () => void) => void;

/** @throws DatabaseLimitError from every way to use it, where a limit was met */
class LimitedPool extends pg.Pool {
  readonly origin: PoolOptions;
  readonly #name: string;
  /** Limits that each transaction sets for itself, where the way to the server keeps no session; empty elsewhere. */
  readonly #local: string;

  constructor(options: PoolOptions) {
    const { url, max, name, pooler = 'none' } = options;
    const limits = { ...PATIENT, ...options };
    const { statementMs, lockMs, idleInTransactionMs } = limits;
    const ownsSession = pooler === 'none';
    super({
      connectionString: url,
      max,
      application_name: `besitos-${name}`,
      connectionTimeoutMillis: limits.acquireMs,
      idleTimeoutMillis: limits.idleMs,
      query_timeout: limits.answerMs,
      keepAlive: true,
      keepAliveInitialDelayMillis: KEEP_ALIVE_AFTER_MS,
      Client: clientOf(name, pooler),
      ...(ownsSession && {
        statement_timeout: statementMs,
        lock_timeout: lockMs,
        idle_in_transaction_session_timeout: idleInTransactionMs,
      }),
    });
    this.origin = options;
    this.#name = name;
    this.#local = ownsSession
      ? ''
      : `; set local statement_timeout = ${statementMs}; set local lock_timeout = ${lockMs}; set local idle_in_transaction_session_timeout = ${idleInTransactionMs}`;
  }

  override connect(): Promise<PoolClient>;
  override connect(taken: Taken): void;
  override connect(taken?: Taken): Promise<PoolClient> | undefined {
    if (!taken)
      return super.connect().catch((error: unknown) => {
        throw typedError(error, this.#name);
      });
    super.connect((error, client, release) =>
      taken(error && (typedError(error, this.#name) as Error), client, release),
    );
  }

  /** What begins a transaction, with the pool's limits right after its first word, so that what follows may differ. */
  opening(begin: string): string {
    const end = begin.indexOf(';');
    if (end < 0) return begin + this.#local;
    return begin.slice(0, end) + this.#local + begin.slice(end);
  }
}

export function createPool(options: PoolOptions): Pool {
  const pool = new LimitedPool(options);
  // A connection that breaks while idle is replaced on the next use; the pool needs only not to crash over it.
  pool.on('error', () => {});
  // One that breaks in use fails the statement under way; the event itself has nothing to add.
  pool.on('connect', (client) => client.on('error', () => {}));
  return pool;
}

/** What a pool was made with, for threads that connect themselves. @throws TypeError for a pool made elsewhere */
export function originOf(pool: Pool): PoolOptions {
  if (!(pool instanceof LimitedPool)) throw new TypeError('not a pool that createPool has made');
  return pool.origin;
}

/** @throws StartupError when the database does not answer */
export async function probe(pool: Pool, variable: string): Promise<void> {
  try {
    await pool.query('select 1');
  } catch (error) {
    const trouble = poolerTrouble(error);
    if (trouble) throw trouble;
    const reason =
      error instanceof Error ? error.message || String((error as { code?: string }).code) : String(error);
    throw new StartupError(
      'DATABASE_UNREACHABLE',
      `PostgreSQL does not answer: ${reason}`,
      `Check ${variable}: host, port, user, password and database; unset it to use the embedded PostgreSQL.`,
      { cause: error },
    );
  }
}

/** Runs work in one transaction; an error rolls all of it back. */
export async function transaction<Result>(
  pool: Pool,
  work: (client: PoolClient) => Promise<Result>,
  begin = 'begin',
): Promise<Result> {
  const client = await pool.connect();
  let broken: unknown;
  try {
    await client.query(pool instanceof LimitedPool ? pool.opening(begin) : begin);
    const result = await work(client);
    await client.query('commit');
    return result;
  } catch (error) {
    broken = error;
    await client.query('rollback').then(
      () => {
        broken = undefined;
      },
      () => {},
    );
    throw error;
  } finally {
    client.release(broken instanceof Error ? broken : undefined);
  }
}
