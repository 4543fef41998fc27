import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPlayground, type Playground } from '../support/program.ts';

const MENU_ES = ['Menú'];

describe('people play the story through the bot', () => {
  let playground: Playground;
  beforeAll(async () => {
    playground = await openPlayground();
  }, 90_000);
  afterAll(async () => {
    await playground?.close();
  });

  it('a newcomer is welcomed in Spanish, reads, chooses and earns, all in one message', async () => {
    const ana = playground.join('Ana <3', 'es');
    const welcome = await ana.say('/start');
    expect(welcome.text).toContain('Bienvenido, Ana <3.');
    const page = await ana.tap('Historia');
    expect(page.message_id).toBe(welcome.message_id);
    expect(page.text).toContain('Una carta con olor a anís');
    const next = await ana.tap('Subir a la cabina');
    expect(next.message_id).toBe(welcome.message_id);
    expect(next.text).toContain('+3 💋');
    expect(await playground.saldoDe(ana)).toBe(3);
    await ana.tap('❤');
    expect(ana.screen().text).toMatch(/💋 (\d+)/);
    expect(await playground.saldoDe(ana)).toBeGreaterThan(3);
    const balance = await ana.say('/saldo');
    expect(balance.text).toContain(`💋 ${await playground.saldoDe(ana)} besitos`);
    const statement = await ana.tap('Movimientos');
    expect(statement.text).toContain('+3 💋 · una decisión');
    expect(statement.text).toContain('una reacción');
  });

  it('an English client is spoken to in English, and may change the language', async () => {
    const emma = playground.join('Emma', 'en-GB');
    expect((await emma.say('/start')).text).toContain('Welcome, Emma.');
    await emma.say('/idioma');
    expect((await emma.tap('Español')).text).toContain('Menú');
    expect((await emma.say('/ayuda')).text).toContain('Cómo se juega');
    expect(playground.program.emulator!.client.commandsFor(emma.id).map(({ command }) => command)).toContain(
      'regalo',
    );
  });

  it('every screen leads back to the menu', async () => {
    const lola = playground.join('Lola', 'es');
    await lola.say('/start');
    for (const command of [
      'historia',
      'experiencias',
      'tienda',
      'inventario',
      'saldo',
      'movimientos',
      'regalo',
      'ayuda',
      'idioma',
    ]) {
      await lola.say(`/${command}`);
      expect(
        lola.buttons().some((label) => MENU_ES.some((word) => label.includes(word))),
        command,
      ).toBe(true);
      expect((await lola.tap('Menú')).text, command).toContain('Menú');
    }
  });

  it('the daily gift comes once a day', async () => {
    const leo = playground.join('Leo', 'es');
    await leo.say('/start');
    expect((await leo.say('/regalo')).text).toContain('+10 besitos');
    const again = await leo.say('/regalo');
    expect(again.text).toContain('El regalo de hoy ya es tuyo');
    expect(again.keyboard.flat().length).toBeGreaterThan(1);
    expect(await playground.saldoDe(leo)).toBe(10);
  });

  it('buying shows what is missing, then the receipt, then the thing; a double tap is one purchase', async () => {
    const mia = playground.join('Mía', 'es');
    await mia.say('/start');
    await mia.say('/tienda');
    await mia.tap('Chocolate');
    const poor = await mia.tap('Comprar por 15');
    expect(poor.text).toContain('te faltan 15');
    await mia.tap('Regalo');
    const { services, emulator } = playground.program;
    const { usuarioId } = (await services.keyStore.find(mia.id))!;
    await services.bus.execute({
      id: crypto.randomUUID(),
      tipo: 'OtorgarBesitos',
      actor: { tipo: 'admin', id: 'test' },
      datos: { usuarioId, cantidad: 90, razon: 'ajuste', nota: 'for the test' },
    });
    await mia.say('/tienda');
    await mia.tap('Chocolate');
    const buy = mia.screen();
    const label = mia.buttons().find((text) => text.startsWith('Comprar'))!;
    await playground.handling(3, () => {
      for (let n = 0; n < 3; n++) emulator!.client.tap(mia.id, { message_id: buy.message_id, text: label });
    });
    expect(mia.screen().text).toContain('es tuyo');
    expect(await playground.saldoDe(mia)).toBe(85);
    expect((await mia.say('/inventario')).text).toContain('Chocolate de las tres');
  });

  it('a unique thing is sold once, a limited one says how many are left', async () => {
    const iris = playground.join('Iris', 'es');
    await iris.say('/start');
    const { services } = playground.program;
    const { usuarioId } = (await services.keyStore.find(iris.id))!;
    await services.bus.execute({
      id: crypto.randomUUID(),
      tipo: 'OtorgarBesitos',
      actor: { tipo: 'admin', id: 'test' },
      datos: { usuarioId, cantidad: 200, razon: 'ajuste', nota: 'for the test' },
    });
    await iris.say('/tienda');
    const limited = services.catalogoVivo.catalogo.items().find(({ tipo }) => tipo === 'limitado')!;
    const shown = await iris.tapData(`i:${limited.id}`);
    expect(shown!.text).toContain('edición limitada');
    expect(shown!.text).toMatch(/Quedan \d+/);
    expect(iris.buttons().some((text) => text.startsWith('Comprar'))).toBe(true);
    const unique = services.catalogoVivo.catalogo
      .items()
      .find(({ tipo, requisitos, vip }) => tipo === 'unico' && !requisitos && !vip)!;
    await iris.tapData(`i:${unique.id}`);
    await iris.tap('Comprar');
    expect(iris.screen().text).toContain('es tuyo');
    const before = await playground.saldoDe(iris);
    const again = await iris.tapData(`c:${unique.id}:${unique.precio}:zzzzzzzz`);
    expect(again!.text).toContain('Ya lo tienes');
    expect(await playground.saldoDe(iris)).toBe(before);
  });

  it('a requirement says what is missing and leads there; a VIP door says so', async () => {
    const noa = playground.join('Noa', 'es');
    await noa.say('/start');
    await noa.tap('Historia');
    const { catalogo } = playground.program.services.catalogoVivo;
    const gated = catalogo
      .items()
      .find(({ requisitos, tipo, vip }) => requisitos && tipo !== 'limitado' && !vip)!;
    await noa.say('/tienda');
    await noa.tapData(`i:${gated.id}`);
    const refused = await noa.tap('Comprar');
    expect(refused.text).toContain('Para esto te falta');
    expect(refused.text).toMatch(/• .+/);
    const vip = catalogo.items().find((item) => item.vip)!;
    await noa.tapData(`i:${vip.id}`);
    expect((await noa.tap('Comprar')).text).toContain('👑');
    expect(await playground.saldoDe(noa)).toBe(0);
  });

  it('an experience is begun, moves on by itself, asks a question, and pays', async () => {
    const eva = playground.join('Eva', 'es');
    await eva.say('/start');
    await eva.tap('Historia');
    await eva.say('/experiencias');
    await eva.tap('código de las campanas');
    await eva.tap('Empezar');
    expect(eva.screen().text).toContain('▶️ Oír el primer toque');
    await eva.say('/historia');
    for (let page = 0; page < 14 && !eva.screen().text.includes('🏅'); page++) {
      const free = eva.buttons().find((label) => !/🔒|👑|💋|🏠|❤|🔥|😢|🤣/u.test(label));
      if (!free) break;
      await eva.tap(free);
    }
    expect(eva.screen().text).toContain('paso 1 de');
    await eva.tap('❤');
    expect(eva.screen().text).toContain('paso 2 de');
    await eva.say('/experiencias');
    await eva.tap('código de las campanas');
    await eva.tap('Responder');
    expect((await eva.tap('Adiós')).text).toContain('No es esa');
    await eva.say('/experiencias');
    await eva.tap('código de las campanas');
    await eva.tap('Responder');
    expect((await eva.tap(/^Un besito$/)).text).toContain('✅ Traducir un toque');
  });

  it('a whole reading reaches an ending with no purchase and no VIP', async () => {
    const sol = playground.join('Sol', 'es');
    await sol.say('/start');
    await sol.tap('Historia');
    let pages = 1;
    for (; pages < 60 && !sol.screen().text.includes('✦ Final'); pages++) {
      const free = sol.buttons().find((label) => !/🔒|👑|💋|🏠|❤|🔥|😢|🤣/u.test(label));
      expect(free, sol.screen().text).toBeDefined();
      // A reader takes a breath: the limit is twenty decisions a minute.
      if (pages % 19 === 0) playground.pass(60_000);
      await sol.tap(free!);
    }
    expect(sol.screen().text).toContain('✦ Final');
    expect(pages).toBeGreaterThan(15);
    expect(sol.buttons().some((label) => label.includes('Volver a empezar'))).toBe(true);
  });

  it('what Telegram repeats or reorders changes nothing twice', async () => {
    const { client } = playground.program.emulator!;
    const rio = playground.join('Río', 'es');
    await rio.say('/start');
    await rio.say('/regalo');
    const gift = client.lastUpdate(rio.id)!;
    const balance = await playground.saldoDe(rio);
    await playground.handling(4, () => {
      for (let n = 0; n < 4; n++) client.redeliver(gift.update_id);
    });
    expect(await playground.saldoDe(rio)).toBe(balance);
    await rio.say('/historia');
    const label = rio.buttons()[0]!;
    await playground.handling(4, () => {
      client.holdUpdates();
      for (let n = 0; n < 3; n++) client.tap(rio.id, { message_id: rio.screen().message_id, text: label });
      client.sendText(rio.id, '/saldo');
      client.releaseUpdates((updates) => [...updates].reverse());
    });
    expect(await playground.saldoDe(rio)).toBe(balance + 3);
  });

  it.each([
    ['a word', 'hola'],
    ['a very long text', 'x'.repeat(4096)],
    ['emoji', '💋🔥👩‍❤️‍💋‍👨'],
    ['right-to-left text', 'مرحبا <b>بك</b> שלום'],
    ['an unknown command', '/dame_besitos 1000000'],
    ['markup', '<script>alert(1)</script> & <b>'],
  ])('%s gets a friendly answer and leaves the ledger as it was', async (_what, text) => {
    const gil = playground.join('Gil', 'es');
    await gil.say('/start');
    expect((await gil.say(text)).text).toContain('No sé qué hacer con eso');
    expect(await playground.saldoDe(gil)).toBe(0);
  });

  it.each([
    '',
    'x',
    'c:',
    'c:lupa:-5:abc',
    'c:lupa:1e9:abc',
    'c:no-existe:10:abcdefgh',
    'd:carta:no-hay:abcdefgh',
    'd:no-hay:x:abcdefgh',
    'r:carta:9',
    'm:99999999999999999999',
    'a:no:no:0',
    '☠️',
  ])('forged button data %j changes nothing and shows a way on', async (data) => {
    const zoe = playground.join('Zoe', 'es');
    await zoe.say('/start');
    await zoe.tap('Historia');
    const shown = await zoe.tapData(data);
    expect(shown!.keyboard.flat().length).toBeGreaterThan(0);
    expect(await playground.saldoDe(zoe)).toBe(0);
  });

  it('a name never stands in the log or the read models in clear', async () => {
    const secret = playground.join('Xochiquetzalina', 'es');
    await secret.say('/start');
    const { store, pool, keyStore } = playground.program.services;
    let log = '';
    for await (const { data, metadata } of store.readAll({ after: null }))
      log += JSON.stringify([data, metadata]);
    expect(log).not.toContain('Xochiquetzalina');
    expect(log).not.toContain(String(secret.id));
    const { usuarioId } = (await keyStore.find(secret.id))!;
    await expect
      .poll(
        async () =>
          (await pool.query('select personal from lectura.usuarios where usuario_id = $1', [usuarioId]))
            .rowCount,
      )
      .toBe(1);
    const { rows } = await pool.query('select personal from lectura.usuarios where usuario_id = $1', [
      usuarioId,
    ]);
    expect(await keyStore.open(usuarioId, rows[0].personal)).toMatchObject({
      nombre: 'Xochiquetzalina',
      telegramId: secret.id,
    });
  });

  it('a second start goes on where the first stopped', async () => {
    const pau = playground.join('Pau', 'es');
    await pau.say('/start');
    await pau.tap('Historia');
    await pau.tap(pau.buttons()[0]!);
    const before = { saldo: await playground.saldoDe(pau), screen: pau.screen().text };
    await playground.restart();
    expect(await playground.saldoDe(pau)).toBe(before.saldo);
    expect(pau.screen().text).toBe(before.screen);
    expect((await pau.say('/historia')).text).toContain(before.screen.split('\n')[0]!);
    expect(playground.program.firstKey).toBeNull();
  });

  it('read models, balances and chains agree with the log after all of this', async () => {
    expect(await playground.differences()).toEqual([]);
  });
});
