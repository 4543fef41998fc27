/** Who is playing: finds the person behind an update, and registers whoever writes to the bot for the first time. */
import type { MiddlewareFn } from 'grammy';
import { newUuid } from '../platform/ids.ts';
import { sealWith } from '../platform/keystore/keystore.ts';
import type { BotContext } from './contexto.ts';
import { ordenar } from './ordenes.ts';
import { html, idiomaDe } from './textos.ts';

export const identificar: MiddlewareFn<BotContext> = async (ctx, next) => {
  const { from, deps } = ctx;
  if (!from || from.is_bot) return;
  const { bus, keyStore, textos } = deps;
  const idioma = idiomaDe(from.language_code);
  ctx.escrito = null;
  ctx.ordenes = 0;
  ctx.t = (clave, variables) => textos(ctx.jugador?.idioma ?? idioma, clave, variables);

  const known = await keyStore.find(from.id);
  const estado = known ? await bus.usuario(known.usuarioId) : null;
  if (known && estado?.estado === 'activo') {
    ctx.jugador = { usuarioId: known.usuarioId, idioma: estado.idioma, nuevo: false };
    ctx.escrito = deps.escritos.get(known.usuarioId) ?? null;
    return next();
  }
  // A reaction of someone who never started the bot earns nothing, and registers nobody.
  if (ctx.chat?.type !== 'private' || ctx.update.message_reaction) return;
  const person = await keyStore.findOrCreate(from.id, newUuid);
  ctx.jugador = { usuarioId: person.usuarioId, idioma, nuevo: true };
  const { id: telegramId, first_name: nombre, last_name: apellido, username } = from;
  const personal = sealWith(person, { telegramId, chatId: ctx.chat.id, nombre, apellido, username });
  await ordenar(ctx, 'RegistrarUsuario', { idioma, personal }, 'registro');
  return next();
};

export const nombreDe = (ctx: BotContext): string => html(ctx.from?.first_name ?? '');
