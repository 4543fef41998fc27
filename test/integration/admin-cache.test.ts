import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROLES } from '../../src/admin/api-keys.ts';
import { bodyOf } from '../../src/admin/route.ts';
import { getCache, postInvalidar } from '../../src/admin/routes/cache.ts';
import { type AdminHarness, openAdminApi } from './admin-harness.ts';

describe('the cache, as operators see it', () => {
  let admin: AdminHarness;
  const calls: (readonly string[] | 'all')[] = [];
  let told = true;
  let origin: string;

  beforeAll(async () => {
    admin = await openAdminApi();
    const { cache } = admin.services;
    const api = await admin.start({
      cache: {
        stats: cache.stats,
        async drop(tags) {
          calls.push(tags);
          return told && (await cache.drop(tags));
        },
      },
    });
    origin = api.origin;
  });
  afterAll(() => admin.close());

  const call = async (path: string, as: keyof typeof admin.keys, body?: unknown) => {
    const response = await fetch(`${origin}${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        authorization: `Bearer ${admin.keys[as]}`,
        'content-type': 'application/json',
        'idempotency-key': randomUUID(),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    // biome-ignore lint/suspicious/noExplicitAny: tests look into answers freely
    return { status: response.status, body: (await response.json()) as any };
  };
  const drop = (etiquetas: unknown, as: keyof typeof admin.keys = 'operador') =>
    call('/api/v1/cache/invalidar', as, { etiquetas });

  it('is for admins and operators alone', async () => {
    for (const role of ROLES) {
      const expected = role === 'admin' || role === 'operador' ? 200 : 403;
      expect((await call('/api/v1/cache', role)).status, role).toBe(expected);
      expect((await drop(['contenido:item'], role)).status, role).toBe(expected);
    }
  });

  it('shows what it has done, in the shape that its schema says', async () => {
    const { status, body } = await call('/api/v1/cache', 'admin');
    expect(status).toBe(200);
    expect(bodyOf(getCache).safeParse(body).error).toBeUndefined();
    expect(body).toMatchObject({ redis: 'none', enProceso: false });
  });

  it('is dropped by tags, by user, or whole', async () => {
    calls.length = 0;
    const usuario = randomUUID();
    const one = await drop(['contenido:item', `${usuario}:dinero`]);
    expect(one).toEqual({ status: 200, body: { etiquetas: 2, avisados: true } });
    expect(bodyOf(postInvalidar).safeParse(one.body).error).toBeUndefined();
    expect((await drop([usuario])).body.etiquetas).toBeGreaterThan(8);
    expect((await drop(['todo'])).body).toEqual({ etiquetas: 0, avisados: true });
    expect(calls[0]).toEqual(['contenido:item', `${usuario}:dinero`]);
    expect(calls[1]).toContain(`${usuario}:perfiles`);
    expect(calls[2]).toBe('all');
  });

  it('says so when Redis could not be told', async () => {
    told = false;
    expect((await drop(['todo'])).body.avisados).toBe(false);
    told = true;
  });

  it.each([[[]], [['nada']], [['contenido:usuario']], ['todo'], [undefined]])(
    'refuses %j',
    async (etiquetas) => {
      const { status, body } = await drop(etiquetas);
      expect(status).toBe(400);
      expect(body.code).toBe('VALIDATION');
    },
  );
});
