/** Commands over HTTP, on the real bus, the embedded event store, and read models that real projectors keep up. */
import { execFile } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import express from 'express';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createKey, findKey, ROLES, type Role } from '../../src/admin/api-keys.ts';
import { type AdminOptions, createAdminRouter } from '../../src/admin/app.ts';
import { BODY_MAX_BYTES } from '../../src/admin/body.ts';
import { PROBLEMS, type ProblemCode } from '../../src/admin/problems.ts';
import { COMMAND_ROUTES } from '../../src/admin/routes/comandos.ts';
import { ROUTES } from '../../src/admin/routes/registry.ts';
import { publishBundledContent } from '../../src/cli/content/bundled.ts';
import { openServices, type Services } from '../../src/cli/services.ts';
import { StoreUnavailableError } from '../../src/commands/errores.ts';
import { COMANDOS } from '../../src/commands/registro.ts';
import { uuidFrom } from '../../src/platform/ids.ts';
import { sealWith } from '../../src/platform/keystore/keystore.ts';
import { silentLogger } from '../../src/platform/logger.ts';
import { createPool } from '../../src/platform/postgres/pool.ts';
import { createLocalRateLimiter, unlimited } from '../../src/platform/rate-limiter.ts';
import { startProjector } from '../../src/projections/engine/projector.ts';
import { LIVE_SCHEMA } from '../../src/projections/engine/shadow.ts';
import { PROJECTIONS } from '../../src/projections/registro.ts';
import { createDatabase, type Database } from '../../src/queries/database.ts';
import { testFolder } from '../support/backends.ts';

const folder = testFolder();
const TRACE = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
/** Commands and the roles of the API that may send them, as their definitions say. */
const SENDABLE = Object.values(COMANDOS)
  .map(({ tipo, de }) => [tipo, ROLES.filter((role) => (de as readonly string[]).includes(role))] as const)
  .filter(([, roles]) => roles.length > 0);
const NOT_SENDABLE = Object.keys(COMANDOS).filter((tipo) => !SENDABLE.some(([other]) => other === tipo));

let services: Services;
let database: Database;
let api: Api;
const keys = {} as Record<Role | 'otra', string>;
const ids = {} as Record<Role | 'otra', string>;
const closers: (() => unknown)[] = [];

interface Call {
  as?: Role | 'otra' | null;
  /** The Idempotency-Key; a new one unless given, none when null. */
  clave?: string | null;
  headers?: Record<string, string>;
  query?: string;
  /** Sent as it is, in place of JSON. */
  raw?: string | Uint8Array<ArrayBuffer>;
  method?: string;
}

interface Reply {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers freely
  body: any;
}

interface Api {
  origin: string;
  send(tipo: string, datos: unknown, call?: Call): Promise<Reply>;
  get(path: string): Promise<Reply>;
}

beforeAll(async () => {
  services = await openServices(folder.config(), silentLogger, { borrow: false });
  const pool = createPool({
    url: services.backends.databaseUrl,
    max: PROJECTIONS.length + 2,
    name: 'p',
    schema: LIVE_SCHEMA,
  });
  const { store, progress } = services;
  const projector = await startProjector({
    store,
    pool,
    projections: PROJECTIONS,
    progress,
    log: silentLogger,
  });
  database = await createDatabase(services.backends.databaseUrl, 4);
  closers.push(
    () => projector.stop(),
    () => pool.end(),
    () => database.end(),
  );
  for (const name of [...ROLES, 'otra'] as const) {
    keys[name] = await createKey(services.pool, { nombre: name, rol: name === 'otra' ? 'admin' : name });
    ids[name] = (await findKey(services.pool, keys[name]))!.id;
  }
  api = await start();
}, 120_000);

afterAll(async () => {
  for (const close of closers) await close();
  await services?.close();
  folder.remove();
});

