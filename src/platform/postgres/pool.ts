/** Connections to PostgreSQL for what writes rows in sets: projectors, the key store, operations. */
import pg from 'pg';
import { StartupError } from '../errors.ts';

// Amounts and positions are 64-bit in the tables. Sums of besitos stay below 2^53 and are read as numbers;
// log positions do not, and the queries that need one ask for it as text.
pg.types.setTypeParser(pg.types.builtins.INT8, (text) => {
  const number = Number(text);
  if (!Number.isSafeInteger(number)) throw new RangeError(`${text} is beyond what a number holds exactly`);
  return number;
});

export type Pool = pg.Pool;
export type PoolClient = pg.PoolClient;

export interface PoolOptions {
  url: string;
  max: number;
  name: string;
  /** Read models can be rebuilt and carry their checkpoint in the same transaction, so they need not wait for the disk. */
  synchronousCommit?: boolean;
  /** Schema in which statements find their tables when they name none. */
  schema?: string;
}

export function createPool({ url, max, name, synchronousCommit = true, schema }: PoolOptions): Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max,
    application_name: `besitos-${name}`,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 30_000,
    options: [
      ...(synchronousCommit ? [] : ['-c synchronous_commit=off']),
      ...(schema ? [`-c search_path=${schema}`] : []),
    ].join(' '),
  });
  // A connection that breaks while idle is replaced on the next use; the pool needs only not to crash over it.
  pool.on('error', () => {});
  // One that breaks in use fails the statement under way; the event itself has nothing to add.
  pool.on('connect', (client) => client.on('error', () => {}));
  return pool;
}

/** @throws StartupError when the database does not answer */
export async function probe(pool: Pool, variable: string): Promise<void> {
  try {
    await pool.query('select 1');
  } catch (error) {
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
    await client.query(begin);
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
