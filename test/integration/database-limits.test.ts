/** What happens when PostgreSQL, or one's own pool of connections to it, keeps somebody waiting. */
import { setTimeout as sleep } from 'node:timers/promises';
import { createSqlTag } from 'slonik';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { failureOf } from '../../src/admin/failures.ts';
import { type EmbeddedPostgresServer, startEmbeddedPostgres } from '../../src/platform/postgres/embedded.ts';
import {
  databaseLimits,
  machineOf,
  type PoolLimits,
  serverSettings,
} from '../../src/platform/postgres/limits.ts';
import { createPool, type Pool, type PoolOptions, transaction } from '../../src/platform/postgres/pool.ts';
import { createDatabase, type Database } from '../../src/queries/database.ts';
import { type TestFolder, testFolder } from '../support/backends.ts';
import { startTcpProxy } from '../support/tcp-proxy.ts';

const sql = createSqlTag({ typeAliases: { number: z.strictObject({ number: z.int() }) } });
/** Long beside every limit of these tests: who waits for it has met none. */
const FOR_EVER = 'select 1 as number from pg_sleep(60)';

let folder: TestFolder;
let server: EmbeddedPostgresServer;
let admin: Pool;
let cleanups: (() => unknown)[] = [];

beforeAll(async () => {
  folder = testFolder();
  server = await startEmbeddedPostgres({ dir: `${folder.dir}/postgres`, port: 0, settings: ['fsync=off'] });
  admin = createPool({ url: server.url, max: 2, name: 'admin' });
  await admin.query('create table caja (id int primary key, valor int not null)');
  await admin.query('insert into caja values (1, 0), (2, 0)');
}, 90_000);

afterAll(async () => {
  await admin?.end();
  await server?.close();
  folder.remove();
});

afterEach(async () => {
  for (const cleanup of cleanups.reverse()) await cleanup();
  cleanups = [];
});

function poolOf(limits: Partial<PoolOptions>): Pool {
  const pool = createPool({ url: server.url, max: 2, name: 'prueba', ...limits });
  cleanups.push(() => pool.end());
  return pool;
}

async function databaseOf(max: number, limits: Partial<PoolLimits>, url = server.url): Promise<Database> {
  const { consultas } = databaseLimits(machineOf({}), 0).pools;
  const database = await createDatabase(url, max, { ...consultas, pooler: 'none', ...limits });
  cleanups.push(() => database.end());
  return database;
}

const pidOf = async (client: Pick<Pool, 'query'>): Promise<number> =>
  ((await client.query('select pg_backend_pid() as pid')).rows[0] as { pid: number }).pid;
const one = async (pool: Pool): Promise<unknown> => (await pool.query('select 1 as number')).rows[0];

/** The server tells sizes in the largest unit that they are whole in. */
const inMegabytes = (value: string): string =>
  value.replace(/^(\d+)GB$/, (_, size: string) => `${Number(size) * 1024}MB`);

/** Ends every connection of a pool of that name. */
const end = (name: string) =>
  admin.query('select pg_terminate_backend(pid, 10000) from pg_stat_activity where application_name = $1', [
    `besitos-${name}`,
  ]);

/** Cuts off what a pool of that name does for ever. */
const cancel = (name: string) =>
  admin.query(
    `select pg_cancel_backend(pid) from pg_stat_activity where application_name = $1 and state = 'active'`,
    [`besitos-${name}`],
  );

/** Resolves once the server has nothing under way for a pool of that name. */
async function quiet(name: string): Promise<void> {
  await expect
    .poll(
      async () =>
        (
          await admin.query(
            `select 1 from pg_stat_activity where application_name = $1 and state is distinct from 'idle'`,
            [`besitos-${name}`],
          )
        ).rowCount,
      { timeout: 20_000 },
    )
    .toBe(0);
}

describe('the embedded server', () => {
  it.each([
    { cores: 2, memoryMib: 2048 },
    { cores: 64, memoryMib: 4096 },
  ])('has the settings that are made for $cores cores', async (machine) => {
    const settings = serverSettings(machine, 90);
    const made = testFolder();
    cleanups.push(() => made.remove());
    const own = await startEmbeddedPostgres({
      dir: `${made.dir}/postgres`,
      port: 0,
      machine,
      maxConnections: 90,
    });
    cleanups.push(() => own.close());
    const pool = poolOf({ url: own.url });
    for (const [name, wanted] of settings.map((setting) => setting.split('=') as [string, string])) {
      const { rows } = await pool.query(
        `select source, current_setting($1) as value from pg_settings where name = $1`,
        [name],
      );
      const { source, value } = rows[0] as { source: string; value: string };
      expect(source, name).toBe('command line');
      expect(inMegabytes(value), name).toBe(inMegabytes(wanted));
    }
  });
});