async function start(options: Partial<AdminOptions> = {}): Promise<Api> {
  const app = express();
  app.use(
    createAdminRouter({
      bus: services.bus,
      database,
      pool: services.pool,
      keyStore: services.keyStore,
      metrics: services.metrics,
      limiter: unlimited,
      log: silentLogger,
      projectorStatus: () => null,
      logHead: () => services.store.head(),
      isReady: () => true,
      waitFor: services.progress.waitFor,
      now: () => services.clock.now(),
      version: '0',
      ...options,
    }),
  );
  const http = createServer(app);
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  closers.unshift(() => {
    http.closeAllConnections();
    return new Promise((resolve) => http.close(resolve));
  });
  const origin = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  async function call(path: string, init: RequestInit): Promise<Reply> {
    const response = await fetch(`${origin}${path}`, init);
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: text === '' ? undefined : JSON.parse(text),
    };
  }
  return {
    origin,
    get: (path) => call(path, { headers: { authorization: `Bearer ${keys.admin}` } }),
    send: (tipo, datos, { as = 'admin', clave = randomUUID(), headers, query = '', raw, method } = {}) =>
      call(`/api/v1/comandos/${tipo}${query}`, {
        method: method ?? 'POST',
        headers: {
          'content-type': 'application/json',
          ...(as && { authorization: `Bearer ${keys[as]}` }),
          ...(clave !== null && { 'idempotency-key': clave }),
          ...headers,
        },
        body: method === 'GET' ? null : (raw ?? JSON.stringify(datos)),
      }),
  };
}

