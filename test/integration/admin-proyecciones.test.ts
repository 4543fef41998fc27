import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROLES } from '../../src/admin/api-keys.ts';
import { bodyOf } from '../../src/admin/route.ts';
import { listAparcados, listProyecciones } from '../../src/admin/routes/proyecciones.ts';
import { PROJECTIONS } from '../../src/projections/registro.ts';
import { type AdminHarness, openAdminApi } from './admin-harness.ts';

const WAIT = { timeout: 30_000 };

describe('projections, as operators see and handle them', () => {
  let admin: AdminHarness;
  let usuarioId: string;

  beforeAll(async () => {
    admin = await openAdminApi();
    usuarioId = await admin.newUser(25);
  }, 60_000);
  afterAll(() => admin.close());

  const call = async (path: string, body?: unknown, as: keyof typeof admin.keys = 'operador') => {
    const response = await fetch(`${admin.api.origin}/api/v1${path}`, {
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
  const proyeccion = async (grupo: string) =>
    (await call('/proyecciones')).body.proyecciones.find((each: { grupo: string }) => each.grupo === grupo);

  it('are listed with where they stand, for those who may see them', async () => {
    for (const role of ROLES) {
      const { status, body } = await call('/proyecciones', undefined, role);
      expect(status, role).toBe(['admin', 'operador', 'auditor'].includes(role) ? 200 : 403);
      if (status !== 200) continue;
      expect(bodyOf(listProyecciones).safeParse(body).error).toBeUndefined();
      expect(body.proyecciones.map(({ grupo }: { grupo: string }) => grupo)).toEqual(
        PROJECTIONS.map(({ grupo }) => grupo),
      );
    }
    expect((await call('/proyecciones/dinero/reconstruccion', {}, 'auditor')).status).toBe(403);
  });

  it('are rebuilt by the name of a group or table, and how it ended is on record', async () => {
    expect(await call('/proyecciones/saldos/reconstruccion', { ensayo: true })).toMatchObject({
      status: 201,
      body: { grupos: ['dinero'] },
    });
    await expect.poll(async () => (await proyeccion('dinero')).reconstruccion?.estado, WAIT).toBe('probada');
    await call('/proyecciones/dinero/reconstruccion', {});
    await expect.poll(async () => (await proyeccion('dinero')).reconstruccion?.estado, WAIT).toBe('hecha');
    const { reconstruccion } = await proyeccion('dinero');
    expect(reconstruccion.anterior).toMatchObject({ version: expect.any(Number) });
    for (const { distintas, suma, sumaAntes } of reconstruccion.informe)
      expect([distintas, suma]).toEqual([0, sumaAntes]);
    expect(await call('/proyecciones/dinero/parada', {})).toMatchObject({
      status: 200,
      body: { grupos: [] },
    });
  });

  it('go back to the tables of before, once', async () => {
    expect(await call('/proyecciones/dinero/vuelta', {})).toMatchObject({
      status: 200,
      body: { grupo: 'dinero' },
    });
    expect(await call('/proyecciones/dinero/vuelta', {})).toMatchObject({
      status: 409,
      body: { code: 'NOTHING_KEPT', data: { grupo: 'dinero' } },
    });
    expect(await call('/proyecciones/nada/vuelta', {})).toMatchObject({
      status: 404,
      body: { code: 'PROJECTION_NOT_FOUND', data: { nombre: 'nada' } },
    });
  });

  it('are not rebuilt twice at once', async () => {
    const answers = await Promise.all([0, 1, 2].map(() => call('/proyecciones/todas/reconstruccion', {})));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
    expect(answers.find(({ status }) => status === 409)!.body.code).toBe('REBUILD_RUNNING');
    await expect
      .poll(
        async () =>
          (await call('/proyecciones')).body.proyecciones.map(
            (each: { reconstruccion: { estado: string } | null }) => each.reconstruccion?.estado,
          ),
        WAIT,
      )
      .toEqual(PROJECTIONS.map(() => 'hecha'));
  });

  it('show what they have parked, and take an operator’s word for it', async () => {
    const { store } = admin.services;
    const stream = `usuario-${usuarioId}`;
    const { revision, metadata } = (await admin.streamOf(stream)).at(-1)!;
    await store.append(stream, revision, [
      {
        id: randomUUID(),
        type: 'FragmentoAbierto',
        data: { roto: true },
        metadata: metadata as Record<string, unknown>,
      },
    ]);
    const parked = async () => (await call('/aparcados?grupo=narrativa')).body.aparcados;
    await expect.poll(async () => (await parked()).length, WAIT).toBe(1);
    const [event] = await parked();
    expect(bodyOf(listAparcados).safeParse({ aparcados: [event] }).error).toBeUndefined();
    expect(event).toMatchObject({ stream, tipo: 'FragmentoAbierto', causa: 'ilegible', estado: 'aparcado' });
    await expect.poll(async () => (await proyeccion('narrativa')).aparcados, WAIT).toBe(1);

    const at = `/aparcados/narrativa/${event.posicion}`;
    expect(await call(`${at}/reintento`, {})).toMatchObject({
      status: 200,
      body: { aplicados: 0, sigue: { intentos: 2 } },
    });
    expect((await call(`${at}/salto`, {})).status).toBe(400);
    expect((await call(`${at}/salto`, { motivo: 'a broken import' }, 'soporte')).status).toBe(403);
    expect(await call(`${at}/salto`, { motivo: 'a broken import' })).toMatchObject({
      status: 200,
      body: { aplicados: 0, sigue: null },
    });
    expect(await call(`${at}/salto`, { motivo: 'a broken import' })).toMatchObject({
      status: 404,
      body: { code: 'NOT_PARKED' },
    });
    expect(await parked()).toEqual([]);
    const { aparcados } = (await call('/aparcados?grupo=narrativa&todos=true')).body;
    expect(aparcados).toMatchObject([
      { estado: 'saltado', motivo: 'a broken import', resueltoPor: `api:${admin.ids.operador}` },
    ]);
  });
});
