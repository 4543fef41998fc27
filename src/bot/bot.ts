/** The bot: one ordered list of what an update passes through. */
import { type RunnerHandle, run, sequentialize } from '@grammyjs/runner';
import { Bot, InlineKeyboard } from 'grammy';
import { LRUCache } from 'lru-cache';
import { CommandError, RateLimitExceededError } from '../commands/errores.ts';
import { IDIOMAS } from '../events/usuario/eventos.ts';
import { cartera } from './comandos/cartera.ts';
import { experiencias } from './comandos/experiencias.ts';
import { historia } from './comandos/historia.ts';
import { menu } from './comandos/menu.ts';
import { tienda } from './comandos/tienda.ts';
import type { BotContext, BotDeps } from './contexto.ts';
import { pantallaDeError, textoDeError } from './errores.ts';
import { identificar } from './identificar.ts';
import { botonMenu, mostrar } from './mostrar.ts';
import { pantallaMenu } from './pantallas/menu.ts';

/** Commands in the order of Telegram's menu. */
export const COMANDOS_DEL_BOT = [
  'start',
  'historia',
  'experiencias',
  'tienda',
  'inventario',
  'saldo',
  'movimientos',
  'regalo',
  'idioma',
  'ayuda',
] as const;

/** Kinds of update the bot asks for; reactions come only to who names them. */
export const ALLOWED_UPDATES = ['message', 'callback_query', 'message_reaction'] as const;

const REMEMBERED_WRITES = 50_000;

export interface BotOptions extends Omit<BotDeps, 'escritos'> {
  token: string;
  /** Another Bot API server than Telegram's: the local emulator. */
  apiRoot?: string | undefined;
}

export function createBot({ token, apiRoot, ...given }: BotOptions): Bot<BotContext> {
  const deps: BotDeps = { ...given, escritos: new LRUCache({ max: REMEMBERED_WRITES }) };
  const bot = new Bot<BotContext>(token, apiRoot ? { client: { apiRoot } } : {});

  // Before everything: the services, and the time an update takes.
  bot.use(async (ctx, next) => {
    ctx.deps = deps;
    const startedMs = performance.now();
    await next();
    deps.onUpdate?.(kindOf(ctx), performance.now() - startedMs);
  });
  // Two taps of one person are handled in the order they were made.
  bot.use(sequentialize((ctx) => String(ctx.from?.id ?? ctx.chat?.id ?? '')));
  // Who it is; whoever has no business here goes no further.
  bot.use(identificar);
  bot
    .chatType(['group', 'supergroup', 'channel'])
    .on('message:entities:bot_command', (ctx) => ctx.reply(ctx.t('solo-privado')));
  const privado = bot.chatType('private');
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
  privado.use(menu, historia, experiencias, tienda, cartera);
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
  if (!(error instanceof CommandError))
    ctx.deps.log.error({ err: error, update: ctx.update.update_id }, 'an update failed');
  // A reaction has no screen of its own to put an apology on.
  if (ctx.messageReaction) return;
  if (error instanceof RateLimitExceededError && ctx.callbackQuery) {
    ctx.aviso = textoDeError(ctx, error);
    return;
  }
  await mostrar(ctx, pantallaDeError(ctx, error));
}

async function responderToque(ctx: BotContext): Promise<void> {
  try {
    await ctx.answerCallbackQuery(ctx.aviso === undefined ? undefined : { text: ctx.aviso.slice(0, 200) });
  } catch (error) {
    // Too old to be answered: what it asked for was done all the same.
    ctx.deps.log.debug({ err: error }, 'a tap could not be answered');
  }
}

function kindOf(ctx: BotContext): string {
  if (ctx.callbackQuery) return 'callback_query';
  return ctx.messageReaction ? 'message_reaction' : 'message';
}

/** Publishes the command menu in each language, Spanish for everyone else. */
export async function publicarComandos(
  bot: Bot<BotContext>,
  { textos }: Pick<BotDeps, 'textos'>,
): Promise<void> {
  for (const idioma of IDIOMAS) {
    const comandos = COMANDOS_DEL_BOT.map((command) => ({
      command,
      description: textos(idioma, `cmd-${command}`),
    }));
    if (idioma === 'es') await bot.api.setMyCommands(comandos);
    else await bot.api.setMyCommands(comandos, { language_code: idioma });
  }
}

/** Long polling, many people at a time. */
export function startPolling(bot: Bot<BotContext>): RunnerHandle {
  return run(bot, {
    runner: { fetch: { allowed_updates: [...ALLOWED_UPDATES], timeout: 25 }, silent: true },
  });
}