function expectProblem(reply: Reply, code: ProblemCode): void {
  expect(reply.body?.code).toBe(code);
  expect(reply.status).toBe(PROBLEMS[code].status);
  expect(reply.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
}

const places = (reply: Reply): string[] => reply.body.data.issues.map(({ path }: { path: string }) => path);

async function newUser(saldo = 0): Promise<string> {
  const person = await services.keyStore.findOrCreate(Math.floor(Math.random() * 1e12), randomUUID);
  const { usuarioId } = person;
  const actor = { tipo: 'sistema', id: 'prueba' } as const;
  const personal = sealWith(person, { nombre: 'Ana' });
  await services.bus.execute({
    id: randomUUID(),
    tipo: 'RegistrarUsuario',
    actor,
    datos: { usuarioId, idioma: 'es', personal },
  });
  if (saldo > 0) expect((await api.send('OtorgarBesitos', regalo(usuarioId, saldo))).status).toBe(201);
  return usuarioId;
}

const regalo = (usuarioId: string, cantidad = 40) => ({
  usuarioId,
  cantidad,
  razon: 'ajuste',
  nota: 'ticket-7',
});

/** A payment in Stars that Telegram told of; its id. */
async function paid(usuarioId: string, cargo: string): Promise<string> {
  const pago = createHash('sha256').update(cargo).digest('hex');
  const cobro = {
    pago,
    cargo,
    usuarioId,
    pedido: null,
    objeto: null,
    estrellas: 10,
    suscripcion: 'no',
    origen: 'mensaje',
  } as const;
  const actor = { tipo: 'sistema', id: 'prueba' } as const;
  await services.bus.execute({ id: randomUUID(), tipo: 'RegistrarPago', actor, datos: { cobro } });
  return pago;
}

async function streamOf(stream: string) {
  const events = [];
  for await (const event of services.store.readStream(stream, 0)) events.push(event);
  return events;
}

describe('who may send a command', () => {
  test.each(SENDABLE)('%s: %s, and no other role', async (tipo, roles) => {
    // An empty body breaks every schema: whoever may send the command gets as far as that.
    const statuses = await Promise.all(
      ROLES.map(async (role) => [role, (await api.send(tipo, {}, { as: role })).body.code] as const),
    );
    expect(Object.fromEntries(statuses)).toEqual(
      Object.fromEntries(ROLES.map((role) => [role, roles.includes(role) ? 'VALIDATION' : 'FORBIDDEN'])),
    );
  });

  test.each(NOT_SENDABLE)('%s is for users or the system alone: 404 for everyone', async (tipo) => {
    for (const as of [...ROLES, null]) expectProblem(await api.send(tipo, {}, { as }), 'UNKNOWN_COMMAND');
  });

  test('there is a route for every other command, and for no more', () => {
    expect(COMMAND_ROUTES.map(({ path }) => path)).toEqual(
      SENDABLE.map(([tipo]) => `/api/v1/comandos/${tipo}`),
    );
    expect(SENDABLE.length).toBeGreaterThan(25);
  });

  test('a command that does not exist is 404 and named', async () => {
    const reply = await api.send('Bailar', {});
    expectProblem(reply, 'UNKNOWN_COMMAND');
    expect(reply.body.data).toEqual({ tipo: 'Bailar' });
    for (const tipo of ['toString', 'otorgarbesitos', '__proto__', 'x'.repeat(500)])
      expectProblem(await api.send(tipo, {}), 'UNKNOWN_COMMAND');
  });

  test('nobody without a key, whose body is not even read', async () => {
    expectProblem(await api.send('OtorgarBesitos', {}, { as: null }), 'UNAUTHENTICATED');
    const large = 'x'.repeat(BODY_MAX_BYTES + 1);
    expectProblem(await api.send('OtorgarBesitos', large, { as: null }), 'UNAUTHENTICATED');
  });

  test('commands are sent by POST alone', async () => {
    const reply = await api.send('OtorgarBesitos', {}, { method: 'GET' });
    expectProblem(reply, 'METHOD_NOT_ALLOWED');
    expect(reply.headers.get('allow')).toBe('POST');
  });
});

describe('a command', () => {
  test('is done, and the answer says what happened and where', async () => {
    const usuarioId = await newUser();
    const reply = await api.send('OtorgarBesitos', regalo(usuarioId), {
      clave: 'una',
      headers: { traceparent: TRACE },
    });
    expect(reply.status).toBe(201);
    expect(reply.body).toMatchObject({
      commandId: uuidFrom(ids.admin, 'una'),
      stream: `usuario-${usuarioId}`,
      revision: 1,
      position: expect.stringMatching(/^\d+$/),
      eventos: [{ tipo: 'BesitosOtorgados', datos: { cantidad: 40, razon: 'ajuste' } }],
      repetido: false,
      obsoleto: false,
    });
    const [, event] = await streamOf(`usuario-${usuarioId}`);
    expect(event).toMatchObject({
      type: 'BesitosOtorgados',
      metadata: {
        commandId: uuidFrom(ids.admin, 'una'),
        actor: { tipo: 'admin', id: ids.admin },
        traceparent: TRACE,
      },
    });
  });

  test.each(['nonsense', `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`, TRACE.toUpperCase()])(
    'a trace that is none is begun anew (%s)',
    async (traceparent) => {
      const usuarioId = await newUser();
      expect((await api.send('OtorgarBesitos', regalo(usuarioId), { headers: { traceparent } })).status).toBe(
        201,
      );
      const [, event] = await streamOf(`usuario-${usuarioId}`);
      const { traceparent: told } = event!.metadata as { traceparent: string };
      expect(told).toMatch(/^00-[0-9a-f]{32}-/);
      expect(told).not.toBe(traceparent);
    },
  );

  test('that changes nothing is 200 with no events', async () => {
    const usuarioId = await newUser();
    const reply = await api.send('ReactivarUsuario', { usuarioId, motivo: 'nada' });
    expect(reply.status).toBe(200);
    expect(reply.body).toMatchObject({ eventos: [], position: null, repetido: false });
  });

  test('that is refused says why, in the language asked for', async () => {
    const usuarioId = await newUser(10);
    const datos = { usuarioId, cantidad: 30, nota: 'ticket-7' };
    const es = await api.send('RetirarBesitos', datos);
    expectProblem(es, 'INSUFFICIENT_FUNDS');
    expect(es.body).toMatchObject({
      detail: 'Hacen falta 30 besitos y hay 10: faltan 20.',
      data: { faltan: 20 },
    });
    const en = await api.send('RetirarBesitos', datos, { headers: { 'accept-language': 'en' } });
    expect(en.body.detail).toBe('30 besitos are needed and there are 10: 20 are missing.');
    expectProblem(await api.send('RetirarBesitos', { ...datos, usuarioId: randomUUID() }), 'USER_NOT_FOUND');
  });

  test('answers by the schema that the description gives', async () => {
    const usuarioId = await newUser();
    const { body } = await api.send('SuspenderUsuario', { usuarioId, motivo: 'prueba' });
    const route = COMMAND_ROUTES.find(({ path }) => path.endsWith('/SuspenderUsuario'))!;
    expect(route.body.safeParse(body).error).toBeUndefined();
  });

  test('waits for the read models when asked to, and says when they were too slow', async () => {
    const usuarioId = await newUser();
    const reply = await api.send('OtorgarBesitos', regalo(usuarioId, 70), { query: '?espera_ms=5000' });
    expect(reply.body.obsoleto).toBe(false);
    expect((await api.get(`/api/v1/usuarios/${usuarioId}`)).body.usuario.saldo).toBe(70);
    const asked: unknown[] = [];
    const slow = await start({
      waitFor: async (groups, position, timeoutMs) => {
        asked.push(groups, position, timeoutMs);
        return false;
      },
    });
    const late = await slow.send('OtorgarBesitos', regalo(usuarioId), { query: '?espera_ms=30' });
    expect(late.status).toBe(201);
    expect(late.body.obsoleto).toBe(true);
    expect(late.headers.get('besitos-stale')).toBe('true');
    expect(asked).toEqual([expect.arrayContaining(['dinero']), BigInt(late.body.position), 30]);
    await slow.send('OtorgarBesitos', regalo(usuarioId));
    expect(asked.length).toBe(3);
    expectProblem(
      await api.send('OtorgarBesitos', regalo(usuarioId), { query: '?espera_ms=9000' }),
      'VALIDATION',
    );
  });

  test('that the log does not take is 503, and safe to send again', async () => {
    const down = await start({
      bus: {
        execute: async () => {
          throw new StoreUnavailableError('away');
        },
        estado: services.bus.estado,
      },
    });
    const reply = await down.send('OtorgarBesitos', regalo(randomUUID()));
    expectProblem(reply, 'STORE_UNAVAILABLE');
    expect(reply.headers.get('retry-after')).toBe('5');
  });

  test('counts against the limit of its key', async () => {
    const limited = await start({ limiter: createLocalRateLimiter() });
    for (let sent = 0; sent < 100; sent++) await limited.send('OtorgarBesitos', {});
    const reply = await limited.send('OtorgarBesitos', {});
    expectProblem(reply, 'RATE_LIMIT_EXCEEDED');
    expect(Number(reply.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  test('of its own checks names places in the body', async () => {
    const cambios = { regalo: { base: 90, porDia: 1, maximo: 10 } };
    const reply = await api.send('ConfigurarRecompensas', { cambios });
    expectProblem(reply, 'VALIDATION');
    expect(places(reply)).toEqual(['body.cambios.regalo.base']);
  });
});

describe('the same request sent again', () => {
  test('is done once and answered as at first', async () => {
    const usuarioId = await newUser();
    const clave = randomUUID();
    const first = await api.send('OtorgarBesitos', regalo(usuarioId), { clave });
    const second = await api.send('OtorgarBesitos', regalo(usuarioId), { clave });
    expect([first.status, second.status]).toEqual([201, 200]);
    expect(second.body).toEqual({ ...first.body, repetido: true });
    expect(await streamOf(`usuario-${usuarioId}`)).toHaveLength(2);
  });

  test('also when it comes many times at once', async () => {
    const usuarioId = await newUser();
    const clave = randomUUID();
    const replies = await Promise.all(
      Array.from({ length: 12 }, () => api.send('OtorgarBesitos', regalo(usuarioId), { clave })),
    );
    expect(replies.map(({ status }) => status).sort()).toEqual([...Array(11).fill(200), 201]);
    expect(new Set(replies.map(({ body }) => body.position)).size).toBe(1);
    expect(await streamOf(`usuario-${usuarioId}`)).toHaveLength(2);
  });

  test('with another body, about another user, or as another command is 422', async () => {
    const [ana, bea] = [await newUser(), await newUser()];
    const clave = randomUUID();
    await api.send('OtorgarBesitos', regalo(ana), { clave });
    const conflict = 'IDEMPOTENCY_CONFLICT';
    expectProblem(await api.send('OtorgarBesitos', regalo(ana, 41), { clave }), conflict);
    expectProblem(await api.send('OtorgarBesitos', regalo(bea), { clave }), conflict);
    const retirada = { usuarioId: ana, cantidad: 40, nota: 'ticket-7' };
    expectProblem(await api.send('RetirarBesitos', retirada, { clave }), conflict);
    expect(await streamOf(`usuario-${bea}`)).toHaveLength(1);
  });

  test('by another API key is another request', async () => {
    const usuarioId = await newUser();
    const clave = randomUUID();
    const mine = await api.send('OtorgarBesitos', regalo(usuarioId), { clave });
    const theirs = await api.send('OtorgarBesitos', regalo(usuarioId), { clave, as: 'otra' });
    expect(theirs.status).toBe(201);
    expect(theirs.body.commandId).not.toBe(mine.body.commandId);
  });

  test('a refused one may be sent again, and is decided anew', async () => {
    const usuarioId = await newUser();
    const clave = randomUUID();
    const datos = { usuarioId, cantidad: 30, nota: 'ticket-7' };
    expectProblem(await api.send('RetirarBesitos', datos, { clave }), 'INSUFFICIENT_FUNDS');
    await api.send('OtorgarBesitos', regalo(usuarioId));
    expect((await api.send('RetirarBesitos', datos, { clave })).status).toBe(201);
  });

  test.each([null, '', 'with space', 'ñ', 'x'.repeat(201)])(
    'without a key that could tell, it is refused (%s)',
    async (clave) => {
      const usuarioId = await newUser();
      // What fetch would not send goes out by hand.
      const status = await new Promise<{ status: number; text: string }>((resolve, reject) => {
        const request = httpRequest(
          `${api.origin}/api/v1/comandos/OtorgarBesitos`,
          {
            method: 'POST',
            headers: {
              authorization: `Bearer ${keys.admin}`,
              'content-type': 'application/json',
              ...(clave !== null && { 'idempotency-key': clave }),
            },
          },
          (response) => {
            let text = '';
            response.on('data', (chunk) => {
              text += chunk;
            });
            response.on('end', () => resolve({ status: response.statusCode!, text }));
          },
        );
        request.on('error', reject);
        request.end(JSON.stringify(regalo(usuarioId)));
      });
      expect(status).toMatchObject({
        status: 400,
        text: expect.stringContaining('IDEMPOTENCY_KEY_REQUIRED'),
      });
      expect(await streamOf(`usuario-${usuarioId}`)).toHaveLength(1);
    },
  );
});

describe('an adjustment above the threshold', () => {
  test('needs a second admin, who is never the one who asked', async () => {
    const usuarioId = await newUser();
    const alone = await api.send('OtorgarBesitos', regalo(usuarioId, 2_000));
    expectProblem(alone, 'APPROVAL_REQUIRED');
    expect(alone.body.data).toEqual({ cantidad: 2_000, maximo: 1_000 });

    const ajuste = randomUUID();
    const asked = await api.send('SolicitarAjuste', { ajuste, usuarioId, importe: 2_000, nota: 'ticket-7' });
    expect(asked.status).toBe(201);
    expect(asked.body.eventos[0].datos).toMatchObject({ por: ids.admin });
    expectProblem(await api.send('AprobarAjuste', { ajuste }), 'SAME_ADMIN');
    expectProblem(await api.send('AprobarAjuste', { ajuste }, { as: 'soporte' }), 'FORBIDDEN');
    const approved = await api.send('AprobarAjuste', { ajuste }, { as: 'otra' });
    expect(approved.body.eventos).toEqual([{ tipo: 'AjusteAprobado', datos: { ajuste, por: ids.otra } }]);
    const again = await api.send('RechazarAjuste', { ajuste, nota: 'tarde' }, { as: 'otra' });
    expectProblem(again, 'ADJUSTMENT_STATE');
    expect(again.body.detail).toContain('aprobado');
  });
});

describe('what is read from the log itself', () => {
  test('an adjustment is there as soon as it was asked for, and says what became of it', async () => {
    const usuarioId = await newUser();
    const id = randomUUID();
    expectProblem(await api.get(`/api/v1/ajustes/${id}`), 'CONTENT_NOT_FOUND');
    const datos = { usuarioId, importe: -2_000, nota: 'ticket-7' };
    await api.send('SolicitarAjuste', { ajuste: id, ...datos });
    const asked = { id, estado: 'solicitado', ...datos, solicitadoPor: ids.admin };
    expect((await api.get(`/api/v1/ajustes/${id}`)).body).toEqual({ ajuste: asked });
    await api.send('RechazarAjuste', { ajuste: id, nota: 'no' });
    expect((await api.get(`/api/v1/ajustes/${id}`)).body.ajuste.estado).toBe('rechazado');
    expectProblem(await api.get('/api/v1/ajustes/no-id'), 'VALIDATION');
  });

  test('a payment says who paid, for what, and what became of it', async () => {
    const usuarioId = await newUser();
    const pago = await paid(usuarioId, 'cargo-estado');
    expect((await api.get(`/api/v1/pagos/${pago}`)).body.pago).toMatchObject({
      id: pago,
      usuarioId,
      cargo: 'cargo-estado',
      estado: 'recibido',
      entregado: false,
    });
    await api.send('SolicitarReembolso', { pago, motivo: 'ticket-7' });
    expect((await api.get(`/api/v1/pagos/${pago}`)).body.pago.estado).toBe('por_reembolsar');
    expectProblem(await api.get(`/api/v1/pagos/${'0'.repeat(64)}`), 'CONTENT_NOT_FOUND');
  });

  test('a user is shown as the next command will find them, and nothing sealed', async () => {
    const usuarioId = await newUser(30);
    await api.send('MarcarUsuario', { usuarioId, severidad: 'alta', motivo: 'ticket-7' });
    await api.send('OtorgarVip', { usuarioId, dias: 3, nota: 'ticket-7' });
    await api.send('RevertirMovimiento', { usuarioId, revision: 1, motivo: 'ticket-7' });
    const { body } = await api.get(`/api/v1/usuarios/${usuarioId}/estado`);
    const route = ROUTES.find(({ path }) => path === '/api/v1/usuarios/{id}/estado')!;
    expect(route.body.safeParse(body).error).toBeUndefined();
    expect(body).toMatchObject({
      usuarioId,
      eliminado: false,
      estado: {
        suspendido: false,
        revision: { severidad: 'alta' },
        vip: { renovacion: 'ninguna' },
        saldo: 0,
        enCurso: { compras: 0, regalos: 0 },
        deshechos: [1],
      },
    });
    expect(JSON.stringify(body)).not.toContain('v1.');
    const { id } = body.estado.revision;
    const done = await api.send('ResolverRevision', {
      usuarioId,
      revision: id,
      resultado: 'inocente',
      nota: 'n',
    });
    expect(done.status).toBe(201);
    expectProblem(await api.get(`/api/v1/usuarios/${randomUUID()}/estado`), 'USER_NOT_FOUND');
  });
});

describe('a body', () => {
  let usuarioId: string;
  beforeAll(async () => {
    usuarioId = await newUser();
  });

  test.each([
    ['a missing field', () => ({ usuarioId, razon: 'ajuste', nota: 'n' }), ['body.cantidad']],
    ['another type', () => ({ ...regalo(usuarioId), cantidad: '40' }), ['body.cantidad']],
    ['a fraction', () => ({ ...regalo(usuarioId), cantidad: 1.5 }), ['body.cantidad']],
    ['nothing', () => ({ ...regalo(usuarioId), cantidad: 0 }), ['body.cantidad']],
    ['another word', () => ({ ...regalo(usuarioId), razon: 'regalo_recibido' }), ['body.razon']],
    ['a field too many', () => ({ ...regalo(usuarioId), actor: { tipo: 'sistema', id: 'x' } }), ['body']],
    ['an id of its own', () => ({ ...regalo(usuarioId), id: randomUUID(), commandId: 'x' }), ['body']],
    ['a list', () => [regalo(usuarioId)], ['body']],
    ['null', () => null, ['body']],
    ['text', () => 'hola', ['body']],
  ])('with %s is 400 and says where', async (_name, datos, where) => {
    const reply = await api.send('OtorgarBesitos', datos());
    expectProblem(reply, 'VALIDATION');
    expect(places(reply)).toEqual(where);
  });

  test.each([
    ['no JSON', 'hola'],
    ['nothing at all', ''],
    ['half of one', '{"usuarioId":'],
    ['no UTF-8', new Uint8Array([0x22, 0xff, 0xfe, 0x22])],
  ])('that is %s is 400', async (_name, raw) => {
    const reply = await api.send('OtorgarBesitos', null, { raw });
    expectProblem(reply, 'VALIDATION');
    expect(places(reply)).toEqual(['body']);
  });

  test('that would change what all objects have is 400', async () => {
    const raw = JSON.stringify(regalo(usuarioId)).replace('{', '{"__proto__":{"admin":true},');
    expectProblem(await api.send('OtorgarBesitos', null, { raw }), 'VALIDATION');
    expect(({} as { admin?: boolean }).admin).toBeUndefined();
  });

  test('nested without end is 400', async () => {
    const depth = 20_000;
    const raw = `{"item":{"requisitos":${'{"not":'.repeat(depth)}{"vip":true}${'}'.repeat(depth)}}}`;
    expectProblem(await api.send('PublicarItem', null, { raw }), 'VALIDATION');
  });

  test('with text that no UTF-8 can hold is 400', async () => {
    const raw = JSON.stringify(regalo(usuarioId)).replace('ticket-7', '\\ud800');
    expectProblem(await api.send('OtorgarBesitos', null, { raw }), 'VALIDATION');
  });

  test('larger than the limit is 413, however it is sent', async () => {
    const raw = JSON.stringify({ ...regalo(usuarioId), nota: 'x'.repeat(BODY_MAX_BYTES) });
    const reply = await api.send('OtorgarBesitos', null, { raw });
    expectProblem(reply, 'PAYLOAD_TOO_LARGE');
    expect(reply.body.data).toEqual({ maximo: BODY_MAX_BYTES });
    expect(reply.headers.get('connection')).toBe('close');
    const padded = JSON.stringify(regalo(usuarioId)).padEnd(BODY_MAX_BYTES);
    expect((await api.send('OtorgarBesitos', null, { raw: padded })).status).toBe(201);
  });

  test.each([
    ['text/plain', {}],
    ['application/x-www-form-urlencoded', {}],
    ['application/json; charset=latin1', {}],
    ['application/json', { 'content-encoding': 'gzip' }],
  ])('as %s %o is 415', async (type, headers) => {
    const json = JSON.stringify(regalo(usuarioId));
    const raw = 'content-encoding' in headers ? new Uint8Array(gzipSync(json)) : json;
    const reply = await api.send('OtorgarBesitos', null, {
      raw,
      headers: { ...headers, 'content-type': type },
    });
    expectProblem(reply, 'UNSUPPORTED_MEDIA_TYPE');
  });

  test.each(['application/json; charset=utf-8', 'application/json;charset=UTF-8'])(
    'as %s is taken',
    async (type) => {
      const reply = await api.send('OtorgarBesitos', regalo(usuarioId), {
        headers: { 'content-type': type },
      });
      expect(reply.status).toBe(201);
    },
  );
});

describe('docs/how-to/administrar.md', () => {
  const run = promisify(execFile);
  const SYSTEM = { tipo: 'sistema', id: 'prueba' } as const;

  test('is true: its commands are done as they stand there, in order', async () => {
    const { bus, catalogoVivo } = services;
    const { position } = await publishBundledContent(bus, catalogoVivo.catalogo);
    if (position !== null) await catalogoVivo.reach(position);
    const usuarioId = await newUser(200);
    const order = { actor: SYSTEM, id: randomUUID() };
    const item = catalogoVivo.catalogo
      .items()
      .find(
        ({ tipo, vip, requisitos, precio }) => tipo === 'consumible' && !vip && !requisitos && precio < 150,
      )!;
    const bought = await bus.execute({
      ...order,
      tipo: 'ComprarItem',
      datos: { usuarioId, item: item.id, precio: item.precio },
    });
    const compra =
      bought.revision -
      bought.eventos.length +
      1 +
      bought.eventos.findIndex(({ type }) => type === 'ItemComprado');
    const pago = await paid(usuarioId, 'cargo-1');

    const page = readFileSync(new URL('../../docs/how-to/administrar.md', import.meta.url), 'utf8');
    const blocks = [...page.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block]) => block!);
    const lines = blocks.join('\n').split('\n');
    // A line with an ellipsis is for the reader to fill in: here, from the answers before it.
    const values: Record<string, string> = {
      USUARIO: usuarioId,
      MOVIMIENTO: '1',
      COMPRA: String(compra),
      PAGO: pago,
      REVISION:
        '$(cat "$ANSWERS" | grep -o \'"tipo":"UsuarioMarcado","datos":{"revision":"[^"]*\' | cut -d\\" -f10)',
    };
    const script = lines
      .map((line) =>
        line.replace(/^export (\w+)=….*$/, (_, name: string) => `export ${name}=${values[name]}`),
      )
      .map((line) =>
        line.startsWith('comando ') || line.startsWith('BESITOS_KEY=') ? `${line} >> "$ANSWERS"` : line,
      )
      .join('\n');
    const answersFile = `${folder.dir}/answers`;
    await run('bash', ['--norc', '--noprofile', '-euo', 'pipefail', '-c', script], {
      env: {
        PATH: process.env.PATH,
        BESITOS_API: `${api.origin}/api/v1`,
        BESITOS_KEY: keys.admin,
        BESITOS_KEY_2: keys.otra,
        ANSWERS: answersFile,
      },
    }).catch((error: { stdout: string; stderr: string }) => {
      throw new Error(
        `${readFileSync(answersFile, 'utf8').split('\n').at(-1)}\n${error.stdout}\n${error.stderr}`,
      );
    });
    const answers = readFileSync(answersFile, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(answers.length).toBe(lines.filter((line) => /^(?:BESITOS_KEY=\S+ )?comando \w/.test(line)).length);
    const changed = answers.map(({ eventos }) => eventos.map(({ tipo }: { tipo: string }) => tipo).join('+'));
    expect(changed).toMatchInlineSnapshot(`
      [
        "BesitosOtorgados",
        "BesitosOtorgados",
        "BesitosGastados",
        "VipActivado",
        "AjusteSolicitado",
        "AjusteAprobado",
        "MovimientoRevertido",
        "CompraReembolsada+ItemDevuelto+BesitosOtorgados",
        "ReembolsoSolicitado",
        "UsuarioSuspendido",
        "UsuarioReactivado",
        "UsuarioMarcado",
        "RevisionResuelta",
        "CodigoCreado",
        "RecompensasConfiguradas",
        "FuncionCambiada",
        "ItemPublicado",
        "PrecioCambiado",
        "ItemPublicado",
        "ExistenciasRepuestas",
        "ItemRetirado",
        "HistoriaPublicada",
        "PublicacionHecha",
        "DifusionCreada",
        "DifusionDetenida",
        "DifusionReanudada",
        "EliminacionSolicitada",
      ]
    `);
    const tipos = lines.flatMap((line) => /comando ([A-Z]\w+) /.exec(line)?.[1] ?? []);
    expect(tipos.filter((tipo) => !SENDABLE.some(([known]) => known === tipo))).toEqual([]);
  });
});
