/** The way of a reader to VIP and on: paid, renewed, cancelled, refunded, and all that Telegram does on a bad day. */

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PaymentPlan } from '../../src/bot/emulator/payments/plan.ts';
import { pagoDe } from '../../src/events/procesos/carga.ts';
import { linkOf, openPlayground, type Player, type Playground } from '../support/program.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Everybody has these Stars when they come to Telegram. */
const STARS = 1000;

describe('from a new reader to VIP and on', () => {
  let playground: Playground;
  beforeAll(async () => {
    playground = await openPlayground();
  }, 90_000);
  afterAll(async () => {
    await playground?.close();
  });

  const stars = ({ id }: Player) => playground.client.person(id)!.stars;
  const daysOfVip = async (player: Player) => {
    const { vip } = await playground.estadoDe(player);
    return vip ? (Date.parse(vip.hasta) - playground.program.services.clock.now()) / DAY : 0;
  };
  const newcomer = async (name: string, language = 'es') => {
    const player = playground.join(name, language);
    await player.say('/start');
    return player;
  };
  const invoice = async (player: Player) => {
    await player.say('/vip');
    return linkOf(await player.tap('👑 Suscribirme por 250'));
  };
  const subscriber = async (name: string, plan: PaymentPlan = {}) => {
    const player = await newcomer(name);
    const outcome = await playground.pay(player, await invoice(player), plan);
    if (outcome.status !== 'paid') throw new Error(`not paid: ${outcome.status}`);
    return { player, pago: pagoDe(outcome.telegram_payment_charge_id) };
  };

  it('test_new_user_to_vip_conversion', async () => {
    const ana = playground.join('Ana', 'es');
    expect((await ana.say('/start')).text).toContain('Bienvenido, Ana');
    await ana.tap('Historia');
    expect(ana.screen().text).toContain('Una carta con olor a anís');
    await ana.tap('❤');
    expect(await playground.saldoDe(ana)).toBe(2);
    for (const choice of [
      'Subir a la cabina',
      'Preguntar cómo era Reme',
      'Firmar sin leer',
      'Meter las manos',
      'Mirarlo a él',
      'Girar la manivela una vez',
      'Apuntar la hora',
      'Bajar al muelle',
      'Cerrar la caja',
    ])
      await ana.tap(choice);
    expect(ana.screen().text).toContain('Once minutos');
    const earned = await playground.saldoDe(ana);
    expect(earned).toBe(2 + 3 + 3 + 3 + 4 + 5 + 5 + 4 + 3 + 7);

    // The wall, with the way through it.
    const refused = await ana.tap('👑 Abrir el sobre negro');
    expect(refused.text).toContain('👑');
    expect(await playground.saldoDe(ana)).toBe(earned);
    const offer = await ana.tap('Ver VIP');
    expect(offer.text).toContain('250 ⭐');
    expect(offer.text).toContain('Ahora no eres VIP');
    const link = linkOf(await ana.tap('Suscribirme por 250'));
    expect(playground.client.openInvoice(ana.id, { link })).toMatchObject({
      title: 'VIP en Besitos',
      amount: 250,
      subscription_period: 2_592_000,
      stars: STARS,
    });
    expect(await playground.pay(ana, link)).toMatchObject({ status: 'paid' });
    await playground.told(ana, 'Gracias. Eres VIP hasta');
    expect(stars(ana)).toBe(STARS - 250);
    expect(await daysOfVip(ana)).toBeCloseTo(30, 1);

    await ana.say('/historia');
    expect((await ana.tap('Abrir el sobre negro')).text).toContain('El sobre negro');
    expect(await playground.saldoDe(ana)).toBe(earned + 5);
    expect((await ana.tap('Empujar la puerta')).text).toContain('+5 💋');
  });

  it.each([
    ['delivered twice', 'redelivered'],
    ['told again with the same charge', 'repeated'],
  ] as const)('a payment that is %s is one period, and thanked for once', async (_what, delivery) => {
    const { player } = await subscriber('Leo', { delivery });
    await playground.calm();
    expect(await daysOfVip(player)).toBeCloseTo(30, 1);
    expect(playground.timesTold(player, 'Gracias. Eres VIP')).toBe(1);
    expect(stars(player)).toBe(STARS - 250);
  });

  it('two invoices that are both paid are sixty days, and one cancellation ends both', async () => {
    const mia = await newcomer('Mía');
    const links = [await invoice(mia), await invoice(mia)];
    for (const link of links) expect(await playground.pay(mia, link)).toMatchObject({ status: 'paid' });
    expect(await daysOfVip(mia)).toBeCloseTo(60, 1);
    expect(stars(mia)).toBe(STARS - 500);
    await playground.calm();
    await mia.say('/vip');
    await mia.tap('Cancelar la renovación');
    await mia.tap('Sí, cancelar');
    await playground.calm();
    expect(playground.client.subscriptions(mia.id)).toMatchObject([
      { is_canceled_by_bot: true },
      { is_canceled_by_bot: true },
    ]);
    await playground.later(31 * DAY);
    expect(stars(mia)).toBe(STARS - 500);
    expect(await daysOfVip(mia)).toBeCloseTo(29, 1);
  });

  it('who cancels stays VIP until the end, is told before it, and is charged no more', async () => {
    const { player: sol } = await subscriber('Sol');
    await sol.say('/vip');
    await sol.tap('Cancelar la renovación');
    expect((await sol.tap('Sí, cancelar')).text).toContain('no se te volverá a cobrar');
    await playground.calm();
    expect(playground.client.subscriptions(sol.id)).toMatchObject([
      { is_canceled: true, is_canceled_by_bot: true, is_ended: false },
    ]);
    expect((await sol.say('/vip')).text).toContain('No se renueva');
    await playground.later(28 * DAY);
    await playground.told(sol, 'no se renueva. En /vip puedes seguir');
    expect((await sol.say('/vip')).text).toContain('Eres VIP hasta');
    await playground.later(3 * DAY);
    expect((await sol.say('/vip')).text).toContain('Ahora no eres VIP');
    expect(playground.client.subscriptions(sol.id)).toMatchObject([{ is_ended: true }]);
    expect(stars(sol)).toBe(STARS - 250);
  });

  it('a renewal after thirty days extends, and is told of once', async () => {
    const { player: eva } = await subscriber('Eva');
    playground.client.planRenewal(eva.id, { delivery: 'repeated' });
    await playground.later(30 * DAY + 60_000);
    await playground.told(eva, 'Tu VIP sigue');
    expect(playground.timesTold(eva, 'Tu VIP sigue')).toBe(1);
    expect(playground.timesTold(eva, 'Gracias. Eres VIP')).toBe(1);
    expect(await daysOfVip(eva)).toBeCloseTo(30, 1);
    expect(stars(eva)).toBe(STARS - 500);
    // Cancelled after a renewal, it is the same subscription that ends.
    await eva.say('/vip');
    await eva.tap('Cancelar la renovación');
    await eva.tap('Sí, cancelar');
    await playground.calm();
    expect(playground.client.subscriptions(eva.id)).toMatchObject([{ is_canceled_by_bot: true }]);
  });

  it('an admin refunds the payment: the Stars are back, VIP ends, and the payer is told', async () => {
    const { player: gil, pago } = await subscriber('Gil');
    await playground.admin('SolicitarReembolso', { pago, motivo: 'asked for it' });
    await playground.calm();
    expect(stars(gil)).toBe(STARS);
    await playground.told(gil, 'Tu acceso VIP ha terminado');
    expect((await gil.say('/vip')).text).toContain('Ahora no eres VIP');
    expect(playground.client.subscriptions(gil.id)).toMatchObject([{ is_canceled_by_bot: true }]);
    await expect(playground.admin('SolicitarReembolso', { pago, motivo: 'and again' })).rejects.toMatchObject(
      { code: 'PAYMENT_STATE' },
    );
    await playground.calm();
    expect(stars(gil)).toBe(STARS);
  });

  it('of two payments one is refunded: thirty days are left', async () => {
    const rio = await newcomer('Río');
    const links = [await invoice(rio), await invoice(rio)];
    const paid = [await playground.pay(rio, links[0]!), await playground.pay(rio, links[1]!)];
    const [first] = paid;
    if (first?.status !== 'paid') throw new Error('not paid');
    await playground.admin('SolicitarReembolso', {
      pago: pagoDe(first.telegram_payment_charge_id),
      motivo: 'paid twice',
    });
    await playground.calm();
    expect(stars(rio)).toBe(STARS - 250);
    expect(await daysOfVip(rio)).toBeCloseTo(30, 1);
    expect((await rio.say('/vip')).text).toContain('Eres VIP hasta');
    // What the screen says is so: neither of the two subscriptions is charged again.
    expect(rio.screen().text).toContain('No se renueva');
    expect(playground.client.subscriptions(rio.id)).toMatchObject([
      { is_canceled_by_bot: true },
      { is_canceled_by_bot: true },
    ]);
  });

  it('a payment that is heard of after its order was closed still brings VIP', async () => {
    const noa = await newcomer('Noa');
    const link = await invoice(noa);
    expect(await playground.pay(noa, link, { is_withheld: true })).toMatchObject({ status: 'paid' });
    expect(await daysOfVip(noa)).toBe(0);
    await playground.later(3 * HOUR);
    expect((await playground.estadoDe(noa)).pedidos).toEqual({});
    await playground.handling(1, () => playground.client.releasePayments());
    await playground.told(noa, 'Gracias. Eres VIP hasta');
    // A night may have passed meanwhile, and its comparison have recorded the payment some hours ago.
    expect(await daysOfVip(noa)).toBeGreaterThan(29.8);
  });

  it('a payment that the nightly comparison has recorded before Telegram tells of it is one period', async () => {
    const paz = await newcomer('Paz');
    expect(await playground.pay(paz, await invoice(paz), { is_withheld: true })).toMatchObject({
      status: 'paid',
    });
    // Whatever the time of day, a night has passed.
    await playground.later(DAY + HOUR);
    await playground.calm();
    expect(await daysOfVip(paz)).toBeGreaterThan(28);
    await playground.handling(1, () => playground.client.releasePayments());
    await playground.told(paz, 'Gracias. Eres VIP hasta');
    await playground.calm();
    expect(playground.timesTold(paz, 'Gracias. Eres VIP')).toBe(1);
    expect(await daysOfVip(paz)).toBeLessThanOrEqual(30);
    expect(stars(paz)).toBe(STARS - 250);
  });

  describe('a pre-checkout is declined, and nothing is charged', () => {
    const declined = async (player: Player, link: string, why: string | RegExp) => {
      const outcome = await playground.pay(player, link);
      expect(outcome.status).toBe('declined');
      expect('error_message' in outcome && outcome.error_message).toMatch(why);
      expect(stars(player)).toBe(STARS);
      expect(await daysOfVip(player)).toBe(0);
    };

    it('of somebody suspended', async () => {
      const uma = await newcomer('Uma');
      const link = await invoice(uma);
      const usuarioId = await playground.usuarioIdDe(uma);
      await playground.admin('SuspenderUsuario', { usuarioId, motivo: 'for the test' });
      await declined(uma, link, /suspendida/);
      await playground.admin('ReactivarUsuario', { usuarioId, motivo: 'for the test' });
      expect(await playground.pay(uma, link)).toMatchObject({ status: 'paid' });
    });

    it('of somebody whose spending is frozen', async () => {
      const iris = await newcomer('Iris');
      const link = await invoice(iris);
      await playground.admin('MarcarUsuario', {
        usuarioId: await playground.usuarioIdDe(iris),
        severidad: 'alta',
        senales: [],
        motivo: 'for the test',
      });
      await declined(iris, link, /revisando tu cuenta/);
    });

    it('of another payer, in their own language', async () => {
      const [lola, emma] = [await newcomer('Lola'), await newcomer('Emma', 'en')];
      const link = await invoice(lola);
      await declined(emma, link, /not yours/);
      expect(await playground.pay(lola, link)).toMatchObject({ status: 'paid' });
    });

    it('of an order that is too old', async () => {
      const zoe = await newcomer('Zoe');
      const link = await invoice(zoe);
      await playground.later(2 * HOUR);
      await declined(zoe, link, /ya no vale|caducado/);
    });
  });

  it('who pays for the last unit too late has the Stars back', async () => {
    await playground.admin('PublicarItem', {
      item: {
        id: 'farol-unico',
        tipo: 'limitado',
        icono: '🏮',
        titulo: { es: 'El único farol', en: 'The only lantern' },
        descripcion: { es: 'No hay otro.', en: 'There is no other.' },
        precio: 500,
        estrellas: 40,
        existencias: 1,
      },
    });
    await playground.admin('ReponerExistencias', {
      item: 'farol-unico',
      cantidad: 1,
      motivo: 'for the test',
    });
    const [pau, tom] = [await newcomer('Pau'), await newcomer('Tom')];
    await playground.calm();
    const links: string[] = [];
    for (const player of [pau, tom]) {
      expect((await player.say('/start item_farol-unico')).text).toContain('El único farol');
      links.push(linkOf(await player.tap('Comprar por 40 ⭐')));
    }
    // As if Telegram had asked nobody: both pay.
    expect(await playground.pay(pau, links[0]!)).toMatchObject({ status: 'paid' });
    await playground.told(pau, 'es tuyo. Gracias');
    expect(await playground.pay(tom, links[1]!, { skip_pre_checkout: true })).toMatchObject({
      status: 'paid',
    });
    await playground.told(tom, 'Te devolvemos tus 40');
    await playground.calm();
    expect(stars(tom)).toBe(STARS);
    expect(stars(pau)).toBe(STARS - 40);
    expect((await playground.estadoDe(tom)).inventario).toEqual({});
    expect((await playground.estadoDe(pau)).inventario).toEqual({ 'farol-unico': 1 });
    const late = await playground.pay(tom, links[1]!);
    expect('error_message' in late && late.error_message).toContain('agotado');
  });

  it('read models, balances and chains agree with the log after all of this', async () => {
    await playground.calm();
    expect(await playground.differences()).toEqual([]);
    expect(await playground.underWay()).toEqual({});
  });
});
