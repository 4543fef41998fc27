/** The admin API over real HTTP on the real bus, with the embedded event store and projectors that keep up. */
import { createHash, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { expect } from 'vitest';
import { createKey, findKey, ROLES, type Role } from '../../src/admin/api-keys.ts';
import { type AdminOptions, createAdminRouter } from '../../src/admin/app.ts';
import { PROBLEMS, type ProblemCode } from '../../src/admin/problems.ts';
import { comprobar } from '../../src/cli/rebuilds.ts';
import { openServices } from '../../src/cli/services.ts';
import { COMANDOS } from '../../src/commands/registro.ts';
import { sealWith } from '../../src/platform/keystore/keystore.ts';
import { silentLogger } from '../../src/platform/logger.ts';
import { createPool } from '../../src/platform/postgres/pool.ts';
import { unlimited } from '../../src/platform/rate-limiter.ts';
import { createOperaciones } from '../../src/projections/engine/operaciones.ts';
import { startProjector } from '../../src/projections/engine/projector.ts';
import { PROJECTIONS } from '../../src/projections/registro.ts';
import { createCacheadas } from '../../src/queries/cacheadas.ts';
import { createDatabase } from '../../src/queries/database.ts';
import { testFolder } from '../support/backends.ts';

/** Commands and the roles of the API that may send them, as their definitions say. */
export const SENDABLE = Object.values(COMANDOS)
  .map(({ tipo, de }) => [tipo, ROLES.filter((role) => (de as readonly string[]).includes(role))] as const)
  .filter(([, roles]) => roles.length > 0);

const SYSTEM = { tipo: 'sistema', id: 'prueba' } as const;

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

export interface Reply {
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

export type AdminHarness = Awaited<ReturnType<typeof openAdminApi>>;

export async function openAdminApi() {
  const folder = testFolder();
  const services = await openServices(folder.config(), silentLogger, { borrow: false });
  const pool = createPool({
    url: services.backends.databaseUrl,
    max: PROJECTIONS.length + 2,
    name: 'p',
  });
  const { store, progress } = services;
  const projector = await startProjector({
    store,
    pool,
    projections: PROJECTIONS,
    progress,
    log: silentLogger,
  });
  const operaciones = createOperaciones({ store, pool: services.pool, log: silentLogger, comprobar });
  const database = await createDatabase(services.backends.databaseUrl, 4);
  const closers: (() => unknown)[] = [
    () => operaciones.close(),
    () => projector.stop(),
    () => pool.end(),
    () => database.end(),
  ];
  /** By role; `otra` is another admin's. */
  const keys = {} as Record<Role | 'otra', string>;
  const ids = {} as Record<Role | 'otra', string>;
  for (const name of [...ROLES, 'otra'] as const) {
    keys[name] = await createKey(services.pool, { nombre: name, rol: name === 'otra' ? 'admin' : name });
    ids[name] = (await findKey(services.pool, keys[name]))!.id;
  }

  async function start(options: Partial<AdminOptions> = {}): Promise<Api> {
    const app = express();
    app.use(
      createAdminRouter({
        bus: services.bus,
        store: services.store,
        database,
        cache: services.cache,
        cacheadas: createCacheadas({
          cache: services.cache,
          database: options.database ?? database,
          progress,
        }),
        pool: services.pool,
        keyStore: services.keyStore,
        metrics: services.metrics,
        limiter: unlimited,
        log: silentLogger,
        projectorStatus: () => projector.status(),
        operaciones,
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

  async function newUser(saldo = 0): Promise<string> {
    const person = await services.keyStore.findOrCreate(Math.floor(Math.random() * 1e12), randomUUID);
    const { usuarioId } = person;
    const personal = sealWith(person, { nombre: 'Ana' });
    await services.bus.execute({
      id: randomUUID(),
      tipo: 'RegistrarUsuario',
      actor: SYSTEM,
      datos: { usuarioId, idioma: 'es', personal },
    });
    if (saldo > 0) expect((await api.send('OtorgarBesitos', regalo(usuarioId, saldo))).status).toBe(201);
    return usuarioId;
  }

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
    await services.bus.execute({ id: randomUUID(), tipo: 'RegistrarPago', actor: SYSTEM, datos: { cobro } });
    return pago;
  }

  async function streamOf(stream: string) {
    const events = [];
    for await (const event of services.store.readStream(stream, 0)) events.push(event);
    return events;
  }

  async function close(): Promise<void> {
    for (const closeOne of closers) await closeOne();
    await services.close();
    folder.remove();
  }

  const api = await start();
  return { folder, services, keys, ids, api, start, newUser, paid, streamOf, close };
}

/** An answer that is a problem with this code. */
export function expectProblem(reply: Reply, code: ProblemCode): void {
  expect(reply.body?.code).toBe(code);
  expect(reply.status).toBe(PROBLEMS[code].status);
  expect(reply.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
}

export const regalo = (usuarioId: string, cantidad = 40) => ({
  usuarioId,
  cantidad,
  razon: 'ajuste',
  nota: 'ticket-7',
});
