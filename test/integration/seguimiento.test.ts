/** Tracking on a real PostgreSQL: what waits, what is written, and what a crash or an outage costs. */
import { fork } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openServices, type Services } from '../../src/cli/services.ts';
import {
  createSeguimiento,
  type Seguimiento,
  type SeguimientoOptions,
} from '../../src/platform/analytics/seguimiento.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { silentLogger } from '../../src/platform/logger.ts';
import { createPool, type Pool } from '../../src/platform/postgres/pool.ts';
import { testFolder } from '../support/backends.ts';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.ts';
import type { Tracked } from '../support/tracking-child.ts';

const CHILD = fileURLToPath(new URL('../support/tracking-child.ts', import.meta.url));

describe('tracked events', () => {
  const folder = testFolder();
  let services: Services;
  let proxy: TcpProxy;
  /** By way of the proxy. */
  let pool: Pool;
  let open: Seguimiento[] = [];

  beforeAll(async () => {
    services = await openServices(folder.config(), silentLogger, { borrow: false });
    const url = new URL(services.backends.databaseUrl);
    const port = Number(url.port);
    proxy = await startTcpProxy(() => port);
    url.port = String(proxy.port);
    url.hostname = '127.0.0.1';
    pool = createPool({ url: url.href, max: 2, name: 'seguimiento' });
  }, 90_000);
  afterEach(async () => {
    await proxy.set('pass');
    for (const one of open) await one.close();
    open = [];
    await services.pool.query('truncate lectura.analytics_seguimiento');
  });
  afterAll(async () => {
    await pool?.end();
    await proxy?.close();
    await services?.close();
    folder.remove();
  });

  const outcomes = { guardado: 0, descartado: 0 };
  function start(options: Partial<SeguimientoOptions> = {}): Seguimiento {
    Object.assign(outcomes, { guardado: 0, descartado: 0 });
    const seguimiento = createSeguimiento({
      pool,
      clock: systemClock,
      log: silentLogger,
      onOutcome: (outcome, count) => {
        outcomes[outcome] += count;
      },
      ...options,
    });
    open.push(seguimiento);
    return seguimiento;
  }
  const track = (seguimiento: Seguimiento, count: number, from = 0) => {
    for (let n = from; n < from + count; n++)
      seguimiento.track({ tipo: 'prueba', usuarioId: null, propiedades: { n } });
  };
  const rows = async <Row>(text: string) => (await services.pool.query(text)).rows as Row[];
  const written = async () =>
    (
      await rows<{ n: number }>(
        `select (propiedades ->> 'n')::int as n from lectura.analytics_seguimiento order by 1`,
      )
    ).map(({ n }) => n);
  const upTo = (count: number) => Array.from({ length: count }, (_, n) => n);
  async function until(is: () => Promise<boolean> | boolean): Promise<void> {
    const giveUpAt = Date.now() + 30_000;
    while (!(await is())) {
      if (Date.now() > giveUpAt) throw new Error('waited in vain');
      await sleep(10);
    }
  }

  it('wait for each other, up to a thousand', async () => {
    const seguimiento = start({ intervalMs: 600_000 });
    track(seguimiento, 999);
    await sleep(50);
    expect(await written()).toEqual([]);
    expect(seguimiento.pendientes()).toBe(999);
    track(seguimiento, 1, 999);
    await until(() => seguimiento.pendientes() === 0);
    expect(await written()).toEqual(upTo(1_000));
  });

  it('wait no longer than the interval', async () => {
    const seguimiento = start({ intervalMs: 100 });
    track(seguimiento, 3);
    await until(() => seguimiento.pendientes() === 0);
    expect(await written()).toEqual([0, 1, 2]);
  });

  it('are written when the program closes; what comes afterwards is dropped and counted', async () => {
    const seguimiento = start({ intervalMs: 600_000 });
    track(seguimiento, 7);
    await seguimiento.close();
    track(seguimiento, 2, 7);
    expect(await written()).toEqual(upTo(7));
    expect(outcomes).toEqual({ guardado: 7, descartado: 2 });
  });

  it('come out as they went in, in the table that serves, under a partition of their month', async () => {
    const seguimiento = start();
    const usuarioId = crypto.randomUUID();
    const propiedades = { texto: 'tab\t, line\n, \\N and "quotes"', si: true, n: 3 };
    seguimiento.track({ tipo: 'raro\ttipo\\', usuarioId, propiedades });
    await seguimiento.flush();
    const [row] = await rows<Record<string, unknown>>(
      `select tipo, usuario_id, propiedades, origen, tableoid::regclass::text as tabla, now() - ocurrido_en < '1 hour' as es_reciente
       from lectura.analytics_events`,
    );
    expect(row).toEqual({
      tipo: 'raro\ttipo\\',
      usuario_id: usuarioId,
      propiedades,
      origen: 'seguimiento',
      tabla: expect.stringMatching(/^lectura\.analytics_seguimiento_\d{4}_\d\d$/),
      es_reciente: true,
    });
  });

  it('never throw, whatever they hold; what no table takes costs nobody else', async () => {
    const seguimiento = start({ intervalMs: 600_000 });
    const circular: Record<string, unknown> = {};
    circular.self = circular;
    track(seguimiento, 20);
    seguimiento.track({ tipo: 'circular', usuarioId: null, propiedades: circular as never });
    seguimiento.track({ tipo: 'nobody', usuarioId: 'not an id', propiedades: {} });
    seguimiento.track({ tipo: 'zero', usuarioId: null, propiedades: { texto: '\0' } });
    track(seguimiento, 20, 20);
    await seguimiento.flush();
    expect(await written()).toEqual(upTo(40));
    expect(outcomes).toEqual({ guardado: 40, descartado: 3 });
  });

  it('wait for a database that is away, up to a bound; the newest beyond it are dropped and counted', async () => {
    await proxy.set('refuse');
    const seguimiento = start({ intervalMs: 20, backlogMax: 3_000 });
    track(seguimiento, 3_500);
    await sleep(300);
    expect(seguimiento.pendientes()).toBe(3_000);
    await proxy.set('pass');
    await until(() => seguimiento.pendientes() === 0);
    expect(await written()).toEqual(upTo(3_000));
    expect(outcomes).toEqual({ guardado: 3_000, descartado: 500 });
  });

  it('do not hold up the end of the program when the database is away', async () => {
    await proxy.set('refuse');
    const seguimiento = start({ closeMs: 200 });
    track(seguimiento, 10);
    await seguimiento.close();
    expect(outcomes).toEqual({ guardado: 0, descartado: 10 });
  });

  it('stand there once when the answer to a write is lost and it is made again', async () => {
    const seguimiento = start({ intervalMs: 600_000 });
    track(seguimiento, 1);
    await seguimiento.flush();
    const [leaf] = await rows<{ nombre: string }>(
      'select tableoid::regclass::text as nombre from lectura.analytics_seguimiento',
    );
    // The server takes the rows, and cannot put them in yet.
    const holder = await services.pool.connect();
    await holder.query(`begin; lock table ${leaf!.nombre} in share mode`);
    track(seguimiento, 500, 1);
    const flushed = seguimiento.flush();
    await until(
      async () =>
        (await rows(`select from pg_locks where relation = '${leaf!.nombre}'::regclass and not granted`))
          .length > 0,
    );
    await proxy.set('mute');
    await holder.query('commit');
    holder.release();
    await until(async () => (await written()).length === 501);
    expect(seguimiento.pendientes()).toBe(500);
    await proxy.set('pass');
    await flushed;
    expect(await written()).toEqual(upTo(501));
    expect(outcomes).toEqual({ guardado: 501, descartado: 0 });
  });

  it.each([2, 10])('are lost by kill -9 only as far as they waited (fifty every %i ms)', async (pauseMs) => {
    const child = fork(CHILD, [services.backends.databaseUrl, String(pauseMs)], { stdio: 'inherit' });
    const exited = new Promise((resolve) => child.once('exit', resolve));
    let last: Tracked = { tracked: 0, waiting: 0 };
    let mostWaiting = 0;
    child.on('message', (message: Tracked) => {
      last = message;
      mostWaiting = Math.max(mostWaiting, message.waiting);
    });
    await until(() => last.tracked > 12_000);
    child.kill('SIGKILL');
    await exited;
    const numbers = await written();
    // What was written is everything up to some number, once each.
    expect(numbers).toEqual(upTo(numbers.length));
    const lost = last.tracked - numbers.length;
    console.info(`kill -9 after ${last.tracked}: ${lost} lost, ${mostWaiting} waited at most`);
    expect(lost).toBeLessThanOrEqual(last.waiting);
    // A thousand, and what came while they were being written.
    expect(mostWaiting).toBeLessThan(5_000);
  });
});
