/** A long experience over several days, and what days do to besitos: streaks, the daily limit, lapsing. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPlayground, type Player, type Playground } from '../support/program.ts';

const DAY = 86_400_000;

describe('days go by', () => {
  let playground: Playground;
  beforeAll(async () => {
    playground = await openPlayground();
    // Begun at noon, no day ends in the middle of a test.
    const now = playground.program.services.clock.now();
    await playground.later(DAY - (now % DAY) + DAY / 2);
  }, 90_000);
  afterAll(async () => {
    await playground?.close();
  });

  const newcomer = async (name: string) => {
    const player = playground.join(name, 'es');
    await player.say('/start');
    return player;
  };
  const read = async (player: Player, ...choices: string[]) => {
    await player.say('/historia');
    for (const choice of choices) await player.tap(choice);
    return player.screen().text;
  };
  const answer = async (player: Player, option: string) => {
    await player.say('/experiencias');
    await player.tap('Siete noches');
    await player.tap('Responder');
    return (await player.tap(option)).text;
  };

  it('every kind of step, over five days, and the reward once', async () => {
    const ana = await newcomer('Ana');
    await ana.tap('Historia');
    await ana.say('/experiencias');
    await ana.tap('Siete noches');
    expect((await ana.tap('Empezar')).text).toContain('▶️ Aceptar el trato');
    const first = await ana.say('/regalo');
    expect(first.text).toContain('+10 besitos');
    expect(first.text).toContain('Primer día de tu racha');
    expect(await read(ana, 'cabina', 'cómo era Reme')).toContain('Siete noches: paso 1 de 13 · +6 💋');
    expect(await read(ana, 'Firmar sin leer')).toContain('paso 2 de 13');
    await read(ana, 'manos en la masa', 'palma en la harina');
    expect((await ana.tap('❤')).text).toContain('paso 3 de 13');
    // A wrong answer costs nothing.
    expect(await answer(ana, 'La del once')).toContain('No es esa');
    expect(await answer(ana, 'La del doce')).toContain('paso 4 de 13');

    await playground.later(DAY);
    const second = await ana.say('/regalo');
    expect(second.text).toContain('+12 besitos');
    expect(second.text).toContain('Llevas 2 días seguidos');
    await ana.say('/start item_vela-de-puerto');
    expect((await ana.tap('Comprar por 10')).text).toContain('paso 5 de 13 · +5 💋');
    await read(ana, 'Girar la manivela una vez', 'Apuntar la hora');
    expect((await ana.tap('❤')).text).toContain('paso 6 de 13');

    await playground.later(DAY);
    expect((await ana.say('/regalo')).text).toContain('+14 besitos');
    expect(
      await read(ana, 'Bajar al muelle', 'Cerrar la caja', 'Cenar con Iria', 'Leerle la palma'),
    ).toContain('paso 7 de 13');
    expect(await read(ana, '«La marea»')).toContain('paso 8 de 13');
    expect(await answer(ana, 'A las tres y cuarenta')).toContain('paso 9 de 13');

    await playground.later(DAY);
    expect((await ana.say('/regalo')).text).toContain('+16 besitos');
    await read(ana, 'Cruzar a pie', 'llegar hasta Teo');
    expect((await ana.tap('❤')).text).toContain('paso 10 de 13');
    await ana.say('/start item_bengala');
    expect((await ana.tap('Comprar por 25')).text).toContain('paso 11 de 13 · +8 💋');

    // A day without the gift: the streak is over.
    await playground.later(DAY);
    expect(await read(ana, 'Descolgar', 'Decirle la verdad', 'Prometerle el papel', 'Servirle')).toContain(
      'paso 12 de 13',
    );
    await read(ana, 'Sentarte junto a Iria', 'Prometerle una luz');
    const before = await playground.saldoDe(ana);
    const done = (await ana.tap('❤')).text;
    expect(done).toContain('paso 13 de 13 · +5 💋');
    expect(done).toContain('🏁 Siete noches completada · +25 💋');
    // The page's own reaction is worth 4.
    expect(await playground.saldoDe(ana)).toBe(before + 4 + 5 + 25);
    expect((await ana.say('/inventario')).text).toContain('La Garza');

    await playground.calm();
    const after = await playground.saldoDe(ana);
    await ana.say('/experiencias');
    expect((await ana.tap('Siete noches')).text).toContain('🏁 Completada');
    expect((await ana.tapData('xi:siete-noches'))!.text).toContain('🏁 Completada');
    await ana.tapData('a:siete-noches:la-hora:1');
    expect(await playground.saldoDe(ana)).toBe(after);

    await playground.later(DAY);
    const again = await ana.say('/regalo');
    expect(again.text).toContain('+10 besitos');
    expect(again.text).toContain('Primer día de tu racha');
    expect((await ana.say('/perfil')).text).toContain('la mejor, 4');
  }, 120_000);

  it('what is above the daily limit is cut and told of; the next day pays again', async () => {
    const leo = await newcomer('Leo');
    await leo.tap('Historia');
    await playground.admin('OtorgarBesitos', {
      usuarioId: await playground.usuarioIdDe(leo),
      cantidad: 498,
      razon: 'codigo',
      nota: 'for the test',
    });
    const cut = await read(leo, 'cabina');
    expect(cut).toContain('+2 💋');
    expect(cut).toContain('Hoy ya ganaste los 500 besitos del día: esta vez la recompensa se queda en 2');
    expect(await playground.saldoDe(leo)).toBe(500);
    // The story goes on, and pays nothing.
    expect(await read(leo, 'cómo era Reme')).toContain('se queda en 0');
    await leo.tap('❤');
    expect(await playground.saldoDe(leo)).toBe(500);
    expect((await leo.say('/regalo')).text).toContain('Mañana seguimos');
    // What is given back or adjusted is not the day's.
    await playground.give(leo, 5);
    expect(await playground.saldoDe(leo)).toBe(505);
    await playground.later(DAY);
    expect((await leo.say('/regalo')).text).toContain('+10 besitos');
    expect(await read(leo, 'Firmar sin leer')).toContain('+3 💋');
    expect(await playground.saldoDe(leo)).toBe(518);
  });

  it('a gift above the limit waits for the next day', async () => {
    const [mia, tom] = [await newcomer('Mía'), await newcomer('Tom')];
    await playground.give(mia, 60);
    await playground.admin('OtorgarBesitos', {
      usuarioId: await playground.usuarioIdDe(tom),
      cantidad: 480,
      razon: 'codigo',
      nota: 'for the test',
    });
    await mia.say('/regalar 30');
    const payload = /[?&]start=([\w-]+)/.exec((await mia.tap('crear el enlace')).text)![1]!;
    expect((await tom.say(`/start ${payload}`)).text).toContain('te llega mañana');
    await playground.calm();
    expect(await playground.saldoDe(tom)).toBe(480);
    expect(await playground.underWay()).toEqual({ 'sistema:transito': 30 });
    await playground.later(DAY);
    expect(await playground.saldoDe(tom)).toBe(510);
    await playground.told(tom, 'Te han regalado 30');
    expect(await playground.underWay()).toEqual({});
  });

  it('promotional besitos are spent first, cannot be given away, and lapse', async () => {
    const [sol, eva] = [await newcomer('Sol'), await newcomer('Eva')];
    for (const player of [sol, eva]) {
      await player.tap('Historia');
      await player.say('/experiencias');
      await player.tap('Siete noches');
      await player.tap('Empezar');
      await read(player, 'cabina', 'cómo era Reme');
      expect(await playground.saldoDe(player)).toBe(3 + 3 + 6);
    }
    // Six of the twelve are good for a week, and stay with whoever earned them.
    await sol.say('/regalar 7');
    expect((await sol.tap('crear el enlace')).text).toContain('No ha podido ser');
    await eva.say('/start item_besito-anis');
    await eva.tap('Comprar por 8');
    expect(await playground.saldoDe(eva)).toBe(4);
    await playground.later(8 * DAY);
    expect(await playground.saldoDe(sol)).toBe(6);
    expect(await playground.saldoDe(eva)).toBe(4);
    expect((await sol.say('/movimientos')).text).toContain('−6 💋 · caducidad');
    expect((await eva.say('/movimientos')).text).not.toContain('caducidad');
  });

  it('read models, balances and chains agree with the log after all of this', async () => {
    await playground.calm();
    expect(await playground.differences()).toEqual([]);
    expect(await playground.underWay()).toEqual({});
  });
});
