/** Somebody who has everything under way asks to be forgotten, and comes back as somebody new. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { linkOf, openPlayground, type Player, type Playground } from '../support/program.ts';

const NAME = 'Xochiquetzalina';
const DAY = 86_400_000;

describe('to be forgotten', () => {
  let playground: Playground;
  let xochi: Player;
  let gift: string;
  let forgotten: string;
  beforeAll(async () => {
    playground = await openPlayground();
  }, 90_000);
  afterAll(async () => {
    await playground?.close();
  });

  const stars = () => playground.client.person(xochi.id)!.stars;
  const everything = async () => {
    const lines: string[] = [];
    for await (const { type, data, metadata, stream } of playground.program.services.store.readAll({
      after: null,
    }))
      lines.push(JSON.stringify([stream, type, data, metadata]));
    return lines.join('\n');
  };

  it('a subscriber with a gift, an invoice and a payment under way confirms twice', async () => {
    xochi = playground.join(NAME, 'es');
    await xochi.say('/start');
    forgotten = await playground.usuarioIdDe(xochi);
    await xochi.tap('Historia');
    await xochi.tap('cabina');
    await xochi.tap('❤');
    await xochi.say('/regalo');
    await playground.give(xochi, 100);
    await xochi.say('/vip');
    expect(await playground.pay(xochi, linkOf(await xochi.tap('Suscribirme por 250')))).toMatchObject({
      status: 'paid',
    });
    await xochi.say('/start item_vela-de-puerto');
    await xochi.tap('Comprar por 10');
    await xochi.say('/regalar 25');
    gift = /[?&]start=([\w-]+)/.exec((await xochi.tap('crear el enlace')).text)![1]!;
    // At most five purchases an hour, orders and pre-checkouts among them.
    await playground.later(3_600_000);
    await xochi.say('/start item_bengala');
    const paidLate = linkOf(await xochi.tap('15 ⭐'));
    expect(await playground.pay(xochi, paidLate, { is_withheld: true })).toMatchObject({ status: 'paid' });
    await playground.calm();
    const saldo = await playground.saldoDe(xochi);
    expect(saldo).toBe(3 + 2 + 10 + 100 - 10 - 25);
    expect(stars()).toBe(1000 - 250 - 15);

    const asked = await xochi.say('/olvidame');
    expect(asked.text).toContain(`tus ${saldo} 💋`);
    expect(asked.text).toContain('Cancelamos tu suscripción VIP en Telegram');
    await xochi.tap('No, me quedo');
    expect(await playground.saldoDe(xochi)).toBe(saldo);
    await xochi.say('/olvidame');
    expect((await xochi.tap('Sí, quiero borrarlo todo')).text).toContain('Última pregunta');
    expect(await playground.saldoDe(xochi)).toBe(saldo);
    expect((await xochi.tap('Borrar para siempre')).text).toContain('Te estamos olvidando');
    await playground.calm();
  });

  it('nothing of theirs is left under way, and nobody can read who they were', async () => {
    const { bus, keyStore, pool } = playground.program.services;
    expect(playground.client.subscriptions(xochi.id)).toMatchObject([{ is_canceled_by_bot: true }]);
    expect((await bus.estado('usuario', forgotten, true)).estado).toBe('eliminado');
    expect(await keyStore.find(xochi.id)).toBeNull();
    const { rows } = await pool.query('select personal from lectura.usuarios where usuario_id = $1', [
      forgotten,
    ]);
    for (const { personal } of rows)
      if (personal !== null) expect(await keyStore.open(forgotten, personal).catch(() => null)).toBeNull();
    let wallet = 0;
    for await (const { data } of playground.program.services.store.readAll({ after: null }))
      for (const { cuenta, importe } of (data as { apuntes?: { cuenta: string; importe: number }[] })
        .apuntes ?? [])
        if (cuenta.startsWith(`usuario:${forgotten}:`)) wallet += importe;
    expect(wallet).toBe(0);
    expect(await playground.underWay()).toEqual({});
    const friend = playground.join('Noa', 'es');
    expect((await friend.say(`/start ${gift}`)).text).toContain('Ese regalo ya no está');
    expect(await playground.saldoDe(friend)).toBe(0);
  });

  it('a payment that is heard of only now goes back to whoever made it', async () => {
    await playground.handling(1, () => playground.client.releasePayments());
    await playground.told(xochi, 'Te devolvemos tus 15');
    await playground.calm();
    expect(stars()).toBe(1000 - 250);
    await playground.later(31 * DAY);
    expect(stars()).toBe(1000 - 250);
  });

  it('whoever comes back is new', async () => {
    const welcome = await xochi.say('/start');
    expect(welcome.text).toContain(`Bienvenido, ${NAME}`);
    const known = await playground.usuarioIdDe(xochi);
    expect(known).not.toBe(forgotten);
    expect(await playground.saldoDe(xochi)).toBe(0);
    expect((await xochi.say('/vip')).text).toContain('Ahora no eres VIP');
    expect((await xochi.say('/inventario')).text).toContain('Aún no tienes nada');
    expect((await xochi.say('/movimientos')).text).toContain('Todavía no hay ninguno');
    await xochi.say('/menu');
    expect((await xochi.say('/regalo')).text).toContain('+10 besitos');
    expect((await xochi.say('/historia')).text).toContain('Una carta con olor a anís');
    // And may be forgotten again.
    await xochi.say('/olvidame');
    await xochi.tap('Sí, quiero borrarlo todo');
    await xochi.tap('Borrar para siempre');
    await playground.calm();
    expect(await playground.program.services.keyStore.find(xochi.id)).toBeNull();
  });

  it('no event ever held the name or the Telegram id', async () => {
    const log = await everything();
    expect(log).toContain(forgotten);
    expect(log).not.toContain(NAME);
    expect(log).not.toContain(String(xochi.id));
  });

  it('read models, balances and chains agree with the log after all of this', async () => {
    await playground.calm();
    expect(await playground.differences()).toEqual([]);
    expect(await playground.underWay()).toEqual({});
  });
});
