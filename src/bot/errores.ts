/** A refused command as a friendly screen: what happened, in the player's language, and the way out. */
import { InlineKeyboard } from 'grammy';
import { CommandError, RateLimitExceededError, RequirementsNotMetError } from '../commands/errores.ts';
import type { BotContext } from './contexto.ts';
import { caminos, describir } from './faltantes.ts';
import type { Pantalla } from './mostrar.ts';
import type { Variables } from './textos.ts';

/** Where each error leads; the menu is always there besides. */
const SALIDAS: Record<string, readonly (readonly [clave: string, dato: string])[]> = {
  INSUFFICIENT_FUNDS: [
    ['boton-regalo', 'regalo'],
    ['boton-seguir', 'historia'],
  ],
  ITEM_NOT_AVAILABLE: [['boton-tienda', 'tienda']],
  ALREADY_OWNED: [['boton-inventario', 'inventario']],
  PRICE_CHANGED: [['boton-tienda', 'tienda']],
  REQUIREMENTS_NOT_MET: [['boton-seguir', 'historia']],
  VIP_REQUIRED: [['boton-seguir', 'historia']],
  DAILY_GRANT_LIMIT: [['boton-seguir', 'historia']],
  GIFT_ALREADY_CLAIMED: [['boton-seguir', 'historia']],
  FRAGMENT_NOT_REACHED: [['boton-seguir', 'historia']],
  DECISION_OUT_OF_PLACE: [['boton-seguir', 'historia']],
  ALREADY_REACTED: [['boton-seguir', 'historia']],
  WRONG_ANSWER: [['boton-experiencias', 'experiencias']],
  COMPONENT_NOT_DONE: [['boton-experiencias', 'experiencias']],
  COMPONENT_OUT_OF_ORDER: [['boton-experiencias', 'experiencias']],
  COMPONENT_ALREADY_COMPLETED: [['boton-experiencias', 'experiencias']],
  EXPERIENCE_NOT_STARTED: [['boton-experiencias', 'experiencias']],
  EXPERIENCE_ALREADY_STARTED: [['boton-experiencias', 'experiencias']],
};

export function pantallaDeError(ctx: BotContext, error: unknown): Pantalla {
  const teclado = new InlineKeyboard();
  const code = error instanceof CommandError ? error.code : 'INTERNAL';
  if (error instanceof RequirementsNotMetError) caminos(ctx, error.faltantes, teclado);
  for (const [clave, dato] of SALIDAS[code] ?? []) teclado.text(ctx.t(clave), dato).row();
  teclado.text(ctx.t('boton-menu'), 'menu');
  return { texto: `${ctx.t('error-titulo')}\n\n${textoDeError(ctx, error)}`, teclado };
}

export function textoDeError(ctx: BotContext, error: unknown): string {
  if (!(error instanceof CommandError)) return ctx.t('error-INTERNAL');
  if (error instanceof RequirementsNotMetError)
    return ctx.t('error-REQUIREMENTS_NOT_MET', {
      lista: error.faltantes.map((faltante) => `• ${describir(ctx, faltante)}`).join('\n'),
    });
  if (error instanceof RateLimitExceededError)
    return ctx.t('error-RATE_LIMIT_EXCEEDED', { espera: espera(ctx, error.retryAfterMs) });
  return ctx.t(SIN_TEXTO.has(error.code) ? 'error-INTERNAL' : `error-${error.code}`, error.data as Variables);
}

/** What a player cannot bring about: a fault of the program where it happens all the same. */
export const SIN_TEXTO = new Set([
  'UNKNOWN_COMMAND',
  'USER_NOT_FOUND',
  'USER_ALREADY_REGISTERED',
  'IDEMPOTENCY_CONFLICT',
  'APPROVAL_REQUIRED',
]);

function espera(ctx: BotContext, ms: number): string {
  const seconds = Math.max(1, Math.ceil(ms / 1000));
  return seconds < 120
    ? ctx.t('espera-segundos', { n: seconds })
    : ctx.t('espera-minutos', { n: Math.ceil(seconds / 60) });
}
