import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { playMixed } from '../../bench/mixed.ts';
import { verify } from '../../src/audit/verify/verify.ts';
import { bundledCatalogo, publishBundledContent } from '../../src/cli/content/bundled.ts';
import { openServices, type Services } from '../../src/cli/services.ts';
import { createCommandBus } from '../../src/commands/bus.ts';
import { REGLAS } from '../../src/events/reglas.ts';
import { sealWith } from '../../src/platform/keystore/keystore.ts';
import { silentLogger } from '../../src/platform/logger.ts';
import { createPool, type Pool, transaction } from '../../src/platform/postgres/pool.ts';
import { createProgress } from '../../src/platform/progress.ts';
import { unlimited } from '../../src/platform/rate-limiter.ts';
import { type Projector, startProjector } from '../../src/projections/engine/projector.ts';
import { RebuildRunningError, rebuild } from '../../src/projections/engine/rebuild.ts';
import { PROJECTIONS, projectionNamed } from '../../src/projections/registro.ts';
import { createDatabase, type Database } from '../../src/queries/database.ts';
import { movimientos } from '../../src/queries/movimientos.ts';
import { saldo } from '../../src/queries/saldo.ts';
import { testFolder } from '../support/backends.ts';

const ACTOR = { tipo: 'admin', id: 'test' } as const;
const GROUPS = PROJECTIONS.map(({ grupo }) => grupo);

