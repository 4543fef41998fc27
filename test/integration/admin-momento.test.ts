/** Time travel over HTTP and from the command line, on a real log. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { usuarioEnMomento } from '../../src/queries/momento/usuario.ts';
import { item } from '../support/fixtures.ts';
import { type AdminHarness, expectProblem, openAdminApi, regalo } from './admin-harness.ts';

describe('a user and the shop as of a moment', () => {
  let admin: AdminHarness;
  let ana: string;
  /** Positions after each step, in order. */
  const places: Record<string, string> = {};

  const send = async (name: string, tipo: string, datos: object) => {
    const reply = await admin.api.send(tipo, datos);
    expect(reply.status, JSON.stringify(reply.body)).toBe(201);
    places[name] = reply.body.position;
    if (/Item|Precio/.test(tipo)) await admin.services.catalogoVivo.reach(BigInt(reply.body.position));
  };
  const userAt = (place: string, id = ana) =>
    admin.api.get(`/api/v1/usuarios/${id}/momento?posicion=${places[place]}`);
  const shopAt = async (place: string, more = '') =>
    admin.api.get(`/api/v1/tienda/momento?posicion=${places[place]}${more}`);

  beforeAll(async () => {
    admin = await openAdminApi();
    const first = await admin.newUser();
    await send('before', 'OtorgarBesitos', regalo(first, 1));
    ana = await admin.newUser();
    await send('first grant', 'OtorgarBesitos', regalo(ana, 100));
    await send('published', 'PublicarItem', {
      item: item({ id: 'faro', tipo: 'limitado', precio: 5, existencias: 4 }),
    });
    await send('stocked', 'ReponerExistencias', { item: 'faro', cantidad: 4, motivo: 'inicio' });
    await send('dearer', 'CambiarPrecio', { id: 'faro', precio: 9 });
    await send('offered', 'HacerOferta', {
      usuarioId: ana,
      item: 'faro',
      precio: 3,
      hasta: '2099-01-01T00:00:00.000Z',
    });
    await send('taken', 'RetirarBesitos', { usuarioId: ana, cantidad: 30, nota: 'x' });
    await send('vip', 'OtorgarVip', { usuarioId: ana, dias: 2, nota: 'x' });
    await send('withdrawn', 'RetirarItem', { id: 'faro' });
  });
  afterAll(() => admin.close());

  it('shows the wallet at each place of the log, and where it was taken', async () => {
    expect((await userAt('first grant')).body).toMatchObject({
      saldo: 100,
      disponible: 100,
      vip: null,
      tomadoEn: { tipo: 'BesitosOtorgados', stream: `usuario-${ana}`, posicion: places['first grant'] },
    });
    expect((await userAt('offered')).body).toMatchObject({ saldo: 100 });
    expect((await userAt('taken')).body).toMatchObject({ saldo: 70, vip: null });
    const last = await userAt('withdrawn');
    expect(last.body).toMatchObject({ saldo: 70, vip: { vigente: true, renovacion: 'ninguna' } });
    const { ocurridoEn } = last.body.tomadoEn;
    const byInstant = await admin.api.get(`/api/v1/usuarios/${ana}/momento?en=${ocurridoEn}`);
    expect(byInstant.body).toMatchObject({ saldo: 70, evaluadoEn: ocurridoEn, tomadoEn: last.body.tomadoEn });
    // The same instant by another clock on the wall.
    const shifted = new Date(Date.parse(ocurridoEn) + 2 * 3_600_000).toISOString().replace('Z', '%2B02:00');
    expect((await admin.api.get(`/api/v1/usuarios/${ana}/momento?en=${shifted}`)).body).toEqual(
      byInstant.body,
    );
  });

  it('takes VIP at the instant, not as it is now', async () => {
    const { body } = await userAt('vip');
    const hasta = body.vip.hasta as string;
    const now = new Date(Date.parse(hasta) + 1_000).toISOString();
    const later = await usuarioEnMomento(admin.services.store, ana, { en: hasta }, { ahora: now });
    expect(later.vip).toMatchObject({ hasta, vigente: false });
    expect(later.tomadoEn.posicion).toBe(places.vip);
  });

  it('shows the shop at each place of the log, for everybody and for one', async () => {
    const at = async (place: string, more?: string) => (await shopAt(place, more)).body.items[0];
    expect(await at('published')).toMatchObject({
      precio: 5,
      retirado: false,
      existencias: { disponibles: 0 },
      suyo: null,
    });
    expect(await at('stocked')).toMatchObject({ precio: 5, existencias: { disponibles: 4, reservadas: 0 } });
    expect(await at('dearer', `&usuario=${ana}`)).toMatchObject({
      precio: 9,
      suyo: { oferta: null, cantidad: 0 },
    });
    expect(await at('offered', `&usuario=${ana}`)).toMatchObject({
      precio: 9,
      suyo: { oferta: { precio: 3 } },
    });
    const last = await shopAt('withdrawn', `&usuario=${ana}`);
    expect(last.body).toMatchObject({
      tomadoEn: { tipo: 'ItemRetirado', posicion: places.withdrawn },
      usuario: { usuarioId: ana, tomadoEn: { posicion: places.vip } },
      items: [{ item: 'faro', precio: 9, retirado: true, existencias: { disponibles: 4 } }],
    });
  });

  it('says what is wrong with a moment that has nothing to show', async () => {
    expectProblem(await userAt('before'), 'USER_NOT_REGISTERED_YET');
    expectProblem(await userAt('vip', randomUUID()), 'USER_NOT_FOUND');
    expectProblem(await shopAt('before'), 'NOTHING_PUBLISHED_YET');
    expectProblem(await shopAt('vip', `&usuario=${randomUUID()}`), 'USER_NOT_FOUND');
    const far = await admin.api.get(`/api/v1/usuarios/${ana}/momento?posicion=9223372036854775807`);
    expectProblem(far, 'POSITION_BEYOND_HEAD');
    expect(BigInt(far.body.data.ultima)).toBeGreaterThanOrEqual(BigInt(places.withdrawn!));
    expectProblem(await admin.api.get('/api/v1/tienda/momento?en=2999-01-01T00:00:00Z'), 'MOMENT_IN_FUTURE');
    for (const query of [
      '',
      '?en=ayer',
      '?posicion=x',
      '?posicion=1&en=2026-01-01T00:00:00Z',
      '?en=2026-01-01T00:00:00',
    ])
      expectProblem(await admin.api.get(`/api/v1/usuarios/${ana}/momento${query}`), 'VALIDATION');
  });

  it('keeps showing what came before an erasure, and says that there was one after it', async () => {
    const eva = await admin.newUser();
    await send('eva', 'OtorgarBesitos', regalo(eva, 20));
    const system = { tipo: 'sistema', id: 'prueba' } as const;
    const { bus } = admin.services;
    const yo = { tipo: 'usuario', id: eva } as const;
    await bus.execute({ id: randomUUID(), tipo: 'EliminarMisDatos', datos: { usuarioId: eva }, actor: yo });
    const { position } = await bus.execute({
      id: randomUUID(),
      tipo: 'EliminarUsuario',
      datos: { usuarioId: eva },
      actor: system,
    });
    places.erased = String(position);
    expect((await userAt('eva', eva)).body).toMatchObject({ saldo: 20 });
    const gone = await userAt('erased', eva);
    expectProblem(gone, 'USER_ERASED');
    expect(gone.body.data.posicion).toBe(places.erased);
  });

  it('is for those who look after users, and for nobody else', async () => {
    const as = async (role: 'editor' | 'auditor' | 'soporte') => {
      const response = await fetch(
        `${admin.api.origin}/api/v1/usuarios/${ana}/momento?posicion=${places.vip}`,
        {
          headers: { authorization: `Bearer ${admin.keys[role]}` },
        },
      );
      return response.status;
    };
    expect([await as('auditor'), await as('soporte'), await as('editor')]).toEqual([200, 200, 403]);
  });
});
