import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type TestFolder, testFolder } from '../support/backends.ts';
import { type Running, runCli } from '../support/cli.ts';
import { lacks, startRedis } from '../support/programs.ts';

const FREE = { PORT: '0', EVENTSTORE_PORT: '0', POSTGRES_PORT: '0', LOG_LEVEL: 'warn' };
const PATIENCE = { timeout: 30_000, interval: 100 };

describe('the cache of the running program', () => {
  let folder: TestFolder;
  /** Of the first start. */
  let key: string;
  const started: Running[] = [];
  const cli = (args: string[], environment: Record<string, string | undefined> = {}): Running => {
    const running = runCli(args, { ...FREE, DATA_DIR: join(folder.dir, 'data'), ...environment });
    started.push(running);
    return running;
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

  async function start(environment: Record<string, string> = {}) {
    const banner = await cli(['start'], environment).says('Ctrl-C stops everything', 60_000);
    const url = /Play now: (http:\/\/127\.0\.0\.1:\d+)\/chat\//.exec(banner)![1]!;
    key ??= /(besitos_[A-Za-z0-9_-]{43})/.exec(banner)![1]!;
    // biome-ignore lint/suspicious/noExplicitAny: tests look into answers freely
    const get = async (path: string): Promise<any> =>
      (await fetch(`${url}${path}`, { headers: { authorization: `Bearer ${key}` } })).json();
    const [{ id: item }] = (await get('/api/v1/catalogo?tipo=item')).contenidos;
    return {
      port: new URL(url).port,
      stats: () => get('/api/v1/cache'),
      /** Something that is cached; nobody is called that. */
      read: (nadie: string) => get(`/api/v1/usuarios/${nadie}/requisitos/item/${item}`),
    };
  }

  it('is dropped by hand where there is no Redis, and its counts are told', async () => {
    const program = await start();
    await expect.poll(async () => (await program.stats()).enProceso, PATIENCE).toBe(true);
    const nadie = randomUUID();
    for (let n = 0; n < 3; n++) await program.read(nadie);
    const before = await program.stats();
    expect(before).toMatchObject({ redis: 'none', aciertosEnProceso: 2, fallos: 1, tasaDeAciertos: 2 / 3 });
    expect(before.entradas).toBeGreaterThan(0);

    const told = await cli(['cache', 'stats', '--json'], { PORT: program.port }).ended;
    expect(JSON.parse(told.stdout)).toMatchObject({
      hits_in_process: 2,
      misses: 1,
      loads: 1,
      hit_rate: 2 / 3,
    });

    // The program looks for the word now and then, and has looked once before it notices one.
    await expect
      .poll(
        async () => {
          expect((await cli(['cache', 'drop', 'todo']).ended).stdout).toContain('within two seconds');
          await new Promise((resolve) => setTimeout(resolve, 2_500));
          return (await program.stats()).entradas;
        },
        { timeout: 60_000, interval: 10 },
      )
      .toBe(0);
    const wrong = await cli(['cache', 'drop', 'nada']).ended;
    expect(wrong.code).not.toBe(0);
    expect(wrong.stderr).toContain('no tag is called that');
  });

  it('says where it looked when no program answers', async () => {
    const { code, stderr } = await cli(['cache', 'stats'], { PORT: '1' }).ended;
    expect(code).toBe(1);
    expect(stderr).toContain('PROGRAM_UNREACHABLE');
  });

  it.skipIf(lacks('redis-server'))(
    'is dropped by hand, by tags, from another process, through Redis',
    async () => {
      const redis = await startRedis();
      try {
        const environment = { REDIS_URL: redis.url };
        const program = await start(environment);
        await expect.poll(async () => (await program.stats()).redis, PATIENCE).toBe('up');
        const nadie = randomUUID();
        await expect
          .poll(async () => {
            await program.read(nadie);
            return (await program.stats()).entradas;
          }, PATIENCE)
          .toBe(1);
        const dropped = await cli(
          ['cache', 'drop', `${nadie}:requisitos`, 'contenido:item', '--json'],
          environment,
        ).ended;
        expect(JSON.parse(dropped.stdout)).toEqual({ dropped: 2, told: true });
        await expect.poll(async () => (await program.stats()).entradas, PATIENCE).toBe(0);
        const { cargas } = await program.stats();
        await program.read(nadie);
        expect((await program.stats()).cargas).toBe(cargas + 1);
      } finally {
        await redis.kill();
      }
    },
  );
});