describe('the ledger on real parts', () => {
  const folder = testFolder();
  let services: Services;
  let pool: Pool;
  let projector: Projector;
  let database: Database;

  const startProjectors = (progress = services.progress) =>
    startProjector({ store: services.store, pool, projections: PROJECTIONS, progress, log: silentLogger });
  const caughtUp = async () => {
    const head = await services.store.head();
    // The newest event may be the server's own; the last of the domain is what the groups reach.
    let last = 0n;
    for await (const { position } of services.store.readAll({
      after: head === null || head < 200n ? null : head - 200n,
    }))
      last = position;
    expect(await services.progress.waitFor(GROUPS, last, 20_000)).toBe(true);
  };
  const newUser = async (): Promise<string> => {
    const person = await services.keyStore.findOrCreate(Math.floor(Math.random() * 1e12), randomUUID);
    const { usuarioId } = person;
    await services.bus.execute({
      id: randomUUID(),
      tipo: 'RegistrarUsuario',
      actor: ACTOR,
      datos: { usuarioId, idioma: 'es', personal: sealWith(person, { nombre: 'Ana' }) },
    });
    return usuarioId;
  };
  const grant = (usuarioId: string, cantidad: number, id: string = randomUUID()) =>
    services.bus.execute({
      id,
      tipo: 'OtorgarBesitos',
      actor: ACTOR,
      datos: { usuarioId, cantidad, razon: 'ajuste', nota: 'n' },
    });
  const differing = async () => {
    const report = await verify({ store: services.store, pool: services.pool });
    return report.comprobaciones.filter(({ distintos }) => distintos > 0).map(({ nombre }) => nombre);
  };

  beforeAll(async () => {
    services = await openServices(folder.config(), silentLogger, { borrow: false });
    await publishBundledContent(services.bus, services.catalogoVivo.catalogo);
    pool = createPool({
      url: services.backends.databaseUrl,
      max: 8,
      name: 'p',
    });
    database = await createDatabase(services.backends.databaseUrl, 4);
    projector = await startProjectors();
  }, 60_000);
  afterAll(async () => {
    await projector?.stop();
    await database?.end();
    await pool?.end();
    await services?.close();
    folder.remove();
  });

  it('shows a grant in balance and statement once the position it returned is reached', async () => {
    const usuarioId = await newUser();
    const { position } = await grant(usuarioId, 40);
    expect(await services.progress.waitFor(['dinero'], position!, 5_000)).toBe(true);
    expect(await saldo(database, usuarioId)).toBe(40);
    const pagina = await movimientos(database, usuarioId, { limite: 10 });
    expect(pagina.movimientos).toMatchObject([
      {
        importe: 40,
        razon: 'ajuste',
        apuntes: [
          { cuenta: 'sistema:ajustes', importe: -40 },
          { cuenta: `usuario:${usuarioId}:cartera`, importe: 40 },
        ],
      },
    ]);
  });

  it('applies one command id once, in one process and in two', async () => {
    const usuarioId = await newUser();
    const id = randomUUID();
    const other = createCommandBus({
      store: services.store,
      catalogo: services.catalogoVivo.catalogo,
      reglas: REGLAS,
      clock: { now: () => Date.now() },
      limiter: unlimited,
    });
    const orden = {
      id,
      tipo: 'OtorgarBesitos',
      actor: ACTOR,
      datos: { usuarioId, cantidad: 7, razon: 'ajuste', nota: 'n' },
    } as const;
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, (_unused, n) => (n % 2 ? services.bus : other).execute(orden)),
    );
    expect(outcomes.filter(({ repetido }) => !repetido)).toHaveLength(1);
    expect(new Set(outcomes.map(({ position }) => position))).toHaveProperty('size', 1);
    expect(await services.bus.usuario(usuarioId)).toMatchObject({ saldo: 7 });
  });

  it('never lets a wallet go below zero, however many purchases race in two processes', async () => {
    const usuarioId = await newUser();
    await grant(usuarioId, 100);
    const item = bundledCatalogo()
      .items()
      .find(({ tipo, requisitos, vip }) => tipo === 'consumible' && !requisitos && !vip)!;
    const buses = [0, 1].map(() =>
      createCommandBus({
        store: services.store,
        catalogo: services.catalogoVivo.catalogo,
        reglas: REGLAS,
        clock: { now: () => Date.now() },
        limiter: unlimited,
      }),
    );
    const outcomes = await Promise.allSettled(
      Array.from({ length: 60 }, (_unused, n) =>
        buses[n % 2]!.execute({
          id: randomUUID(),
          tipo: 'ComprarItem',
          actor: ACTOR,
          datos: { usuarioId, item: item.id, precio: item.precio },
        }),
      ),
    );
    const bought = outcomes.filter(({ status }) => status === 'fulfilled').length;
    const codes = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason.code] : []));
    expect(new Set(codes).difference(new Set(['INSUFFICIENT_FUNDS', 'CONCURRENCY']))).toEqual(new Set());
    expect(bought).toBeGreaterThan(0);
    let funds = 0;
    for await (const { data } of services.store.readStream(`usuario-${usuarioId}`, 0)) {
      const { apuntes = [] } = data as { apuntes?: { cuenta: string; importe: number }[] };
      for (const { cuenta, importe } of apuntes) if (cuenta.startsWith('usuario:')) funds += importe;
      expect(funds).toBeGreaterThanOrEqual(0);
    }
    expect(funds).toBe(100 - bought * item.precio);
  });

  it('agrees with the log after 3,000 events of mixed commands, and again after every group is rebuilt', async () => {
    const bus = createCommandBus({
      store: services.store,
      catalogo: services.catalogoVivo.catalogo,
      reglas: REGLAS,
      clock: { now: () => Date.now() },
      limiter: unlimited,
    });
    await playMixed({ bus, catalogo: services.catalogoVivo.catalogo, events: 3_000, users: 60, seed: 11 });
    await caughtUp();
    expect(await differing()).toEqual([]);
    for (const projection of PROJECTIONS) {
      const { grupos, eventos } = await rebuild({
        store: services.store,
        pool: services.pool,
        projections: [projection],
      });
      expect(eventos).toBeGreaterThan(3_000);
      for (const { estado, tablas } of grupos) {
        expect(estado).toBe('hecha');
        for (const { filas, filasAntes, suma, sumaAntes } of tablas)
          expect([filas, suma]).toEqual([filasAntes, sumaAntes]);
      }
    }
    expect(await differing()).toEqual([]);
  });

  it('rebuilds while commands go on, and the live projector goes on from there', async () => {
    const users = await Promise.all(Array.from({ length: 10 }, newUser));
    let writing = true;
    const writer = (async () => {
      for (let n = 0; writing; n++) await grant(users[n % users.length]!, 1);
    })();
    for (const name of ['saldos', 'usuarios', 'narrativa'])
      await rebuild({ store: services.store, pool: services.pool, projections: [projectionNamed(name)!] });
    writing = false;
    await writer;
    await caughtUp();
    expect(await differing()).toEqual([]);
  });

  it('applies nothing twice when two projectors run, and nothing when a checkpoint was moved behind its back', async () => {
    const second = await startProjectors(createProgress());
    const usuarioId = await newUser();
    await Promise.all(Array.from({ length: 200 }, () => grant(usuarioId, 1)));
    await caughtUp();
    expect(await saldo(database, usuarioId)).toBe(200);
    expect(await differing()).toEqual([]);
    await second.stop();
  });

  it('refuses a second rebuild of the same group', async () => {
    const outcomes = await Promise.allSettled(
      [0, 1].map(() =>
        rebuild({ store: services.store, pool: services.pool, projections: [projectionNamed('dinero')!] }),
      ),
    );
    const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
    expect(refused.map(({ reason }) => reason)).toEqual([expect.any(RebuildRunningError)]);
  });

  it.each([
    [
      'a changed balance',
      `update lectura.saldos set saldo = saldo + 1 where cuenta = (select min(cuenta) from lectura.saldos)`,
      'saldos',
    ],
    [
      'a missing movement',
      `delete from lectura.movimientos where posicion = (select max(posicion) from lectura.movimientos)`,
      'movimientos',
    ],
    ['a forged posting', `insert into lectura.apuntes values (1, 9, 'sistema:emision', 5)`, 'apuntes'],
    [
      'a counter that is off',
      `update lectura.progreso_narrativo set visitados = visitados + 1 where usuario_id = (select usuario_id from lectura.progreso_narrativo limit 1)`,
      'progreso_narrativo',
    ],
    [
      'an item out of nowhere',
      `insert into lectura.inventario values (gen_random_uuid(), 'lupa', 'desbloqueo', 1, now(), now())`,
      'inventario',
    ],
    [
      'an edited fragment',
      `update lectura.catalogo set contenido = contenido || '{"vip": true}' where id = 'carta'`,
      'catalogo',
    ],
  ])('verify names %s', async (_what, damage, table) => {
    await expect(
      transaction(services.pool, async (client) => {
        await client.query(damage);
        await client.query('commit; begin');
        expect(await differing()).toEqual([`${table}: equals the fold of the log`]);
      }),
    ).resolves.toBeUndefined();
    const damaged = { store: services.store, pool: services.pool, projections: [projectionNamed(table)!] };
    const refused = await rebuild(damaged);
    expect(refused.grupos[0]).toMatchObject({ estado: 'rechazada' });
    expect(refused.grupos[0]!.tablas.find(({ tabla }) => tabla === table)!.distintas).toBe(1);
    expect(await differing()).toHaveLength(1);
    const { grupos } = await rebuild({ ...damaged, acceptDifferences: true });
    expect(grupos[0]).toMatchObject({ estado: 'hecha' });
    expect(await differing()).toEqual([]);
  });

  it('verify names an event that was slipped into a stream past the bus', async () => {
    const usuarioId = await newUser();
    const before = await services.bus.usuario(usuarioId);
    expect(before).toMatchObject({ saldo: 0 });
    const apuntes = [
      { cuenta: 'sistema:emision', importe: -999 },
      { cuenta: `usuario:${usuarioId}:cartera`, importe: 999 },
    ];
    const data = {
      cantidad: 999,
      razon: 'referido',
      referencia: { tipo: 'nota', id: 'x' },
      dia: '2026-01-01',
      apuntes,
    };
    const [first] = await Array.fromAsync(services.store.readStream(`usuario-${usuarioId}`, 0));
    const metadata = { ...(first!.metadata as object), commandId: randomUUID() };
    await services.store.append(`usuario-${usuarioId}`, 0, [
      { id: randomUUID(), type: 'BesitosOtorgados', data, metadata },
    ]);
    await caughtUp();
    // It grants more than a day's limit lets through, too.
    expect(await differing()).toEqual([
      'hash chains: every event names the hash of the one before it',
      expect.stringMatching(/^limits: /),
    ]);
    // The bus, too, stops rather than builds on it.
    await expect(grant(usuarioId, 1)).rejects.toMatchObject({ code: 'BROKEN_CHAIN' });
  });
});
