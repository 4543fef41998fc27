/** The bot: one ordered list of what an update passes through. */
import { sequentialize } from '@grammyjs/runner';
import { Bot, GrammyError, InlineKeyboard } from 'grammy';
import { LRUCache } from 'lru-cache';
import { CommandError, RateLimitExceededError } from '../commands/errores.ts';
import { obedecerLimites } from './api.ts';
import { canjear } from './comandos/canjear.ts';
import { cartera } from './comandos/cartera.ts';
import { experiencias } from './comandos/experiencias.ts';
import { grupos } from './comandos/grupos.ts';
import { historia } from './comandos/historia.ts';
import { inline } from './comandos/inline.ts';
import { menu } from './comandos/menu.ts';
import { pagos } from './comandos/pagos.ts';
import { perfil } from './comandos/perfil.ts';
import { privacidad } from './comandos/privacidad.ts';
import { regalar } from './comandos/regalar.ts';
import { tienda } from './comandos/tienda.ts';
import { vip } from './comandos/vip.ts';
import type { BotContext, BotDeps } from './contexto.ts';
import { pantallaDeError, textoDeError } from './errores.ts';
import { identificar, preparar, registrar } from './identificar.ts';
import { botonMenu, mostrar } from './mostrar.ts';
import { pantallaMenu } from './pantallas/menu.ts';
import { seguir } from './seguimiento.ts';
import { plano } from './textos.ts';

export { publicarComandos } from './menus.ts';
export { startPolling } from './polling.ts';

const REMEMBERED_WRITES = 50_000;
const TOAST_MAX = 200;

export interface BotOptions extends Omit<BotDeps, 'escritos'> {
  token: string;
  /** Another Bot API server than Telegram's: the local emulator. */
  apiRoot?: string | undefined;
}

export function createBot({ token, apiRoot, ...given }: BotOptions): Bot<BotContext> {
  const deps: BotDeps = { ...given, escritos: new LRUCache({ max: REMEMBERED_WRITES }) };
  const bot = new Bot<BotContext>(token, apiRoot ? { client: { apiRoot } } : {});
  obedecerLimites(bot.api);

  // Before everything: the services, and the time an update takes.
  bot.use(async (ctx, next) => {
    ctx.deps = deps;
    preparar(ctx);
    const startedMs = performance.now();
    try {
      await next();
    } finally {
      deps.onUpdate?.(kindOf(ctx), performance.now() - startedMs);
    }
  });
  // Telegram waits ten seconds for an answer to a pre-checkout, and less for one to an inline query: neither waits in
  // a queue. A payment is recorded whoever makes it, and however busy they are.
  bot.use(pagos, inline);
  // Two taps of one person are handled in the order they were made.
  bot.use(sequentialize((ctx) => String(ctx.from?.id ?? ctx.chat?.id ?? '')));
  // Who it is; whoever has no business here goes no further.
  bot.use(identificar);
  bot.chatType(['group', 'supergroup', 'channel']).use(grupos);
  const privado = bot.chatType('private');
  privado.use(registrar);
  // What was asked for and what was shown, once it has been.
  privado.use(seguir);
  // Every tap is answered, once, after it was handled, with its toast if there is one; every refusal becomes a screen.
  privado.use(async (ctx, next) => {
    try {
      await limitar(ctx);
      await next();
    } catch (error) {
      await disculparse(ctx, error);
    } finally {
      if (ctx.callbackQuery) await responderToque(ctx);
    }
  });
  privado.use(menu, historia, experiencias, tienda, cartera, vip, regalar, canjear, perfil, privacidad);
  // What nothing above understood: an old or forged button, or free text.
  privado.on('callback_query', async (ctx) => {
    ctx.aviso = ctx.t('boton-caducado');
    await mostrar(ctx, await pantallaMenu(ctx));
  });
  privado.on('message', (ctx) =>
    mostrar(ctx, {
      texto: ctx.t('no-entiendo'),
      teclado: new InlineKeyboard([[InlineKeyboard.text(ctx.t('boton-seguir'), 'historia'), botonMenu(ctx)]]),
    }),
  );
  bot.catch(({ error, ctx }) =>
    deps.log.error({ err: error, update: ctx.update.update_id }, 'an update failed'),
  );
  return bot;
}

async function limitar(ctx: BotContext): Promise<void> {
  const { limiter, clock } = ctx.deps;
  const verdict = await limiter.hit(`telegram-${ctx.jugador.usuarioId}`, 'api_call', clock.now());
  if (!verdict.allowed) throw new RateLimitExceededError('api_call', verdict.retryAfterMs);
}

async function disculparse(ctx: BotContext, error: unknown): Promise<void> {
  // Whoever has blocked the bot meanwhile is not apologised to.
  if (error instanceof GrammyError && error.error_code === 403) {
    ctx.deps.log.debug({ err: error, update: ctx.update.update_id }, 'a player cannot be written to');
    return;
  }
  if (!(error instanceof CommandError))
    ctx.deps.log.error({ err: error, update: ctx.update.update_id }, 'an update failed');
  ctx.error = error instanceof CommandError ? error.code : 'INTERNAL';
  // A reaction has no screen of its own to put an apology on.
  if (ctx.messageReaction) return;
  if (error instanceof RateLimitExceededError && ctx.callbackQuery) {
    ctx.aviso = plano(textoDeError(ctx, error));
    return;
  }
  await mostrar(ctx, pantallaDeError(ctx, error));
}

async function responderToque(ctx: BotContext): Promise<void> {
  try {
    await ctx.answerCallbackQuery(
      ctx.aviso === undefined ? undefined : { text: ctx.aviso.slice(0, TOAST_MAX) },
    );
  } catch (error) {
    // Too old to be answered: what it asked for was done all the same.
    ctx.deps.log.debug({ err: error }, 'a tap could not be answered');
  }
}

function kindOf({ update }: BotContext): string {
  const kind = Object.keys(update).find((key) => key !== 'update_id');
  return kind ?? 'unknown';
}
