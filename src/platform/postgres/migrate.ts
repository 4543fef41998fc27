/** Brings a database to the schema of this program: the numbered SQL files of a folder, each applied once, in order. */
import { runner } from 'node-pg-migrate';
import type { Logger } from '../logger.ts';
import { MIGRATION_LIMITS } from './limits.ts';

/** @param url of PostgreSQL itself: the lock that programs take turns by belongs to a session. */
export async function migrate(url: string, folder: string, log: Logger): Promise<string[]> {
  const applied = await runner({
    databaseUrl: {
      connectionString: url,
      application_name: 'besitos-migraciones',
      statement_timeout: MIGRATION_LIMITS.statementMs,
      lock_timeout: MIGRATION_LIMITS.lockMs,
      idle_in_transaction_session_timeout: MIGRATION_LIMITS.idleInTransactionMs,
      keepAlive: true,
    },
    dir: folder,
    direction: 'up',
    migrationsTable: 'migraciones',
    migrationsSchema: 'operacion',
    createMigrationsSchema: true,
    checkOrder: true,
    // Two programs that start together take turns.
    noLock: false,
    advisoryLockMode: 'wait',
    log: (message) => log.debug(message),
  });
  return applied.map(({ name }) => name);
}
