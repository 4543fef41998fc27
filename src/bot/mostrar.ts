/** How a screen reaches the player: a tap edits its own message in place, a command gets a message of its own. */
import { GrammyError, InlineKeyboard } from 'grammy';
import type { BotContext } from './contexto.ts';
import { recortar } from './textos.ts';

export interface Pantalla {
  /** Telegram HTML. */
  texto: string;
  teclado: InlineKeyboard;
  /** Address of a picture above the text. It is shown as a link's preview, so that the message stays one that is edited. */
  imagen?: string | undefined;
}

/** Telegram's limit for a message, in characters. */
const TEXT_MAX = 4096;

/** How a screen is sent or edited: its markup, its buttons, its picture. */
export const opcionesDe = ({ teclado, imagen }: Pantalla) => ({
  parse_mode: 'HTML' as const,
  reply_markup: teclado,
  link_preview_options:
    imagen === undefined
      ? { is_disabled: true }
      : { url: imagen, prefer_large_media: true, show_above_text: true },
});

export async function mostrar(ctx: BotContext, pantalla: Pantalla): Promise<void> {
  ctx.pantallas = (ctx.pantallas ?? 0) + 1;
  const other = opcionesDe(pantalla);
  const { texto } = pantalla;
  const text = recortar(texto, TEXT_MAX);
  if (!ctx.callbackQuery?.message) {
    await ctx.reply(text, other);
    return;
  }
  try {
    await ctx.editMessageText(text, other);
  } catch (error) {
    if (isUnchanged(error)) return;
    // The message is gone or too old to be edited: the screen comes as a new one.
    if (error instanceof GrammyError && error.error_code === 400) await ctx.reply(text, other);
    else throw error;
  }
}

/** Telegram refuses an edit that changes nothing; the player already sees what was meant. */
export function isUnchanged(error: unknown): boolean {
  return error instanceof GrammyError && error.description.includes('message is not modified');
}

export const botonMenu = (ctx: BotContext) => InlineKeyboard.text(ctx.t('boton-menu'), 'menu');
