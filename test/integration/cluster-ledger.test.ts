/** Commands and projections while the only event store node restarts under them. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { health } from '../../src/admin/health.ts';
import type { AdminOptions } from '../../src/admin/options.ts';
import { verify } from '../../src/audit/verify/verify.ts';
import { openServices, type Services } from '../../src/cli/services.ts';
import { StoreUnavailableError } from '../../src/commands/errores.ts';
import type { DatosDe, TipoDeComando } from '../../src/commands/registro.ts';
import type { EmbeddedNode } from '../../src/events/embedded/node.ts';
import { startEmbeddedNodeThread } from '../../src/events/embedded/thread.ts';
import { sealWith } from '../../src/platform/keystore/keystore.ts';
import { silentLogger } from '../../src/platform/logger.ts';
import { createPool, type Pool } from '../../src/platform/postgres/pool.ts';
import { type Projector, startProjector } from '../../src/projections/engine/projector.ts';
import { PROJECTIONS } from '../../src/projections/registro.ts';
import { createDatabase, type Database } from '../../src/queries/database.ts';
import { saldo } from '../../src/queries/saldo.ts';
import { testFolder } from '../support/backends.ts';
import { SELLADO } from '../support/fixtures.ts';

const ACTOR = { tipo: 'admin', id: 'test' } as const;
const USERS = 24;
const RESTARTS = 3;

describe('the ledger over an event store that restarts', () => {
  const folder = testFolder();
  let node: EmbeddedNode;
  let services: Services;
  let pool: Pool;
  let projector: Projector;
  let database: Database;
  let unavailable = 0;

  const startNode = (port: number) =>
    startEmbeddedNodeThread({ dir: join(folder.dir, 'nodo'), port, log: () => {}, onExit: () => {} });

  /** Sends a command under one id until its outcome is known. */
  async function execute<Tipo extends TipoDeComando>(tipo: Tipo, datos: DatosDe<Tipo>): Promise<void> {
    const id = randomUUID();
    for (;;) {
      try {
        await services.bus.execute({ id, tipo, datos, actor: ACTOR });
        return;
      } catch (error) {
        if (!(error instanceof StoreUnavailableError)) throw error;
        unavailable += 1;
        await sleep(100);
      }
    }
  }

  beforeAll(async () => {
    node = await startNode(0);
    services = await openServices(folder.config({ EVENTSTORE_URL: node.url }), silentLogger, {
      borrow: false,
    });
    pool = createPool({
      url: services.backends.databaseUrl,
      max: PROJECTIONS.length + 2,
      name: 'p',
    });
    database = await createDatabase(services.backends.databaseUrl, 4);
    const { store, progress } = services;
    projector = await startProjector({ store, pool, projections: PROJECTIONS, progress, log: silentLogger });
  }, 60_000);
  afterAll(async () => {
    await projector?.stop();
    await database?.end();
    await pool?.end();
    await services?.close();
    await node?.close();
    folder.remove();
  });

  it('loses no command, doubles none, and its read models agree with the log', async () => {
    const users = await Promise.all(
      Array.from({ length: USERS }, async () => {
        const person = await services.keyStore.findOrCreate(Math.floor(Math.random() * 1e12), randomUUID);
        const { usuarioId } = person;
        await execute('RegistrarUsuario', {
          usuarioId,
          idioma: 'es',
          personal: sealWith(person, { nombre: 'Ana' }),
        });
        return { usuarioId, granted: 0 };
      }),
    );
    let isDone = false;
    const granting = users.map(async (user) => {
      while (!isDone) {
        await execute('OtorgarBesitos', {
          usuarioId: user.usuarioId,
          cantidad: 3,
          razon: 'ajuste',
          nota: 'n',
        });
        user.granted += 3;
      }
    });
    const timesMs: number[] = [];
    for (let restart = 0; restart < RESTARTS; restart++) {
      await sleep(300);
      await node.close();
      await sleep(restart * 1_500);
      node = await startNode(node.port);
      const startedMs = performance.now();
      const before = users.map(({ granted }) => granted);
      while (users.some(({ granted }, index) => granted === before[index])) await sleep(5);
      timesMs.push(Math.round(performance.now() - startedMs));
    }
    isDone = true;
    await Promise.all(granting);
    const total = users.reduce((sum, { granted }) => sum + granted, 0);
    process.stdout.write(
      `    ${RESTARTS} restarts: every user served again ${timesMs.join(', ')} ms after the node was up ` +
        `(${total / 3} grants, ${unavailable} answered as not available)\n`,
    );

    let last = 0n;
    for await (const { position } of services.store.readAll({ after: null })) last = position;
    const groups = PROJECTIONS.map(({ grupo }) => grupo);
    expect(await services.progress.waitFor(groups, last, 30_000)).toBe(true);
    for (const { usuarioId, granted } of users) expect(await saldo(database, usuarioId)).toBe(granted);
    const report = await verify({ store: services.store, pool: services.pool });
    expect(report.comprobaciones.filter(({ distintos }) => distintos > 0)).toEqual([]);
    const metrics = await services.metrics.registry.metrics();
    expect(metrics).toContain('besitos_event_store_breaker{connection="leader"} 0');
  }, 120_000);

  it('says in health and metrics that the store is away, refuses commands at once, and serves again', async () => {
    const { store, bus, metrics } = services;
    const options = {
      logHead: () => store.head(),
      pool: services.pool,
      projectorStatus: () => projector.status(),
      isReady: () => true,
      version: 'test',
    } as unknown as AdminOptions;
    const breaker = async () =>
      /besitos_event_store_breaker\{connection="leader"\} (\d)/.exec(await metrics.registry.metrics())?.[1];
    const register = (usuarioId: string) =>
      bus.execute({
        id: randomUUID(),
        tipo: 'RegistrarUsuario',
        actor: ACTOR,
        datos: { usuarioId, idioma: 'es', personal: SELLADO },
      });
    expect(await health(options)).toMatchObject({ status: 'ok', parts: { eventStore: { error: null } } });

    await node.close();
    await expect(register(randomUUID())).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    await expect.poll(breaker, { timeout: 20_000 }).not.toBe('0');
    await expect(register(randomUUID())).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
      data: { retryAfterMs: expect.any(Number) },
      cause: { code: 'STORE_UNREACHABLE' },
    });
    expect(await health(options)).toMatchObject({
      status: 'unavailable',
      parts: { eventStore: { status: 'unavailable', error: 'STORE_UNREACHABLE' } },
    });

    node = await startNode(node.port);
    await expect.poll(breaker, { timeout: 20_000 }).toBe('0');
    expect(await register(randomUUID())).toMatchObject({ repetido: false });
    await expect.poll(async () => (await health(options)).status, { timeout: 20_000 }).toBe('ok');
  }, 120_000);
});
