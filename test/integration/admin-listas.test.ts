import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { item } from '../support/fixtures.ts';
import { type AdminHarness, expectProblem, openAdminApi } from './admin-harness.ts';

describe('what admins look at', () => {
  let admin: AdminHarness;
  let usuarioId: string;
  /** Position of the last command sent: what is read must include it. */
  let position = '0';

  const send = async (tipo: string, datos: object) => {
    const reply = await admin.api.send(tipo, datos);
    expect(reply.status, JSON.stringify(reply.body)).toBe(201);
    position = reply.body.position;
    return reply.body;
  };
  const get = (path: string) =>
    admin.api.get(`${path}${path.includes('?') ? '&' : '?'}desde_posicion=${position}&espera_ms=5000`);

  beforeAll(async () => {
    admin = await openAdminApi();
    usuarioId = await admin.newUser(200);
    await send('PublicarItem', { item: item({ id: 'faro', tipo: 'limitado', precio: 5, existencias: 4 }) });
    await send('PublicarItem', {
      item: item({ id: 'palco', precio: 5, requisitos: { all: [{ nivel: 9 }, { vip: true }] } }),
    });
    await admin.services.catalogoVivo.reach(BigInt(position));
  });
  afterAll(() => admin.close());

  it('open reviews, those that freeze somebody first', async () => {
    const otra = await admin.newUser();
    await send('MarcarUsuario', { usuarioId, severidad: 'media', senales: [], motivo: 'a ojo' });
    await send('MarcarUsuario', { usuarioId: otra, severidad: 'alta', senales: [], motivo: 'ritmo' });
    const { body } = await get('/api/v1/revisiones');
    expect(body.obsoleto).toBe(false);
    expect(
      body.revisiones.map((each: { usuarioId: string; severidad: string }) => [
        each.usuarioId,
        each.severidad,
      ]),
    ).toEqual([
      [otra, 'alta'],
      [usuarioId, 'media'],
    ]);
    const { revision } = body.revisiones[1];
    await send('ResolverRevision', { usuarioId, revision, resultado: 'inocente', nota: 'nada' });
    const after = await get('/api/v1/revisiones');
    expect(after.body.revisiones).toHaveLength(1);
  });

  it('adjustments that wait for a second admin', async () => {
    const ajuste = randomUUID();
    await send('SolicitarAjuste', { ajuste, usuarioId, importe: 5_000, nota: 'premio' });
    const { body } = await get('/api/v1/ajustes');
    expect(body.ajustes).toMatchObject([
      { ajuste, usuarioId, importe: 5_000, estado: 'solicitado', por: admin.ids.admin },
    ]);
    expect((await get('/api/v1/ajustes?estado=aplicado')).body.ajustes).toEqual([]);
    expectProblem(await admin.api.get('/api/v1/ajustes?estado=perdido'), 'VALIDATION');
  });

  it('one account at a glance', async () => {
    await send('OtorgarVip', { usuarioId, dias: 3, nota: 'regalo' });
    await send('HacerOferta', { usuarioId, item: 'faro', precio: 3, hasta: '2099-01-01T00:00:00.000Z' });
    const { body } = await get(`/api/v1/usuarios/${usuarioId}/cuenta`);
    expect(body).toMatchObject({
      vip: { renovacion: 'ninguna', pago: null, concesiones: 1 },
      ofertas: [{ item: 'faro', precio: 3, antes: 5 }],
      revisiones: [{ resultado: 'inocente', nota: 'nada' }],
      regalos: [],
      referidos: { registrados: 0, premiados: 0 },
    });
    expectProblem(await admin.api.get(`/api/v1/usuarios/${randomUUID()}/cuenta`), 'USER_NOT_FOUND');
  });

  it('what a user paid in Stars', async () => {
    const pago = await admin.paid(usuarioId, 'cargo-1');
    await expect
      .poll(async () => (await get(`/api/v1/usuarios/${usuarioId}/pagos`)).body.pagos, { timeout: 10_000 })
      .toMatchObject([{ pago, estrellas: 10, estado: 'recibido', objeto: null }]);
    expectProblem(await admin.api.get(`/api/v1/usuarios/${randomUUID()}/pagos`), 'USER_NOT_FOUND');
  });

  it('what is missing for a user to enter, as the command would say it', async () => {
    const { body } = await get(`/api/v1/usuarios/${usuarioId}/requisitos/item/palco`);
    expect(body).toMatchObject({ cumplido: false, faltan: [{ tipo: 'nivel', necesario: 9, actual: 1 }] });
    expect((await get(`/api/v1/usuarios/${usuarioId}/requisitos/item/faro`)).body).toMatchObject({
      cumplido: true,
      faltan: [],
    });
    expectProblem(
      await admin.api.get(`/api/v1/usuarios/${usuarioId}/requisitos/item/nada`),
      'CONTENT_NOT_FOUND',
    );
    expectProblem(
      await admin.api.get(`/api/v1/usuarios/${randomUUID()}/requisitos/item/palco`),
      'USER_NOT_FOUND',
    );
  });

  it('stock, what is under way, and who may become VIP', async () => {
    await send('ReponerExistencias', { item: 'faro', cantidad: 4, motivo: 'inicio' });
    expect((await get('/api/v1/existencias/faro')).body).toMatchObject({ disponibles: 4, vendidas: 0 });
    expectProblem(await admin.api.get('/api/v1/existencias/nada'), 'CONTENT_NOT_FOUND');
    const pending = (await get('/api/v1/procesos')).body.procesos.map(({ tipo }: { tipo: string }) => tipo);
    expect(pending).toContain('pago');
    const { candidatos } = (await get('/api/v1/candidatos-vip')).body;
    expect(candidatos.map((each: { usuarioId: string }) => each.usuarioId)).not.toContain(usuarioId);
  });

  it('a movement by the revision that undoing it asks for', async () => {
    const { body } = await get(`/api/v1/usuarios/${usuarioId}/movimientos`);
    const { revision, importe } = body.movimientos.at(-1);
    expect(importe).toBe(200);
    expect(
      (await admin.api.send('RevertirMovimiento', { usuarioId, revision, motivo: 'error' })).status,
    ).toBe(201);
  });
});
