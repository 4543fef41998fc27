import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ChatMessage } from '../../src/bot/emulator/messages.ts';
import { cargaDelEnlace } from '../../src/bot/enlaces.ts';
import type { DatosDe, TipoDeComando } from '../../src/commands/registro.ts';
import { openPlayground, type Player, type Playground } from '../support/program.ts';

describe('people play with each other', () => {
  let playground: Playground;
  let groupId: number;
  beforeAll(async () => {
    playground = await openPlayground();
    const owner = playground.join('Dueña', 'es');
    await owner.say('/start');
    groupId = client().createChat({ type: 'supergroup', title: 'La plaza' }).id;
    client().setMember(groupId, owner.id, { status: 'creator' });
    client().setBotMember(groupId, { status: 'administrator' }, owner.id);
  }, 90_000);
  afterAll(async () => {
    await playground?.close();
  });

  const client = () => playground.program.emulator!.client;
  const usuarioIdDe = async ({ id }: Player) =>
    (await playground.program.services.keyStore.find(id))!.usuarioId;
  const comoAdmin = <Tipo extends TipoDeComando>(tipo: Tipo, datos: DatosDe<Tipo>) =>
    playground.program.services.bus.execute({
      id: crypto.randomUUID(),
      tipo,
      datos,
      actor: { tipo: 'admin', id: 'test' },
    });
  const dar = async (player: Player, cantidad: number) =>
    comoAdmin('OtorgarBesitos', {
      usuarioId: await usuarioIdDe(player),
      cantidad,
      razon: 'ajuste',
      nota: 'for the test',
    });
  const joinGroup = (player: Player) => client().setMember(groupId, player.id, { status: 'member' });
  const inGroup = async (player: Player, text: string, replyTo?: ChatMessage): Promise<ChatMessage> => {
    await playground.handling(1, () => {
      client().sendToChat(
        groupId,
        player.id,
        text,
        replyTo ? { reply_to_message_id: replyTo.message_id } : {},
      );
    });
    return client()
      .messages(groupId)
      .findLast(({ from_bot }) => from_bot)!;
  };
  const inGroupSilently = async (player: Player, text: string): Promise<ChatMessage> => {
    let message: ChatMessage | undefined;
    await playground.handling(1, () => {
      message = client().sendToChat(groupId, player.id, text);
    });
    return message!;
  };

  it('a gift by link: made once however often it is tapped, taken by the first, and never by its sender', async () => {
    const [ana, leo, mia] = ['Ana', 'Leo', 'Mía'].map((name) => playground.join(name, 'es')) as [
      Player,
      Player,
      Player,
    ];
    await ana.say('/start');
    expect((await ana.say('/regalar')).text).toContain('no tienes besitos que regalar');
    await dar(ana, 60);
    await ana.say('/regalar');
    expect((await ana.tap('25')).text).toContain('Regalar 25');
    const screen = ana.screen();
    const label = ana.buttons().find((text) => text.includes('crear el enlace'))!;
    await playground.handling(3, () => {
      for (let n = 0; n < 3; n++) client().tap(ana.id, { message_id: screen.message_id, text: label });
    });
    expect(await playground.saldoDe(ana)).toBe(35);
    const link = /https:\/\/\S+/.exec(ana.screen().text)![0];
    const payload = new URL(link).searchParams.get('start')!;
    expect((await ana.say(`/start ${payload}`)).text).toContain('Ese regalo es tuyo');
    const opened = await leo.say(`/start ${payload}`);
    expect(opened.text).toContain('Bienvenido, Leo');
    expect(opened.text).toContain('Te han regalado 25');
    expect(await playground.saldoDe(leo)).toBe(25);
    expect((await leo.say(`/start ${payload}`)).text).toContain('Ese regalo ya es tuyo');
    expect((await mia.say(`/start ${payload}`)).text).toMatch(/ya no está|ya tiene dueño/);
    expect(await playground.saldoDe(mia)).toBe(0);
    await ana.say('/regalar');
    expect((await ana.tap('Mis regalos')).keyboard.flat().length).toBeGreaterThan(0);
  });

  it('an amount may be typed, with the command or by itself, and too much is refused', async () => {
    const eva = playground.join('Eva', 'es');
    await eva.say('/start');
    await dar(eva, 30);
    expect((await eva.say('/regalar 7')).text).toContain('Regalar 7');
    expect((await eva.say('12 besitos')).text).toContain('Regalar 12');
    await eva.say('/regalar 31');
    expect((await eva.tap('crear el enlace')).text).toContain('te faltan 1');
    expect(await playground.saldoDe(eva)).toBe(30);
  });

  it('a code is redeemed once, however it is written', async () => {
    await comoAdmin('CrearCodigo', {
      codigo: 'verano-2026',
      recompensa: { besitos: 15 },
      usos: 1,
    });
    const [sol, pau] = [playground.join('Sol', 'es'), playground.join('Pau', 'en')];
    await sol.say('/start');
    await pau.say('/start');
    expect((await sol.say('/canjear no-existe')).text).toContain('no existe');
    expect((await sol.say('VERANO_2026')).text).toContain('es un código que quieres canjear');
    expect((await sol.tap('Canjear verano-2026')).text).toContain('Recibes 15');
    expect(await playground.saldoDe(sol)).toBe(15);
    expect((await sol.say('/canjear Verano 2026')).text).toContain('ya lo has usado');
    expect((await pau.say('/canjear verano-2026')).text).toContain('used up');
    expect(await playground.saldoDe(pau)).toBe(0);
  });

  it('who comes by an invitation is somebody’s referral, and nobody is their own', async () => {
    const [lola, noa] = [playground.join('Lola', 'es'), playground.join('Noa', 'es')];
    await lola.say('/start');
    const payload = cargaDelEnlace({ tipo: 'referido', por: await usuarioIdDe(lola) });
    expect((await lola.say(`/start ${payload}`)).text).toContain('tu propio enlace');
    expect((await noa.say(`/start ${payload}`)).text).toContain('Vienes de parte de alguien');
    expect((await noa.say(`/start ${payload}`)).text).toMatch(/parte de alguien/);
    const { bus } = playground.program.services;
    expect(await bus.usuario(await usuarioIdDe(noa))).toMatchObject({
      referidoPor: { usuarioId: await usuarioIdDe(lola) },
    });
    const perfil = await lola.say('/perfil');
    expect(perfil.text).toContain(payload);
    expect(perfil.text).toContain('Nivel 1');
    expect((await noa.say('/ranking')).text).not.toContain('Noa');
  });

  it('links to a thing, an experience and a story lead there', async () => {
    const gus = playground.join('Gus', 'es');
    await gus.say('/start');
    const { catalogo } = playground.program.services.catalogoVivo;
    const item = catalogo.items()[0]!;
    expect((await gus.say(`/start item_${item.id}`)).text).toContain(item.titulo.es);
    const experiencia = catalogo.experiencias()[0]!;
    expect((await gus.say(`/start exp_${experiencia.id}`)).text).toContain(experiencia.titulo.es);
    const portada = catalogo.portadas()[0]!;
    expect((await gus.say(`/start his_${portada.historia}`)).text).toContain(portada.titulo.es);
    expect((await gus.say('/start vip')).text).toContain('VIP');
    expect((await gus.say('/start ???')).text).toContain('Menú');
  });

  it('in a group, a gift is a reply; everything else leads to the private chat', async () => {
    const [rita, tom, nadie] = ['Rita', 'Tom', 'Nadie'].map((name) => playground.join(name, 'es')) as [
      Player,
      Player,
      Player,
    ];
    for (const player of [rita, tom, nadie]) joinGroup(player);
    await rita.say('/start');
    await tom.say('/start');
    await dar(rita, 40);
    const hello = await inGroupSilently(tom, 'hola');
    const stranger = await inGroupSilently(nadie, 'buenas');
    expect((await inGroup(rita, '/regalar 10', hello)).text).toContain('ha regalado 10');
    expect(await playground.saldoDe(rita)).toBe(30);
    expect(await playground.saldoDe(tom)).toBe(10);
    expect((await inGroup(rita, '/regalar 10', stranger)).text).toContain('todavía no me conoce');
    expect((await inGroup(rita, '/regalar 10')).text).toContain('¿A quién?');
    expect((await inGroup(rita, '/regalar Tom 1000', hello)).text).toMatch(/de 1 a 500/);
    const led = await inGroup(nadie, '/saldo');
    expect(led.text).toContain('en privado');
    expect(JSON.stringify(led.keyboard)).toContain('https://t.me/');
    expect(await playground.saldoDe(rita)).toBe(30);
    expect(await playground.program.services.keyStore.find(nadie.id)).toBeNull();
  });

  it('the first reaction to a post earns, in silence, for whoever is known', async () => {
    const [uma, otro] = [playground.join('Uma', 'es'), playground.join('Otro', 'es')];
    joinGroup(uma);
    joinGroup(otro);
    await uma.say('/start');
    const post = await inGroupSilently(uma, 'Una publicación');
    await comoAdmin('HacerPublicacion', {
      publicacion: { id: 'plaza-1', chat: groupId, mensaje: post.message_id },
    });
    await expect
      .poll(() => playground.program.services.catalogoVivo.catalogo.publicacionEn(groupId, post.message_id))
      .toBeDefined();
    const before = client().messages(groupId).length;
    const react = (player: Player, ...emoji: ('❤' | '🔥')[]) =>
      playground.handling(1, () =>
        client().reactInChat(
          groupId,
          player.id,
          post.message_id,
          emoji.map((one) => ({ type: 'emoji' as const, emoji: one })),
        ),
      );
    await react(uma, '❤');
    expect(await playground.saldoDe(uma)).toBe(2);
    await react(uma);
    await react(uma, '🔥');
    await react(otro, '❤');
    expect(await playground.saldoDe(uma)).toBe(2);
    expect(await playground.program.services.keyStore.find(otro.id)).toBeNull();
    expect(client().messages(groupId)).toHaveLength(before);
  });

  it('in any chat, cards invite in the language of whoever writes', async () => {
    const emma = playground.join('Emma', 'en');
    await emma.say('/start');
    const all = await client().waitForInlineAnswer(client().inlineQuery(emma.id, ''));
    expect(all.results.map(({ id }) => id)).toContain('invitacion');
    expect(all.results.length).toBeGreaterThan(4);
    const vip = await client().waitForInlineAnswer(client().inlineQuery(emma.id, 'what vip is'));
    expect(vip.results.map(({ id }) => id)).toEqual(['ayuda-vip']);
  });

  it('read models, balances and chains agree with the log after all of this', async () => {
    expect(await playground.differences()).toEqual([]);
  });
});
