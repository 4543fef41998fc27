/** The admin API over real HTTP, on read models that the real projections wrote to a real PostgreSQL. */
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import express from 'express';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import {
  createKey,
  createKeyFinder,
  ensureFirstKey,
  findKey,
  ROLES,
  type Role,
  revokeKey,
} from '../../src/admin/api-keys.ts';
import { type AdminOptions, createAdminRouter } from '../../src/admin/app.ts';
import { cursorOf } from '../../src/admin/cursor.ts';
import { ApiError } from '../../src/admin/failures.ts';
import { PROBLEMS, type ProblemCode } from '../../src/admin/problems.ts';
import { bodyOf, methodOf } from '../../src/admin/route.ts';
import { ROUTES } from '../../src/admin/routes/registry.ts';
import { createCache } from '../../src/platform/cache/cache.ts';
import { createKeyStore, type KeyStore, sealWith } from '../../src/platform/keystore/keystore.ts';
import { newKey } from '../../src/platform/keystore/sealing.ts';
import { silentLogger } from '../../src/platform/logger.ts';
import { createMetrics } from '../../src/platform/metrics.ts';
import { type EmbeddedPostgresServer, startEmbeddedPostgres } from '../../src/platform/postgres/embedded.ts';
import { migrate } from '../../src/platform/postgres/migrate.ts';
import { createPool, type Pool, transaction } from '../../src/platform/postgres/pool.ts';
import { createProgress, type Progress } from '../../src/platform/progress.ts';
import { createLocalRateLimiter } from '../../src/platform/rate-limiter.ts';
import { createAlmacenVivo } from '../../src/projections/engine/almacen-vivo.ts';
import { decode } from '../../src/projections/engine/decode.ts';
import type { GroupStatus } from '../../src/projections/engine/projector.ts';
import { LIVE_SCHEMA } from '../../src/projections/engine/shadow.ts';
import { PROJECTIONS } from '../../src/projections/registro.ts';
import { createCacheadas } from '../../src/queries/cacheadas.ts';
import { createDatabase, type Database } from '../../src/queries/database.ts';
import {
  AHORA,
  createTestClock,
  fragmento,
  gastados,
  HOY,
  idNamed,
  item,
  otorgados,
  portada,
  registrada,
  type TestClock,
} from '../support/fixtures.ts';
import { type Entry, logOf } from '../support/history.ts';

const ROOT = join(import.meta.dirname, '../..');
const [ANA, BEA, CARO, DORA, EVA] = ['ana', 'bea', 'caro', 'dora', 'eva'].map(idNamed) as [
  string,
  string,
  string,
  string,
  string,
];
const POOL_MAX = 8;
const NOBODY = idNamed('nobody');
const PERSONAL = { nombre: 'Ana Lirio', usuario: 'ana_lirio', telegramId: 7001 };
/** Newest first, as the API lists them. */
const EVERYONE = [EVA, DORA, CARO, BEA, ANA];

let dir: string;
let server: EmbeddedPostgresServer;
let pool: Pool;
let database: Database;
let keyStore: KeyStore;
/** What each of several programs that started at once was told, round by round. */
const firstKeys: (string | null)[][] = [];
const keys = {} as Record<Role, string>;
let cleanups: (() => unknown)[] = [];

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'besitos-admin-'));
  chmodSync(dir, 0o755);
  server = await startEmbeddedPostgres({ dir: join(dir, 'postgres'), port: 0, settings: ['fsync=off'] });
  await migrate(server.url, join(ROOT, 'projections-sql'), silentLogger);
  pool = createPool({ url: server.url, max: POOL_MAX, name: 'prueba' });
  await pool.query(readFileSync(join(ROOT, 'src/platform/keystore/schema.sql'), 'utf8'));
  database = await createDatabase(server.url);
  keyStore = createKeyStore(pool, newKey());
  // Open connections, so that the starts below do happen at once.
  await Promise.all(Array.from({ length: POOL_MAX }, () => pool.query('select pg_sleep(0.2)')));
  for (let round = 0; round < 10; round++) {
    await pool.query('delete from operacion.claves_de_api');
    firstKeys.push(await Promise.all(Array.from({ length: POOL_MAX }, () => ensureFirstKey(pool))));
  }
  for (const rol of ROLES) keys[rol] = await createKey(pool, { nombre: `prueba ${rol}`, rol });
  await project(await history());
}, 120_000);

afterAll(async () => {
  await database?.end().catch(() => {});
  await pool?.end();
  await server?.close();
  rmSync(dir, { recursive: true, force: true });
});

afterEach(async () => {
  for (const cleanup of cleanups.reverse()) await cleanup();
  cleanups = [];
});

/** Positions are multiples of 100. Ana opens, Bea was erased, and what is sealed for Caro is not hers. */
async function history(): Promise<Entry[]> {
  const ana = await keyStore.findOrCreate(7001, () => ANA);
  await keyStore.findOrCreate(7003, () => CARO);
  const erased = { usuarioId: BEA, key: newKey() };
  const as = (usuarioId: string, personal: string): Entry => [
    { type: 'UsuarioRegistrado', data: { ...registrada(usuarioId).data, personal } },
    `usuario-${usuarioId}`,
  ];
  return [
    as(ANA, sealWith(ana, PERSONAL)),
    as(BEA, sealWith(erased, { nombre: 'Bea' })),
    as(CARO, sealWith(erased, { nombre: 'Caro' })),
    as(DORA, sealWith(erased, { nombre: 'Dora' })),
    as(EVA, sealWith(erased, { nombre: 'Eva' })),
    [otorgados(50, 'decision', { tipo: 'decision', id: 'carta/abrir' }, HOY, ANA)],
    [otorgados(10, 'regalo_diario', { tipo: 'dia', id: HOY }, HOY, ANA)],
    [gastados(25, 'compra', { tipo: 'item', id: 'lupa' }, ANA)],
    [otorgados(5, 'reaccion', { tipo: 'fragmento', id: 'carta' }, HOY, ANA)],
    [otorgados(7, 'reaccion', { tipo: 'fragmento', id: 'faro' }, HOY, ANA)],
    ...['uno', 'dos', 'tres'].map(
      (id): Entry => [
        {
          type: 'FragmentoPublicado',
          data: { version: 1, fragmento: id === 'uno' ? portada({ id }) : fragmento({ id }) },
        },
        `fragmento-${id}`,
      ],
    ),
    [{ type: 'ItemPublicado', data: { version: 1, item: item({ id: 'lupa' }) } }, 'item-lupa'],
  ];
}

