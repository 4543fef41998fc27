/**
 * How many statements each read costs: one for each query, whatever there is to show. Counted on the wire, first with one
 * row in every list, then with twenty: what asks once per row would be found out.
 */
import { randomUUID } from 'node:crypto';
import { readdirSync } from 'node:fs';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { methodOf } from '../../src/admin/route.ts';
import { ROUTES } from '../../src/admin/routes/registry.ts';
import type { BotContext } from '../../src/bot/contexto.ts';
import type { Pantalla } from '../../src/bot/mostrar.ts';
import * as cartera from '../../src/bot/pantallas/cartera.ts';
import * as experiencias from '../../src/bot/pantallas/experiencias.ts';
import * as historia from '../../src/bot/pantallas/historia.ts';
import * as inventario from '../../src/bot/pantallas/inventario.ts';
import * as menu from '../../src/bot/pantallas/menu.ts';
import * as pagos from '../../src/bot/pantallas/pagos.ts';
import * as perfil from '../../src/bot/pantallas/perfil.ts';
import * as ranking from '../../src/bot/pantallas/ranking.ts';
import * as recibo from '../../src/bot/pantallas/recibo.ts';
import * as regalos from '../../src/bot/pantallas/regalos.ts';
import * as tienda from '../../src/bot/pantallas/tienda.ts';
import * as vip from '../../src/bot/pantallas/vip.ts';
import { loadTextos } from '../../src/bot/textos.ts';
import { comprobar } from '../../src/cli/rebuilds.ts';
import { createCommandBus } from '../../src/commands/bus.ts';
import { REGLAS } from '../../src/events/reglas.ts';
import { createKeyStore } from '../../src/platform/keystore/keystore.ts';
import { openMasterKey } from '../../src/platform/keystore/master-key.ts';
import { silentLogger } from '../../src/platform/logger.ts';
import { unlimited } from '../../src/platform/rate-limiter.ts';
import { createOperaciones, type Operaciones } from '../../src/projections/engine/operaciones.ts';
import { PROJECTIONS } from '../../src/projections/registro.ts';
import { createCacheadas } from '../../src/queries/cacheadas.ts';
import { createDatabase, type Database } from '../../src/queries/database.ts';
import { componente, experiencia, fragmento, item, texto } from '../support/fixtures.ts';
import { countStatements, type StatementCounter } from '../support/statements.ts';
import { type AdminHarness, openAdminApi } from './admin-harness.ts';

/** Names of the connections that are counted. */
const QUERIES = 'contada';
const OPERATIONS = 'operacion-contada';
const FEW = 1;
const MANY = 20;
const GROUPS = PROJECTIONS.map(({ grupo }) => grupo);

