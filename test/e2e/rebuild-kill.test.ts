import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { playMixed, seededRandom } from '../../bench/mixed.ts';
import { createCommandBus } from '../../src/commands/bus.ts';
import { startCatalogoVivo } from '../../src/commands/catalogo-vivo.ts';
import { startEmbeddedNode } from '../../src/events/embedded/node.ts';
import { REGLAS } from '../../src/events/reglas.ts';
import { createEventStore } from '../../src/events/store/cliente.ts';
import type { EventStore } from '../../src/events/store/tipos.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { startEmbeddedPostgres } from '../../src/platform/postgres/embedded.ts';
import { unlimited } from '../../src/platform/rate-limiter.ts';
import { testFolder } from '../support/backends.ts';
import { type Running, runCli } from '../support/cli.ts';

const SEED = Number(process.env.CRASH_SEED ?? Date.now() % 100_000);
/** More of them by hand: `CRASH_KILLS=20 npx vitest run --project e2e test/e2e/rebuild-kill.test.ts`. */
const RANDOM_KILLS = Number(process.env.CRASH_KILLS ?? 2);
const BATCH_KILLS = Math.ceil(RANDOM_KILLS / 2);
const LONG_MS = 120_000 + RANDOM_KILLS * 30_000;

describe(`kill -9 while projections are rebuilt (seed ${SEED})`, () => {
  const folder = testFolder();
  let node: Awaited<ReturnType<typeof startEmbeddedNode>>;
  let postgres: Awaited<ReturnType<typeof startEmbeddedPostgres>>;
  let store: EventStore;
  let environment: Record<string, string>;
  let program: Running;
  const random = seededRandom(SEED);

  const cli = (args: string[]) => runCli(args, environment);
  const start = async () => {
    program = cli(['start']);
    await program.says('Ctrl-C stops everything', 60_000);
  };
  const agrees = async () => {
    const { code, stdout, stderr } = await cli(['verify']).ended;
    expect(stdout, stderr).toContain('Everything agrees.');
    expect(code).toBe(0);
  };
  const play = async (events: number, seed: number) => {
    const vivo = await startCatalogoVivo(store, (error) => {
      throw error;
    });
    const bus = createCommandBus({
      store,
      catalogo: vivo.catalogo,
      reglas: REGLAS,
      clock: systemClock,
      limiter: unlimited,
    });
    await playMixed({ bus, catalogo: vivo.catalogo, events, users: 60, seed });
    await vivo.stop();
  };

  beforeAll(async () => {
    node = await startEmbeddedNode({ dir: join(folder.dir, 'eventstore'), port: 0 });
    postgres = await startEmbeddedPostgres({ dir: join(folder.dir, 'postgres'), port: 0 });
    environment = {
      DATA_DIR: join(folder.dir, 'data'),
      PORT: '0',
      EVENTSTORE_URL: node.url,
      DATABASE_URL: postgres.url,
      LOG_LEVEL: 'error',
    };
    store = createEventStore({ url: node.url });
    await start();
    await play(4_000, SEED);
  }, 120_000);
  afterAll(async () => {
    program?.process.kill('SIGKILL');
    await program?.ended;
    await store?.close();
    await postgres?.close();
    await node?.close();
    folder.remove();
  });

  it(
    'at any moment of it, leaves read models that agree with the log',
    async () => {
      for (let n = 0; n < RANDOM_KILLS; n++) {
        const rebuilding = cli(['rebuild', 'all', '--json']);
        // Some are still starting then, some fill, compare or exchange, and some have ended.
        const timer = setTimeout(() => rebuilding.process.kill('SIGKILL'), 1_200 + random() * 3_500);
        await rebuilding.ended;
        clearTimeout(timer);
        await agrees();
      }
    },
    LONG_MS,
  );

  it('in the middle of the exchange, leaves the tables of before', async () => {
    const reader = new pg.Client({ connectionString: postgres.url });
    // What a transaction sees of others' activity it sees once.
    const watcher = new pg.Client({ connectionString: postgres.url });
    for (const client of [reader, watcher]) {
      client.on('error', () => {});
      await client.connect();
    }
    // A reader that does not let go of a table keeps the exchange at its first step.
    await reader.query('begin');
    const { rows } = await reader.query(
      `select count(*)::int as n, 'lectura.saldos'::regclass::oid as oid from lectura.saldos`,
    );
    const rebuilding = cli(['rebuild', 'dinero']);
    await expect
      .poll(
        async () => {
          const waiting = await watcher.query(
            `select 1 from pg_stat_activity where query like 'lock table%'`,
          );
          return waiting.rows.length;
        },
        { timeout: 60_000 },
      )
      .toBeGreaterThan(0);
    rebuilding.process.kill('SIGKILL');
    expect((await rebuilding.ended).stderr).toContain('exchanging the tables');
    await reader.query('commit');
    const after = await reader.query(`select 'lectura.saldos'::regclass::oid as oid`);
    expect(after.rows[0].oid).toBe(rows[0].oid);
    await reader.end();
    await watcher.end();
    await agrees();

    // Whoever was killed holds nothing up: the next one begins at once, and ends.
    const again = await cli(['rebuild', 'dinero']).ended;
    expect(again.stdout).toContain('✔ dinero: exchanged');
    expect(again.code).toBe(0);
    await agrees();
  }, 120_000);

  it(
    'of the program in the middle of its batches, loses and doubles nothing',
    async () => {
      for (let n = 0; n < BATCH_KILLS; n++) {
        const playing = play(1_500, SEED + 10 + n);
        await new Promise((resolve) => setTimeout(resolve, 200 + random() * 800));
        program.process.kill('SIGKILL');
        await program.ended;
        await playing;
        await start();
      }
      const all = await cli(['rebuild', 'all', '--dry-run', '--json']).ended;
      const { rebuilt } = JSON.parse(all.stdout);
      for (const { grupo, estado } of rebuilt.grupos) expect([grupo, estado]).toEqual([grupo, 'probada']);
      await agrees();
    },
    LONG_MS,
  );
});
