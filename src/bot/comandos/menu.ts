/** `/start` with or without a deep link, `/ayuda`, `/idioma` and the menu. */
import { Composer, InlineKeyboard } from 'grammy';
import { IDIOMAS } from '../../events/usuario/eventos.ts';
import type { BotContext } from '../contexto.ts';
import { leerEnlace } from '../enlaces.ts';
import { botonMenu, mostrar } from '../mostrar.ts';
import { ordenar } from '../ordenes.ts';
import { pantallaBienvenida, pantallaMenu } from '../pantallas/menu.ts';
import { seguirEnlace } from './enlace.ts';

const NOMBRES = { es: '🇪🇸 Español', en: '🇬🇧 English' } as const;

export const menu = new Composer<BotContext>();

menu.command('start', async (ctx) => {
  const enlace = leerEnlace(ctx.match.trim());
  if (enlace) await mostrar(ctx, await seguirEnlace(ctx, enlace));
  else await mostrar(ctx, ctx.jugador.nuevo ? pantallaBienvenida(ctx) : await pantallaMenu(ctx));
});
menu.callbackQuery('menu', async (ctx) => mostrar(ctx, await pantallaMenu(ctx)));

const ayuda = (ctx: BotContext) =>
  mostrar(ctx, {
    texto: ctx.t('ayuda'),
    teclado: new InlineKeyboard()
      .text(ctx.t('boton-historia'), 'historia')
      .text(ctx.t('boton-vip'), 'vip')
      .row()
      .text(ctx.t('boton-privacidad'), 'privacidad')
      .add(botonMenu(ctx)),
  });
menu.command(['ayuda', 'help'], ayuda);
menu.callbackQuery('ayuda', ayuda);

const idioma = (ctx: BotContext) =>
  mostrar(ctx, {
    texto: ctx.t('idioma-titulo'),
    teclado: new InlineKeyboard([
      IDIOMAS.map((codigo) => InlineKeyboard.text(NOMBRES[codigo], `idioma:${codigo}`)),
      [botonMenu(ctx)],
    ]),
  });
menu.command('idioma', idioma);
menu.callbackQuery('idioma', idioma);
menu.callbackQuery(/^idioma:(es|en)$/, async (ctx) => {
  const elegido = ctx.match[1] as (typeof IDIOMAS)[number];
  await ordenar(ctx, 'CambiarIdioma', { idioma: elegido });
  ctx.jugador.idioma = elegido;
  ctx.aviso = ctx.t('idioma-cambiado');
  await mostrar(ctx, await pantallaMenu(ctx));
});