describe('a pool', () => {
  it('cuts off a statement that runs too long, and goes on', async () => {
    const pool = poolOf({ statementMs: 500 });
    await expect(pool.query(FOR_EVER)).rejects.toMatchObject({
      name: 'DatabaseLimitError',
      limit: 'statement',
      code: '57014',
      pool: 'prueba',
      message: expect.stringContaining('DATABASE_STATEMENT_TIMEOUT_MS'),
    });
    await quiet('prueba');
    expect(await one(pool)).toEqual({ number: 1 });
  });

  it('gives up a lock that another keeps, rolls back, and has it once it is free', async () => {
    const pool = poolOf({ lockMs: 300 });
    const owner = await admin.connect();
    await owner.query('begin; update caja set valor = valor + 1 where id = 1');
    const raise = () =>
      transaction(pool, async (client) => {
        await client.query('update caja set valor = valor + 10 where id = 2');
        await client.query('update caja set valor = valor + 10 where id = 1');
      });
    await expect(raise()).rejects.toMatchObject({ name: 'DatabaseLimitError', limit: 'lock', code: '55P03' });
    await owner.query('commit');
    owner.release();
    await raise();
    expect((await pool.query('select valor from caja order by id')).rows).toEqual([
      { valor: 11 },
      { valor: 10 },
    ]);
  });

  it('loses a transaction in which nothing is done, with a reason, and goes on', async () => {
    const pool = poolOf({ max: 1, idleInTransactionMs: 300 });
    const idle = transaction(pool, async (client) => {
      await client.query('update caja set valor = 99 where id = 2');
      await quiet('prueba');
      await client.query('select 1');
    });
    await expect(idle).rejects.toMatchObject({
      name: 'DatabaseLimitError',
      limit: 'transaction',
      code: '25P03',
    });
    expect((await pool.query('select valor from caja where id = 2')).rows).not.toEqual([{ valor: 99 }]);
    expect(await one(pool)).toEqual({ number: 1 });
  });

  it.each([
    ['a connection', (pool: Pool) => pool.connect()],
    ['a statement', (pool: Pool) => pool.query('select 1')],
    ['a transaction', (pool: Pool) => transaction(pool, async () => {})],
  ])('that is full says so to who asks for %s, and recovers', async (_what, ask) => {
    const pool = poolOf({ max: 2, acquireMs: 1_500 });
    const taken = [await pool.connect(), await pool.connect()];
    await expect(ask(pool)).rejects.toMatchObject({
      name: 'DatabaseLimitError',
      limit: 'acquire',
      code: 'POOL_EXHAUSTED',
      message: expect.stringContaining('DATABASE_POOL_MAX'),
    });
    for (const client of taken) client.release();
    expect(await Promise.all([one(pool), one(pool), one(pool)])).toHaveLength(3);
    expect(pool.waitingCount).toBe(0);
  });

  it('heals when its connections are ended, at rest and in use', async () => {
    const pool = poolOf({ max: 2 });
    const busy = await pool.connect();
    const atRest = await pool.connect();
    const pids = [await pidOf(busy), await pidOf(atRest)];
    atRest.release();
    const underWay = busy.query(FOR_EVER);
    const failed = expect(underWay).rejects.toMatchObject({ code: '57P01' });
    for (const pid of pids) await admin.query('select pg_terminate_backend($1)', [pid]);
    await failed;
    await expect(busy.query('select 1')).rejects.toBeInstanceOf(Error);
    busy.release(true);
    await expect.poll(() => pool.totalCount).toBe(0);
    expect(await one(pool)).toEqual({ number: 1 });
    expect(pids).not.toContain(await pidOf(pool));
  });

  it('a transaction whose connection is ended tells why, and nothing of it is left', async () => {
    const pool = poolOf({ max: 1 });
    const cut = transaction(pool, async (client) => {
      await client.query('update caja set valor = 77 where id = 2');
      await admin.query('select pg_terminate_backend($1)', [await pidOf(client)]);
      await client.query('select 1');
    });
    await expect(cut).rejects.toMatchObject({ code: expect.stringMatching(/57P01|ECONNRESET/) });
    expect((await pool.query('select valor from caja where id = 2')).rows).not.toEqual([{ valor: 77 }]);
  });

  it('closes connections that nobody needs', async () => {
    const pool = poolOf({ idleMs: 50 });
    await Promise.all([one(pool), one(pool)]);
    await expect.poll(() => pool.totalCount, { timeout: 10_000 }).toBe(0);
  });

  it('does not wait for a server that says nothing', async () => {
    const proxy = await startTcpProxy(() => server.port);
    cleanups.push(() => proxy.close());
    const url = server.url.replace(`:${server.port}/`, `:${proxy.port}/`);
    const pool = poolOf({ url, max: 1, answerMs: 1_000, acquireMs: 1_000 });
    expect(await one(pool)).toEqual({ number: 1 });
    await proxy.set('hold');
    await expect(one(pool)).rejects.toMatchObject({ limit: 'answer', code: 'DATABASE_ANSWER_TIMEOUT' });
    await expect(one(pool)).rejects.toMatchObject({ limit: 'connect', code: 'DATABASE_CONNECT_TIMEOUT' });
    await proxy.set('pass');
    await expect.poll(() => one(pool).catch(() => null), { timeout: 20_000 }).toEqual({ number: 1 });
  });

  it('a transaction that the answer is late for does not wait for its rollback as well', async () => {
    const pool = poolOf({ max: 1, answerMs: 1_000 });
    const late = transaction(pool, async (client) => {
      await client.query('update caja set valor = 55 where id = 2');
      await client.query(FOR_EVER);
    });
    await expect(late).rejects.toMatchObject({ limit: 'answer' });
    await expect.poll(() => pool.totalCount).toBe(0);
    await end('prueba');
    expect((await pool.query('select valor from caja where id = 2')).rows).not.toEqual([{ valor: 55 }]);
  });
});

