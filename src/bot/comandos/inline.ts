/** `@bot …` in any chat: cards that invite others, to the bot, to a story, to an experience. */
import { Composer, InlineKeyboard, InlineQueryResultBuilder } from 'grammy';
import type { InlineQueryResult } from 'grammy/types';
import { IDIOMAS } from '../../events/usuario/eventos.ts';
import { type BotContext, jugadorDe } from '../contexto.ts';
import { direccionDe, type Enlace } from '../enlaces.ts';
import { conocer } from '../identificar.ts';
import { corto, html, idiomaDe, plano } from '../textos.ts';

const CACHED_S = 300;
const RESULTS_MAX = 20;
const DESCRIPTION_MAX = 120;

export const inline = new Composer<BotContext>();

interface Tarjeta {
  id: string;
  /** Plain text. */
  titulo: string;
  descripcion: string;
  /** Telegram HTML. */
  mensaje: string;
  boton: string;
  enlace?: Enlace;
}

inline.on('inline_query', async (ctx) => {
  await conocer(ctx);
  const buscado = ctx.inlineQuery.query.trim().toLocaleLowerCase();
  const tarjetas = tarjetasDe(ctx).filter(({ titulo, descripcion }) =>
    `${titulo} ${descripcion}`.toLocaleLowerCase().includes(buscado),
  );
  await ctx.answerInlineQuery(
    tarjetas.slice(0, RESULTS_MAX).map((tarjeta) => resultadoDe(ctx, tarjeta)),
    {
      cache_time: CACHED_S,
      is_personal: true,
    },
  );
});

function tarjetasDe(ctx: BotContext): Tarjeta[] {
  const { catalogo } = ctx.deps;
  const jugador = jugadorDe(ctx);
  const idioma = IDIOMAS.find((known) => known === jugador?.idioma) ?? idiomaDe(ctx.from?.language_code);
  const tarjetas: Tarjeta[] = [];
  if (jugador)
    tarjetas.push({
      id: 'invitacion',
      titulo: ctx.t('inline-invitacion'),
      descripcion: ctx.t('inline-invitacion-descripcion'),
      mensaje: ctx.t('referido-para-compartir'),
      boton: ctx.t('boton-abrir-bot'),
      enlace: { tipo: 'referido', por: jugador.usuarioId },
    });
  for (const { historia, portada } of catalogo.portadas())
    if (portada)
      tarjetas.push({
        id: `h-${historia}`,
        titulo: `📖 ${portada.titulo[idioma]}`,
        descripcion: portada.sinopsis[idioma],
        mensaje: `📖 <b>${html(portada.titulo[idioma])}</b>\n\n${html(portada.sinopsis[idioma])}`,
        boton: ctx.t('boton-leer'),
        enlace: { tipo: 'historia', id: historia },
      });
  for (const { id, titulo, descripcion } of catalogo.experiencias())
    tarjetas.push({
      id: `x-${id}`,
      titulo: `🏅 ${titulo[idioma]}`,
      descripcion: descripcion[idioma],
      mensaje: `🏅 <b>${html(titulo[idioma])}</b>\n\n${html(descripcion[idioma])}`,
      boton: ctx.t('boton-abrir-bot'),
      enlace: { tipo: 'experiencia', id },
    });
  for (const tema of ['como-se-juega', 'besitos', 'vip'] as const)
    tarjetas.push({
      id: `ayuda-${tema}`,
      titulo: ctx.t(`inline-ayuda-${tema}`),
      descripcion: plano(ctx.t(`inline-ayuda-${tema}-texto`)),
      mensaje: `<b>${ctx.t(`inline-ayuda-${tema}`)}</b>\n\n${ctx.t(`inline-ayuda-${tema}-texto`)}`,
      boton: ctx.t('boton-abrir-bot'),
      ...(tema === 'vip' && { enlace: { tipo: 'vip' as const } }),
    });
  return tarjetas;
}

function resultadoDe(
  ctx: BotContext,
  { id, titulo, descripcion, mensaje, boton, enlace }: Tarjeta,
): InlineQueryResult {
  return InlineQueryResultBuilder.article(id, titulo, {
    description: corto(descripcion, DESCRIPTION_MAX),
    reply_markup: new InlineKeyboard().url(boton, direccionDe(ctx.me.username, enlace)),
  }).text(mensaje, { parse_mode: 'HTML', link_preview_options: { is_disabled: true } });
}
