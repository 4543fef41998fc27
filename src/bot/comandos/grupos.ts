/**
 * Groups and channels: reactions to posts, gifts from member to member, and for everything else a button that opens the
 * private chat. One answer to a command, none to a reaction: nobody's group is flooded.
 */
import { Composer, InlineKeyboard } from 'grammy';
import type { Message, User } from 'grammy/types';
import { CommandError } from '../../commands/errores.ts';
import { type BotContext, conducir, jugadorDe } from '../contexto.ts';
import { direccionDe, type Enlace } from '../enlaces.ts';
import { textoDeError } from '../errores.ts';
import { COMANDOS_DEL_BOT } from '../menus.ts';
import { ordenar } from '../ordenes.ts';
import { html } from '../textos.ts';
import { leerCantidad } from './regalar.ts';

export const grupos = new Composer<BotContext>();

/** Counts once for each post and person; what earns nothing is passed over in silence. */
grupos.on('message_reaction', async (ctx) => {
  const [emoji] = ctx.reactions().emojiAdded;
  const { chat, message_id } = ctx.messageReaction;
  const known = ctx.deps.catalogo.publicacionEn(chat.id, message_id);
  // Whoever never started the bot is not known; an anonymous administrator is nobody.
  if (!jugadorDe(ctx) || !emoji || !known) return;
  const { id: publicacion } = known.publicacion;
  try {
    await ordenar(ctx, 'ReaccionarPublicacion', { publicacion, emoji }, `p/${publicacion}`);
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    ctx.deps.log.debug({ code: error.code, publicacion }, 'a reaction earned nothing');
  }
});

grupos.command('regalar', async (ctx) => {
  const cantidad = ctx.match
    .split(/\s+/)
    .map(leerCantidad)
    .find((escrita) => escrita !== null);
  if (cantidad === undefined) return responder(ctx, ctx.t('grupo-regalar-como'));
  const aQuien = destinatarioDe(ctx.msg);
  if (!jugadorDe(ctx)) return responder(ctx, ctx.t('grupo-empieza'), { tipo: 'regalar', cantidad });
  if (!aQuien) return responder(ctx, ctx.t('grupo-regalar-a-quien'), { tipo: 'regalar', cantidad });
  const nombre = html(aQuien.first_name);
  const known = aQuien.is_bot ? null : await ctx.deps.keyStore.find(aQuien.id);
  if (!known)
    return responder(ctx, ctx.t('grupo-regalar-desconocido', { nombre, cantidad }), {
      tipo: 'regalar',
      cantidad,
    });
  try {
    const { eventos, repetido } = await ordenar(ctx, 'RegalarBesitos', { para: known.usuarioId, cantidad });
    const enviado = eventos.find((evento) => evento.type === 'RegaloEnviado');
    if (!enviado || repetido) return;
    const desenlace = await conducir(
      ctx,
      ctx.deps.procesos.regalo(ctx.jugador.usuarioId, enviado.data.regalo),
    );
    const de = html(ctx.from?.first_name ?? '');
    await responder(ctx, ctx.t(`grupo-regalo-${desenlace}`, { de, nombre, cantidad }));
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    await responder(ctx, textoDeError(ctx, error));
  }
});

grupos.command([...COMANDOS_DEL_BOT, 'help'], (ctx) => responder(ctx, ctx.t('solo-privado')));

/** Whose message is replied to, or who is mentioned by name: a `@username` alone does not tell a bot who that is. */
function destinatarioDe(message: Message): User | undefined {
  const mentioned = message.entities?.find((entity) => entity.type === 'text_mention')?.user;
  return mentioned ?? message.reply_to_message?.from;
}

async function responder(ctx: BotContext, texto: string, enlace?: Enlace): Promise<void> {
  const { limiter, clock } = ctx.deps;
  // Telegram allows twenty messages a minute in a group: as many as decisions to a player.
  const verdict = await limiter.hit(`grupo-${ctx.chat?.id}`, 'decision', clock.now());
  if (!verdict.allowed) return;
  await ctx.reply(texto, {
    parse_mode: 'HTML',
    link_preview_options: { is_disabled: true },
    reply_markup: new InlineKeyboard().url(
      ctx.t(enlace ? 'boton-regalar-en-privado' : 'boton-abrir-bot'),
      direccionDe(ctx.me.username, enlace),
    ),
    ...(ctx.msg && {
      reply_parameters: { message_id: ctx.msg.message_id, allow_sending_without_reply: true },
    }),
  });
}
