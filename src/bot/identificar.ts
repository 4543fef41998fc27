/** Who is playing: finds the person behind an update, and registers whoever writes to the bot in private for the first time. */
import type { MiddlewareFn } from 'grammy';
import { CommandError } from '../commands/errores.ts';
import { newUuid } from '../platform/ids.ts';
import { sealWith } from '../platform/keystore/keystore.ts';
import { type BotContext, jugadorDe } from './contexto.ts';
import { ordenar } from './ordenes.ts';
import { html, idiomaDe } from './textos.ts';

/** What every handler may count on before it is known who it is. */
export function preparar(ctx: BotContext): void {
  const idioma = idiomaDe(ctx.from?.language_code);
  ctx.escrito = null;
  ctx.ordenes = 0;
  ctx.t = (clave, variables) => ctx.deps.textos(jugadorDe(ctx)?.idioma ?? idioma, clave, variables);
}

/** Names the player where the person is known. Registers nobody. */
export async function conocer(ctx: BotContext): Promise<void> {
  if (!ctx.from || ctx.from.is_bot) return;
  const known = await ctx.deps.keyStore.find(ctx.from.id);
  const estado = known ? await ctx.deps.bus.usuario(known.usuarioId) : null;
  if (!known || estado?.estado !== 'activo') return;
  ctx.jugador = { usuarioId: known.usuarioId, idioma: estado.idioma, nuevo: false };
  ctx.escrito = ctx.deps.escritos.get(known.usuarioId) ?? null;
}

/** Bots and anonymous administrators go no further: nobody there can earn or spend anything. */
export const identificar: MiddlewareFn<BotContext> = async (ctx, next) => {
  if (!ctx.from || ctx.from.is_bot) return;
  await conocer(ctx);
  return next();
};

/** In private, everybody is somebody. */
export const registrar: MiddlewareFn<BotContext> = async (ctx, next) => {
  if (jugadorDe(ctx)) return next();
  // A reaction of someone who never started the bot earns nothing, and registers nobody.
  if (!ctx.from || ctx.chat?.type !== 'private' || ctx.update.message_reaction) return;
  const idioma = idiomaDe(ctx.from.language_code);
  const person = await ctx.deps.keyStore.findOrCreate(ctx.from.id, newUuid);
  if ((await ctx.deps.bus.usuario(person.usuarioId)).estado === 'eliminado') {
    // The last moments of an erasure: once the key is gone, whoever comes back is new.
    await ctx.reply(ctx.t('cuenta-borrandose'));
    return;
  }
  ctx.jugador = { usuarioId: person.usuarioId, idioma, nuevo: true };
  const { id: telegramId, first_name: nombre, last_name: apellido, username } = ctx.from;
  const personal = sealWith(person, { telegramId, chatId: ctx.chat.id, nombre, apellido, username });
  try {
    await ordenar(ctx, 'RegistrarUsuario', { idioma, personal }, 'registro');
  } catch (error) {
    // Another process was quicker: it is the same person under the same id.
    if (
      !(error instanceof CommandError) ||
      (await ctx.deps.bus.estado('usuario', person.usuarioId, true)).estado !== 'activo'
    )
      throw error;
    ctx.jugador.nuevo = false;
  }
  return next();
};

export const nombreDe = (ctx: BotContext): string => html(ctx.from?.first_name ?? '');
