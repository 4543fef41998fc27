/** Who is alive among the workers, when the connection that says so is ended. */
import { setTimeout as sleep } from 'node:timers/promises';
import { runMigrations } from 'graphile-worker';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { silentLogger } from '../../src/platform/logger.ts';
import { type EmbeddedPostgresServer, startEmbeddedPostgres } from '../../src/platform/postgres/embedded.ts';
import { createPool, type Pool } from '../../src/platform/postgres/pool.ts';
import { startVivos, type Vivos } from '../../src/reactors/motor/vivos.ts';
import { type TestFolder, testFolder } from '../support/backends.ts';

const WORKER = 'trabajador-1';

describe('a living worker', () => {
  let folder: TestFolder;
  let server: EmbeddedPostgresServer;
  let pool: Pool;
  let admin: Pool;
  let vivos: Vivos;
  beforeAll(async () => {
    folder = testFolder();
    server = await startEmbeddedPostgres({
      dir: `${folder.dir}/postgres`,
      port: 0,
      settings: ['fsync=off'],
    });
    pool = createPool({ url: server.url, max: 3, name: 'vivos' });
    admin = createPool({ url: server.url, max: 1, name: 'admin' });
    await runMigrations({ pgPool: pool });
    vivos = await startVivos(pool, silentLogger);
    vivos.events.emit('worker:create', { worker: { workerId: WORKER } } as never);
  }, 90_000);
  afterAll(async () => {
    await vivos?.stop();
    for (const each of [pool, admin]) await each?.end();
    await server?.close();
    folder?.remove();
  });

  /** The process of the server that holds the worker's lock. */
  const holder = async (): Promise<number | null> => {
    const { rows } = await admin.query(
      `select pid from pg_locks where locktype = 'advisory' and granted
         and classid = (hashtext('besitos worker')::bigint & 4294967295)::oid
         and objid = (hashtext($1)::bigint & 4294967295)::oid`,
      [WORKER],
    );
    return (rows[0] as { pid: number } | undefined)?.pid ?? null;
  };

  it('is taken for one again at once after its connection was ended, and again after that', async () => {
    await expect.poll(holder, { timeout: 10_000 }).not.toBeNull();
    for (let round = 0; round < 3; round++) {
      const before = await holder();
      await admin.query('select pg_terminate_backend($1, 10000)', [before]);
      await expect
        .poll(
          async () => {
            const now = await holder();
            return now !== null && now !== before;
          },
          { timeout: 10_000 },
        )
        .toBe(true);
    }
    expect(pool.totalCount).toBeLessThanOrEqual(3);
  });

  it('is gone when it has stopped, and does not come back', async () => {
    await vivos.stop();
    await expect.poll(holder, { timeout: 10_000 }).toBeNull();
    await sleep(200);
    expect(await holder()).toBeNull();
  });
});
