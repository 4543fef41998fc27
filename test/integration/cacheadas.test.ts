/**
 * What is read through the cache is what the tables hold, over random histories: the tags that the projector drops are all
 * that had to be. Time stands still for the cache, so that nothing in it runs out by itself.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openServices, type Services } from '../../src/cli/services.ts';
import { type Cache, createCache } from '../../src/platform/cache/cache.ts';
import { silentLogger } from '../../src/platform/logger.ts';
import { createPool, type Pool } from '../../src/platform/postgres/pool.ts';
import { createProgress, type Progress } from '../../src/platform/progress.ts';
import { type Projector, startProjector } from '../../src/projections/engine/projector.ts';
import { etiquetas } from '../../src/projections/etiquetas.ts';
import { PROJECTIONS } from '../../src/projections/registro.ts';
import { type Cacheadas, createCacheadas } from '../../src/queries/cacheadas.ts';
import { clasificacion } from '../../src/queries/clasificacion.ts';
import { createDatabase, type Database } from '../../src/queries/database.ts';
import { experiencias } from '../../src/queries/experiencias.ts';
import { inventario } from '../../src/queries/inventario.ts';
import { perfilDe } from '../../src/queries/perfil.ts';
import { historias } from '../../src/queries/progreso.ts';
import { leerRequisitos } from '../../src/queries/requisitos.ts';
import { saldo } from '../../src/queries/saldo.ts';
import { enVenta, tienda } from '../../src/queries/tienda.ts';
import { testFolder } from '../support/backends.ts';
import { GENTE, type HistoriaAzarosa, historiaAzarosa } from '../support/history.ts';

const SEED = Number(process.env.PROPERTY_SEED ?? Date.now() % 2_147_483_647);
const GROUPS = PROJECTIONS.map(({ grupo }) => grupo);
const PATIENCE_MS = 30_000;

describe(`queries through the cache (seed ${SEED})`, () => {
  const folder = testFolder();
  let services: Services;
  let pool: Pool;
  let database: Database;
  let historia: HistoriaAzarosa;
  let progress: Progress;
  let projector: Projector;
  let cache: Cache;
  let cacheadas: Cacheadas;

  beforeAll(async () => {
    services = await openServices(folder.config(), silentLogger, { borrow: false });
    const url = services.backends.databaseUrl;
    pool = createPool({ url, max: PROJECTIONS.length + 2, name: 'p' });
    database = await createDatabase(url, 4);
    historia = await historiaAzarosa(SEED);
    progress = createProgress();
    cache = createCache({ redis: null, reached: async () => null, now: () => 0 });
    cacheadas = createCacheadas({ cache, database, progress });
    projector = await startProjector({
      store: historia.store,
      pool,
      projections: PROJECTIONS,
      progress,
      log: silentLogger,
      onApplied: (grupo, hechos, posicion) => void cache.invalidate(etiquetas(grupo, hechos), posicion),
    });
    cache.drivenBy(() => projector.leads());
  }, 120_000);
  afterAll(async () => {
    await cache?.close();
    await projector?.stop();
    await database?.end();
    await pool?.end();
    await services?.close();
    folder.remove();
  });

  it('are the queries themselves, whatever happened', async () => {
    const at = new Date(historia.clock.now()).toISOString();
    const ranking = (usuarioId: string) => ({ periodo: 'siempre' as const, usuarioId, limite: 10 });
    for (let part = 0; part < 12; part++) {
      await historia.seguir(60);
      const head = historia.store.log().at(-1)!.position;
      expect(await progress.waitFor(GROUPS, head, PATIENCE_MS)).toBe(true);
      const contenidos = [
        ...historia.catalogo.fragmentos().map(({ id }) => ['fragmento', id] as const),
        ...historia.catalogo.experiencias().map(({ id }) => ['experiencia', id] as const),
        ...historia.catalogo.items().map(({ id }) => ['item', id] as const),
      ];
      expect(await cacheadas.enVenta()).toEqual(await enVenta(database));
      for (const id of GENTE) {
        const what = `${id} after part ${part}`;
        expect(await cacheadas.saldo(id), what).toEqual(await saldo(database, id));
        expect(await cacheadas.perfilDe(id, at), what).toEqual(await perfilDe(database, id, at));
        expect(await cacheadas.historias(id), what).toEqual(await historias(database, id));
        const seen = await cacheadas.experiencias(id);
        expect(seen.map(sorted), what).toEqual((await experiencias(database, id)).map(sorted));
        expect(await cacheadas.inventario(id), what).toEqual(await inventario(database, id));
        const { propia } = await cacheadas.clasificacion(ranking(id));
        const now = (await clasificacion(database, ranking(id))).propia;
        // Others come and go; one's own points are as they are.
        expect(propia && [propia.besitos, propia.experiencias, propia.referidos], what).toEqual(
          now && [now.besitos, now.experiencias, now.referidos],
        );
        for (const [tipo, contenido] of contenidos.slice(part, part + 4))
          expect(await cacheadas.leerRequisitos(id, tipo, contenido), `${what}: ${contenido}`).toEqual(
            await leerRequisitos(database, id, tipo, contenido),
          );
      }
    }
    const { hitsInProcess, misses } = cache.stats();
    expect(misses).toBeGreaterThan(0);
    expect(hitsInProcess).toBeGreaterThan(GENTE.length);
  });

  it('need no statement while nothing changes, and hold what was written when asked for it', async () => {
    const [id] = GENTE as [string];
    const head = historia.store.log().at(-1)!.position;
    await cacheadas.saldo(id, head);
    const before = cache.stats();
    for (let n = 0; n < 10; n++) await cacheadas.saldo(id, head);
    expect(cache.stats()).toMatchObject({
      hitsInProcess: before.hitsInProcess + 10,
      loads: before.loads,
    });
    // Nothing so new is there yet: it is looked for each time.
    await cacheadas.saldo(id, head + 1n);
    expect(cache.stats().loads).toBe(before.loads + 1);
  });

  it("of what is for sale are the part of the shop that is everybody's", async () => {
    const shop = await tienda(database, GENTE[0]!, '2026-03-10T00:00:00.000Z');
    expect(await enVenta(database)).toEqual(
      shop.map(({ oferta: _o, ofertaHasta: _h, cantidad: _c, saldo: _s, ...fila }) => fila),
    );
    expect(shop.length).toBeGreaterThan(0);
  });
});

/** The order of completed components is nobody's business. */
const sorted = <Fila extends { hechos: string[] }>(fila: Fila): Fila => ({
  ...fila,
  hechos: [...fila.hechos].sort(),
});