describe('the pool of queries', () => {
  const query = sql.typeAlias('number')`select 1 as number`;
  const forEver = sql.typeAlias('number')`select 1 as number from pg_sleep(60)`;

  it('cuts off a statement that runs too long, and goes on', async () => {
    const database = await databaseOf(1, { statementMs: 500 });
    const slow = database.one(forEver);
    await expect(slow).rejects.toMatchObject({ name: 'DatabaseLimitError', limit: 'statement' });
    expect(await database.one(query)).toEqual({ number: 1 });
  });

  it('gives up a lock that another keeps', async () => {
    const database = await databaseOf(1, { lockMs: 300 });
    await transaction(admin, async (owner) => {
      await owner.query('lock table caja in access exclusive mode');
      await expect(
        database.any(sql.typeAlias('number')`select id as number from caja`),
      ).rejects.toMatchObject({ name: 'DatabaseLimitError', limit: 'lock' });
    });
    expect(await database.any(sql.typeAlias('number')`select id as number from caja`)).toHaveLength(2);
  });

  it('that is full says so to who comes, and recovers', async () => {
    const database = await databaseOf(2, { acquireMs: 1_500, statementMs: 60_000, answerMs: 60_000 });
    const slow = [database.one(forEver), database.one(forEver)].map((each) => each.catch(() => 'cut off'));
    await expect(database.one(query)).rejects.toMatchObject({
      limit: 'acquire',
      code: 'POOL_EXHAUSTED',
      pool: 'consultas',
    });
    await cancel('consultas');
    expect(await Promise.all(slow)).toEqual(['cut off', 'cut off']);
    expect(await Promise.all(Array.from({ length: 9 }, () => database.one(query)))).toHaveLength(9);
  });

  it('serves in the order of coming, and who gave up takes nobody’s place', async () => {
    const database = await databaseOf(1, { acquireMs: 4_000, statementMs: 60_000, answerMs: 60_000 });
    const served: number[] = [];
    const slow = database.one(forEver).catch(() => 'cut off');
    const early = database.one(query).catch((error: { code: string }) => error.code);
    await sleep(1_500);
    const others = [1, 2, 3].map((number) =>
      database.one(sql.typeAlias('number')`select ${number}::int as number`).then(() => served.push(number)),
    );
    expect(await early).toBe('POOL_EXHAUSTED');
    await cancel('consultas');
    await Promise.all([slow, ...others]);
    expect(served).toEqual([1, 2, 3]);
  });

  it('heals when its connections are ended', async () => {
    const database = await databaseOf(2, {});
    await Promise.all([database.one(query), database.one(query)]);
    await end('consultas');
    await expect
      .poll(() => database.one(query).catch(() => null), { timeout: 10_000 })
      .toEqual({ number: 1 });
  });

  it('does not wait for a server that says nothing', async () => {
    const proxy = await startTcpProxy(() => server.port);
    cleanups.push(() => proxy.close());
    const url = server.url.replace(`:${server.port}/`, `:${proxy.port}/`);
    const database = await databaseOf(1, { answerMs: 1_000, acquireMs: 2_000 }, url);
    expect(await database.one(query)).toEqual({ number: 1 });
    await proxy.set('hold');
    await expect(database.one(query)).rejects.toMatchObject({ limit: 'answer' });
    await proxy.set('pass');
    await expect
      .poll(() => database.one(query).catch(() => null), { timeout: 20_000 })
      .toEqual({ number: 1 });
  });
});

describe('the admin API', () => {
  it('answers 503 for a full pool, with when to come again', async () => {
    const pool = poolOf({ max: 1, acquireMs: 1_500 });
    const taken = await pool.connect();
    const error = await pool.query('select 1').catch((caught: unknown) => caught);
    taken.release();
    expect(failureOf(error)).toEqual({
      code: 'DATABASE_BUSY',
      data: { segundos: 1 },
      headers: { 'retry-after': '1' },
    });
  });
});