/** Statements of every GET: queries, and what is asked of operational tables (keys that open personal data, health). */
const ENDPOINTS: Record<string, { path?: string; queries: number; operations?: number }> = {
  '/health/live': { queries: 0 },
  '/health/ready': { queries: 1, operations: 1 },
  '/api/v1/cache': { queries: 0 },
  '/health/projections': { queries: 1 },
  '/metrics': { queries: 1 },
  '/openapi.json': { queries: 0 },
  // Where each group stands by health's word, its checkpoint, and its last rebuild.
  '/api/v1/proyecciones': { queries: 1, operations: 2 },
  '/api/v1/aparcados': { queries: 0, operations: 1 },
  '/api/v1/usuarios': { path: '/api/v1/usuarios?limite=100', queries: 1, operations: 1 },
  '/api/v1/usuarios/{id}': { queries: 1, operations: 1 },
  '/api/v1/usuarios/{id}/movimientos': { path: '/api/v1/usuarios/{id}/movimientos?limite=100', queries: 1 },
  // From the log.
  '/api/v1/usuarios/{id}/estado': { queries: 0 },
  '/api/v1/usuarios/{id}/momento': { path: '/api/v1/usuarios/{id}/momento?posicion={posicion}', queries: 0 },
  '/api/v1/tienda/momento': { path: '/api/v1/tienda/momento?posicion={posicion}&usuario={id}', queries: 0 },
  '/api/v1/ajustes/{id}': { path: '/api/v1/ajustes/{ajuste}', queries: 0 },
  '/api/v1/pagos/{id}': { path: '/api/v1/pagos/{pago}', queries: 0 },
  // From the read models.
  '/api/v1/usuarios/{id}/cuenta': { queries: 1 },
  '/api/v1/usuarios/{id}/requisitos/{tipo}/{contenido}': {
    path: '/api/v1/usuarios/{id}/requisitos/item/cosa-0',
    queries: 1,
  },
  '/api/v1/usuarios/{id}/pagos': { queries: 1 },
  '/api/v1/procesos': { queries: 1 },
  '/api/v1/existencias/{item}': { path: '/api/v1/existencias/faro-0', queries: 1 },
  '/api/v1/candidatos-vip': { queries: 1 },
  '/api/v1/revisiones': { queries: 1 },
  '/api/v1/ajustes': { queries: 1 },
  '/api/v1/analitica/resumen': { queries: 1 },
  '/api/v1/analitica/actividad': {
    path: '/api/v1/analitica/actividad?cuantos=366&tipo=UsuarioRegistrado',
    queries: 1,
  },
  '/api/v1/analitica/cohortes': { path: '/api/v1/analitica/cohortes?semanas=52', queries: 1 },
  '/api/v1/analitica/conversion': { queries: 1 },
  '/api/v1/analitica/embudo-historia': {
    path: '/api/v1/analitica/embudo-historia?historia=cuento-0',
    queries: 1,
  },
  '/api/v1/analitica/embudo-experiencia': {
    path: '/api/v1/analitica/embudo-experiencia?experiencia=paseo-0',
    queries: 1,
  },
  '/api/v1/analitica/economia': { path: '/api/v1/analitica/economia?dias=366', queries: 1 },
  '/api/v1/catalogo': { path: '/api/v1/catalogo?tipo=item&limite=100', queries: 1 },
};

const COBRO = { pago: 'x', cargo: 'x', usuarioId: null, pedido: null, estrellas: 1 } as never;
const REGALO = { regalo: randomUUID(), cantidad: 1, caduca: '2026-03-10T00:00:00.000Z' };
const FACTURA = { url: 'https://example.org', estrellas: 1, caduca: '2026-03-10T00:00:00.000Z' } as never;

/** Statements of every screen, and how it is asked for; what is decided on the player's own stream asks none. */
const SCREENS: Record<string, [queries: number, show: (ctx: BotContext) => Promise<Pantalla> | Pantalla]> = {
  pantallaSaldo: [1, cartera.pantallaSaldo],
  pantallaMovimientos: [1, cartera.pantallaMovimientos],
  pantallaRecibo: [1, recibo.pantallaRecibo],
  pantallaExperiencias: [1, experiencias.pantallaExperiencias],
  pantallaExperiencia: [0, (ctx) => experiencias.pantallaExperiencia(ctx, 'paseo-0')],
  pantallaCuestionario: [0, (ctx) => experiencias.pantallaCuestionario(ctx, 'paseo-0')],
  pantallaHistorias: [1, historia.pantallaHistorias],
  pantallaFragmento: [0, (ctx) => historia.pantallaFragmento(ctx, 'cuento-0')],
  pantallaInventario: [1, inventario.pantallaInventario],
  pantallaUsar: [0, (ctx) => inventario.pantallaUsar(ctx, 'cosa-0')],
  pantallaUsado: [0, (ctx) => inventario.pantallaUsado(ctx, 'cosa-0', [])],
  pantallaMenu: [0, menu.pantallaMenu],
  pantallaBienvenida: [0, menu.pantallaBienvenida],
  pantallaDePago: [0, (ctx) => pagos.pantallaDePago(ctx, COBRO, 'pendiente')],
  pantallaDeReembolso: [0, (ctx) => pagos.pantallaDeReembolso(ctx, 1)],
  pantallaPerfil: [1, perfil.pantallaPerfil],
  pantallaRanking: [1, (ctx) => ranking.pantallaRanking(ctx, 'siempre')],
  pantallaRegalar: [0, regalos.pantallaRegalar],
  pantallaConfirmarRegalo: [0, (ctx) => regalos.pantallaConfirmarRegalo(ctx, 1)],
  pantallaEnlaceDeRegalo: [0, (ctx) => regalos.pantallaEnlaceDeRegalo(ctx, REGALO)],
  pantallaMisRegalos: [1, regalos.pantallaMisRegalos],
  pantallaRegaloAbierto: [0, (ctx) => regalos.pantallaRegaloAbierto(ctx, 1, 'entregado')],
  pantallaTienda: [1, tienda.pantallaTienda],
  pantallaItem: [1, (ctx) => tienda.pantallaItem(ctx, 'cosa-0')],
  'pantallaItem, of one that is gone': [1, (ctx) => tienda.pantallaItem(ctx, 'nada')],
  pantallaCompra: [0, (ctx) => tienda.pantallaCompra(ctx, 'cosa-0', 1, 'hecha')],
  pantallaVip: [0, vip.pantallaVip],
  pantallaFactura: [0, (ctx) => vip.pantallaFactura(ctx, FACTURA, { clave: 'vip', volver: 'vip' })],
  pantallaCancelarVip: [0, vip.pantallaCancelarVip],
  pantallaVipCancelado: [0, vip.pantallaVipCancelado],
};

