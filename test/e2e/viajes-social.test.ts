/** What people do with each other: friends who come by a link, gifts, codes, and posts in a group. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ChatMessage } from '../../src/bot/emulator/messages.ts';
import { openPlayground, type Player, type Playground } from '../support/program.ts';

const DAY = 86_400_000;

describe('friends, gifts, codes and posts', () => {
  let playground: Playground;
  let groupId: number;
  let owner: Player;
  beforeAll(async () => {
    playground = await openPlayground();
    owner = playground.join('Dueña', 'es');
    await owner.say('/start');
    groupId = playground.client.createChat({ type: 'supergroup', title: 'La plaza' }).id;
    playground.client.setMember(groupId, owner.id, { status: 'creator' });
    playground.client.setBotMember(groupId, { status: 'administrator' }, owner.id);
    await playground.calm();
  }, 90_000);
  afterAll(async () => {
    await playground?.close();
  });

  const newcomer = async (name: string, language = 'es') => {
    const player = playground.join(name, language);
    await player.say('/start');
    return player;
  };
  /** What a link of the bot's carries, as Telegram hands it over when somebody opens it. */
  const openedBy = (player: Player, text: string) => {
    const payload = /[?&]start=([\w-]+)/.exec(text)?.[1];
    if (payload === undefined) throw new Error(`no link in: ${text}`);
    return player.say(`/start ${payload}`);
  };
  const giftLink = async (player: Player, cantidad: number) => {
    await player.say(`/regalar ${cantidad}`);
    return (await player.tap('crear el enlace')).text;
  };
  const five = async (player: Player) => {
    await player.tap('Historia');
    for (const choice of ['cabina', 'cómo era Reme', 'Firmar', 'manos en la masa', 'palma en la harina'])
      await player.tap(choice);
  };

  it('a friend comes by the link, plays five decisions, and both are rewarded, once', async () => {
    const ana = await newcomer('Ana');
    const invitation = (await ana.say('/perfil')).text;
    const leo = playground.join('Leo', 'es');
    const welcome = await openedBy(leo, invitation);
    expect(welcome.text).toContain('Bienvenido, Leo');
    expect(welcome.text).toContain('Cuando tomes 5 decisiones, ganáis los dos: 20');
    await playground.calm();
    expect(await playground.saldoDe(ana)).toBe(0);
    await five(leo);
    await playground.calm();
    expect(await playground.saldoDe(ana)).toBe(40);
    expect(await playground.saldoDe(leo)).toBe(3 + 3 + 3 + 4 + 4 + 20);
    await playground.told(ana, 'Alguien que trajiste ya juega de verdad. +40');
    await playground.told(leo, 'Ya eres de la casa. +20');
    expect((await ana.say('/perfil')).text).toContain('Has traído a 1 · cuentan 1 · +40');
    expect((await openedBy(leo, invitation)).text).toMatch(/Vienes de parte|Ya habías venido|Ya jugabas/);
    await leo.say('/historia');
    await leo.tap('Girar la manivela una vez');
    await playground.calm();
    expect(await playground.saldoDe(ana)).toBe(40);
    expect((await leo.say('/movimientos')).text).toContain('+20 💋 · una amistad invitada');

    // And a gift to that friend, who gets it at once.
    const before = await playground.saldoDe(leo);
    const opened = await openedBy(leo, await giftLink(ana, 25));
    expect(opened.text).toContain('Te han regalado 25');
    expect(await playground.saldoDe(leo)).toBe(before + 25);
    expect(await playground.saldoDe(ana)).toBe(15);
    await playground.told(ana, 'Tu regalo ha llegado');
    expect((await ana.say('/movimientos')).text).toContain('−25 💋 · un regalo enviado');
  });

  it('in the group, a gift is a reply and goes to that very person', async () => {
    const [mia, tom] = [await newcomer('Mía'), await newcomer('Tom')];
    for (const { id } of [mia, tom]) playground.client.setMember(groupId, id, { status: 'member' });
    await playground.give(mia, 30);
    let hello: ChatMessage | undefined;
    await playground.handling(1, () => {
      hello = playground.client.sendToChat(groupId, tom.id, 'hola');
    });
    await playground.handling(1, () =>
      playground.client.sendToChat(groupId, mia.id, '/regalar 12', {
        reply_to_message_id: hello!.message_id,
      }),
    );
    await playground.calm();
    expect(playground.client.messages(groupId).at(-1)!.text).toContain('Mía ha regalado 12');
    expect(await playground.saldoDe(mia)).toBe(18);
    expect(await playground.saldoDe(tom)).toBe(12);
    await playground.told(tom, 'Te han regalado 12');
  });

  it('a gift that nobody opens comes back after seven days, and cannot be opened then', async () => {
    const [sol, rio] = [await newcomer('Sol'), await newcomer('Río')];
    await playground.give(sol, 50);
    const link = await giftLink(sol, 20);
    expect(await playground.saldoDe(sol)).toBe(30);
    expect(await playground.underWay()).toEqual({ 'sistema:transito': 20 });
    await playground.later(6 * DAY);
    expect(await playground.saldoDe(sol)).toBe(30);
    await playground.later(DAY + 60_000);
    expect(await playground.saldoDe(sol)).toBe(50);
    await playground.told(sol, 'Nadie recogió tu regalo a tiempo');
    expect((await openedBy(rio, link)).text).toContain('Ese regalo ya no está');
    expect(await playground.saldoDe(rio)).toBe(0);
    expect(await playground.underWay()).toEqual({});
    expect((await sol.say('/movimientos')).text).toContain('+20 💋 · un regalo que volvió');
  });

  it('a gift to somebody suspended goes back', async () => {
    const [eva, gil] = [await newcomer('Eva'), await newcomer('Gil')];
    await playground.give(eva, 40);
    const usuarioId = await playground.usuarioIdDe(gil);
    await playground.admin('SuspenderUsuario', { usuarioId, motivo: 'for the test' });
    // Directly, as an app of the same people might: the bot knows who it is for.
    const sent = await playground.program.services.bus.execute({
      id: crypto.randomUUID(),
      tipo: 'RegalarBesitos',
      datos: { usuarioId: await playground.usuarioIdDe(eva), para: usuarioId, cantidad: 15 },
      actor: { tipo: 'usuario', id: await playground.usuarioIdDe(eva) },
    });
    expect(sent.eventos.map(({ type }) => type)).toContain('RegaloEnviado');
    await playground.calm();
    expect(await playground.saldoDe(eva)).toBe(40);
    expect(await playground.saldoDe(gil)).toBe(0);
    await playground.told(eva, 'Quien debía recibir tu regalo no puede ahora');
    // By link, too: whoever is suspended sends it back by opening it.
    const link = await giftLink(eva, 15);
    expect((await openedBy(gil, link)).text).toContain('ha vuelto a quien lo envió');
    await playground.calm();
    expect(await playground.saldoDe(eva)).toBe(40);
    expect(await playground.saldoDe(gil)).toBe(0);
    const uma = await newcomer('Uma');
    expect((await openedBy(uma, link)).text).toContain('Ese regalo ya no está');
  });

  it('a code is redeemed once by each, until it is used up, or its time is over', async () => {
    const [noa, pau, emma] = [await newcomer('Noa'), await newcomer('Pau'), await newcomer('Emma', 'en')];
    await playground.admin('CrearCodigo', { codigo: 'dos-besos', recompensa: { besitos: 15 }, usos: 2 });
    const hasta = new Date(playground.program.services.clock.now() + DAY).toISOString();
    await playground.admin('CrearCodigo', {
      codigo: 'solo-hoy',
      recompensa: { besitos: 9 },
      usos: 100,
      hasta,
    });
    await playground.calm();
    expect((await noa.say('/canjear Dos Besos')).text).toContain('Recibes 15');
    expect((await noa.say('/canjear dos-besos')).text).toContain('ya lo has usado');
    expect((await pau.say('/canjear DOS_BESOS')).text).toContain('Recibes 15');
    expect((await emma.say('/canjear dos-besos')).text).toContain('used up');
    expect(await Promise.all([noa, pau, emma].map(playground.saldoDe))).toEqual([15, 15, 0]);
    expect((await pau.say('/canjear solo-hoy')).text).toContain('Recibes 9');
    await playground.later(2 * DAY);
    expect((await noa.say('/canjear solo-hoy')).text).toContain('ha caducado');
    expect(await playground.saldoDe(noa)).toBe(15);
    expect((await noa.say('/movimientos')).text).toContain('+15 💋 · un código');
  });

  it('a post pays each player for one reaction; strangers and the anonymous get nothing', async () => {
    const [lola, iris] = [await newcomer('Lola'), await newcomer('Iris')];
    const stranger = playground.join('Nadie', 'es');
    for (const { id } of [lola, iris, stranger])
      playground.client.setMember(groupId, id, { status: 'member' });
    let post: ChatMessage | undefined;
    await playground.handling(1, () => {
      post = playground.client.sendToChat(groupId, lola.id, 'Hoy hay pan');
    });
    await playground.admin('HacerPublicacion', {
      publicacion: { id: 'pan-de-hoy', chat: groupId, mensaje: post!.message_id },
    });
    await playground.calm();
    const { catalogo } = playground.program.services.catalogoVivo;
    await expect.poll(() => catalogo.publicacionEn(groupId, post!.message_id)).toBeDefined();
    const react = (player: Player, ...emoji: ('❤' | '🔥')[]) =>
      playground.handling(1, () =>
        playground.client.reactInChat(
          groupId,
          player.id,
          post!.message_id,
          emoji.map((one) => ({ type: 'emoji' as const, emoji: one })),
        ),
      );
    await react(lola, '❤');
    expect(await playground.saldoDe(lola)).toBe(2);
    await react(lola);
    await react(lola, '🔥');
    await react(lola, '🔥', '❤');
    expect(await playground.saldoDe(lola)).toBe(2);
    await react(stranger, '❤');
    expect(await playground.program.services.keyStore.find(stranger.id)).toBeNull();
    const before = await playground.saldoDe(owner);
    playground.client.setMember(groupId, owner.id, { status: 'creator', is_anonymous: true });
    await react(owner, '❤');
    await playground.calm();
    expect(await playground.saldoDe(owner)).toBe(before);
    await playground.later(31 * DAY);
    await react(iris, '❤');
    expect(await playground.saldoDe(iris)).toBe(0);
    // Whoever was a stranger then may start now; the post's time is over for them, too.
    await stranger.say('/start');
    expect(await playground.saldoDe(stranger)).toBe(0);
  });

  it('read models, balances and chains agree with the log after all of this', async () => {
    await playground.calm();
    expect(await playground.differences()).toEqual([]);
    expect(await playground.underWay()).toEqual({});
  });
});
