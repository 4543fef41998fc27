/**
 * The chat page in a real browser, with a tiny bot behind the emulator and a ledger that the test writes itself.
 * With SCREENSHOT_DIR set, every scene leaves a picture there.
 */
import { createHash, randomUUID } from 'node:crypto';
import { EventEmitter, on } from 'node:events';
import { createServer, request as httpRequest, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import express from 'express';
import { Bot, InlineKeyboard, InputFile } from 'grammy';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { LedgerEntry, LedgerFeed } from '../../src/bot/chat/ledger-feed.ts';
import { createChatRouter } from '../../src/bot/chat/router.ts';
import { createEmulator, type Emulator } from '../../src/bot/emulator/emulator.ts';

// A browser on a busy machine takes its time.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

const TOKEN = '4242:test-token';
const CHROMIUM_ARGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

const createFakeLedger = () => {
  const entries: LedgerEntry[] = [];
  const balances = new Map<number, number>();
  const added = new EventEmitter();
  const feed: LedgerFeed = {
    recent: async (limit) => entries.slice(-limit).reverse(),
    async *subscribe(signal) {
      try {
        for await (const [entry] of on(added, 'entry', { signal })) yield entry as LedgerEntry;
      } catch (error) {
        if (!signal.aborted) throw error;
      }
    },
    balanceOf: async (telegramId) => balances.get(telegramId) ?? null,
  };
  /** Writes what one command did: a fact, and the besitos it moved, if any. */
  const write = (
    telegramId: number,
    facts: { type: string; summary: LedgerEntry['summary']; amount?: number }[],
  ) => {
    const commandId = randomUUID();
    const wallet = `usuario:${createHash('sha256').update(String(telegramId)).digest('hex').slice(0, 20)}:cartera`;
    if (!balances.has(telegramId)) balances.set(telegramId, 0);
    for (const { type, summary, amount } of facts) {
      const position = String(1_000 + entries.length);
      const entry: LedgerEntry = {
        position,
        stream: `usuario-${telegramId}`,
        revision: entries.filter((one) => one.telegramId === telegramId).length,
        eventId: randomUUID(),
        type,
        at: new Date().toISOString(),
        commandId,
        hash: createHash('sha256').update(position).digest('hex'),
        telegramId,
        summary,
        postings: amount
          ? [
              { cuenta: wallet, importe: amount },
              { cuenta: amount > 0 ? 'sistema:emision' : 'sistema:ventas', importe: -amount },
            ]
          : [],
      };
      balances.set(telegramId, (balances.get(telegramId) ?? 0) + (amount ?? 0));
      entries.push(entry);
      added.emit('entry', entry);
    }
  };
  return { feed, write };
};

const STORY = {
  es: {
    opening:
      '<b>La carta</b>\n\nHa llegado un sobre rosa, sin remitente. Huele a <i>jazmín</i> y pesa poco.\n\n<blockquote>Ábrela solo si estás dispuesta a contestar.</blockquote>',
    open: '💌 Abrir la carta',
    keep: 'Guardarla en el cajón',
    shop: '🛍 Tienda',
    opened:
      '<b>La carta</b>\n\nDentro hay una sola línea: <tg-spoiler>«Te espero en el muelle»</tg-spoiler>. Nadie firma.',
    next: 'Ir al muelle',
    buy: 'Comprar farol (15)',
    earned: '+10 besitos',
  },
  en: {
    opening: '<b>The letter</b>\n\nA pink envelope came, with no sender.',
    open: '💌 Open the letter',
    keep: 'Keep it in the drawer',
    shop: '🛍 Shop',
    opened: '<b>The letter</b>\n\nOne line inside. Nobody signed.',
    next: 'Go to the pier',
    buy: 'Buy a lantern (15)',
    earned: '+10 besitos',
  },
};

const createStoryBot = (apiRoot: string, write: ReturnType<typeof createFakeLedger>['write']) => {
  const bot = new Bot(TOKEN, { client: { apiRoot } });
  const words = (code: string | undefined) => (code === 'en' ? STORY.en : STORY.es);
  bot.command('start', async (ctx) => {
    const id = ctx.from?.id as number;
    const w = words(ctx.from?.language_code);
    write(id, [
      { type: 'UsuarioRegistrado', summary: { idioma: ctx.from?.language_code ?? 'es' } },
      { type: 'BesitosOtorgados', summary: { motivo: 'regalo_diario', racha: 1 }, amount: 5 },
      { type: 'FragmentoAbierto', summary: { fragmento: 'la-carta', version: 1 } },
    ]);
    await ctx.replyWithChatAction('typing');
    await ctx.reply(w.opening, {
      parse_mode: 'HTML',
      reply_markup: new InlineKeyboard().text(w.open, 'open').row().text(w.keep, 'keep').text(w.shop, 'shop'),
    });
  });
  bot.callbackQuery('open', async (ctx) => {
    const w = words(ctx.from.language_code);
    write(ctx.from.id, [
      { type: 'DecisionTomada', summary: { fragmento: 'la-carta', decision: 'abrir' } },
      { type: 'BesitosOtorgados', summary: { motivo: 'decision' }, amount: 10 },
      { type: 'FragmentoAbierto', summary: { fragmento: 'el-muelle', version: 1 } },
    ]);
    await ctx.answerCallbackQuery({ text: w.earned });
    await ctx.editMessageText(w.opened, {
      parse_mode: 'HTML',
      reply_markup: new InlineKeyboard().text(w.next, 'next').row().text(w.buy, 'buy').text(w.shop, 'shop'),
    });
  });
  bot.callbackQuery('buy', async (ctx) => {
    write(ctx.from.id, [
      { type: 'BesitosGastados', summary: { motivo: 'compra' }, amount: -15 },
      { type: 'ItemComprado', summary: { item: 'farol', cantidad: 1, precio: 15 } },
    ]);
    await ctx.answerCallbackQuery({ text: 'Tuyo es el farol.', show_alert: true });
  });
  bot.callbackQuery('keep', () => new Promise(() => {}));
  bot.callbackQuery('shop', async (ctx) => {
    await ctx.answerCallbackQuery();
    await ctx.reply(`Invita: https://t.me/${ctx.me.username}?start=ref-ana`);
  });
  bot.on('message_reaction', (ctx) =>
    write(ctx.messageReaction.user?.id as number, [
      { type: 'ReaccionRegistrada', summary: { contenido: 'la-carta' } },
      { type: 'BesitosOtorgados', summary: { motivo: 'reaccion' }, amount: 2 },
    ]),
  );
  const stars = (amount: number) => [{ label: 'Besitos', amount }];
  bot.command('factura', (ctx) =>
    ctx.replyWithInvoice('Cien besitos', 'Para faroles y cartas.', ctx.match || 'sí', 'XTR', stars(250), {
      reply_markup: new InlineKeyboard().pay('Pagar ⭐ 250'),
    }),
  );
  bot.command('vip', async (ctx) => {
    const link = await ctx.api.createInvoiceLink(
      'VIP',
      'Historias solo para ti.',
      'vip',
      '',
      'XTR',
      stars(300),
      {
        subscription_period: 2_592_000,
      },
    );
    await ctx.reply('Hazte VIP', { reply_markup: new InlineKeyboard().url('Suscribirme', link) });
  });
  bot.on('pre_checkout_query', async (ctx) => {
    if (ctx.preCheckoutQuery.invoice_payload === 'no')
      await ctx.answerPreCheckoutQuery(false, { error_message: 'Ya no quedan.' });
    else if (ctx.preCheckoutQuery.invoice_payload !== 'silencio') await ctx.answerPreCheckoutQuery(true);
  });
  bot.command('retrato', (ctx) =>
    ctx.replyWithPhoto(new InputFile(PIXEL, 'retrato.png'), { caption: 'Soy yo' }),
  );
  bot.on('message:text', (ctx) => ctx.reply(`Eco: ${ctx.msg.text} <b>no soy HTML</b>`));
  bot.catch(() => {});
  return bot;
};

let browser: Browser;
beforeAll(async () => {
  browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: CHROMIUM_ARGS });
});
afterAll(() => browser?.close());

