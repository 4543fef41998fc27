/** A refused command as a friendly screen: what happened, in the player's language, and the way out. */
import { InlineKeyboard } from 'grammy';
import {
  AlreadySubscribedError,
  CommandError,
  RateLimitExceededError,
  RequirementsNotMetError,
} from '../commands/errores.ts';
import type { BotContext } from './contexto.ts';
import { caminos, describir } from './faltantes.ts';
import { fechaDe } from './fechas.ts';
import type { Pantalla } from './mostrar.ts';
import type { Variables } from './textos.ts';

/** Where each error leads; the menu is always there besides. */
const SALIDAS: Record<string, readonly (readonly [clave: string, dato: string])[]> = {
  INSUFFICIENT_FUNDS: [
    ['boton-regalo', 'regalo'],
    ['boton-seguir', 'historia'],
  ],
  ITEM_NOT_AVAILABLE: [['boton-tienda', 'tienda']],
  ITEM_NOT_OWNED: [['boton-inventario', 'inventario']],
  ITEM_NOT_USABLE: [['boton-inventario', 'inventario']],
  ALREADY_OWNED: [['boton-inventario', 'inventario']],
  PURCHASE_IN_PROGRESS: [['boton-inventario', 'inventario']],
  RESERVATION_RELEASED: [['boton-tienda', 'tienda']],
  PRICE_CHANGED: [['boton-tienda', 'tienda']],
  ORDER_NOT_FOUND: [['boton-tienda', 'tienda']],
  ORDER_EXPIRED: [['boton-tienda', 'tienda']],
  REQUIREMENTS_NOT_MET: [['boton-seguir', 'historia']],
  VIP_REQUIRED: [
    ['boton-hazte-vip', 'vip'],
    ['boton-seguir', 'historia'],
  ],
  NOT_SUBSCRIBED: [['boton-vip', 'vip']],
  ALREADY_SUBSCRIBED: [['boton-vip', 'vip']],
  DAILY_GRANT_LIMIT: [['boton-seguir', 'historia']],
  GIFT_ALREADY_CLAIMED: [['boton-seguir', 'historia']],
  GIFT_TO_SELF: [['boton-mis-regalos-corto', 'rgs']],
  GIFT_AMOUNT: [['boton-regalar', 'regalar']],
  GIFT_NOT_FOUND: [['boton-historia', 'historia']],
  GIFT_TAKEN: [['boton-historia', 'historia']],
  GIFT_EXPIRED: [['boton-historia', 'historia']],
  CODE_NOT_ACTIVE: [['boton-otro-codigo', 'canjear']],
  CODE_ALREADY_REDEEMED: [['boton-movimientos', 'movimientos']],
  CODE_EXHAUSTED: [['boton-otro-codigo', 'canjear']],
  FRAGMENT_NOT_REACHED: [['boton-seguir', 'historia']],
  DECISION_OUT_OF_PLACE: [['boton-seguir', 'historia']],
  ALREADY_REACTED: [['boton-seguir', 'historia']],
  WRONG_ANSWER: [['boton-experiencias', 'experiencias']],
  COMPONENT_NOT_DONE: [['boton-experiencias', 'experiencias']],
  COMPONENT_OUT_OF_ORDER: [['boton-experiencias', 'experiencias']],
  COMPONENT_ALREADY_COMPLETED: [['boton-experiencias', 'experiencias']],
  EXPERIENCE_NOT_STARTED: [['boton-experiencias', 'experiencias']],
  EXPERIENCE_ALREADY_STARTED: [['boton-experiencias', 'experiencias']],
  USER_SUSPENDED: [['boton-privacidad', 'privacidad']],
  SUSPICIOUS_ACTIVITY: [['boton-seguir', 'historia']],
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
  if (error instanceof AlreadySubscribedError)
    return ctx.t('error-ALREADY_SUBSCRIBED', { hasta: fechaDe(String(error.data.hasta)) });
  return ctx.t(SIN_TEXTO.has(error.code) ? 'error-INTERNAL' : `error-${error.code}`, error.data as Variables);
}

/** What a player cannot bring about — the work of admins and processes: a fault of the program where it happens all the same. */
export const SIN_TEXTO = new Set([
  'UNKNOWN_COMMAND',
  'USER_NOT_FOUND',
  'USER_ALREADY_REGISTERED',
  'IDEMPOTENCY_CONFLICT',
  'APPROVAL_REQUIRED',
  'ERASURE_PENDING',
  'REVIEW_NOT_OPEN',
  'PAYMENT_STATE',
  'PAYMENT_UNDELIVERABLE',
  'GIFT_SETTLED',
  'CODE_EXISTS',
  'MOVEMENT_NOT_FOUND',
  'ALREADY_REVERSED',
  'REVERSAL_NOT_ALLOWED',
  'REVERSAL_SHORTFALL',
  'ADJUSTMENT_STATE',
  'SAME_ADMIN',
  'BROADCAST_STATE',
  'STORY_PROBLEMS',
]);

function espera(ctx: BotContext, ms: number): string {
  const seconds = Math.max(1, Math.ceil(ms / 1000));
  return seconds < 120
    ? ctx.t('espera-segundos', { n: seconds })
    : ctx.t('espera-minutos', { n: Math.ceil(seconds / 60) });
}
