import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { playMixed } from '../../bench/mixed.ts';
import { publishBundledContent } from '../../src/cli/content/bundled.ts';
import { comprobar } from '../../src/cli/rebuilds.ts';
import { createCommandBus } from '../../src/commands/bus.ts';
import { REGLAS } from '../../src/events/reglas.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { unlimited } from '../../src/platform/rate-limiter.ts';
import type { Projection } from '../../src/projections/definicion.ts';
import {
  devolver,
  limpiar,
  type RebuildOptions,
  RebuildStoppedError,
  rebuild,
} from '../../src/projections/engine/rebuild.ts';
import { listarReconstrucciones, NothingKeptError } from '../../src/projections/engine/reconstrucciones.ts';
import { PROJECTIONS, projectionNamed } from '../../src/projections/registro.ts';
import { createDatabase, type Database } from '../../src/queries/database.ts';
import { perfilDe } from '../../src/queries/perfil.ts';
import { saldo } from '../../src/queries/saldo.ts';
import { tienda } from '../../src/queries/tienda.ts';
import { openTestLedger, type TestLedger } from '../support/ledger.ts';

const DINERO = projectionNamed('dinero')!;

describe('a rebuild', () => {
  let ledger: TestLedger;
  let database: Database;
  let bus: ReturnType<typeof createCommandBus>;

  beforeAll(async () => {
    ledger = await openTestLedger();
    const { services } = ledger;
    const { catalogo } = services.catalogoVivo;
    const { position } = await publishBundledContent(services.bus, catalogo);
    await services.catalogoVivo.reach(position!);
    database = await createDatabase(services.backends.databaseUrl, 6);
    bus = createCommandBus({
      store: services.store,
      catalogo,
      reglas: REGLAS,
      clock: systemClock,
      limiter: unlimited,
    });
    await playMixed({ bus, catalogo, events: 6_000, users: 80, seed: 5 });
    await ledger.project(PROJECTIONS, { comprobar });
    await ledger.caughtUp();
  }, 120_000);
  afterAll(async () => {
    await database?.end();
    await ledger?.close();
  });

  const run = (options: Partial<RebuildOptions> = {}) =>
    rebuild({ store: ledger.services.store, pool: ledger.services.pool, projections: [DINERO], ...options });
  const recorded = async (grupo: string) =>
    (await listarReconstrucciones(ledger.services.pool)).find((each) => each.grupo === grupo);
  const oidOf = async (table: string) =>
    (await ledger.rows<{ oid: string }>(`select $1::regclass::oid::text as oid`, [table]))[0]!.oid;

  it('in a dry run fills and compares, and leaves the live tables as they are', async () => {
    const before = await oidOf('lectura.saldos');
    const { grupos } = await run({ dryRun: true });
    expect(grupos).toMatchObject([{ grupo: 'dinero', estado: 'probada' }]);
    for (const { filas, filasAntes, suma, sumaAntes, distintas, con } of grupos[0]!.tablas)
      expect([filas, suma, distintas, con]).toEqual([filasAntes, sumaAntes, 0, 'vivas']);
    expect(grupos[0]!.tablas.find(({ tabla }) => tabla === 'movimientos')!.filas).toBeGreaterThan(500);
    expect(await oidOf('lectura.saldos')).toBe(before);
  });

  it('that was stopped is gone on with from where it was', async () => {
    await run({ dryRun: true, fresh: true });
    const stopping = new AbortController();
    let seen = 0;
    const stopped = run({
      projections: [projectionNamed('narrativa')!],
      signal: stopping.signal,
      onProgress({ eventos }) {
        seen = eventos;
        stopping.abort(new RebuildStoppedError('for the test'));
      },
    });
    await expect(stopped).rejects.toBeInstanceOf(RebuildStoppedError);
    expect(seen).toBeGreaterThan(0);
    const kept = await recorded('narrativa');
    expect(kept).toMatchObject({ estado: 'detenida', eventos: seen });
    expect(kept!.posicion).not.toBeNull();

    const { grupos, eventos } = await run({ projections: [projectionNamed('narrativa')!] });
    expect(grupos).toMatchObject([{ estado: 'hecha' }]);
    for (const { distintas } of grupos[0]!.tablas) expect(distintas).toBe(0);
    const total = (await recorded('narrativa'))!.eventos;
    expect(eventos).toBeLessThanOrEqual(total - seen);
    expect(await ledger.differences()).toEqual([]);
  });

  it('keeps what it replaced: the tables of before come back, and the projector catches up from there', async () => {
    const [someone] = await ledger.rows<{ id: string }>(
      'select usuario_id as id from lectura.usuarios order by posicion limit 1',
    );
    const before = await oidOf('lectura.saldos');
    const indexes = () =>
      ledger.rows(`select indexname, indexdef from pg_indexes where schemaname = 'lectura' order by 1`);
    const indexesBefore = await indexes();
    expect(await run()).toMatchObject({ grupos: [{ estado: 'hecha' }] });
    expect(await oidOf('lectura.saldos')).not.toBe(before);
    // A later migration finds them by their names.
    expect(await indexes()).toEqual(indexesBefore);
    expect(await recorded('dinero')).toMatchObject({ anterior: { version: DINERO.version } });
    await ledger.grant(someone!.id, 3);
    await ledger.caughtUp();

    await devolver(ledger.services.pool, DINERO);
    expect(await oidOf('lectura.saldos')).toBe(before);
    await ledger.grant(someone!.id, 4);
    await expect.poll(() => ledger.differences(), { timeout: 30_000, interval: 500 }).toEqual([]);
    await ledger.caughtUp();
    await expect(devolver(ledger.services.pool, DINERO)).rejects.toBeInstanceOf(NothingKeptError);
    await limpiar(ledger.services.pool, DINERO);
    expect(
      await ledger.rows(
        `select 1 from information_schema.schemata where schema_name in ('anterior_dinero', 'sombra_dinero')`,
      ),
    ).toEqual([]);
  });

  it('of a new version is held to what verification folds, and refused where the two differ', async () => {
    // Nobody follows the group while its version is another: the projector of this program leaves it alone.
    const raised: Projection = { ...projectionNamed('tienda')!, version: 99 };
    const refused = await run({
      projections: [raised],
      comprobar: async () => [
        { tabla: 'compras', distintas: 2, diferencias: ['compras 1: price is 3, the log gives 4'] },
      ],
    });
    expect(refused.grupos).toMatchObject([{ estado: 'rechazada' }]);
    expect(refused.grupos[0]!.tablas.find(({ tabla }) => tabla === 'compras')).toMatchObject({
      con: 'registro',
      distintas: 2,
      diferencias: ['compras 1: price is 3, the log gives 4'],
    });
    expect(await recorded('tienda')).toMatchObject({ estado: 'rechazada', version: 99 });

    const done = await run({ projections: [raised], comprobar });
    expect(done.grupos).toMatchObject([{ estado: 'hecha', version: 99 }]);
    const [{ version } = { version: 0 }] = await ledger.rows<{ version: number }>(
      `select version from operacion.puntos_de_control where grupo = 'tienda'`,
    );
    expect(version).toBe(99);
    // An older program never writes to a newer one's rows, nor rebuilds them.
    await ledger.services.pool.query(
      `update operacion.puntos_de_control set version = $1 where grupo = 'tienda'`,
      [projectionNamed('tienda')!.version],
    );
    expect(await ledger.differences()).toEqual([]);
  });

  it('waits for readers to let go, and none of them fails', async () => {
    const reader = await ledger.services.pool.connect();
    await reader.query('begin');
    await reader.query('select count(*) from lectura.saldos');
    const rebuilding = run();
    let isDone = false;
    rebuilding.then(
      () => {
        isDone = true;
      },
      () => {},
    );
    await expect
      .poll(
        async () =>
          (await ledger.rows(`select 1 from pg_stat_activity where query like 'lock table%'`)).length,
        {
          timeout: 30_000,
        },
      )
      .toBeGreaterThan(0);
    // The table that is held can be read by others meanwhile.
    for (let n = 0; n < 10; n++) await saldo(database, 'nobody');
    expect(isDone).toBe(false);
    await reader.query('select count(*) from lectura.movimientos');
    await reader.query('commit');
    reader.release();
    expect(await rebuilding).toMatchObject({ grupos: [{ estado: 'hecha' }] });
  });

  it('of everything under load: no read fails, nothing is missing, and checksums are equal', async () => {
    const users = (
      await ledger.rows<{ id: string }>(
        'select usuario_id as id from lectura.usuarios order by posicion limit 40',
      )
    ).map(({ id }) => id);
    let going = true;
    let reads = 0;
    const failures: unknown[] = [];
    const lowest = new Map<string, number>();
    const reader = async (offset: number) => {
      for (let n = offset; going; n++) {
        const id = users[n % users.length]!;
        // What another reader has seen since this one asked says nothing about its answer.
        const least = lowest.get(id) ?? 0;
        try {
          const [wallet, perfil, items] = await Promise.all([
            saldo(database, id),
            perfilDe(database, id, new Date().toISOString()),
            tienda(database, id),
          ]);
          // Grants alone are made meanwhile: a wallet that shrinks, a person or a shop that is gone, is a table half there.
          if (wallet < least) throw new Error(`the wallet of ${id} fell to ${wallet}`);
          if (!perfil || items.length === 0) throw new Error(`of ${id} something is missing`);
          lowest.set(id, Math.max(wallet, lowest.get(id) ?? 0));
          reads += 3;
        } catch (error) {
          failures.push(error);
        }
      }
    };
    const writer = async () => {
      for (let n = 0; going; n++) await ledger.grant(users[n % users.length]!, 1);
    };
    const load = [reader(0), reader(7), reader(13), writer()];
    const reports = [];
    // Once in this thread, once in threads of its own.
    for (const hiloDesde of [2n ** 62n, 0n])
      reports.push(await run({ projections: PROJECTIONS, comprobar, hiloDesde }));
    going = false;
    await Promise.all(load);
    expect(failures).toEqual([]);
    expect(reads).toBeGreaterThan(100);
    for (const { grupos } of reports)
      for (const { grupo, estado, tablas } of grupos) {
        expect([grupo, estado]).toEqual([grupo, 'hecha']);
        for (const { tabla, filas, filasAntes, suma, sumaAntes } of tablas)
          expect([tabla, filas, suma]).toEqual([tabla, filasAntes, sumaAntes]);
      }
    await ledger.caughtUp();
    expect(await ledger.differences()).toEqual([]);
  }, 180_000);
});
