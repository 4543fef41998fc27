/** Brings a database to the schema of this program: the numbered SQL files of a folder, each applied once, in order. */
import { runner } from 'node-pg-migrate';
import type { Logger } from '../logger.ts';

export async function migrate(url: string, folder: string, log: Logger): Promise<string[]> {
  const applied = await runner({
    databaseUrl: url,
    dir: folder,
    direction: 'up',
    migrationsTable: 'migraciones',
    migrationsSchema: 'operacion',
    createMigrationsSchema: true,
    checkOrder: true,
    // Two programs that start together take turns.
    noLock: false,
    log: (message) => log.debug(message),
  });
  return applied.map(({ name }) => name);
}