let cleanups: (() => unknown)[] = [];
let emulator: Emulator;
let server: Server;
let origin: string;
let ledger: ReturnType<typeof createFakeLedger>;
let pageErrors: string[];

beforeEach(async () => {
  ledger = createFakeLedger();
  emulator = createEmulator({ file: ':memory:', token: TOKEN, log: { info() {}, warn() {}, error() {} } });
  const app = express();
  app.use('/telegram', emulator.router);
  app.use('/chat', createChatRouter({ client: emulator.client, ledger: ledger.feed, botName: 'Besitos' }));
  server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const bot = createStoryBot(`${origin}/telegram`, ledger.write);
  await bot.init();
  await bot.api.setMyDescription('Una historia que se decide a besos.');
  await bot.api.setMyCommands([
    { command: 'start', description: 'Empezar la historia' },
    { command: 'saldo', description: 'Ver tus besitos' },
    { command: 'tienda', description: 'Gastar besitos' },
  ]);
  await bot.api.setMyCommands([{ command: 'start', description: 'Begin the story' }], {
    language_code: 'en',
  });
  // The tap on "keep" is never answered, so the bot must not wait for one update to begin the next.
  let isStopped = false;
  const pump = async () => {
    for (let offset = 0; !isStopped; ) {
      const updates = await bot.api
        .getUpdates({
          offset,
          timeout: 30,
          allowed_updates: ['message', 'callback_query', 'message_reaction', 'pre_checkout_query'],
        })
        .catch(() => []);
      for (const update of updates) {
        offset = update.update_id + 1;
        void bot.handleUpdate(update).catch(() => {});
      }
    }
  };
  void pump();
  pageErrors = [];
  cleanups.push(() => {
    isStopped = true;
    server.closeAllConnections();
    server.close();
    emulator.close();
  });
});

