import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startEmbeddedNode } from '../../src/events/embedded/node.ts';
import { freePort } from '../../src/platform/ports.ts';
import { startEmbeddedPostgres } from '../../src/platform/postgres/embedded.ts';
import { PROJECTIONS } from '../../src/projections/registro.ts';
import { type TestFolder, testFolder } from '../support/backends.ts';
import { type Running, runCli } from '../support/cli.ts';
import { lacks, startRedis } from '../support/programs.ts';

const FREE = { PORT: '0', EVENTSTORE_PORT: '0', POSTGRES_PORT: '0', LOG_LEVEL: 'warn' };

describe('the command line', () => {
  let folder: TestFolder;
  const started: Running[] = [];
  const cli = (args: string[], environment: Record<string, string | undefined> = {}): Running => {
    const running = runCli(args, { ...FREE, DATA_DIR: join(folder.dir, 'data'), ...environment });
    started.push(running);
    return running;
  };

  /** Something done to the database of the running program behind its back. */
  const onDatabase = async (work: (client: pg.Client) => Promise<unknown>) => {
    const { databaseUrl } = JSON.parse(readFileSync(join(folder.dir, 'data', 'running.json'), 'utf8'));
    const client = new pg.Client({ connectionString: databaseUrl });
    client.on('error', () => {});
    await client.connect();
    await work(client);
    await client.end();
  };

  beforeAll(() => {
    folder = testFolder();
  });
  afterEach(async () => {
    for (const { process: child, ended } of started.splice(0)) {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
      await ended;
    }
  });
  afterAll(() => folder.remove());

  it('starts with a banner, serves, and stops cleanly on Ctrl-C; the key is shown at the first start only', async () => {
    const first = cli(['start']);
    const banner = await first.says('Ctrl-C stops everything');
    expect(banner).toMatch(/ready in \d+\.\d s/);
    for (const part of ['event store', 'PostgreSQL', 'cache', 'projectors', 'admin API', 'bot'])
      expect(banner).toContain(part);
    expect(banner).toContain('this is not Telegram');
    const url = /Play now: (http:\/\/127\.0\.0\.1:\d+)\/chat\//.exec(banner)![1]!;
    const key = /(besitos_[A-Za-z0-9_-]{43})/.exec(banner)![1]!;
    expect((await fetch(`${url}/health/ready`)).status).toBe(200);
    expect((await fetch(`${url}/chat/`)).status).toBe(200);
    expect((await fetch(`${url}/api/v1/usuarios`)).status).toBe(401);
    expect(
      (await fetch(`${url}/api/v1/usuarios`, { headers: { authorization: `Bearer ${key}` } })).status,
    ).toBe(200);
    expect(await (await fetch(`${url}/metrics`)).text()).toContain('besitos_projection_position');
    first.process.kill('SIGINT');
    expect(await first.ended).toMatchObject({ code: 0, stdout: expect.stringContaining('nothing was lost') });

    const second = cli(['start']);
    expect(await second.says('Ctrl-C stops everything')).not.toContain('besitos_');
    second.process.kill('SIGTERM');
    expect((await second.ended).code).toBe(0);
  });

  it('verify, rebuild, content and doctor work beside a running program and without one', async () => {
    const program = cli(['start']);
    await program.says('Ctrl-C stops everything');
    const doctor = await cli(['doctor', '--json']).ended;
    expect(JSON.parse(doctor.stdout)).toMatchObject({ ok: true });
    const verified = await cli(['verify']).ended;
    expect(verified.stdout).toContain('Everything agrees.');
    expect(verified.stdout).toContain('catalogo: equals the fold of the log — ');
    const rebuilt = await cli(['rebuild', 'catalogo']).ended;
    expect(rebuilt.stdout).toMatch(/✔ catalogo: exchanged, compared at position \d+/);
    expect(rebuilt.stdout).toMatch(
      /= catalogo: (\d+) rows \(live \1\), checksum -?\d+, equals the live table/,
    );
    expect(rebuilt.stdout).toMatch(/\d+ events in .* s \(\d+\/s\)/);
    expect(rebuilt.stderr).toContain('catalogo: exchanging the tables');
    expect((await cli(['content', 'publish']).ended).stdout).toContain('0 published');
    program.process.kill('SIGINT');
    await program.ended;

    expect(JSON.parse((await cli(['verify', '--json']).ended).stdout)).toMatchObject({ ok: true });
    const all = await cli(['rebuild', 'all', '--json']).ended;
    expect(JSON.parse(all.stdout).rebuilt.grupos).toHaveLength(PROJECTIONS.length);
    for (const line of all.stderr.trim().split('\n')) expect(JSON.parse(line)).toHaveProperty('porSegundo');
    expect((await cli(['content', 'check']).ended).stdout).toContain('0 errors');
  }, 240_000);

  it('a rebuild is looked up, stopped, taken back and cleaned up after; parked events are listed', async () => {
    const program = cli(['start']);
    await program.says('Ctrl-C stops everything');
    expect((await cli(['rebuild', 'catalogo']).ended).code).toBe(0);
    expect((await cli(['rebuild', 'catalogo', '--status']).ended).stdout).toMatch(
      /catalogo \(version \d+\): hecha/,
    );
    expect((await cli(['rebuild', 'catalogo', '--stop']).ended).stdout).toContain('No rebuild is under way.');
    expect((await cli(['rebuild', 'catalogo', '--fallback']).ended).stdout).toContain(
      'the tables of before are back',
    );
    expect((await cli(['rebuild', 'catalogo', '--clean']).ended).stdout).toContain(
      'nothing is kept any more',
    );
    expect((await cli(['parked']).ended).stdout).toContain('Nothing is parked.');
    program.process.kill('SIGINT');
    await program.ended;
  }, 180_000);

  it('as-of shows the shop at any moment, and says when there is nothing to show', async () => {
    const program = cli(['start']);
    await program.says('Ctrl-C stops everything');
    const shop = await cli(['as-of', 'shop', '--at', new Date().toISOString(), '--json']).ended;
    expect(JSON.parse(shop.stdout)).toMatchObject({ usuario: null });
    expect(JSON.parse(shop.stdout).items.length).toBeGreaterThan(0);
    const early = await cli(['as-of', 'shop', '--at', '2000-01-01T00:00:00Z']).ended;
    expect(early).toMatchObject({ code: 1, stdout: expect.stringContaining('[NOTHING_PUBLISHED_YET]') });
    const both = await cli(['as-of', 'shop', '--at', '2000-01-01T00:00:00Z', '--position', '1']).ended;
    expect(both).toMatchObject({ code: 1, stderr: expect.stringContaining('by one of them') });
  });

  it('an Ink story is imported, checked and published', async () => {
    const content = join(folder.dir, 'content');
    mkdirSync(content, { recursive: true });
    const ink = new URL('../../content/ink/el-ultimo-tranvia.ink', import.meta.url).pathname;
    const imported = await cli(['content', 'import', ink, '--folder', content, '--publish']).ended;
    expect(imported.stdout).toMatch(/✔ 15 fragments/);
    expect(imported.stdout).toMatch(/15 published/);
    expect(imported.code).toBe(0);
    expect((await cli(['content', 'import', ink, '--folder', content]).ended).code).toBe(1);
  });

  it('verify exits with 1 and names what differs', async () => {
    const program = cli(['start']);
    await program.says('Ctrl-C stops everything');
    const { databaseUrl } = JSON.parse(
      (await import('node:fs')).readFileSync(join(folder.dir, 'data', 'running.json'), 'utf8'),
    );
    const { default: pg } = await import('pg');
    const client = new pg.Client({ connectionString: databaseUrl });
    client.on('error', () => {});
    await client.connect();
    await client.query(`update lectura.catalogo set version = 7 where id = 'carta'`);
    const verified = await cli(['verify']).ended;
    expect(verified.code).toBe(1);
    expect(verified.stdout).toContain('catalogo fragmento|carta: version is 7, the log gives 1');
    await onDatabase((client) => client.query(`update lectura.catalogo set version = 1 where id = 'carta'`));
  });

  describe('says what to do and exits with 1 when', () => {
    const listening = async (): Promise<{ port: number; close(): void }> => {
      const port = await freePort();
      const server = createServer().listen(port, '127.0.0.1');
      return { port, close: () => server.close() };
    };
    const refused = async (environment: Record<string, string | undefined>, ...texts: string[]) => {
      const { code, stderr } = await cli(['start'], environment).ended;
      expect(code).not.toBe(0);
      for (const text of texts) expect(stderr).toContain(text);
      expect(stderr).not.toContain('    at ');
    };

    it.each(['PORT', 'EVENTSTORE_PORT', 'POSTGRES_PORT'])('%s is in use', async (variable) => {
      const { port, close } = await listening();
      await refused({ [variable]: String(port) }, `port ${port}`, 'in use', `Set ${variable} to a free port`);
      close();
    });
    it('the data folder cannot be written to', async () => {
      writeFileSync(join(folder.dir, 'file'), '');
      await refused({ DATA_DIR: join(folder.dir, 'file', 'data') }, 'cannot be written to', 'Set DATA_DIR');
    });
    it('another program has the data folder', async () => {
      const program = cli(['start']);
      await program.says('Ctrl-C stops everything');
      await refused({}, 'is in use by process', 'Stop that program first');
    });
    it('the event store does not answer', () =>
      refused({ EVENTSTORE_URL: 'esdb://127.0.0.1:1?tls=false' }, 'does not answer', 'Check EVENTSTORE_URL'));
    it('the database does not answer', () =>
      refused(
        { DATABASE_URL: 'postgres://nobody:secret@127.0.0.1:1/x' },
        'PostgreSQL does not answer',
        'Check DATABASE_URL',
      ));
    it('Redis does not answer', () =>
      refused({ REDIS_URL: 'redis://127.0.0.1:1' }, 'Redis does not answer', 'Check REDIS_URL'));
    it.each([
      ['EVENTSTORE_URL', 'http://wrong'],
      ['DATABASE_URL', 'mysql://wrong'],
      ['PORT', 'eighty'],
      ['BOT_TOKEN', 'not-a-token'],
    ])('%s is %s', (variable, value) => refused({ [variable]: value }, variable, 'Correct or unset'));
    it('the master key is lost', async () => {
      const program = cli(['start']);
      await program.says('Ctrl-C stops everything');
      await onDatabase((client) =>
        client.query(`insert into claves.claves values (gen_random_uuid(), 'wrapped')`),
      );
      program.process.kill('SIGINT');
      await program.ended;
      await refused({ MASTER_KEY_FILE: join(folder.dir, 'elsewhere.key') }, 'master key', 'Restore the file');
    });
  });

  it('an unknown projection, verb or option is told, with a code that is not zero', async () => {
    expect(await cli(['rebuild', 'nada']).ended).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('there is no projection nada'),
    });
    expect((await cli(['dance']).ended).code).toBe(1);
  });

  it.skipIf(lacks('redis-server'))(
    'uses an event store, PostgreSQL, Redis and Bot API that are given instead of its own',
    async () => {
      const node = await startEmbeddedNode({ dir: join(folder.dir, 'other-eventstore'), port: 0 });
      const postgres = await startEmbeddedPostgres({
        dir: join(folder.dir, 'other-postgres'),
        port: 0,
        settings: ['fsync=off'],
      });
      const redis = await startRedis();
      // Its emulator serves as the Bot API of the program that is given everything.
      const lender = cli(['start']);
      const lent = /Play now: (http:\/\/127\.0\.0\.1:\d+)\/chat\//.exec(
        await lender.says('Ctrl-C stops everything'),
      )![1]!;
      const environment = {
        DATA_DIR: join(folder.dir, 'external'),
        EVENTSTORE_URL: node.url,
        DATABASE_URL: postgres.url,
        REDIS_URL: redis.url,
        BOT_TOKEN: '100000001:local-emulator-of-the-besitos-bot',
        TELEGRAM_API_ROOT: `${lent}/telegram`,
      };
      const program = cli(['start'], environment);
      const banner = await program.says('Ctrl-C stops everything');
      expect(banner).toMatch(/event store\s+external/);
      expect(banner).toMatch(/PostgreSQL\s+external\s+postgres:\/\/besitos:\*\*\*@/);
      expect(banner).toMatch(/cache\s+Redis/);
      expect(banner).toMatch(/bot\s+Telegram/);
      expect(banner).not.toContain('Play now');
      expect((await cli(['verify'], environment).ended).stdout).toContain('Everything agrees.');
      program.process.kill('SIGINT');
      expect((await program.ended).code).toBe(0);
      lender.process.kill('SIGINT');
      await lender.ended;
      await Promise.all([node.close(), postgres.close(), redis.kill()]);
    },
  );
});
