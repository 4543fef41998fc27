/** `/tienda` and `/inventario`: looking, buying, owning. */
import { Composer, InlineKeyboard } from 'grammy';
import { avanzarExperiencias } from '../avance.ts';
import { type BotContext, estadoDe } from '../contexto.ts';
import { botonMenu, mostrar } from '../mostrar.ts';
import { ordenar } from '../ordenes.ts';
import { pantallaInventario } from '../pantallas/cartera.ts';
import { pantallaItem, pantallaTienda } from '../pantallas/tienda.ts';
import { html } from '../textos.ts';

export const tienda = new Composer<BotContext>();

const ver = async (ctx: BotContext) => mostrar(ctx, await pantallaTienda(ctx));
tienda.command('tienda', ver);
tienda.callbackQuery('tienda', ver);
tienda.callbackQuery(/^tienda:(\d{1,3})$/, async (ctx) =>
  mostrar(ctx, await pantallaTienda(ctx, Number(ctx.match[1]))),
);
tienda.callbackQuery(/^i:([a-z0-9-]+)$/, async (ctx) => mostrar(ctx, await pantallaItem(ctx, ctx.match[1]!)));

const tengo = async (ctx: BotContext) => mostrar(ctx, await pantallaInventario(ctx));
tienda.command('inventario', tengo);
tienda.callbackQuery('inventario', tengo);

tienda.callbackQuery(/^c:([a-z0-9-]+):(\d{1,10}):([A-Za-z0-9_-]+)$/, async (ctx) => {
  const [, itemId, precioTexto, nonce] = ctx.match as unknown as [string, string, string, string];
  const precio = Number(precioTexto);
  // The button's nonce is the purchase: tapped twice, it buys once and shows the same receipt.
  await ordenar(ctx, 'ComprarItem', { item: itemId, precio }, `c/${itemId}/${nonce}`);
  const novedades = await avanzarExperiencias(ctx);
  const item = ctx.deps.catalogo.item(itemId);
  const { saldo } = await estadoDe(ctx);
  const recibo = ctx.t('compra-hecha', {
    icono: item?.icono ?? '',
    titulo: html(item?.titulo[ctx.jugador.idioma] ?? itemId),
    precio,
    saldo,
  });
  const teclado = new InlineKeyboard()
    .text(ctx.t('boton-seguir'), 'historia')
    .row()
    .text(ctx.t('boton-tienda'), 'tienda')
    .text(ctx.t('boton-inventario'), 'inventario')
    .row()
    .add(botonMenu(ctx));
  await mostrar(ctx, { texto: [recibo, ...novedades].join('\n\n'), teclado });
});