afterEach(async () => {
  for (const cleanup of cleanups.reverse()) await cleanup();
  cleanups = [];
});

const DESKTOP = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 844 };

const openPage = async (options: BrowserContextOptions = {}): Promise<Page> => {
  const context = await browser.newContext({
    viewport: DESKTOP,
    locale: 'es-ES',
    reducedMotion: 'reduce',
    ...options,
  });
  const page = await context.newPage();
  page.on('pageerror', (error) => pageErrors.push(error.message));
  page.on('console', (message) => message.type() === 'error' && pageErrors.push(message.text()));
  cleanups.push(() => context.close());
  await page.goto(`${origin}/chat`);
  await page.locator('.person').first().waitFor();
  return page;
};

const shoot = async (page: Page, name: string) => {
  const folder = process.env.SCREENSHOT_DIR;
  if (folder) await page.screenshot({ path: join(folder, `${name}.png`) });
};

const begin = async (page: Page, first: string = STORY.es.open) => {
  await page.getByRole('button', { name: 'Empezar', exact: true }).click();
  await page.getByRole('button', { name: first }).waitFor();
};

describe('a newcomer', () => {
  test('finds people ready, an explanation, and one button to begin', async () => {
    const page = await openPage();
    await expect.poll(() => page.locator('.person').count()).toBe(5);
    expect(await page.locator('.person-name').allTextContents()).toEqual([
      'Lucía',
      'Mateo',
      'Valeria',
      'Emma',
      'Nueva',
    ]);
    expect(await page.getByText('Emulador local: esto no es Telegram').isVisible()).toBe(true);
    expect(await page.getByText('Una historia que se decide a besos.').isVisible()).toBe(true);
    expect(await page.getByText('Aquí verás cada hecho').isVisible()).toBe(true);
    expect(await page.getByRole('button', { name: 'Empezar', exact: true }).isVisible()).toBe(true);
    await shoot(page, 'desktop-light-1-welcome');
    expect(pageErrors).toEqual([]);
  });

  test('begins, taps, sees the message change in place and the ledger write it down', async () => {
    const page = await openPage();
    await begin(page);
    await expect.poll(() => page.locator('.balance-value').textContent()).toBe('5');
    const story = page.locator('.turn.in').last();
    const id = await story.getAttribute('data-message');
    await page.getByRole('button', { name: '💌 Abrir la carta' }).click();
    await page.getByRole('button', { name: 'Ir al muelle' }).waitFor();
    expect(await page.locator('.turn.in').count()).toBe(1);
    expect(await story.getAttribute('data-message')).toBe(id);
    expect(await story.getAttribute('class')).toContain('edited');
    expect(await story.locator('.stamp').textContent()).toContain('editado');
    await expect.poll(() => page.locator('.toast').textContent()).toBe('+10 besitos');
    const newest = page.locator('.card').first();
    await expect
      .poll(() => newest.locator('.type').allTextContents())
      .toEqual(['DecisionTomada', 'BesitosOtorgados', 'FragmentoAbierto']);
    expect(await newest.locator('.money .amount').textContent()).toBe('+10');
    expect(await newest.locator('.reason').textContent()).toBe('decision');
    expect(await newest.locator('.postings tbody td').allTextContents()).toEqual(['+10', '−10']);
    expect(await newest.locator('.postings tfoot td').textContent()).toBe('0');
    expect(await newest.locator('.money .proof span').first().textContent()).toMatch(/^#\d+$/);
    await expect.poll(() => page.locator('.balance-value').textContent()).toBe('15');
    expect(await newest.locator('.after').textContent()).toBe('= 15');
    expect(await page.locator('.card').last().locator('.after').textContent()).toBe('= 5');
    await shoot(page, 'desktop-light-2-playing');
    expect(pageErrors).toEqual([]);
  });

  test('is shown an alert, and besitos that go', async () => {
    const page = await openPage();
    await begin(page);
    await page.getByRole('button', { name: '💌 Abrir la carta' }).click();
    await page.getByRole('button', { name: 'Comprar farol (15)' }).click();
    await page.getByRole('dialog').getByText('Tuyo es el farol.').waitFor();
    await shoot(page, 'desktop-light-3-alert');
    await page.getByRole('button', { name: 'Entendido' }).click();
    await expect.poll(() => page.locator('.balance-value').textContent()).toBe('0');
    expect(await page.locator('.card').first().locator('.money .amount').textContent()).toBe('−15');
    await page.locator('.card').first().locator('summary').first().click();
    expect(await page.locator('.metadata').first().textContent()).toContain('usuario-5100000001');
    await shoot(page, 'desktop-light-4-details');
  });

  test('sees a tap wait as long as the bot is silent', async () => {
    const page = await openPage();
    await begin(page);
    const keep = page.getByRole('button', { name: 'Guardarla en el cajón' });
    await keep.click();
    await expect.poll(() => keep.getAttribute('aria-busy')).toBe('true');
    await shoot(page, 'desktop-light-5-pending');
    await page.reload();
    await expect.poll(() => keep.getAttribute('aria-busy')).toBe('true');
  });
});

describe('the chat', () => {
  test('shows text as text, whatever it looks like', async () => {
    const page = await openPage();
    await begin(page);
    await page.getByRole('textbox', { name: 'Mensaje' }).fill('<img src=x onerror=alert(1)>');
    await page.keyboard.press('Enter');
    await expect
      .poll(() => page.locator('.turn.in').last().locator('.bubble-text').textContent())
      .toBe('Eco: <img src=x onerror=alert(1)> <b>no soy HTML</b>');
    expect(await page.locator('.turn img, .turn.out b').count()).toBe(0);
    expect(await page.locator('.turn.in').first().locator('b').textContent()).toBe('La carta');
    expect(await page.locator('.turn.in').first().locator('blockquote').count()).toBe(1);
    expect(pageErrors).toEqual([]);
  });

  test('a reaction is sent, shown, and taken back', async () => {
    const page = await openPage();
    await begin(page);
    await page.getByRole('button', { name: 'Reaccionar', exact: true }).click();
    await shoot(page, 'desktop-light-6-reactions');
    await page.getByRole('button', { name: 'Reaccionar con ❤' }).click();
    await page.getByRole('button', { name: 'Quitar ❤' }).waitFor();
    await expect.poll(() => page.locator('.balance-value').textContent()).toBe('7');
    await page.getByRole('button', { name: 'Quitar ❤' }).click();
    await expect.poll(() => page.locator('.reaction').count()).toBe(0);
  });

  test('the command menu speaks the person’s language and works by keyboard', async () => {
    const page = await openPage();
    await begin(page);
    const box = page.getByRole('textbox', { name: 'Mensaje' });
    await box.pressSequentially('/sa');
    expect(await page.locator('.command-menu button').allTextContents()).toEqual(['/saldoVer tus besitos']);
    await box.press('ArrowUp');
    await page.keyboard.press('Enter');
    await page.locator('.turn.out', { hasText: '/saldo' }).waitFor();
    await page.getByRole('button', { name: 'Comandos' }).click();
    expect(await page.locator('.command-menu button').count()).toBe(3);
    await shoot(page, 'desktop-light-7-commands');
    await page.keyboard.press('Escape');
    expect(await page.locator('.command-menu').isVisible()).toBe(false);
  });

  test('a person can block the bot and take it back', async () => {
    const page = await openPage();
    await begin(page);
    await page.getByRole('button', { name: 'Bloquear el bot' }).click();
    await page.getByText('Lucía ha bloqueado el bot.').waitFor();
    expect(emulator.client.listPeople()[0]?.has_blocked_bot).toBe(true);
    await page.locator('.blocked').getByRole('button', { name: 'Desbloquear el bot' }).click();
    await page.getByRole('textbox', { name: 'Mensaje' }).waitFor();
  });

  test('a link to the bot is opened as somebody else', async () => {
    const page = await openPage();
    await begin(page);
    await page.getByRole('button', { name: '🛍 Tienda' }).click();
    await page.getByRole('link', { name: /start=ref-ana/ }).click();
    await shoot(page, 'desktop-light-8-open-as');
    await page.getByRole('dialog').getByRole('button', { name: 'Mateo' }).click();
    await page.locator('.turn.out', { hasText: '/start ref-ana' }).waitFor();
    expect(await page.locator('.person.current').getAttribute('aria-label')).toContain('Mateo');
  });

  test('a link to the bot is opened as somebody new', async () => {
    const page = await openPage();
    await begin(page);
    await page.getByRole('button', { name: '🛍 Tienda' }).click();
    await page.getByRole('link', { name: /start=ref-ana/ }).click();
    await page.getByRole('button', { name: 'Una persona nueva' }).click();
    await page.getByRole('textbox', { name: 'Nombre' }).fill('Zoë');
    await page.getByRole('button', { name: 'Crear' }).click();
    await page.locator('.turn.out', { hasText: '/start ref-ana' }).waitFor();
    expect(await page.locator('.person.current').getAttribute('aria-label')).toContain('Zoë');
  });
});

describe('paying', () => {
  const write = async (page: Page, text: string) => {
    await page.getByRole('textbox', { name: 'Mensaje' }).fill(text);
    await page.keyboard.press('Enter');
  };

  test('an invoice takes Stars and leaves a note and a receipt; a refund gives them back', async () => {
    const page = await openPage();
    await begin(page);
    await write(page, '/factura');
    await page.getByRole('button', { name: 'Pagar ⭐ 250' }).click();
    const sheet = page.getByRole('dialog', { name: 'Cien besitos' });
    await expect.poll(() => sheet.locator('dd').allTextContents()).toEqual(['250', '1000', '750']);
    await shoot(page, 'desktop-light-12-pay');
    await sheet.getByRole('button', { name: 'Pagar 250' }).click();
    await sheet.waitFor({ state: 'detached' });
    await page.locator('.turn.service', { hasText: 'Pagaste 250 Stars' }).waitFor();
    await page.getByRole('button', { name: 'Stars de Lucía: 750' }).waitFor();
    expect(await page.getByRole('button', { name: 'Recibo' }).isDisabled()).toBe(true);
    await shoot(page, 'desktop-light-13-paid');
    const charge = emulator.client.messages(5_100_000_001).at(-1)?.extra.successful_payment;
    const { api } = new Bot(TOKEN, { client: { apiRoot: `${origin}/telegram` } });
    await api.refundStarPayment(5_100_000_001, charge?.telegram_payment_charge_id as string);
    await page.locator('.turn.service', { hasText: 'Te devolvieron 250 Stars' }).waitFor();
    await page.getByRole('button', { name: /^Stars de Lucía: 1.?000$/ }).waitFor();
    expect(pageErrors).toEqual([]);
  });

  test('that the bot declines, or does not answer, costs nothing and says why', async () => {
    const page = await openPage();
    await begin(page);
    await write(page, '/factura no');
    await page.getByRole('button', { name: 'Pagar ⭐ 250' }).click();
    await page.getByRole('button', { name: 'Pagar 250' }).click();
    await page.getByRole('alert').getByText('El bot no aceptó el pago: Ya no quedan.').waitFor();
    await shoot(page, 'desktop-light-14-declined');
    await page.getByRole('button', { name: 'Cancelar' }).click();
    await write(page, '/factura silencio');
    const invoices = page.getByRole('button', { name: 'Pagar ⭐ 250' });
    await expect.poll(() => invoices.count()).toBe(2);
    await invoices.last().click();
    const pay = page.getByRole('dialog').getByRole('button', { name: 'Pagar 250' });
    await pay.click();
    const waiting = page.getByRole('dialog').locator('[aria-busy=true]');
    await waiting.getByText('Esperando al bot…').waitFor();
    emulator.client.advanceClock(10_000);
    await page.getByRole('alert').getByText('El bot no respondió en 10 segundos').waitFor();
    expect(emulator.client.person(5_100_000_001)?.stars).toBe(1_000);
  });

  test('with too few Stars offers toy ones', async () => {
    const page = await openPage();
    await begin(page);
    emulator.client.giveStars(5_100_000_001, -900);
    await write(page, '/factura');
    await page.getByRole('button', { name: 'Pagar ⭐ 250' }).click();
    await page.getByRole('alert').getByText('Te faltan 150 Stars.').waitFor();
    expect(await page.getByRole('button', { name: 'Pagar 250' }).isDisabled()).toBe(true);
    await shoot(page, 'desktop-light-15-too-few');
    await page.getByRole('button', { name: 'Añadir 500 Stars' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Pagar 250' }).click();
    await page.getByRole('button', { name: 'Stars de Lucía: 350' }).waitFor();
  });

  test('a subscription begins from a link and is cancelled and resumed by the person', async () => {
    const page = await openPage();
    await begin(page);
    await write(page, '/vip');
    await page.getByRole('link', { name: 'Suscribirme' }).click();
    await page.getByText('300 cada 30 días').waitFor();
    await page.getByRole('button', { name: 'Pagar 300' }).click();
    await page.locator('.turn.service', { hasText: 'Suscripción pagada: 300 Stars' }).waitFor();
    await page.getByRole('button', { name: 'Stars de Lucía: 700' }).click();
    await page.getByRole('button', { name: 'Cancelar VIP' }).click();
    await page.getByText(/^Termina el/).waitFor();
    await shoot(page, 'desktop-light-16-stars');
    // Whoever works by keyboard stays on the button, which now takes it back.
    await expect.poll(() => page.evaluate('document.activeElement.textContent')).toBe('Reanudar');
    await page.keyboard.press('Enter');
    await page.getByText(/^Se renueva el/).waitFor();
    expect(pageErrors).toEqual([]);
  });

  test('a picture is shown with its caption', async () => {
    const page = await openPage();
    await begin(page);
    await write(page, '/retrato');
    const picture = page.getByRole('img', { name: 'Imagen' });
    await picture.waitFor();
    await expect.poll(() => page.evaluate('document.querySelector(".photo").naturalWidth')).toBe(1);
    expect(await page.getByText('Soy yo').isVisible()).toBe(true);
    expect(pageErrors).toEqual([]);
  });
});

describe('several people', () => {
  test('each has a chat, a language and a balance; the ledger shows one or all', async () => {
    const page = await openPage();
    await begin(page);
    await page.getByRole('button', { name: /^Emma/ }).click();
    await begin(page, STORY.en.open);
    await page.getByRole('button', { name: '💌 Open the letter' }).click();
    await page.getByRole('button', { name: 'Go to the pier' }).waitFor();
    await expect.poll(() => page.locator('.card:visible').count()).toBe(2);
    await page.getByRole('button', { name: 'Todos' }).click();
    await expect.poll(() => page.locator('.card:visible').count()).toBe(3);
    expect(await page.locator('.card.foreign').count()).toBe(1);
    await shoot(page, 'desktop-light-9-everyone');
    await page.getByRole('button', { name: /^Lucía/ }).click();
    await page.getByRole('button', { name: '💌 Abrir la carta' }).waitFor();
    await expect.poll(() => page.locator('.balance-value').textContent()).toBe('5');
    expect(await page.locator('.card.foreign').count()).toBe(2);
  });

  test('one who is written to while away has a badge', async () => {
    const page = await openPage();
    await begin(page);
    await page.getByRole('button', { name: /^Mateo/ }).click();
    emulator.client.sendText(5_100_000_001, 'hola');
    await expect.poll(() => page.locator('.badge').textContent()).toBe('1');
    await page.getByRole('button', { name: /^Lucía, es, 1 sin leer/ }).click();
    expect(await page.locator('.badge').count()).toBe(0);
  });

  test('a new person is made and plays at once', async () => {
    const page = await openPage();
    await page.getByRole('button', { name: 'Nueva persona' }).click();
    await page.getByRole('textbox', { name: 'Nombre' }).fill('Zoë');
    await page.getByRole('combobox', { name: 'Idioma' }).selectOption('en');
    await shoot(page, 'desktop-light-10-new-person');
    await page.getByRole('button', { name: 'Crear' }).click();
    await expect.poll(() => page.locator('.person.current').getAttribute('aria-label')).toBe('Zoë, en');
    // Its id is drawn at random, and people are listed by theirs.
    expect(emulator.client.listPeople()).toContainEqual(
      expect.objectContaining({ first_name: 'Zoë', language_code: 'en' }),
    );
  });

  test('the page’s own language can be switched and is kept', async () => {
    const page = await openPage();
    await begin(page);
    await page.getByRole('button', { name: 'Switch the page to English' }).click();
    await page.getByText('Balance of Lucía').waitFor();
    await page.reload();
    await page.getByText('Balance of Lucía').waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('en');
  });
});

describe('the server goes away', () => {
  test('a banner says so, and it goes when the server is back with what was missed', async () => {
    const page = await openPage();
    await begin(page);
    const { port } = server.address() as AddressInfo;
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await page.getByRole('alert').waitFor();
    await shoot(page, 'desktop-light-11-away');
    ledger.write(5_100_000_001, [{ type: 'BesitosOtorgados', summary: { motivo: 'ajuste' }, amount: 100 }]);
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    await page.getByRole('alert').waitFor({ state: 'hidden' });
    await expect.poll(() => page.locator('.balance-value').textContent(), { timeout: 5_000 }).toBe('105');
    expect(await page.locator('.card').first().locator('.reason').textContent()).toBe('ajuste');
  });
});

describe('a narrow screen', () => {
  test('has the chat in full and the ledger as a sheet', async () => {
    const page = await openPage({ viewport: PHONE, hasTouch: true, isMobile: true });
    await shoot(page, 'phone-light-1-welcome');
    await begin(page);
    await page.getByRole('button', { name: '💌 Abrir la carta' }).click();
    await page.getByRole('button', { name: 'Ir al muelle' }).waitFor();
    const peek = page.getByRole('button', { name: /Abrir el libro/ });
    await expect.poll(() => peek.textContent()).toContain('💋 15');
    expect(await page.locator('.ledger-panel').isVisible()).toBe(false);
    await shoot(page, 'phone-light-2-playing');
    await peek.click();
    await page.locator('.card').first().waitFor();
    await shoot(page, 'phone-light-3-ledger');
    const overflow = await page.evaluate('document.documentElement.scrollWidth - window.innerWidth');
    expect(overflow).toBeLessThanOrEqual(0);
    await page.keyboard.press('Escape');
    expect(await page.locator('.ledger-panel').isVisible()).toBe(false);
    expect(pageErrors).toEqual([]);
  });
});

if (process.env.SCREENSHOT_DIR)
  test('pictures in the dark', async () => {
    for (const [name, viewport] of [
      ['desktop', DESKTOP],
      ['phone', PHONE],
    ] as const) {
      const page = await openPage({ viewport, colorScheme: 'dark', hasTouch: name === 'phone' });
      await page.getByRole('button', { name: name === 'phone' ? /^Mateo/ : /^Lucía/ }).click();
      await shoot(page, `${name}-dark-1-welcome`);
      await begin(page);
      await page.getByRole('button', { name: '💌 Abrir la carta' }).click();
      await page.getByRole('button', { name: 'Comprar farol (15)' }).click();
      await page.getByRole('button', { name: 'Entendido' }).click();
      await page
        .getByRole('button', { name: 'Todos' })
        .click({ timeout: 1000 })
        .catch(() => {});
      await shoot(page, `${name}-dark-2-playing`);
      await page.getByRole('textbox', { name: 'Mensaje' }).fill('/factura');
      await page.keyboard.press('Enter');
      await page.getByRole('button', { name: 'Pagar ⭐ 250' }).click();
      await page.getByRole('button', { name: 'Pagar 250' }).waitFor();
      await shoot(page, `${name}-dark-4-pay`);
      await page.getByRole('button', { name: 'Pagar 250' }).click();
      await page.locator('.turn.service').waitFor();
      await shoot(page, `${name}-dark-5-paid`);
      if (name === 'phone') {
        await page.locator('.peek').click();
        await shoot(page, `${name}-dark-3-ledger`);
      }
    }
  });

describe('the page’s API', () => {
  /** A raw request, as fetch would not let a test forge these headers. */
  const send = (
    path: string,
    options: { method?: string; headers?: Record<string, string>; body?: string } = {},
  ) =>
    new Promise<{ status: number; body: string; headers: Record<string, unknown> }>((resolve, reject) => {
      const { method = 'GET', headers = {}, body } = options;
      const request = httpRequest(`${origin}/chat/${path}`, { method, headers }, (response) => {
        let text = '';
        response.on('data', (chunk) => {
          text += chunk;
        });
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, body: text, headers: response.headers }),
        );
      });
      request.on('error', reject);
      request.end(body);
    });
  const json = { 'content-type': 'application/json' };

  test('answers only on a loopback name, straight, and to its own page', async () => {
    expect((await send('api/start')).status).toBe(200);
    expect((await send('api/start', { headers: { host: 'evil.example' } })).status).toBe(403);
    expect((await send('', { headers: { host: 'evil.example' } })).status).toBe(403);
    expect((await send('api/start', { headers: { 'x-forwarded-for': '203.0.113.5' } })).status).toBe(403);
    expect((await send('api/start', { headers: { origin: 'http://localhost:9' } })).status).toBe(403);
    expect((await send('api/start', { headers: { 'sec-fetch-site': 'cross-site' } })).status).toBe(403);
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    expect((await send('api/people', { method: 'POST', headers: form, body: 'first_name=x' })).status).toBe(
      403,
    );
  });

  test('checks what it is given', async () => {
    const post = async (path: string, body: unknown, method = 'POST') =>
      (await send(path, { method, headers: json, body: JSON.stringify(body) })).status;
    const lucia = 'api/people/5100000001';
    expect(await post(`${lucia}/messages`, { text: 'x'.repeat(4096) })).toBe(201);
    expect(await post(`${lucia}/messages`, { text: 'x'.repeat(4097) })).toBe(422);
    expect(await post(`${lucia}/messages`, { text: ' ' })).toBe(422);
    expect(await post(`${lucia}/messages`, { text: 'x', more: 1 })).toBe(422);
    expect(await post(`${lucia}/messages`, { text: 'x'.repeat(50_000) })).toBe(413);
    expect(await post('api/people/7/messages', { text: 'x' })).toBe(404);
    expect(await post('api/people/abc/messages', { text: 'x' })).toBe(422);
    expect(await post(`${lucia}/taps`, { message_id: 1, data: 'nope' })).toBe(409);
    expect(await post(`${lucia}/links`, { url: 'https://t.me/other_bot?start=x' })).toBe(422);
    expect(await post(`${lucia}/payments`, { link: 'https://t.me/$nothing' })).toBe(404);
    expect(await post(`${lucia}/payments`, {})).toBe(422);
    expect(await post(`${lucia}/stars`, { stars: -5 })).toBe(422);
    expect(await post(`${lucia}/subscriptions/nope`, { is_canceled: true }, 'PUT')).toBe(404);
    expect((await send('api/files/nope')).status).toBe(404);
    expect(await post(`${lucia}/messages/1/reaction`, { emoji: '😂' }, 'PUT')).toBe(422);
    expect(await post('api/people', { first_name: 'x', language_code: 'fr' })).toBe(422);
    expect((await send('api/people', { method: 'POST', headers: json, body: '{' })).status).toBe(400);
    expect((await send('api/nothing')).status).toBe(404);
  });

  test('serves the page with a policy that lets nothing inline or foreign run', async () => {
    const { headers } = await send('');
    expect(headers['content-security-policy']).toContain("script-src 'self'");
    expect(headers['content-security-policy']).not.toContain('unsafe');
    const page = await send('');
    expect(page.body).not.toMatch(/<style|style=|<script>|onclick=|https?:\/\//);
  });
});
