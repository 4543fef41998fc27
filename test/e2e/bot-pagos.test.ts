import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ChatMessage } from '../../src/bot/emulator/messages.ts';
import type { PaymentPlan } from '../../src/bot/emulator/payments/plan.ts';
import { openPlayground, type Player, type Playground } from '../support/program.ts';

describe('people pay in Stars', () => {
  let playground: Playground;
  beforeAll(async () => {
    playground = await openPlayground();
  }, 90_000);
  afterAll(async () => {
    await playground?.close();
  });

  const client = () => playground.program.emulator!.client;
  const estadoDe = async ({ id }: Player) => {
    const { keyStore, bus } = playground.program.services;
    const estado = await bus.usuario((await keyStore.find(id))!.usuarioId);
    if (estado.estado !== 'activo') throw new Error('not a player');
    return estado;
  };
  const urlOf = (message: ChatMessage): string => {
    const button = message.keyboard.flat().find((one) => 'url' in one);
    if (!button || !('url' in button)) throw new Error(`no link below: ${message.text}`);
    return button.url!;
  };
  const pay = async (player: Player, link: string, plan: PaymentPlan = {}, updates = 2) => {
    client().giveStars(player.id, 1000);
    let checkout = '';
    await playground.handling(updates, () => {
      checkout = client().pay(player.id, { link }, plan);
    });
    return client().waitForPayment(checkout);
  };
  const said = (player: Player, text: string) =>
    client().waitForBotMessage(player.id, (message) => message.text.includes(text));

  it('VIP is ordered, paid, thanked for, cancelled, and runs out', async () => {
    const ana = playground.join('Ana', 'es');
    await ana.say('/start');
    expect((await ana.say('/vip')).text).toContain('Ahora no eres VIP');
    const invoice = await ana.tap('Suscribirme por 250');
    const link = urlOf(invoice);
    expect(client().openInvoice(ana.id, { link })).toMatchObject({
      title: 'VIP en Besitos',
      amount: 250,
      subscription_period: 2_592_000,
    });
    expect(await pay(ana, link)).toMatchObject({ status: 'paid' });
    await said(ana, 'Gracias. Eres VIP hasta');
    expect((await estadoDe(ana)).vip).toMatchObject({ renovacion: 'activa' });
    expect((await ana.say('/vip')).text).toContain('se renueva por 250');
    await ana.tap('Cancelar la renovación');
    expect((await ana.tap('Sí, cancelar')).text).toContain('no se te volverá a cobrar');
    await expect
      .poll(() => client().subscriptions(ana.id)[0], { timeout: 10_000 })
      .toMatchObject({ is_canceled_by_bot: true });
    expect((await ana.say('/vip')).text).toContain('No se renueva');
  });

  it('what Telegram says twice is paid once and thanked for once', async () => {
    const leo = playground.join('Leo', 'es');
    await leo.say('/start');
    await leo.say('/vip');
    const link = urlOf(await leo.tap('Suscribirme'));
    await pay(leo, link, { delivery: 'repeated' }, 3);
    await said(leo, 'Gracias. Eres VIP');
    const { hasta } = (await estadoDe(leo)).vip!;
    expect(Date.parse(hasta) - Date.now()).toBeLessThan(31 * 86_400_000);
    expect(
      client()
        .messages(leo.id)
        .filter(({ text }) => text.includes('Gracias. Eres VIP')),
    ).toHaveLength(1);
  });

  it("somebody else's invoice is not payable, and the reason is in the payer's language", async () => {
    const [mia, emma] = [playground.join('Mía', 'es'), playground.join('Emma', 'en')];
    await mia.say('/start');
    await emma.say('/start');
    await mia.say('/vip');
    const link = urlOf(await mia.tap('Suscribirme'));
    const outcome = await pay(emma, link, {}, 1);
    expect(outcome).toMatchObject({ status: 'declined' });
    expect('error_message' in outcome && outcome.error_message).toContain('not yours');
    expect((await estadoDe(emma)).vip).toBeNull();
  });

  it('a suspended account is told so at pre-checkout, in plain text', async () => {
    const gil = playground.join('Gil', 'es');
    await gil.say('/start');
    await gil.say('/vip');
    const link = urlOf(await gil.tap('Suscribirme'));
    const { keyStore, bus } = playground.program.services;
    await bus.execute({
      id: crypto.randomUUID(),
      tipo: 'SuspenderUsuario',
      actor: { tipo: 'admin', id: 'test' },
      datos: { usuarioId: (await keyStore.find(gil.id))!.usuarioId, motivo: 'for the test' },
    });
    const outcome = await pay(gil, link, {}, 1);
    expect('error_message' in outcome && outcome.error_message).toMatch(/suspendida/);
    expect((await gil.say('/menu')).keyboard.flat().length).toBeGreaterThan(0);
    expect((await gil.say('/start')).text).toContain('Tu cuenta está suspendida');
    expect((await gil.say('/regalo')).text).toContain('suspendida');
  });

  it('a payment by somebody unknown is recorded and given back', async () => {
    const [iris, zoe] = [playground.join('Iris', 'es'), playground.join('Zoe', 'es')];
    await iris.say('/start');
    await iris.say('/vip');
    const link = urlOf(await iris.tap('Suscribirme'));
    const before = client().person(zoe.id)!.stars;
    // The payment, and Telegram's word that it was given back.
    const outcome = await pay(zoe, link, { skip_pre_checkout: true }, 2);
    expect(outcome).toMatchObject({ status: 'paid' });
    await expect.poll(() => client().person(zoe.id)!.stars, { timeout: 10_000 }).toBe(before + 1000);
    expect((await estadoDe(iris)).vip).toBeNull();
  });

  it('a thing with a price in Stars is bought by its invoice', async () => {
    const { catalogo } = playground.program.services.catalogoVivo;
    const item = catalogo
      .items()
      .find(
        ({ estrellas, tipo, vip, requisitos }) => estrellas && tipo !== 'limitado' && !vip && !requisitos,
      );
    if (!item) return;
    const rio = playground.join('Río', 'es');
    await rio.say('/start');
    await rio.tapData(`i:${item.id}`);
    const link = urlOf(await rio.tap('⭐'));
    expect(client().openInvoice(rio.id, { link })).toMatchObject({ amount: item.estrellas });
    await pay(rio, link);
    await said(rio, 'es tuyo. Gracias');
    expect((await estadoDe(rio)).inventario[item.id]).toBe(1);
  });
});