/** Writes the history by the projections' own folds and SQL, checkpoints included. */
async function project(entries: readonly Entry[]): Promise<void> {
  const { hechos, ilegibles } = decode(logOf(...entries));
  if (ilegibles[0]) throw ilegibles[0].error;
  const writers = createPool({ url: server.url, max: 2, name: 'escritor' });
  for (const projection of PROJECTIONS) {
    const handled = hechos.filter(({ evento }) => projection.tipos.has(evento.type));
    await transaction(writers, async (client) => {
      await projection.aplicar(createAlmacenVivo(client, LIVE_SCHEMA), handled);
      await client.query(
        'insert into operacion.puntos_de_control (grupo, posicion, version) values ($1, $2, $3)',
        [projection.grupo, hechos.at(-1)!.posicion, projection.version],
      );
    });
  }
  await writers.end();
}

const HEAD = 1_300n;

interface Line {
  level: string;
  fields: Record<string, unknown>;
  message: string;
}

interface Api {
  origin: string;
  clock: TestClock;
  progress: Progress;
  lines: Line[];
  get(path: string, options?: Call): Promise<Reply>;
}

interface Call {
  /** A role, a key, or nobody. */
  as?: Role | null | (string & {});
  headers?: Record<string, string>;
  method?: string;
}

interface Reply {
  status: number;
  headers: Headers;
  text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers freely
  body: any;
}

