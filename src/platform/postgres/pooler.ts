/** How a pooler between the program and PostgreSQL is noticed, and what goes wrong when the program was not told of it. */
import type pg from 'pg';
import { StartupError } from '../errors.ts';

const HINT =
  'If a pooler such as PgBouncer stands before PostgreSQL, set DATABASE_POOLER=transaction and DATABASE_DIRECT_URL; see docs/how-to/pgbouncer.md.';
/** Named statements that another connection has, or that this one has lost. */
const STATEMENT_STATES = ['26000', '42P05'];

/** The typical failures of a program that takes a pooler's connection for a session of its own; null for any other error. */
export function poolerTrouble(error: unknown): StartupError | null {
  if (!(error instanceof Error)) return null;
  const code = 'code' in error ? String(error.code) : '';
  if (error.message.includes('unsupported startup parameter'))
    return new StartupError('POOLER_REFUSES', `a pooler refuses the connection: ${error.message}`, HINT, {
      cause: error,
    });
  if (STATEMENT_STATES.includes(code))
    return new StartupError('POOLER_UNDECLARED', `a pooler mixes sessions: ${error.message}`, HINT, {
      cause: error,
    });
  return null;
}

/** Whether the process that answers is the one that was connected to: a pooler gives a number of its own when it greets. */
export async function goesThroughPooler(client: pg.PoolClient): Promise<boolean> {
  const { rows } = await client.query('select pg_backend_pid() as pid');
  return (client as unknown as { processID: number }).processID !== (rows[0] as { pid: number }).pid;
}
