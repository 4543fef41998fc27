/** A script plays: it is found out, its spending is frozen, and an admin decides. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPlayground, type Player, type Playground } from '../support/program.ts';

const BEAT_MS = 4_000;
const MULES = 4;
const GIFTS = 3;
const HAMMERED = 30;
const TURNS = 44;

describe('a scripted player', () => {
  let playground: Playground;
  let robot: Player;
  beforeAll(async () => {
    playground = await openPlayground();
  }, 90_000);
  afterAll(async () => {
    await playground?.close();
  });

  const beat = () => playground.pass(BEAT_MS);
  const freeChoice = (player: Player) => {
    const free = player.buttons().find((label) => !/🔒|👑|💋|🏠|❤|🔥|😢|🤣/u.test(label));
    if (free === undefined) throw new Error(`no way on from: ${player.screen().text}`);
    return free;
  };
  const read = async (player: Player, turns: number, pause: () => void) => {
    await player.say('/historia');
    for (let turn = 0; turn < turns; turn++) {
      pause();
      await player.tap(freeChoice(player));
    }
  };
  const buy = async (player: Player) => {
    await player.say('/start item_chocolate-caliente');
    return (await player.tap('Comprar por')).text;
  };

  it('somebody who reads as people do is left alone', async () => {
    const ana = playground.join('Ana', 'es');
    await ana.say('/start');
    await ana.tap('Historia');
    let turn = 0;
    await read(ana, 25, () => playground.pass([21_000, 95_000, 8_000, 47_000, 240_000, 33_000][turn++ % 6]!));
    await playground.hurry('fraude');
    expect((await playground.estadoDe(ana)).revision).toBeNull();
    expect(await buy(ana)).toContain('es tuyo');
  }, 120_000);

  it('gifts one way, refused commands and a fixed rhythm are three signals: spending is frozen', async () => {
    robot = playground.join('Robot', 'es');
    await robot.say('/start');
    await robot.tap('Historia');
    for (let n = 0; n < MULES; n++) {
      const mule = playground.join(`Mula ${n}`, 'es');
      await mule.say('/start');
      await playground.give(mule, 20 * GIFTS);
      for (let gift = 0; gift < GIFTS; gift++) {
        await mule.say('/regalar 20');
        const payload = /[?&]start=([\w-]+)/.exec((await mule.tap('crear el enlace')).text)![1]!;
        expect((await robot.say(`/start ${payload}`)).text).toContain('Te han regalado 20');
        // The notices come as messages of their own.
        await playground.calm();
        beat();
      }
    }
    const rich = await playground.saldoDe(robot);
    expect(rich).toBe(20 * GIFTS * MULES);
    // Pages that were never reached: no button of the bot's says that.
    await robot.say('/historia');
    for (let n = 0; n < HAMMERED; n++) {
      beat();
      expect((await robot.tapData('r:doce:0'))!.text).toContain('Todavía no has llegado');
    }
    expect(await playground.saldoDe(robot)).toBe(rich);
    await read(robot, TURNS, beat);
    await playground.hurry('fraude');

    const { revision } = await playground.estadoDe(robot);
    expect(revision).toMatchObject({ severidad: 'alta' });
    expect(revision!.senales.toSorted()).toEqual(
      expect.arrayContaining(['bot_like_behavior', 'exploit_attempt', 'multi_accounting']),
    );
  }, 120_000);

  it('they are told so where they spend, and may still read and earn', async () => {
    const before = await playground.saldoDe(robot);
    expect(await buy(robot)).toContain('Estamos revisando tu cuenta');
    expect((await robot.say('/start')).text).toContain('de momento no puedes gastar');
    await robot.say('/regalar 20');
    expect((await robot.tap('crear el enlace')).text).toContain('Estamos revisando tu cuenta');
    await robot.say('/vip');
    expect((await robot.tap('Suscribirme')).text).toContain('Estamos revisando tu cuenta');
    expect(await playground.saldoDe(robot)).toBe(before);
    expect((await robot.say('/regalo')).text).toContain('+10 besitos');
    await read(robot, 1, beat);
    expect(await playground.saldoDe(robot)).toBeGreaterThanOrEqual(before + 10);
  });

  it('found innocent by an admin, they buy, and are not flagged again for the same', async () => {
    const { revision } = await playground.estadoDe(robot);
    const usuarioId = await playground.usuarioIdDe(robot);
    await playground.admin('ResolverRevision', {
      usuarioId,
      revision: revision!.id,
      resultado: 'inocente',
      nota: 'a reader with a metronome',
    });
    playground.pass(3_600_000);
    expect(await buy(robot)).toContain('es tuyo');
    await read(robot, 12, beat);
    await playground.hurry('fraude');
    expect((await playground.estadoDe(robot)).revision).toBeNull();
    expect((await robot.say('/start')).text).not.toContain('revisando');
  });

  it('confirmed, the account is suspended: it looks on, and plays no more', async () => {
    const usuarioId = await playground.usuarioIdDe(robot);
    await playground.admin('MarcarUsuario', { usuarioId, severidad: 'alta', senales: [], motivo: 'again' });
    const { revision } = await playground.estadoDe(robot);
    await playground.admin('ResolverRevision', {
      usuarioId,
      revision: revision!.id,
      resultado: 'confirmado',
      nota: 'a script',
    });
    await playground.calm();
    await playground.told(robot, 'Tu cuenta está suspendida');
    const before = await playground.saldoDe(robot);
    expect((await robot.say('/regalo')).text).toContain('suspendida');
    expect((await robot.say('/saldo')).text).toContain(`${before} besitos`);
    expect(await playground.saldoDe(robot)).toBe(before);
  });

  it('read models, balances and chains agree with the log after all of this', async () => {
    await playground.calm();
    expect(await playground.differences()).toEqual([]);
    expect(await playground.underWay()).toEqual({});
  });
});