describe('statements', () => {
  let admin: AdminHarness;
  let counter: StatementCounter;
  let database: Database;
  let operations: pg.Pool;
  let operaciones: Operaciones;
  let bus: ReturnType<typeof createCommandBus>;
  let ana: string;
  let last = 0n;
  const known: Record<string, string> = {};
  const textos = loadTextos();

  const send = async (tipo: string, datos: object, actor: object = { tipo: 'admin', id: 'prueba' }) => {
    const { position } = await bus.execute({ id: randomUUID(), tipo, datos, actor } as never);
    if (position !== null && position > last) last = position;
    if (tipo.startsWith('Publicar')) await admin.services.catalogoVivo.reach(last);
  };

  /** One more row in everything that is listed. */
  async function addRow(index: number): Promise<void> {
    const yo = { tipo: 'usuario', id: ana };
    const system = { tipo: 'sistema', id: 'prueba' };
    const otro = await admin.newUser();
    const cuento = `cuento-${index}`;
    await send('PublicarItem', { item: item({ id: `cosa-${index}`, precio: 5 }) });
    await send('PublicarItem', {
      item: item({ id: `faro-${index}`, tipo: 'limitado', precio: 5, existencias: 3 }),
    });
    await send('ReponerExistencias', { item: `faro-${index}`, cantidad: 3, motivo: 'x' });
    await send('PublicarFragmento', {
      fragmento: fragmento({
        id: cuento,
        historia: cuento,
        portada: { titulo: texto(cuento), sinopsis: texto(cuento) },
      }),
    });
    await send('PublicarExperiencia', {
      experiencia: experiencia({
        id: `paseo-${index}`,
        componentes: [componente.cuestionario('saber', 'si')],
      }),
    });
    await send('ReferirUsuario', { usuarioId: otro, por: ana }, { tipo: 'usuario', id: otro });
    await send('OtorgarBesitos', { usuarioId: ana, cantidad: 40, razon: 'ajuste', nota: 'x' });
    await send('OtorgarBesitos', { usuarioId: otro, cantidad: 10 + index, razon: 'codigo', nota: 'x' });
    await send('ComprarItem', { usuarioId: ana, item: `cosa-${index}`, precio: 5, moneda: 'besitos' }, yo);
    await send('AbrirFragmento', { usuarioId: ana, fragmento: cuento }, yo);
    await send('IniciarExperiencia', { usuarioId: ana, experiencia: `paseo-${index}` }, yo);
    await send('RegalarBesitos', { usuarioId: ana, para: otro, cantidad: 1 }, yo);
    await send('RegalarBesitos', { usuarioId: ana, cantidad: 1 }, yo);
    const hasta = '2099-01-01T00:00:00.000Z';
    await send('HacerOferta', { usuarioId: ana, item: `faro-${index}`, precio: 3, hasta }, system);
    await send('MarcarUsuario', { usuarioId: otro, severidad: 'media', senales: [], motivo: 'x' });
    known.ajuste = randomUUID();
    await send('SolicitarAjuste', { ajuste: known.ajuste, usuarioId: otro, importe: 5_000, nota: 'x' });
    known.pago = await admin.paid(ana, `cargo-${index}`);
  }

  async function caughtUp(): Promise<void> {
    for await (const { position } of admin.services.store.readAll({ after: last })) last = position;
    expect(await admin.services.progress.waitFor(GROUPS, last, 30_000)).toBe(true);
    known.posicion = String(last);
    known.id = ana;
  }

  const pathOf = (pattern: string): string =>
    (ENDPOINTS[pattern]!.path ?? pattern).replaceAll(/\{(\w+)\}/g, (_, name: string) => known[name]!);

  const openApi = async () => {
    // Its keys are looked up afresh, as after a start.
    const keyStore = createKeyStore(operations, openMasterKey(admin.services.config.masterKeyFile, false));
    // As a process that runs no projector has it: one that does knows their places without asking.
    const pool = operations;
    const api = await admin.start({ database, keyStore, pool, operaciones, projectorStatus: () => null });
    expect((await api.get('/api/v1/existencias/faro-0')).status).toBe(200);
    return api;
  };

  async function endpointCounts() {
    const counts: Record<string, object> = {};
    const rows: Record<string, number> = {};
    for (const pattern of Object.keys(ENDPOINTS)) {
      const api = await openApi();
      counter.take(QUERIES);
      counter.take(OPERATIONS);
      const response = await fetch(`${api.origin}${pathOf(pattern)}`, {
        headers: { authorization: `Bearer ${admin.keys.admin}` },
      });
      const text = await response.text();
      expect(response.status, `${pattern} ${text}`).toBe(200);
      const asked = counter.take(OPERATIONS).length;
      counts[pattern] = { queries: counter.take(QUERIES).length, ...(asked > 0 && { operations: asked }) };
      const lists = text.startsWith('{') ? Object.values(JSON.parse(text)).filter(Array.isArray) : [];
      rows[pattern] = Math.max(0, ...lists.map((list) => list.length));
    }
    return { counts, rows };
  }

  const contextOf = (
    overrides: Partial<BotContext['deps']> = {},
    escrito: bigint | null = null,
  ): BotContext => {
    const { services } = admin;
    return {
      deps: {
        bus,
        catalogo: services.catalogoVivo.catalogo,
        reglas: REGLAS,
        database,
        // Nobody drives this cache: nothing is kept in it.
        cacheadas: createCacheadas({ cache: services.cache, database, progress: services.progress }),
        progress: services.progress,
        clock: services.clock,
        textos,
        nonce: () => 'nonce',
        ...overrides,
      },
      jugador: { usuarioId: ana, idioma: 'es', nuevo: false },
      me: { id: 1, username: 'besitos_bot' },
      from: { id: 1, first_name: 'Ana' },
      t: (clave: string, variables?: never) => textos('es', clave, variables),
      escrito,
    } as unknown as BotContext;
  };

  async function screenCounts(): Promise<Record<string, number>> {
    const counts: Record<string, number> = {};
    for (const [name, [, show]] of Object.entries(SCREENS)) {
      counter.take(QUERIES);
      await show(contextOf());
      counts[name] = counter.take(QUERIES).length;
    }
    return counts;
  }

  beforeAll(async () => {
    admin = await openAdminApi();
    counter = countStatements();
    const { services } = admin;
    const url = new URL(services.backends.databaseUrl);
    operations = new pg.Pool({ connectionString: url.href, application_name: OPERATIONS });
    operaciones = createOperaciones({
      store: services.store,
      pool: operations,
      log: silentLogger,
      comprobar,
    });
    url.searchParams.set('application_name', QUERIES);
    database = await createDatabase(url.href, 4);
    const { store, clock, catalogoVivo } = services;
    bus = createCommandBus({
      store,
      catalogo: catalogoVivo.catalogo,
      reglas: REGLAS,
      clock,
      limiter: unlimited,
    });
    ana = await admin.newUser();
    for (let index = 0; index < FEW; index++) await addRow(index);
    await caughtUp();
  }, 120_000);
  afterAll(async () => {
    counter?.stop();
    await operaciones?.close();
    await database?.end();
    await operations?.end();
    await admin?.close();
  });

  const expectedCounts = Object.fromEntries(
    Object.entries(ENDPOINTS).map(([pattern, { queries, operations: asked }]) => [
      pattern,
      { queries, ...(asked !== undefined && { operations: asked }) },
    ]),
  );
  const expectedScreens = Object.fromEntries(
    Object.entries(SCREENS).map(([name, [queries]]) => [name, queries] as const),
  );

  it('are told here for every GET and every screen there is', async () => {
    const gets = ROUTES.filter((route) => methodOf(route) === 'get').map(({ path }) => path);
    expect(Object.keys(ENDPOINTS).sort()).toEqual([...gets].sort());
    const folder = new URL('../../src/bot/pantallas/', import.meta.url);
    const modules = await Promise.all(readdirSync(folder).map((file) => import(new URL(file, folder).href)));
    const screens = modules
      .flatMap((module) => Object.keys(module))
      .filter((name) => name.startsWith('pantalla'));
    expect([...new Set(Object.keys(SCREENS).map((name) => name.split(',')[0]!))].sort()).toEqual(
      screens.sort(),
    );
  });

  it('of each endpoint and screen are the same with one row and with twenty', async () => {
    const few = await endpointCounts();
    expect(few.counts).toEqual(expectedCounts);
    expect(await screenCounts()).toEqual(expectedScreens);

    for (let index = FEW; index < MANY; index++) await addRow(index);
    await caughtUp();
    const many = await endpointCounts();
    expect(many.counts).toEqual(expectedCounts);
    expect(await screenCounts()).toEqual(expectedScreens);
    // Lest nothing was shown: wherever there is a list, it has grown.
    const listed = Object.entries(many.rows).filter(([, length]) => length >= MANY);
    expect(listed.map(([pattern]) => pattern).sort()).toEqual([
      '/api/v1/ajustes',
      '/api/v1/analitica/actividad',
      '/api/v1/analitica/cohortes',
      '/api/v1/analitica/economia',
      '/api/v1/candidatos-vip',
      '/api/v1/catalogo',
      '/api/v1/procesos',
      '/api/v1/revisiones',
      '/api/v1/tienda/momento',
      '/api/v1/usuarios',
      '/api/v1/usuarios/{id}/cuenta',
      '/api/v1/usuarios/{id}/momento',
      '/api/v1/usuarios/{id}/movimientos',
      '/api/v1/usuarios/{id}/pagos',
    ]);
  }, 120_000);

  it('are sent by no endpoint that then pretends to be up to date', async () => {
    const api = await openApi();
    const reading = ROUTES.filter((route) => methodOf(route) === 'get' && route.groups.length > 0);
    expect(reading.length).toBeGreaterThan(10);
    for (const { path } of reading) {
      const address = pathOf(path);
      const late = `${address}${address.includes('?') ? '&' : '?'}desde_posicion=9223372036854775807&espera_ms=0`;
      const reply = await api.get(late);
      expect(reply.body.obsoleto, path).toBe(true);
      expect(reply.headers.get('besitos-stale'), path).toBe('true');
      const fresh = await api.get(address);
      expect(fresh.body.obsoleto, path).toBe(false);
      expect(fresh.headers.get('besitos-stale'), path).toBeNull();
    }
  });

  it('are sent by no screen that then pretends to be up to date, whether or not it has anything to show', async () => {
    const nothing = { any: async () => [], maybeOne: async () => null } as unknown as Database;
    for (const from of [database, nothing])
      for (const [name, [queries, show]] of Object.entries(SCREENS)) {
        const waits: string[][] = [];
        const progress = {
          ...admin.services.progress,
          waitFor: async (groups: readonly string[]) => {
            waits.push([...groups]);
            return false;
          },
        };
        const { texto: shown } = await show(contextOf({ progress, database: from }, 1n));
        expect(shown.includes(textos('es', 'retraso')), name).toBe(queries > 0);
        expect(waits, name).toHaveLength(queries > 0 ? 1 : 0);
      }
  });
});
