/** Fifty people tap "buy" on the last unit at once. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPlayground, type Player, type Playground } from '../support/program.ts';

const PEOPLE = 50;
const PRICE = 30;

describe('the last unit', () => {
  let playground: Playground;
  beforeAll(async () => {
    playground = await openPlayground();
  }, 90_000);
  afterAll(async () => {
    await playground?.close();
  });

  it('fifty want it at once: one has it, and the others keep their besitos', async () => {
    await playground.admin('PublicarItem', {
      item: {
        id: 'ultimo-pan',
        tipo: 'limitado',
        icono: '🥖',
        titulo: { es: 'El último pan', en: 'The last loaf' },
        descripcion: { es: 'Queda uno.', en: 'One is left.' },
        precio: PRICE,
        existencias: 1,
      },
    });
    await playground.admin('ReponerExistencias', { item: 'ultimo-pan', cantidad: 1, motivo: 'for the test' });
    const people: Player[] = [];
    for (let n = 0; n < PEOPLE; n++) {
      const player = playground.join(`Comprador ${n}`, n % 5 === 0 ? 'en' : 'es');
      await player.say('/start');
      await playground.give(player, 35);
      people.push(player);
    }
    await playground.calm();
    const buttons: { player: Player; message_id: number; text: string }[] = [];
    for (const player of people) {
      const { message_id } = await player.say('/start item_ultimo-pan');
      const text = player.buttons().find((label) => /^(Comprar|Buy)/.test(label));
      if (text === undefined) throw new Error(`nothing to buy: ${player.screen().text}`);
      buttons.push({ player, message_id, text });
    }

    await playground.handling(PEOPLE, () => {
      for (const { player, message_id, text } of buttons)
        playground.client.tap(player.id, { message_id, text });
    });
    await playground.calm();

    const states = await Promise.all(people.map(playground.estadoDe));
    const owners = states.filter(({ inventario }) => inventario['ultimo-pan'] === 1);
    expect(owners).toHaveLength(1);
    expect(owners[0]!.saldo).toBe(35 - PRICE);
    expect(states.filter(({ saldo }) => saldo === 35)).toHaveLength(PEOPLE - 1);
    for (const { compras, retenciones } of states)
      expect({ compras, retenciones }).toEqual({ compras: {}, retenciones: {} });
    const existencias = await playground.program.services.bus.estado('existencias', 'ultimo-pan', true);
    expect(existencias.disponibles).toBe(0);
    expect(await playground.underWay()).toEqual({});

    const told = people.map((player) => player.screen().text);
    expect(told.filter((text) => /es tuyo|is yours/.test(text))).toHaveLength(1);
    expect(
      told.filter((text) =>
        /agotado|sold out|No se ha cobrado|no ha podido ser|[Nn]othing was charged/.test(text),
      ),
    ).toHaveLength(PEOPLE - 1);
    const loser = people.find((_player, index) => states[index]!.saldo === 35)!;
    expect((await loser.say('/start item_ultimo-pan')).text).toMatch(/Agotado|Sold out/i);
  }, 120_000);

  it('a unit that comes back is sold again, to one of those who wait for it', async () => {
    const [zoe, gus] = [playground.join('Zoe', 'es'), playground.join('Gus', 'es')];
    for (const player of [zoe, gus]) {
      await player.say('/start');
      await playground.give(player, PRICE);
    }
    await playground.admin('ReponerExistencias', { item: 'ultimo-pan', cantidad: 1, motivo: 'one more' });
    await playground.calm();
    await zoe.say('/start item_ultimo-pan');
    await gus.say('/start item_ultimo-pan');
    expect((await zoe.tap('Comprar')).text).toContain('es tuyo');
    const refused = await gus.tap('Comprar');
    expect(refused.text).toMatch(/agotado/i);
    expect(await playground.saldoDe(gus)).toBe(PRICE);
    // Refunded, the loaf goes back on the shelf.
    const { bus, store } = playground.program.services;
    const usuarioId = await playground.usuarioIdDe(zoe);
    let revision = -1;
    for await (const event of store.readStream(`usuario-${usuarioId}`, 0))
      if (event.type === 'ItemComprado') revision = event.revision;
    await playground.admin('ReembolsarCompra', { usuarioId, revision, motivo: 'asked for it' });
    await playground.calm();
    expect(await playground.saldoDe(zoe)).toBe(PRICE);
    await playground.told(zoe, `Te hemos devuelto los ${PRICE}`);
    expect((await bus.estado('existencias', 'ultimo-pan', true)).disponibles).toBe(1);
    await gus.say('/start item_ultimo-pan');
    expect((await gus.tap('Comprar')).text).toContain('es tuyo');
  });

  it('read models, balances and chains agree with the log after all of this', async () => {
    await playground.calm();
    expect(await playground.differences()).toEqual([]);
    expect(await playground.underWay()).toEqual({});
  });
});
