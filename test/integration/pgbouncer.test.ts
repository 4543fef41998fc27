/** The whole program with a real PgBouncer in transaction mode between it and PostgreSQL. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { waysToDatabase } from '../../src/cli/verbs/doctor/database.ts';
import { type EmbeddedPostgresServer, startEmbeddedPostgres } from '../../src/platform/postgres/embedded.ts';
import { databaseLimits } from '../../src/platform/postgres/limits.ts';
import { createPool, type Pool, probe, transaction } from '../../src/platform/postgres/pool.ts';
import { goesThroughPooler, poolerTrouble } from '../../src/platform/postgres/pooler.ts';
import { createDatabase } from '../../src/queries/database.ts';
import { puntosDeControl } from '../../src/queries/puntos-de-control.ts';
import { type TestFolder, testFolder } from '../support/backends.ts';
import { runCli } from '../support/cli.ts';
import { openPlayground, type Playground } from '../support/program.ts';
import { lacks, type PgBouncer, startPgBouncer } from '../support/programs.ts';

const SERVERS = 5;

describe.skipIf(lacks('pgbouncer'))('through PgBouncer in transaction mode', () => {
  let folder: TestFolder;
  let server: EmbeddedPostgresServer;
  let bouncer: PgBouncer;
  beforeAll(async () => {
    folder = testFolder();
    server = await startEmbeddedPostgres({
      dir: `${folder.dir}/postgres`,
      port: 0,
      settings: ['fsync=off'],
    });
    bouncer = await startPgBouncer(server.url, { poolSize: SERVERS });
  }, 90_000);
  afterAll(async () => {
    await bouncer?.close();
    await server?.close();
    folder?.remove();
  });

  async function using<Result>(pool: Pool, work: (pool: Pool) => Promise<Result>): Promise<Result> {
    try {
      return await work(pool);
    } finally {
      await pool.end();
    }
  }
  const pooled = (max: number) =>
    createPool({ url: bouncer.url, max, name: 'prueba', pooler: 'transaction' });

  describe('a pool', () => {
    it('that is told of it shares few connections among many, and uses no named statement', async () => {
      await using(pooled(20), async (pool) => {
        const ask = (number: number) =>
          transaction(pool, async (client) => {
            const { rows } = await client.query({
              name: 'pregunta',
              text: 'select $1::int as number, pg_backend_pid() as pid, pg_sleep(0.02)',
              values: [number],
            });
            const { rows: prepared } = await client.query('select name from pg_prepared_statements');
            expect(prepared).toEqual([]);
            return rows[0] as { number: number; pid: number };
          });
        const answers = await Promise.all(Array.from({ length: 100 }, (_, number) => ask(number)));
        expect(answers.map(({ number }) => number)).toEqual([...Array(100).keys()]);
        expect(new Set(answers.map(({ pid }) => pid)).size).toBeLessThanOrEqual(SERVERS);
      });
    });

    it('sets its limits in each transaction, which may have others, and leaves none behind', async () => {
      const limits = { statementMs: 12_345, lockMs: 2_345, idleInTransactionMs: 23_456 };
      const shown = `select current_setting('statement_timeout') as statement, current_setting('lock_timeout') as lock,
        current_setting('idle_in_transaction_session_timeout') as idle, current_setting('synchronous_commit') as sync`;
      const pool = createPool({
        url: bouncer.url,
        max: 1,
        name: 'prueba',
        pooler: 'transaction',
        ...limits,
      });
      await using(pool, async () => {
        const within = (begin?: string) =>
          transaction(pool, async (client) => (await client.query(shown)).rows[0], begin);
        const own = { statement: '12345ms', lock: '2345ms', idle: '23456ms', sync: 'on' };
        expect(await within()).toEqual(own);
        expect(await within('begin; set local synchronous_commit = off')).toEqual({ ...own, sync: 'off' });
        expect(
          await within('begin isolation level repeatable read read only; set local statement_timeout = 0'),
        ).toEqual({ ...own, statement: '0' });
        expect((await pool.query(shown)).rows[0]).toMatchObject({ statement: '0', lock: '0', idle: '0' });
      });
    });

    it('cuts off a statement that runs too long, within a transaction and without', async () => {
      const limits = { statementMs: 500, answerMs: 2_000 };
      await using(
        createPool({ url: bouncer.url, max: 2, name: 'prueba', pooler: 'transaction', ...limits }),
        async (pool) => {
          const slow = 'select pg_sleep(60)';
          await expect(transaction(pool, (client) => client.query(slow))).rejects.toMatchObject({
            limit: 'statement',
          });
          await expect(pool.query(slow)).rejects.toMatchObject({ limit: 'answer' });
          expect((await pool.query('select 1 as number')).rows).toEqual([{ number: 1 }]);
        },
      );
    });

    it('that is not told of it is refused, and says what to set', async () => {
      await using(createPool({ url: bouncer.url, max: 1, name: 'prueba' }), async (pool) => {
        await expect(probe(pool, 'DATABASE_URL')).rejects.toMatchObject({
          code: 'POOLER_REFUSES',
          hint: expect.stringContaining('DATABASE_POOLER=transaction'),
        });
      });
    });

    it('is seen to go through one, and PostgreSQL itself not', async () => {
      const seen = (pool: Pool) =>
        using(pool, async () => {
          const client = await pool.connect();
          try {
            return await goesThroughPooler(client);
          } finally {
            client.release();
          }
        });
      expect(await seen(pooled(1))).toBe(true);
      expect(await seen(createPool({ url: server.url, max: 1, name: 'prueba' }))).toBe(false);
    });
  });

  it('named statements of a program that was told nothing fail as they do, which is explained', async () => {
    const lax = await startPgBouncer(server.url, {
      poolSize: 2,
      settings: [
        'ignore_startup_parameters = options,statement_timeout,lock_timeout,idle_in_transaction_session_timeout',
      ],
    });
    try {
      await using(createPool({ url: lax.url, max: 2, name: 'prueba' }), async (pool) => {
        const named = { name: 'pregunta', text: 'select 1 as number' };
        // The first two hold both connections to the server, and each prepares the statement on its own.
        const [one, two] = [await pool.connect(), await pool.connect()];
        await one.query(named);
        const error = await two.query(named).catch((caught: unknown) => caught);
        for (const client of [one, two]) client.release();
        expect(poolerTrouble(error)).toMatchObject({
          code: 'POOLER_UNDECLARED',
          hint: expect.stringContaining('docs/how-to/pgbouncer.md'),
        });
        const backends = {
          databaseUrl: lax.url,
          databaseDirectUrl: server.url,
          databasePooler: 'none' as const,
        };
        await expect(waysToDatabase(pool, backends)).rejects.toMatchObject({ code: 'POOLER_UNDECLARED' });
        await expect(
          waysToDatabase(pool, {
            ...backends,
            databaseDirectUrl: lax.url,
            databasePooler: 'transaction' as const,
          }),
        ).rejects.toMatchObject({ code: 'POOLER_IN_THE_WAY' });
      });
    } finally {
      await lax.close();
    }
  });

  describe('the program', () => {
    let playground: Playground;
    beforeAll(async () => {
      playground = await openPlayground({
        DATABASE_URL: bouncer.url,
        DATABASE_DIRECT_URL: server.url,
        DATABASE_POOLER: 'transaction',
      });
    }, 120_000);
    afterAll(async () => {
      await playground?.close();
    });

    const get = async (path: string) => {
      const { url, firstKey } = playground.program;
      const response = await fetch(`${url}${path}`, { headers: { authorization: `Bearer ${firstKey}` } });
      return { status: response.status, body: (await response.json()) as Record<string, unknown> };
    };

    /** What the program says is not well; null when all is. */
    const unwell = async (): Promise<string | null> => {
      const { status, body } = await get('/health/ready');
      return status === 200 ? null : JSON.stringify(body);
    };

    it('plays a story, sells, tells, and survives that the pooler is started anew', async () => {
      const people = ['Ana', 'Bea', 'Caro', 'Dora', 'Eva', 'Flor', 'Gala', 'Inés'].map((name) =>
        playground.join(name, 'es'),
      );
      const [ana] = people as [(typeof people)[number]];
      for (const person of people) await person.say('/start');
      expect((await ana.tap('Historia')).text).toContain('Una carta con olor a anís');
      expect((await ana.tap('Subir a la cabina')).text).toContain('+3 💋');
      await Promise.all(people.map((person) => playground.give(person, 100)));
      expect((await ana.say('/regalo')).text).toContain('+10 besitos');
      await ana.say('/tienda');
      await ana.tap('Chocolate');
      expect((await ana.tap('Comprar por 15')).text).toContain('es tuyo');
      expect((await ana.say('/inventario')).text).toContain('Chocolate de las tres');
      expect((await ana.say('/saldo')).text).toContain('💋 98 besitos');
      expect((await get('/api/v1/usuarios')).body).toMatchObject({ usuarios: expect.any(Array) });
      expect(await playground.differences()).toEqual([]);

      await bouncer.restart();
      await expect.poll(async () => (await get('/api/v1/usuarios')).status, { timeout: 30_000 }).toBe(200);
      await Promise.all(people.map((person) => playground.give(person, 7)));
      expect(await playground.differences()).toEqual([]);
      expect((await ana.say('/saldo')).text).toContain('💋 105 besitos');
      await playground.calm();
      await expect.poll(unwell, { timeout: 30_000 }).toBeNull();
      expect(await playground.differences()).toEqual([]);
    }, 120_000);

    it('survives that every connection to PostgreSQL is ended, those past the pooler among them', async () => {
      const ana = playground.join('Ana la segunda', 'es');
      await ana.say('/start');
      await using(createPool({ url: server.url, max: 1, name: 'prueba' }), (admin) =>
        admin.query(
          `select pg_terminate_backend(pid, 10000) from pg_stat_activity
           where backend_type = 'client backend' and pid <> pg_backend_pid()`,
        ),
      );
      await playground.give(ana, 40);
      expect(await playground.differences()).toEqual([]);
      await expect.poll(unwell, { timeout: 30_000 }).toBeNull();
      expect((await ana.say('/saldo')).text).toContain('💋 40 besitos');
      await playground.calm();
      expect(await playground.differences()).toEqual([]);
    }, 120_000);

    it('is well by the doctor once the role has limits, and not before', async () => {
      const environment = {
        DATA_DIR: `${folder.dir}/medico`,
        DATABASE_URL: bouncer.url,
        DATABASE_DIRECT_URL: server.url,
        DATABASE_POOLER: 'transaction',
      };
      const examined = async (more: Record<string, string> = {}) => {
        const { stdout } = await runCli(['doctor', '--json'], {
          ...environment,
          EVENTSTORE_URL: playground.program.services.backends.eventStoreUrl,
          MASTER_KEY_FILE: playground.program.services.config.masterKeyFile,
          ...more,
        }).ended;
        const { findings } = JSON.parse(stdout) as {
          findings: { what: string; ok: boolean; detail: string }[];
        };
        return new Map(findings.map(({ what, ok, detail }) => [what, { ok, detail }]));
      };
      const before = await examined();
      expect(before.get('way to PostgreSQL')).toMatchObject({ ok: true });
      expect(before.get('connections')).toMatchObject({ ok: true });
      expect(before.get('limits')).toMatchObject({
        ok: false,
        detail: expect.stringContaining('alter role CURRENT_USER set statement_timeout'),
      });
      await using(createPool({ url: server.url, max: 1, name: 'prueba' }), (admin) =>
        admin.query(`alter role current_user set statement_timeout = '30s'`),
      );
      await bouncer.restart();
      expect((await examined()).get('limits')).toEqual({
        ok: true,
        detail: expect.stringContaining('statement_timeout 30s'),
      });
      const undeclared = await examined({ DATABASE_POOLER: 'none' });
      expect(undeclared.get('parts')).toMatchObject({
        ok: false,
        detail: expect.stringContaining('DATABASE_POOLER=transaction'),
      });
    }, 120_000);

    it('has all its projections rebuilt through the pooler while it goes on', async () => {
      const { eventStoreUrl } = playground.program.services.backends;
      const rebuilding = runCli(['rebuild', 'all', '--json'], {
        DATA_DIR: `${folder.dir}/medico`,
        DATABASE_URL: bouncer.url,
        DATABASE_DIRECT_URL: server.url,
        DATABASE_POOLER: 'transaction',
        EVENTSTORE_URL: eventStoreUrl,
        MASTER_KEY_FILE: playground.program.services.config.masterKeyFile,
      });
      const beto = playground.join('Beto', 'es');
      await beto.say('/start');
      await playground.give(beto, 3);
      const { code, stdout, stderr } = await rebuilding.ended;
      expect(code, `${stdout}${stderr}`).toBe(0);
      const { rebuilt } = JSON.parse(stdout) as { rebuilt: { grupos: { estado: string }[] } };
      expect(new Set(rebuilt.grupos.map(({ estado }) => estado))).toEqual(new Set(['hecha']));
      await playground.give(beto, 4);
      expect(await playground.differences()).toEqual([]);
    }, 120_000);

    it('tells a caller of the API that a pool is full, and when to come again', async () => {
      const { services, url } = playground.program;
      const { max } = services.pool.options;
      const ask = () =>
        fetch(`${url}/api/v1/usuarios`, { headers: { authorization: 'Bearer besitos_nadie' } });
      expect((await ask()).status).toBe(401);
      const taken = await Promise.all(Array.from({ length: max }, () => services.pool.connect()));
      try {
        const refused = await fetch(`${url}/api/v1/usuarios`, {
          headers: { authorization: 'Bearer besitos_nadie_mas' },
        });
        expect(refused.status).toBe(503);
        expect(refused.headers.get('retry-after')).toBe('1');
        expect(await refused.json()).toMatchObject({ code: 'DATABASE_BUSY' });
      } finally {
        for (const client of taken) client.release();
      }
      expect((await ask()).status).toBe(401);
    });

    it('keeps to the few connections that it was given', async () => {
      await Promise.all(Array.from({ length: 40 }, () => get('/api/v1/usuarios')));
      const [line] = await bouncer.show('pools');
      const taken = ['sv_active', 'sv_idle', 'sv_used'].reduce((sum, name) => sum + Number(line![name]), 0);
      expect(taken).toBeGreaterThan(0);
      expect(taken).toBeLessThanOrEqual(SERVERS);
      expect(Number(line!.cl_active) + Number(line!.cl_waiting)).toBeGreaterThan(SERVERS);
    });

    it('starts anew where it was', async () => {
      await playground.restart();
      expect(await playground.differences()).toEqual([]);
    }, 120_000);

    it('and queries are served by a pool of their own through it', async () => {
      const { consultas } = databaseLimits({ cores: 2, memoryMib: 4096 }, 11).pools;
      const database = await createDatabase(bouncer.url, 20, { ...consultas, pooler: 'transaction' });
      try {
        const all = await Promise.all(Array.from({ length: 60 }, () => puntosDeControl(database)));
        expect(new Set(all.map((points) => points.length)).size).toBe(1);
      } finally {
        await database.end();
      }
    });
  });
});
