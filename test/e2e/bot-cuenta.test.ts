import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DatosDe, TipoDeComando } from '../../src/commands/registro.ts';
import type { Item } from '../../src/events/contenido.ts';
import { openPlayground, type Player, type Playground } from '../support/program.ts';

describe('people shop, look at what is theirs, and leave', () => {
  let playground: Playground;
  beforeAll(async () => {
    playground = await openPlayground();
  }, 90_000);
  afterAll(async () => {
    await playground?.close();
  });

  const usuarioIdDe = async ({ id }: Player) =>
    (await playground.program.services.keyStore.find(id))!.usuarioId;
  const comoAdmin = <Tipo extends TipoDeComando>(
    tipo: Tipo,
    datos: DatosDe<Tipo>,
    tipoDeActor: 'admin' | 'sistema' = 'admin',
  ) =>
    playground.program.services.bus.execute({
      id: crypto.randomUUID(),
      tipo,
      datos,
      actor: { tipo: tipoDeActor, id: 'test' },
    });
  const dar = async (player: Player, cantidad: number) =>
    comoAdmin('OtorgarBesitos', {
      usuarioId: await usuarioIdDe(player),
      cantidad,
      razon: 'ajuste',
      nota: 'for the test',
    });
  const itemDe = (tipo: string) =>
    playground.program.services.catalogoVivo.catalogo
      .items()
      .find((item) => item.tipo === tipo && !item.vip && !item.requisitos)!;

  it('the last one of a limited edition is sold to one of two, and the other keeps their besitos', async () => {
    const item: Item = {
      id: 'ultima',
      tipo: 'limitado',
      icono: '🎟',
      titulo: { es: 'Última', en: 'Last' },
      descripcion: { es: 'La última.', en: 'The last.' },
      precio: 40,
      existencias: 1,
    };
    await comoAdmin('PublicarItem', { item });
    await comoAdmin('ReponerExistencias', { item: item.id, cantidad: 1, motivo: 'for the test' });
    const { catalogo } = playground.program.services.catalogoVivo;
    await expect.poll(() => catalogo.item('ultima')).toBeDefined();
    const [ana, leo] = [playground.join('Ana', 'es'), playground.join('Leo', 'es')];
    for (const player of [ana, leo]) {
      await player.say('/start');
      await dar(player, 100);
    }
    for (let tap = 0; tap < 2; tap++) {
      expect((await ana.tapData('c:ultima:40:abcdefgh'))!.text).toContain('es tuyo');
      expect(await playground.saldoDe(ana)).toBe(60);
    }
    expect((await leo.tapData('c:ultima:40:abcdefgh'))!.text).toContain('se ha agotado');
    expect(await playground.saldoDe(leo)).toBe(100);
    expect((await leo.say('/movimientos')).text).toContain('compra anulada');
  });

  it('a consumable is bought, and used up after a question', async () => {
    const mia = playground.join('Mía', 'es');
    await mia.say('/start');
    await dar(mia, 200);
    const item = itemDe('consumible');
    await mia.tapData(`i:${item.id}`);
    await mia.tap('Comprar por');
    await mia.say('/inventario');
    await mia.tap('Usar');
    expect(mia.screen().text).toContain('se gasta uno');
    const used = await mia.tap('Sí, usarlo');
    expect(used.text).toContain('usado');
    if (item.uso) expect(used.text).toContain(item.uso.texto.es.slice(0, 20));
    expect((await mia.say('/inventario')).text).toContain('Aún no tienes nada');
    expect((await mia.tapData(`us:${item.id}:zzzzzzzz`))!.text).toContain('Ya no te queda ninguno');
  });

  it('an offer is a price for one alone, and is what is charged', async () => {
    const eva = playground.join('Eva', 'es');
    await eva.say('/start');
    await dar(eva, 200);
    const item = itemDe('unico');
    const hasta = new Date(Date.now() + 86_400_000).toISOString();
    const oferta = { usuarioId: await usuarioIdDe(eva), item: item.id, precio: 5, hasta };
    const { client } = playground.program.emulator!;
    await comoAdmin('HacerOferta', oferta, 'sistema');
    // The notice comes by itself; the shop is opened after it.
    await client.waitForBotMessage(eva.id, ({ text }) => text.includes('Solo para ti'));
    await eva.say('/tienda');
    expect((await eva.tapData(`i:${item.id}`))!.text).toContain('Oferta solo para ti');
    expect((await eva.tap('Comprar por 5')).text).toContain('es tuyo');
    expect(await playground.saldoDe(eva)).toBe(195);
  });

  it('an entry of the statement opens its receipt, which is not shown to anybody else', async () => {
    const [sol, rio] = [playground.join('Sol', 'es'), playground.join('Río', 'es')];
    await sol.say('/start');
    await rio.say('/start');
    await sol.say('/regalo');
    await sol.say('/movimientos');
    const receipt = await sol.tap('🧾 1');
    expect(receipt.text).toContain('+10 💋 · regalo diario');
    expect(receipt.text).toContain(`stream: usuario-${await usuarioIdDe(sol)}`);
    expect(receipt.text).toMatch(/\+10 {2}usuario:.*:cartera/);
    const position = /posición: (\d+)/.exec(receipt.text)![1]!;
    expect((await sol.say(`/recibo ${position}`)).text).toContain('regalo diario');
    expect((await sol.say('/recibo')).text).toContain(position);
    expect((await rio.say(`/recibo ${position}`)).text).toContain('No tienes ningún movimiento');
    expect((await rio.say('/recibo')).text).toContain('Todavía no hay ninguno');
  });

  it('rules that an admin changes count from the next screen on', async () => {
    const gus = playground.join('Gus', 'es');
    await gus.say('/start');
    await comoAdmin('ConfigurarRecompensas', {
      cambios: { vip: { estrellas: 99, dias: 30 } },
    });
    await expect.poll(async () => (await gus.say('/vip')).text, { timeout: 5_000 }).toContain('99 ⭐');
  });

  it('the menus are there in each language, and every command answers with a way back', async () => {
    const emma = playground.join('Emma', 'en');
    await emma.say('/start');
    const commands = playground.program.emulator!.client.commandsFor(emma.id);
    expect(commands.map(({ command }) => command)).toContain('olvidame');
    expect(commands.find(({ command }) => command === 'saldo')!.description).toBe(
      'How many besitos you have',
    );
    for (const { command } of commands) {
      // The question for a code comes in two messages: the answer is written, not tapped.
      if (command === 'canjear') continue;
      const shown = await emma.say(`/${command}`);
      expect(shown.keyboard.flat().length, command).toBeGreaterThan(0);
      expect(shown.text, command).not.toContain('Something failed');
    }
  });

  it('whoever asks to be forgotten is asked twice, is gone, and comes back as somebody new', async () => {
    const pau = playground.join('Pau', 'es');
    await pau.say('/start');
    await pau.say('/regalo');
    const before = await usuarioIdDe(pau);
    expect((await pau.say('/privacidad')).text).toContain('Privacidad');
    await pau.tap('Borrar mis datos');
    expect(pau.screen().text).toContain('Pierdes tus 10');
    await pau.tap('quiero borrarlo');
    expect((await pau.tap('Borrar para siempre')).text).toContain('Te estamos olvidando');
    const { bus, keyStore } = playground.program.services;
    await expect
      .poll(async () => (await bus.estado('usuario', before, true)).estado, { timeout: 15_000 })
      .toBe('eliminado');
    await expect.poll(() => keyStore.find(pau.id), { timeout: 15_000 }).toBeNull();
    expect((await pau.say('/start')).text).toContain('Bienvenido');
    expect(await usuarioIdDe(pau)).not.toBe(before);
    expect(await playground.saldoDe(pau)).toBe(0);
  });

  it('read models, balances and chains agree with the log after all of this', async () => {
    expect(await playground.differences()).toEqual([]);
  });
});
