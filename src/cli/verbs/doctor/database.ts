/** What `besitos doctor` asks of PostgreSQL: which way leads to it, how many connections it has, and which limits it keeps. */
import type { Config } from '../../../platform/config.ts';
import { StartupError } from '../../../platform/errors.ts';
import { POOL_MAX_LEAST } from '../../../platform/postgres/limits.ts';
import { createPool, type Pool, type PoolClient } from '../../../platform/postgres/pool.ts';
import { goesThroughPooler } from '../../../platform/postgres/pooler.ts';
import type { Backends } from '../../embedded.ts';
import { limitsOf } from '../../limits.ts';

type Ways = Pick<Backends, 'databaseDirectUrl' | 'databasePooler'>;

/** @throws StartupError when a pooler is where none was said to be */
export async function waysToDatabase(pool: Pool, backends: Ways): Promise<string> {
  const isPooled = await asks(pool, goesThroughPooler);
  if (isPooled && backends.databasePooler === 'none')
    throw new StartupError(
      'POOLER_UNDECLARED',
      'DATABASE_URL leads through a pooler',
      'Set DATABASE_POOLER=transaction, and DATABASE_DIRECT_URL to PostgreSQL itself; see docs/how-to/pgbouncer.md.',
    );
  if (await direct(backends, (own) => asks(own, goesThroughPooler)))
    throw new StartupError(
      'POOLER_IN_THE_WAY',
      'DATABASE_DIRECT_URL leads through a pooler',
      'Set it to host and port of PostgreSQL itself: reactors listen there and hold locks.',
    );
  return isPooled ? 'through a pooler; what needs a session goes past it' : 'no pooler between';
}

/** @throws StartupError when the server may run out of connections */
export async function connectionsNeeded(config: Config, backends: Backends): Promise<string> {
  const { needed, total, pools } = limitsOf(config);
  const { max, reserved } = await direct(backends, async (own) => {
    const { rows } = await own.query(
      `select current_setting('max_connections')::int as max,
              current_setting('superuser_reserved_connections')::int
              + coalesce(current_setting('reserved_connections', true), '0')::int as reserved`,
    );
    return rows[0] as { max: number; reserved: number };
  });
  const isPooled = backends.databasePooler !== 'none';
  // The key store apart may be on another server, or on this one.
  const keys = config.keyStoreUrl ? pools.claves.max : 0;
  // How many a pooler takes is its own affair: here is counted what goes past it.
  const wanted = isPooled ? pools.reactores.max + reserved : needed + keys;
  if (wanted > max) {
    const fitting = total - (wanted - max);
    const other = fitting < POOL_MAX_LEAST ? '' : `, or DATABASE_POOL_MAX to ${fitting} or less`;
    throw new StartupError(
      'CONNECTIONS_SHORT',
      `the program and its command line may want ${wanted} connections, and the server has ${max} (${reserved} of them reserved)`,
      `Set max_connections to ${wanted} or more${other}.`,
    );
  }
  return isPooled
    ? `at most ${pools.reactores.max} past the pooler of the server's ${max}; its max_client_conn must be ${needed + keys} or more`
    : `the program takes at most ${total + keys} of ${max}; ${max - total - keys} are left for the command line and administrators`;
}

/** @throws StartupError when a pooler keeps the program's limits from the server, and the server has none of its own */
export async function settingsOfServer(config: Config, backends: Backends, pool: Pool): Promise<string> {
  const { statementMs, lockMs } = limitsOf(config).pools.consultas;
  const { rows } = await pool.query(
    `select current_setting('statement_timeout') as statement, current_setting('lock_timeout') as lock`,
  );
  const { statement, lock } = rows[0] as { statement: string; lock: string };
  if (backends.databasePooler !== 'none' && statement === '0')
    throw new StartupError(
      'LIMITS_MISSING',
      'behind a pooler a single statement has the limits of its role, and this role has none',
      `alter role CURRENT_USER set statement_timeout = '${statementMs}ms'; alter role CURRENT_USER set lock_timeout = '${lockMs}ms'; see docs/how-to/pgbouncer.md.`,
    );
  return backends.databasePooler === 'none'
    ? `queries: ${statementMs} ms a statement, ${lockMs} ms a lock`
    : `of the role: statement_timeout ${statement}, lock_timeout ${lock}`;
}

async function asks<Answer>(pool: Pool, question: (client: PoolClient) => Promise<Answer>): Promise<Answer> {
  const client = await pool.connect();
  try {
    return await question(client);
  } finally {
    client.release();
  }
}

/** With a connection past whatever pooler there is. */
async function direct<Answer>(
  { databaseDirectUrl: url }: Pick<Ways, 'databaseDirectUrl'>,
  question: (own: Pool) => Promise<Answer>,
): Promise<Answer> {
  const own = createPool({ url, max: 1, name: 'doctor' });
  try {
    return await question(own);
  } finally {
    await own.end();
  }
}