async function start(options: Partial<AdminOptions> = {}): Promise<Api> {
  const clock = createTestClock();
  const progress = createProgress();
  const lines: Line[] = [];
  const level = (name: string) => (fields: Record<string, unknown>, message: string) =>
    void lines.push({ level: name, fields, message });
  const cache = createCache({ redis: null, reached: async () => null });
  cleanups.push(() => cache.close());
  const app = express();
  app.use(
    createAdminRouter({
      bus: {
        execute: async () => {
          throw new Error('no command is sent here');
        },
        estado: async () => {
          throw new Error('no stream is read here');
        },
      },
      store: {} as AdminOptions['store'],
      database,
      cache,
      cacheadas: createCacheadas({ cache, database, progress }),
      pool,
      keyStore,
      metrics: createMetrics(),
      limiter: createLocalRateLimiter(),
      log: Object.fromEntries(
        ['debug', 'info', 'warn', 'error'].map((name) => [name, level(name)]),
      ) as unknown as AdminOptions['log'],
      operaciones: {} as AdminOptions['operaciones'],
      projectorStatus: () => PROJECTIONS.map(({ grupo }) => following(grupo)),
      logHead: async () => HEAD,
      isReady: () => true,
      waitFor: progress.waitFor,
      now: () => clock.now(),
      version: '9.8.7',
      ...options,
    }),
  );
  const http = createServer(app);
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  cleanups.push(() => {
    http.closeAllConnections();
    return new Promise((resolve) => http.close(resolve));
  });
  const origin = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  async function get(
    path: string,
    { as = 'admin', headers = {}, method = 'GET' }: Call = {},
  ): Promise<Reply> {
    const key = as === null ? null : ((keys as Record<string, string>)[as] ?? as);
    const response = await fetch(`${origin}${path}`, {
      method,
      redirect: 'manual',
      headers: { ...(key !== null && { authorization: `Bearer ${key}` }), ...headers },
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') && text !== '';
    return {
      status: response.status,
      headers: response.headers,
      text,
      body: isJson ? JSON.parse(text) : undefined,
    };
  }
  return { origin, clock, progress, lines, get };
}

const following = (grupo: string, mas: Partial<GroupStatus> = {}): GroupStatus => ({
  grupo,
  posicion: HEAD,
  estado: 'following',
  error: null,
  eventos: 0,
  aparcados: 0,
  ...mas,
});

/** An answer that is a problem with this code, by RFC 9457. */
function expectProblem(reply: Reply, code: ProblemCode): void {
  expect(reply.body?.code).toBe(code);
  expect(reply.status).toBe(PROBLEMS[code].status);
  expect(reply.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
  expect(reply.body).toMatchObject({ status: reply.status, title: PROBLEMS[code].es.title });
  expect(reply.body.type).toMatch(/^urn:besitos:problem:[a-z-]+$/);
  expect(reply.body.instance).toBe(`urn:besitos:request:${reply.headers.get('x-request-id')}`);
}

const DATABASE_THAT = (fails: () => never): Database =>
  ({ any: async () => fails(), maybeOne: async () => fails() }) as unknown as Database;

describe('API keys', () => {
  test('the first start makes one admin key, however many programs start at once, and tells it once', async () => {
    const made = firstKeys.map((told) => told.filter((key) => key !== null));
    expect(made.map(({ length }) => length)).toEqual(Array(10).fill(1));
    const [last] = made.at(-1)!;
    expect(last).toMatch(/^besitos_[A-Za-z0-9_-]{43}$/);
    expect(await findKey(pool, last!)).toMatchObject({ rol: 'admin' });
    expect(await ensureFirstKey(pool)).toBeNull();
  });

  test('a key that was revoked leaves no door for a new first one', async () => {
    const key = await createKey(pool, { nombre: 'otra', rol: 'auditor' });
    const { id } = (await findKey(pool, key))!;
    expect(await revokeKey(pool, id)).toBe(true);
    expect(await revokeKey(pool, id)).toBe(false);
    expect(await findKey(pool, key)).toBeNull();
    expect(await ensureFirstKey(pool)).toBeNull();
  });

  test('only the SHA-256 of a key is stored', async () => {
    const { rows } = await pool.query(
      `select count(*) filter (where resumen = sha256(convert_to($1, 'utf8'))) as stored,
              count(*) filter (where c::text like '%' || $1 || '%') as clear from operacion.claves_de_api c`,
      [keys.admin],
    );
    expect(rows[0]).toEqual({ stored: 1, clear: 0 });
  });

  test('each key is another one', async () => {
    const made = await Promise.all(
      Array.from({ length: 20 }, () => createKey(pool, { nombre: 'muchas', rol: 'editor' })),
    );
    expect(new Set(made).size).toBe(20);
  });

  test('what is not a key is looked up like one, and found not to be', async () => {
    for (const presented of ['', 'besitos_', `${keys.admin}x`, keys.admin.slice(1)])
      expect(await findKey(pool, presented)).toBeNull();
  });

  test('an answer is remembered for 30 s: a revoked key works no longer than that', async () => {
    const clock = createTestClock();
    const find = createKeyFinder(pool, () => clock.now());
    const key = await createKey(pool, { nombre: 'breve', rol: 'soporte' });
    const { id } = (await find(key))!;
    await revokeKey(pool, id);
    clock.advance(29_999);
    expect(await find(key)).toMatchObject({ id, rol: 'soporte' });
    clock.advance(1);
    expect(await find(key)).toBeNull();
  });
});

describe('who may call', () => {
  test.each([
    ['no key', {}],
    ['another scheme', { authorization: 'Basic YTpi' }],
    ['a scheme alone', { authorization: 'Bearer ' }],
  ])('%s is 401 with a challenge', async (_name, headers) => {
    const { get } = await start();
    const reply = await get('/api/v1/usuarios', { as: null, headers });
    expectProblem(reply, 'UNAUTHENTICATED');
    expect(reply.headers.get('www-authenticate')).toBe('Bearer realm="besitos"');
  });

  test('a key that is not known, or not one at all, is 401 and told so', async () => {
    const { get } = await start();
    for (const as of [`besitos_${'A'.repeat(43)}`, 'nonsense']) {
      const reply = await get('/api/v1/usuarios', { as });
      expectProblem(reply, 'UNAUTHENTICATED');
      expect(reply.headers.get('www-authenticate')).toBe('Bearer realm="besitos", error="invalid_token"');
    }
  });

  test('a key in the address is no key', async () => {
    const { get } = await start();
    expectProblem(await get(`/api/v1/usuarios?key=${keys.admin}`, { as: null }), 'UNAUTHENTICATED');
  });

  const user = ['admin', 'auditor', 'operador', 'soporte'];
  test.each([
    ['/api/v1/usuarios', user],
    [`/api/v1/usuarios/${ANA}`, user],
    [`/api/v1/usuarios/${ANA}/movimientos`, user],
    ['/api/v1/catalogo?tipo=item', [...ROLES]],
  ])('%s is for these roles, and 403 for every other', async (path, allowed) => {
    const { get } = await start();
    const statuses = await Promise.all(
      ROLES.map(async (role) => [role, (await get(path, { as: role })).status] as const),
    );
    expect(Object.fromEntries(statuses)).toEqual(
      Object.fromEntries(ROLES.map((role) => [role, allowed.includes(role) ? 200 : 403])),
    );
  });

  test('403 names the roles that may', async () => {
    const { get } = await start();
    const reply = await get('/api/v1/usuarios', { as: 'editor' });
    expectProblem(reply, 'FORBIDDEN');
    expect(reply.body.data).toEqual({ rol: 'editor', roles: user });
    expect(reply.headers.get('www-authenticate')).toContain('error="insufficient_scope"');
  });

  test('a refused caller learns nothing of what is asked for', async () => {
    const { get } = await start();
    expectProblem(await get(`/api/v1/usuarios/${NOBODY}`, { as: 'editor' }), 'FORBIDDEN');
    expectProblem(await get('/api/v1/usuarios/no-id', { as: 'editor' }), 'FORBIDDEN');
  });
});

describe('GET /api/v1/usuarios', () => {
  test('lists everyone, newest first, with balances', async () => {
    const { get } = await start();
    const { body } = await get('/api/v1/usuarios');
    expect(body.usuarios.map(({ usuarioId }: { usuarioId: string }) => usuarioId)).toEqual(EVERYONE);
    expect(body).toMatchObject({ siguiente: null, obsoleto: false });
    expect(body.usuarios.at(-1)).toEqual({
      usuarioId: ANA,
      idioma: 'es',
      personal: PERSONAL,
      vipHasta: null,
      registradoEn: AHORA,
      ultimaActividadEn: '2026-03-10T12:00:09.000Z',
      saldo: 47,
      movimientos: 5,
    });
  });

  test.each(ROLES.filter((role) => role !== 'editor'))(
    'opens personal data for those who look after people (%s)',
    async (role) => {
      const { get } = await start();
      const { body, text } = await get('/api/v1/usuarios', { as: role });
      const opens = role === 'admin' || role === 'soporte';
      expect(body.usuarios.at(-1).personal).toEqual(opens ? PERSONAL : null);
      expect(text.includes('Ana Lirio')).toBe(opens);
      // Neither does the sealed form leave the program.
      expect(text).not.toContain('v1.');
    },
  );

  test('shows nobody an erased person, and a row that does not open hides no other', async () => {
    const { get, lines } = await start();
    const { status, body } = await get('/api/v1/usuarios');
    const of = (id: string) => body.usuarios.find(({ usuarioId }: { usuarioId: string }) => usuarioId === id);
    expect(status).toBe(200);
    expect([of(BEA).personal, of(CARO).personal]).toEqual([null, null]);
    expect(lines.filter(({ level }) => level === 'error')).toEqual([
      {
        level: 'error',
        fields: { usuarioId: CARO, code: 'UNSEAL_FAILED' },
        message: 'personal data does not open with its key',
      },
    ]);
  });

  test('a key store that is away is 503, not a page without names', async () => {
    const keyStore = {
      openAll: async () => {
        throw new Error('timeout exceeded');
      },
    };
    const { get } = await start({ keyStore });
    expectProblem(await get('/api/v1/usuarios'), 'DATABASE_UNAVAILABLE');
    expect((await get('/api/v1/usuarios', { as: 'auditor' })).status).toBe(200);
  });

  test.each([1, 2, 3, 4, 5, 6])('pages of %i hold everyone once', async (limite) => {
    const { get } = await start();
    const seen: string[] = [];
    let pages = 0;
    let cursor: string | null = null;
    do {
      const { body } = await get(`/api/v1/usuarios?limite=${limite}${cursor ? `&cursor=${cursor}` : ''}`);
      expect(body.usuarios.length).toBeLessThanOrEqual(limite);
      seen.push(...body.usuarios.map(({ usuarioId }: { usuarioId: string }) => usuarioId));
      cursor = body.siguiente;
      pages += 1;
    } while (cursor);
    expect(seen).toEqual(EVERYONE);
    expect(pages).toBe(Math.ceil(EVERYONE.length / limite));
  });

  test('who registers between two pages moves nobody from one to the other', async () => {
    const { get } = await start();
    const first = await get('/api/v1/usuarios?limite=2');
    const late = idNamed('late');
    await pool.query(`insert into lectura.usuarios values ($1, 'en', 'v1.x', null, now(), now(), 99999)`, [
      late,
    ]);
    try {
      const second = await get(`/api/v1/usuarios?limite=2&cursor=${first.body.siguiente}`);
      const ids = [...first.body.usuarios, ...second.body.usuarios].map(({ usuarioId }) => usuarioId);
      expect(ids).toEqual(EVERYONE.slice(0, 4));
      expect((await get('/api/v1/usuarios?limite=1')).body.usuarios[0].usuarioId).toBe(late);
    } finally {
      await pool.query('delete from lectura.usuarios where usuario_id = $1', [late]);
    }
  });
});

describe('GET /api/v1/usuarios/{id}', () => {
  test('is one user, as the list has it', async () => {
    const { get } = await start();
    const { body } = await get(`/api/v1/usuarios/${ANA}`);
    const list = await get('/api/v1/usuarios');
    expect(body).toEqual({ usuario: list.body.usuarios.at(-1), obsoleto: false });
    expect((await get(`/api/v1/usuarios/${ANA}`, { as: 'auditor' })).body.usuario.personal).toBeNull();
    expect((await get(`/api/v1/usuarios/${BEA}`)).body.usuario.personal).toBeNull();
  });

  test('is 404 for nobody', async () => {
    const { get } = await start();
    expectProblem(await get(`/api/v1/usuarios/${NOBODY}`), 'USER_NOT_FOUND');
  });
});

describe('GET /api/v1/usuarios/{id}/movimientos', () => {
  test('is the ledger, newest first, with postings that sum to zero and the balance', async () => {
    const { get } = await start();
    const { body } = await get(`/api/v1/usuarios/${ANA}/movimientos`);
    expect(body).toMatchObject({ usuarioId: ANA, saldo: 47, siguiente: null, obsoleto: false });
    expect(body.movimientos.map(({ importe }: { importe: number }) => importe)).toEqual([7, 5, -25, 10, 50]);
    expect(body.movimientos[2]).toEqual({
      posicion: '700',
      eventoId: idNamed('evento/7'),
      revision: 3,
      importe: -25,
      razon: 'compra',
      referenciaTipo: 'item',
      referenciaId: 'lupa',
      comandoId: idNamed('orden/7'),
      actorTipo: 'sistema',
      ocurridoEn: '2026-03-10T12:00:07.000Z',
      apuntes: [
        { cuenta: `usuario:${ANA}:cartera`, importe: -25 },
        { cuenta: 'sistema:ventas', importe: 25 },
      ],
    });
    for (const { apuntes } of body.movimientos)
      expect(apuntes.reduce((sum: number, { importe }: { importe: number }) => sum + importe, 0)).toBe(0);
  });

  test('comes in pages that hold each movement once', async () => {
    const { get } = await start();
    const path = `/api/v1/usuarios/${ANA}/movimientos?limite=2`;
    const first = await get(path);
    const second = await get(`${path}&cursor=${first.body.siguiente}`);
    const third = await get(`${path}&cursor=${second.body.siguiente}`);
    const importes = [first, second, third].map(({ body }) =>
      body.movimientos.map(({ importe }: { importe: number }) => importe),
    );
    expect(importes).toEqual([[7, 5], [-25, 10], [50]]);
    expect(third.body.siguiente).toBeNull();
    expect(third.body.saldo).toBe(47);
  });

  test('is empty for one who has none, and 404 for nobody', async () => {
    const { get } = await start();
    expect((await get(`/api/v1/usuarios/${EVA}/movimientos`)).body).toEqual({
      usuarioId: EVA,
      saldo: 0,
      movimientos: [],
      siguiente: null,
      obsoleto: false,
    });
    expectProblem(await get(`/api/v1/usuarios/${NOBODY}/movimientos`), 'USER_NOT_FOUND');
  });
});

describe('GET /api/v1/catalogo', () => {
  test('lists one kind in the order of publication, page by page', async () => {
    const { get } = await start();
    const first = await get('/api/v1/catalogo?tipo=fragmento&limite=2');
    const second = await get(`/api/v1/catalogo?tipo=fragmento&limite=2&cursor=${first.body.siguiente}`);
    const ids = ({ body }: Reply) => body.contenidos.map(({ id }: { id: string }) => id);
    expect([ids(first), ids(second)]).toEqual([['uno', 'dos'], ['tres']]);
    expect(second.body.siguiente).toBeNull();
    expect(first.body.contenidos[0]).toMatchObject({
      tipo: 'fragmento',
      id: 'uno',
      version: 1,
      historia: 'noche',
      publicadoEn: '2026-03-10T12:00:10.000Z',
      contenido: { id: 'uno', portada: { titulo: { es: 'La noche' } } },
    });
  });

  test('keeps the kinds apart', async () => {
    const { get } = await start();
    const { body } = await get('/api/v1/catalogo?tipo=item');
    expect(body.contenidos).toMatchObject([
      { tipo: 'item', id: 'lupa', historia: null, contenido: { precio: 25 } },
    ]);
    expect((await get('/api/v1/catalogo?tipo=experiencia')).body.contenidos).toEqual([]);
  });
});

describe('what is not well formed', () => {
  const users = '/api/v1/usuarios';
  test.each([
    [`${users}?limite=0`, 'query.limite'],
    [`${users}?limite=101`, 'query.limite'],
    [`${users}?limite=`, 'query.limite'],
    [`${users}?limite=1e1`, 'query.limite'],
    [`${users}?limite=1.5`, 'query.limite'],
    [`${users}?limite=2&limite=3`, 'query.limite'],
    [`${users}?cursor=`, 'query.cursor'],
    [`${users}?cursor=700`, 'query.cursor'],
    [`${users}?cursor=%00`, 'query.cursor'],
    [`${users}?cursor=${cursorOf('movimientos', '700')}`, 'query.cursor'],
    [`${users}?cursor=${'A'.repeat(500)}`, 'query.cursor'],
    [`${users}?desde_posicion=-1`, 'query.desde_posicion'],
    [`${users}?desde_posicion=9223372036854775808`, 'query.desde_posicion'],
    [`${users}?desde_posicion=1&espera_ms=5001`, 'query.espera_ms'],
    [`${users}?espera_ms=-1`, 'query.espera_ms'],
    [`${users}?otro=1`, 'query'],
    [`${users}?__proto__=1`, 'query'],
    [`${users}/no-id`, 'path.id'],
    [`${users}/${ANA}x`, 'path.id'],
    [`${users}/no-id/movimientos`, 'path.id'],
    [`${users}/${ANA}?limite=1`, 'query'],
    [`${users}/${ANA}/movimientos?cursor=${cursorOf('usuarios', '700')}`, 'query.cursor'],
    ['/api/v1/catalogo', 'query.tipo'],
    ['/api/v1/catalogo?tipo=usuario', 'query.tipo'],
    [`/api/v1/catalogo?tipo=item&cursor=${cursorOf('usuarios', '7')}`, 'query.cursor'],
  ])('%s is 400 and names %s', async (path, where) => {
    const { get } = await start();
    const reply = await get(path);
    expectProblem(reply, 'VALIDATION');
    expect(reply.body.data.issues.map(({ path }: { path: string }) => path)).toEqual([where]);
    expect(reply.body.data.issues[0].message).toMatch(/./);
  });

  test('everything that is wrong is named at once', async () => {
    const { get } = await start();
    const { body } = await get('/api/v1/catalogo?limite=x&cursor=y&z=1');
    expect(body.data.issues.map(({ path }: { path: string }) => path).sort()).toEqual([
      'query',
      'query.cursor',
      'query.limite',
      'query.tipo',
    ]);
  });

  test('an address whose encoding is broken is 400', async () => {
    const { get } = await start();
    expectProblem(await get('/api/v1/usuarios/%E0%A4%A'), 'VALIDATION');
  });

  test('what a statement could mistake for its own is only text', async () => {
    const { get } = await start();
    const quoted = encodeURIComponent("' or 1=1 --");
    expectProblem(await get(`/api/v1/usuarios/${quoted}`), 'VALIDATION');
    expectProblem(await get(`/api/v1/catalogo?tipo=${quoted}`), 'VALIDATION');
  });
});

describe('problems', () => {
  const HARMLESS: Partial<Record<ProblemCode, Record<string, unknown>>> = {
    METHOD_NOT_ALLOWED: { permitidos: ['GET'] },
    RATE_LIMIT_EXCEEDED: { retryAfterMs: 1200 },
  };

  test.each(Object.keys(PROBLEMS) as ProblemCode[])(
    '%s is answered with its status, in both languages',
    async (code) => {
      const { get } = await start({
        database: DATABASE_THAT(() => {
          throw new ApiError(code, HARMLESS[code]);
        }),
      });
      const es = await get('/api/v1/catalogo?tipo=item', {
        headers: { 'accept-language': 'es-ES,en;q=0.5' },
      });
      expectProblem(es, code);
      expect(es.headers.get('content-language')).toBe('es');
      const en = await get('/api/v1/catalogo?tipo=item', {
        headers: { 'accept-language': 'en-GB,es;q=0.5' },
      });
      expect(en.status).toBe(es.status);
      expect(en.body).toMatchObject({ code, title: PROBLEMS[code].en.title });
      expect(en.body.detail).not.toBe(es.body.detail);
      expect(en.headers.get('content-language')).toBe('en');
      expect(en.headers.get('vary')).toMatch(/accept-language/i);
    },
  );

  test('speak Spanish to those who ask for neither language', async () => {
    const { get } = await start();
    for (const language of ['fr', '*', '']) {
      const reply = await get('/api/v1/nada', { headers: { 'accept-language': language } });
      expect(reply.headers.get('content-language')).toBe('es');
    }
  });

  test('name what is wrong with a parameter in the language asked for', async () => {
    const { get } = await start();
    const message = async (language: string) =>
      (await get('/api/v1/usuarios?limite=0&cursor=x', { headers: { 'accept-language': language } })).body
        .data.issues;
    expect(await message('es')).toEqual([
      { path: 'query.limite', message: 'Demasiado pequeño: se esperaba que número fuera >=1' },
      { path: 'query.cursor', message: 'no es un cursor de esta lista' },
    ]);
    expect(await message('en')).toEqual([
      { path: 'query.limite', message: 'Too small: expected number to be >=1' },
      { path: 'query.cursor', message: 'not a cursor of this list' },
    ]);
  });

  test('a defect is 500, tells the log everything, and the caller nothing', async () => {
    const { get, lines } = await start({
      database: DATABASE_THAT(() => {
        throw Object.assign(new Error('secret of the house'), { row: { personal: 'Ana Lirio' } });
      }),
    });
    const reply = await get(`/api/v1/usuarios/${ANA}`);
    expectProblem(reply, 'INTERNAL');
    expect(reply.body.data).toEqual({});
    expect(reply.text).not.toMatch(/secret|\.ts|at /);
    const line = lines.find(({ message }) => message === 'http request failed')!;
    expect(line.fields).toMatchObject({
      requestId: reply.headers.get('x-request-id'),
      route: '/api/v1/usuarios/{id}',
      code: 'INTERNAL',
      error: { message: 'secret of the house', stack: expect.stringContaining('admin-api.test.ts') },
    });
    expect(JSON.stringify(lines)).not.toContain('Ana Lirio');
  });

  test.each([
    '/api/v1',
    '/api/v1/',
    '/api/v1/nada',
    '/api/v1/usuarios/x/y/z',
    '/health',
    '/health/nada',
    '/metrics/x',
  ])('%s is 404, with a key or without', async (path) => {
    const { get } = await start();
    expectProblem(await get(path), 'ROUTE_NOT_FOUND');
    expectProblem(await get(path, { as: null, method: 'POST' }), 'ROUTE_NOT_FOUND');
  });

  test.each(ROUTES.filter((route) => methodOf(route) === 'get').map(({ path }) => path.replace('{id}', ANA)))(
    '%s takes no other method than GET',
    async (path) => {
      const { get } = await start();
      for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
        const reply = await get(path, { method });
        expectProblem(reply, 'METHOD_NOT_ALLOWED');
        expect(reply.headers.get('allow')).toBe('GET, HEAD');
      }
    },
  );

  test('other addresses are left to what is mounted beside the API', async () => {
    const { get } = await start();
    const reply = await get('/chat');
    expect(reply.status).toBe(404);
    expect(reply.headers.get('content-type')).toContain('text/html');
    expect(reply.headers.get('x-request-id')).toBeNull();
    expect(reply.headers.get('content-security-policy')).not.toContain('frame-ancestors');
  });
});

describe('read your writes', () => {
  test('an answer waits for the position, by all groups that it is read from', async () => {
    const asked: unknown[] = [];
    const { get, progress } = await start({
      waitFor(groups, position, timeoutMs) {
        asked.push([groups, position, timeoutMs]);
        return progress.waitFor(groups, position, timeoutMs);
      },
    });
    for (const group of ['usuarios', 'dinero', 'catalogo']) progress.report(group, 800n);
    for (const path of [
      '/usuarios',
      `/usuarios/${ANA}`,
      `/usuarios/${ANA}/movimientos`,
      '/catalogo?tipo=item',
    ]) {
      const reply = await get(
        `/api/v1${path}${path.includes('?') ? '&' : '?'}desde_posicion=800&espera_ms=4000`,
      );
      expect([reply.status, reply.body.obsoleto, reply.headers.get('besitos-stale')]).toEqual([
        200,
        false,
        null,
      ]);
    }
    const users = [['usuarios', 'dinero'], 800n, 4000];
    expect(asked).toEqual([users, users, users, [['catalogo'], 800n, 4000]]);
  });

  test('it comes as soon as the last group has passed', async () => {
    const { get, progress } = await start();
    progress.report('usuarios', 900n);
    const pending = get('/api/v1/usuarios?desde_posicion=900&espera_ms=5000');
    const early = await Promise.race([
      pending,
      new Promise((resolve) => setTimeout(resolve, 150, 'waiting')),
    ]);
    expect(early).toBe('waiting');
    progress.report('dinero', 899n);
    progress.report('dinero', 901n);
    expect((await pending).body.obsoleto).toBe(false);
  });

  test('after the bound it answers with what it has, and says so in header and body', async () => {
    const { get, progress } = await start();
    progress.report('usuarios', 900n);
    const startedMs = performance.now();
    const reply = await get('/api/v1/usuarios?desde_posicion=900&espera_ms=120');
    expect(performance.now() - startedMs).toBeGreaterThanOrEqual(115);
    expect(reply.status).toBe(200);
    expect(reply.headers.get('besitos-stale')).toBe('true');
    expect(reply.body.obsoleto).toBe(true);
    expect(reply.body.usuarios).toHaveLength(5);
  });

  test('nobody is 404 also then, but perhaps not for long', async () => {
    const { get } = await start();
    const reply = await get(`/api/v1/usuarios/${NOBODY}?desde_posicion=5&espera_ms=0`);
    expectProblem(reply, 'USER_NOT_FOUND');
    expect(reply.headers.get('besitos-stale')).toBe('true');
    expect(reply.body.obsoleto).toBe(true);
    expect((await get(`/api/v1/usuarios/${NOBODY}`)).body).not.toHaveProperty('obsoleto');
  });

  test('the wait is a second unless given, and there is none unless asked for', async () => {
    const waits: number[] = [];
    const { get } = await start({
      waitFor: async (_groups, _position, timeoutMs) => {
        waits.push(timeoutMs);
        return true;
      },
    });
    await get('/api/v1/usuarios');
    await get('/api/v1/usuarios?espera_ms=50');
    await get('/api/v1/usuarios?desde_posicion=0');
    expect(waits).toEqual([1000]);
  });
});

describe('rate limit', () => {
  test('a key has 100 requests in any minute, then waits as long as it is told', async () => {
    const { get, clock } = await start();
    for (let sent = 0; sent < 100; sent++) {
      expect((await get('/api/v1/catalogo?tipo=item')).status).toBe(200);
      clock.advance(100);
    }
    const refused = await get('/api/v1/catalogo?tipo=item');
    expectProblem(refused, 'RATE_LIMIT_EXCEEDED');
    expect(refused.headers.get('retry-after')).toBe('50');
    // Another key is another caller, and probes are none.
    expect((await get('/api/v1/catalogo?tipo=item', { as: 'editor' })).status).toBe(200);
    expect((await get('/health/live', { as: null })).status).toBe(200);
    clock.advance(49_999);
    expect((await get('/api/v1/catalogo?tipo=item')).status).toBe(429);
    clock.advance(1);
    expect((await get('/api/v1/catalogo?tipo=item')).status).toBe(200);
  });

  test('requests that are refused for their role or form count too', async () => {
    const { get } = await start();
    for (let sent = 0; sent < 50; sent++) {
      await get('/api/v1/usuarios', { as: 'editor' });
      await get('/api/v1/catalogo', { as: 'editor' });
    }
    expectProblem(await get('/api/v1/catalogo?tipo=item', { as: 'editor' }), 'RATE_LIMIT_EXCEEDED');
  });

  test('an address that guesses keys is slowed down, and who has one there is not', async () => {
    const { get } = await start();
    for (let sent = 0; sent < 100; sent++) await get('/api/v1/catalogo?tipo=item', { as: `guess${sent}` });
    expectProblem(await get('/api/v1/catalogo?tipo=item', { as: 'guess' }), 'RATE_LIMIT_EXCEEDED');
    expect((await get('/api/v1/catalogo?tipo=item')).status).toBe(200);
  });
});

describe('every answer', () => {
  test.each(['/api/v1/usuarios', '/api/v1/nada', '/health/ready', '/metrics', '/openapi.json'])(
    '%s is stored by nobody, has no ETag, and carries the safe headers',
    async (path) => {
      const { get } = await start();
      const first = await get(path);
      expect(first.headers.get('cache-control')).toBe('no-store');
      expect(first.headers.get('etag')).toBeNull();
      expect(first.headers.get('x-content-type-options')).toBe('nosniff');
      expect(first.headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(first.headers.get('x-frame-options')).toBe('DENY');
      expect(first.headers.get('strict-transport-security')).not.toContain('includeSubDomains');
      expect(first.headers.get('x-powered-by')).toBeNull();
      expect(first.headers.get('access-control-allow-origin')).toBeNull();
      expect((await get(path, { headers: { 'if-none-match': '*' } })).status).toBe(first.status);
    },
  );

  test('carries the id of the request: the given one where it is harmless, else a new one', async () => {
    const { get } = await start();
    const idOf = async (given?: string) =>
      (
        await get('/health/live', { headers: given === undefined ? {} : { 'x-request-id': given } })
      ).headers.get('x-request-id')!;
    expect(await idOf('abc-123.DEF_9')).toBe('abc-123.DEF_9');
    const made = [await idOf(), await idOf('short'), await idOf('with space!'), await idOf('a'.repeat(65))];
    for (const id of made) expect(z.uuid().safeParse(id).success, id).toBe(true);
    expect(new Set(made).size).toBe(4);
  });

  test('a HEAD is told the same, without the body', async () => {
    const { get } = await start();
    const [full, head] = [
      await get('/api/v1/catalogo?tipo=item'),
      await get('/api/v1/catalogo?tipo=item', { method: 'HEAD' }),
    ];
    expect(head.status).toBe(200);
    expect(head.text).toBe('');
    expect(head.headers.get('content-length')).toBe(String(Buffer.byteLength(full.text)));
  });

  test.each([
    ['/health/live', '/health/live'],
    ['/health/ready', '/health/ready'],
    ['/health/projections', '/health/projections'],
    ['/openapi.json', '/openapi.json'],
    ['/api/v1/usuarios', '/api/v1/usuarios'],
    ['/api/v1/usuarios/{id}', `/api/v1/usuarios/${ANA}`],
    ['/api/v1/usuarios/{id}/movimientos', `/api/v1/usuarios/${ANA}/movimientos`],
    ['/api/v1/catalogo', '/api/v1/catalogo?tipo=fragmento'],
  ])('%s has exactly the shape that its schema says', async (pattern, path) => {
    const { get } = await start();
    const { status, body } = await get(path);
    expect(status).toBe(200);
    const route = ROUTES.find((each) => each.path === pattern)!;
    expect(bodyOf(route).safeParse(body).error).toBeUndefined();
  });
});

describe('the log', () => {
  test('has one line for each request: the pattern, never the address, the key or the person', async () => {
    const { get, lines } = await start();
    const reply = await get(`/api/v1/usuarios/${ANA}/movimientos?limite=3`, { as: 'soporte' });
    await get('/api/v1/usuarios', { as: 'soporte' });
    const { id } = (await findKey(pool, keys.soporte))!;
    await expect.poll(() => lines.filter(({ message }) => message === 'http')).toHaveLength(2);
    expect(lines[0]).toEqual({
      level: 'info',
      message: 'http',
      fields: {
        requestId: reply.headers.get('x-request-id'),
        method: 'GET',
        route: '/api/v1/usuarios/{id}/movimientos',
        status: 200,
        durationMs: expect.any(Number),
        keyId: id,
      },
    });
    expect(JSON.stringify(lines.filter(({ level }) => level === 'info'))).not.toMatch(
      new RegExp(`${ANA}|Lirio|127\\.0|${keys.soporte}`),
    );
  });

  test('is quiet about probes that are well, and not about those that are not', async () => {
    const { get, lines } = await start({ isReady: () => false });
    await get('/health/live');
    await get('/health/ready');
    await expect
      .poll(() => lines.map(({ level, fields }) => [level, fields.route, fields.status]))
      .toEqual([
        ['debug', '/health/live', 200],
        ['warn', '/health/ready', 503],
      ]);
  });

  test('says that the client left', async () => {
    const { origin, lines } = await start();
    const request = httpRequest(`${origin}/api/v1/usuarios?desde_posicion=5&espera_ms=3000`, {
      headers: { authorization: `Bearer ${keys.admin}` },
    });
    request.on('error', () => {});
    request.end();
    setTimeout(() => request.destroy(), 100);
    await expect.poll(() => lines.map(({ fields }) => fields.status), { timeout: 2_000 }).toEqual([499]);
  });
});

describe('/health', () => {
  test('live asks nothing of anything, and nobody for a key', async () => {
    const fails = () => {
      throw new Error('asked');
    };
    const { get } = await start({ logHead: fails, isReady: fails, projectorStatus: fails });
    const reply = await get('/health/live', { as: null });
    expect([reply.status, reply.body]).toEqual([200, { status: 'ok' }]);
  });

  test('ready names each part, and each group with its lag', async () => {
    const { get } = await start();
    const { status, body } = await get('/health/ready', { as: null });
    const well = { status: 'ok', error: null };
    expect(status).toBe(200);
    expect(body).toEqual({
      status: 'ok',
      version: '9.8.7',
      parts: {
        eventStore: { ...well, head: '1300' },
        postgres: well,
        projections: {
          ...well,
          grupos: PROJECTIONS.map(({ grupo }) => ({
            grupo,
            posicion: '1300',
            head: '1300',
            atraso: '0',
            estado: 'following',
            error: null,
            aparcados: 0,
          })),
        },
        catalogue: well,
      },
    });
  });

  test('a group that lags but moves is well', async () => {
    const { get } = await start({
      projectorStatus: () => [
        following('dinero', { posicion: 300n }),
        following('tienda', { posicion: null }),
      ],
    });
    const { status, body } = await get('/health/ready', { as: null });
    expect(status).toBe(200);
    expect(body.parts.projections.grupos).toMatchObject([
      { posicion: '300', atraso: '1000' },
      { posicion: null, atraso: null },
    ]);
  });

  test.each([
    ['failing', 'division by zero', 'dinero: division by zero'],
    ['needs_rebuild', null, 'dinero: needs_rebuild'],
    ['stopped', 'event 7 cannot be applied', 'dinero: event 7 cannot be applied'],
    ['newer', null, 'dinero: newer'],
  ] as const)('one that is %s is not, and is named', async (estado, error, said) => {
    const { get } = await start({
      projectorStatus: () => [following('usuarios'), following('dinero', { estado, error })],
    });
    const ready = await get('/health/ready', { as: null });
    expect(ready.status).toBe(503);
    expect(ready.body.status).toBe('unavailable');
    expect(ready.body.parts.projections).toMatchObject({ status: 'unavailable', error: said });
    expect(ready.body.parts.postgres.status).toBe('ok');
    const own = await get('/health/projections', { as: null });
    expect([own.status, own.body]).toEqual([503, ready.body.parts.projections]);
  });

  test('where another process projects, the checkpoints are told', async () => {
    const { get } = await start({ projectorStatus: () => null });
    const { status, body } = await get('/health/projections', { as: null });
    expect(status).toBe(200);
    expect(body.grupos).toHaveLength(PROJECTIONS.length);
    expect(body.grupos.find(({ grupo }: { grupo: string }) => grupo === 'catalogo')).toEqual({
      grupo: 'catalogo',
      posicion: '1300',
      head: '1300',
      atraso: '0',
      estado: 'elsewhere',
      error: null,
      aparcados: 0,
    });
  });

  test('a log that is away is named by a code, without its host', async () => {
    const { get } = await start({
      logHead: async () => {
        throw Object.assign(new Error('esdb://user@10.0.0.7:2113 does not answer'), {
          code: 'STORE_UNREACHABLE',
        });
      },
    });
    const { status, body, text } = await get('/health/ready', { as: null });
    expect(status).toBe(503);
    expect(body.parts.eventStore).toEqual({ status: 'unavailable', error: 'STORE_UNREACHABLE', head: null });
    expect(text).not.toContain('10.0.0.7');
  });

  test('a log that never answers is not waited for for ever', async () => {
    const { get } = await start({ logHead: () => new Promise(() => {}) });
    const { status, body } = await get('/health/ready', { as: null });
    expect(status).toBe(503);
    expect(body.parts.eventStore.error).toBe('TIMEOUT');
  });

  test('an empty log is well', async () => {
    const { get } = await start({ logHead: async () => null });
    const { status, body } = await get('/health/ready', { as: null });
    expect([status, body.parts.eventStore.head]).toEqual([200, null]);
  });

  test('a program that has not started is not ready', async () => {
    const { get } = await start({ isReady: () => false });
    const { status, body } = await get('/health/ready', { as: null });
    expect(status).toBe(503);
    expect(body.parts.catalogue).toEqual({ status: 'unavailable', error: 'NOT_READY' });
  });

  test('probes may add what they like to the address', async () => {
    const { get } = await start();
    expect((await get('/health/ready?t=1', { as: null })).status).toBe(200);
  });
});

describe('/metrics', () => {
  test('is open on this machine, with positions as of now', async () => {
    const { get } = await start({ projectorStatus: () => [following('dinero', { posicion: 321n })] });
    const { status, text, headers } = await get('/metrics', { as: null });
    expect(status).toBe(200);
    expect(headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    expect(text).toContain('besitos_projection_position{grupo="dinero"} 321');
  });

  test('has positions from the checkpoints where another process projects', async () => {
    const { get } = await start({ projectorStatus: () => null });
    expect((await get('/metrics', { as: null })).text).toContain(
      'besitos_projection_position{grupo="tienda"} 1300',
    );
  });

  test('counts requests by pattern and status, and unknown addresses as one', async () => {
    const { get } = await start();
    await get(`/api/v1/usuarios/${ANA}`);
    await get(`/api/v1/usuarios/${BEA}`);
    await get(`/api/v1/usuarios/${NOBODY}`);
    await get('/api/v1/nada-1');
    await get('/health/nada-2');
    const { text } = await get('/metrics', { as: null });
    const count = (route: string, status: number) =>
      text.match(new RegExp(`_seconds_count\\{route="${route}",status="${status}"\\} (\\d+)`))?.[1];
    expect(count('/api/v1/usuarios/\\{id\\}', 200)).toBe('2');
    expect(count('/api/v1/usuarios/\\{id\\}', 404)).toBe('1');
    expect(count('unmatched', 404)).toBe('2');
    expect(text).not.toContain(ANA);
    expect(text).not.toContain('nada');
  });

  test.each([
    ['a proxy', { 'x-forwarded-for': '203.0.113.9' }],
    ['a proxy by the standard', { forwarded: 'for=203.0.113.9' }],
  ])('through %s it needs a key that operates', async (_name, headers) => {
    const { get } = await start();
    expectProblem(await get('/metrics', { as: null, headers }), 'UNAUTHENTICATED');
    expectProblem(await get('/metrics', { as: 'soporte', headers }), 'FORBIDDEN');
    for (const as of ['admin', 'operador']) expect((await get('/metrics', { as, headers })).status).toBe(200);
  });

  test('a name that was made to lead here is no loopback', async () => {
    const { origin } = await start();
    const status = await new Promise<number | undefined>((resolve, reject) => {
      httpRequest(`${origin}/metrics`, { headers: { host: 'evil.example:80' } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .on('error', reject)
        .end();
    });
    expect(status).toBe(401);
  });
});

describe('/openapi.json', () => {
  test('is open, and every address in it is answered as it says', async () => {
    const { get } = await start();
    const { status, body } = await get('/openapi.json', { as: null });
    expect(status).toBe(200);
    expect(body).toMatchObject({ openapi: '3.1.0', info: { version: '9.8.7' } });
    const operations = Object.entries(body.paths as Record<string, object>).flatMap(([path, methods]) =>
      Object.entries(methods as Record<string, { security: object[]; responses: object }>).map(
        ([method, operation]) => [path, method.toUpperCase(), operation] as const,
      ),
    );
    expect(operations).toHaveLength(ROUTES.length);
    for (const [path, method, operation] of operations) {
      const anonymous = await get(path.replace('{id}', ANA), { as: null, method });
      const needsKey = operation.security.length > 0 && Object.keys(operation.security[0]!).length > 0;
      expect(anonymous.status === 401, path).toBe(needsKey);
      expect(Object.keys(operation.responses), path).toContain(String(anonymous.status));
    }
  });
});

// The last: the server does not come back.
describe('when PostgreSQL is away', () => {
  test('answers are 503 problems, with and without a remembered key, and health says which part', async () => {
    const { get, clock } = await start();
    expect((await get('/api/v1/catalogo?tipo=item')).status).toBe(200);
    await server.close();
    const remembered = await get('/api/v1/catalogo?tipo=item');
    expectProblem(remembered, 'DATABASE_UNAVAILABLE');
    expect(remembered.headers.get('retry-after')).toBe('5');
    clock.advance(30_000);
    expectProblem(await get('/api/v1/catalogo?tipo=item'), 'DATABASE_UNAVAILABLE');
    const { status, body, text } = await get('/health/ready', { as: null });
    expect(status).toBe(503);
    expect(body.parts.postgres).toEqual({ status: 'unavailable', error: 'ECONNREFUSED' });
    expect(body.parts.eventStore.status).toBe('ok');
    expect(text).not.toContain('127.0.0.1');
    expect((await get('/health/live', { as: null })).status).toBe(200);
    const elsewhere = await start({ projectorStatus: () => null });
    expect((await elsewhere.get('/health/projections', { as: null })).status).toBe(503);
    expect((await elsewhere.get('/metrics', { as: null })).status).toBe(200);
  });
});
