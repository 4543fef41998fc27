/** Throw-away servers for a benchmark: a durable event store in its thread, a durable PostgreSQL, an empty read model. */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedNodeThread } from '../src/events/embedded/thread.ts';
import { createEventStore } from '../src/events/store/cliente.ts';
import type { EventStore } from '../src/events/store/tipos.ts';
import { silentLogger } from '../src/platform/logger.ts';
import { startEmbeddedPostgres } from '../src/platform/postgres/embedded.ts';
import { migrate } from '../src/platform/postgres/migrate.ts';
import { createPool, type Pool } from '../src/platform/postgres/pool.ts';

export interface BenchBackends {
  eventStoreUrl: string;
  databaseUrl: string;
  store: EventStore;
  pool: Pool;
  projectorPool: Pool;
  close(): Promise<void>;
}

export async function openBenchBackends(): Promise<BenchBackends> {
  const dir = mkdtempSync(join(tmpdir(), 'besitos-bench-'));
  chmodSync(dir, 0o755);
  const node = await startEmbeddedNodeThread({ dir: join(dir, 'eventstore'), port: 0 });
  const postgres = await startEmbeddedPostgres({
    dir: join(dir, 'postgres'),
    port: 0,
    settings: ['max_connections=200'],
  });
  await migrate(postgres.url, new URL('../projections-sql', import.meta.url).pathname, silentLogger);
  const store = createEventStore({ url: node.url });
  const pool = createPool({ url: postgres.url, max: 8, name: 'bench' });
  const projectorPool = createPool({
    url: postgres.url,
    max: 8,
    name: 'proyector',
  });
  return {
    eventStoreUrl: node.url,
    databaseUrl: postgres.url,
    store,
    pool,
    projectorPool,
    async close() {
      await store.close();
      await pool.end();
      await projectorPool.end();
      await postgres.close();
      await node.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
