/** Questions that are answered with a text. What was asked is read off the message that is replied to: a restart loses nothing. */

import { InlineKeyboard } from 'grammy';
import type { Idioma } from '../events/usuario/eventos.ts';
import type { BotContext } from './contexto.ts';
import { botonMenu, mostrar } from './mostrar.ts';
import { plano } from './textos.ts';

export type Pregunta = 'pregunta-cantidad' | 'pregunta-codigo';

/** Asks in a message of its own, which the player's app offers to reply to; the screen before says how to go back. */
export async function preguntar(ctx: BotContext, pregunta: Pregunta): Promise<void> {
  await mostrar(ctx, {
    texto: ctx.t(`${pregunta}-pantalla`),
    teclado: new InlineKeyboard([[botonMenu(ctx)]]),
  });
  await ctx.reply(ctx.t(pregunta), {
    parse_mode: 'HTML',
    reply_markup: { force_reply: true, input_field_placeholder: plano(ctx.t(`${pregunta}-campo`)) },
  });
}

/** Whether the message answers that question, asked in that language. */
export function respuestaA(ctx: BotContext, idioma: Idioma, pregunta: Pregunta): boolean {
  const asked = ctx.message?.reply_to_message;
  return (
    asked?.from?.id === ctx.me.id && asked.text?.trim() === plano(ctx.deps.textos(idioma, pregunta)).trim()
  );
}
