/** `/tienda` and `/inventario`: looking, buying with besitos or Stars, owning, using. */
import { Composer } from 'grammy';
import { avanzarExperiencias } from '../avance.ts';
import { type BotContext, conducir } from '../contexto.ts';
import { facturaDe } from '../facturas.ts';
import { mostrar } from '../mostrar.ts';
import { ordenar } from '../ordenes.ts';
import { pantallaInventario, pantallaUsado, pantallaUsar } from '../pantallas/inventario.ts';
import { pantallaCompra, pantallaItem, pantallaTienda } from '../pantallas/tienda.ts';
import { pantallaFactura } from '../pantallas/vip.ts';
import { html } from '../textos.ts';

export const tienda = new Composer<BotContext>();

const ver = async (ctx: BotContext) => mostrar(ctx, await pantallaTienda(ctx));
tienda.command('tienda', ver);
tienda.callbackQuery('tienda', ver);
tienda.callbackQuery(/^tienda:(\d{1,3})$/, async (ctx) =>
  mostrar(ctx, await pantallaTienda(ctx, Number(ctx.match[1]))),
);
tienda.callbackQuery(/^i:([a-z0-9-]+)$/, async (ctx) => mostrar(ctx, await pantallaItem(ctx, ctx.match[1]!)));

tienda.callbackQuery(/^c:([a-z0-9-]+):(\d{1,10}):([A-Za-z0-9_-]+)$/, async (ctx) => {
  const [, item, precioTexto, nonce] = ctx.match as unknown as [string, string, string, string];
  const precio = Number(precioTexto);
  // The button's nonce is the purchase: tapped twice, it buys once and shows the same receipt.
  const { eventos } = await ordenar(ctx, 'ComprarItem', { item, precio }, `c/${item}/${nonce}`);
  const iniciada = eventos.find((evento) => evento.type === 'CompraIniciada');
  const desenlace = iniciada
    ? await conducir(ctx, ctx.deps.procesos.compra(ctx.jugador.usuarioId, iniciada.data.compra))
    : 'hecha';
  const novedades = desenlace === 'hecha' ? await avanzarExperiencias(ctx) : [];
  const { texto, teclado } = await pantallaCompra(ctx, item, precio, desenlace);
  await mostrar(ctx, { texto: [texto, ...novedades].join('\n\n'), teclado });
});

tienda.callbackQuery(/^e:([a-z0-9-]+):(\d{1,10}):([A-Za-z0-9_-]+)$/, async (ctx) => {
  const [, item, precioTexto, nonce] = ctx.match as unknown as [string, string, string, string];
  const datos = { item, precio: Number(precioTexto), moneda: 'estrellas' as const };
  const factura = await facturaDe(ctx, await ordenar(ctx, 'ComprarItem', datos, `e/${item}/${nonce}`));
  const titulo = html(ctx.deps.catalogo.item(item)?.titulo[ctx.jugador.idioma] ?? item);
  await mostrar(
    ctx,
    factura
      ? pantallaFactura(ctx, factura, { clave: 'item', volver: `i:${item}`, titulo })
      : await pantallaItem(ctx, item),
  );
});

const tengo = async (ctx: BotContext) => mostrar(ctx, await pantallaInventario(ctx));
tienda.command('inventario', tengo);
tienda.callbackQuery('inventario', tengo);

tienda.callbackQuery(/^u:([a-z0-9-]+)$/, async (ctx) => mostrar(ctx, await pantallaUsar(ctx, ctx.match[1]!)));
tienda.callbackQuery(/^us:([a-z0-9-]+):([A-Za-z0-9_-]+)$/, async (ctx) => {
  const [, item, nonce] = ctx.match as unknown as [string, string, string];
  const { eventos } = await ordenar(ctx, 'UsarItem', { item }, `u/${item}/${nonce}`);
  const recibidos = eventos.flatMap((evento) => (evento.type === 'ItemOtorgado' ? [evento.data.item] : []));
  const novedades = await avanzarExperiencias(ctx);
  const { texto, teclado } = await pantallaUsado(ctx, item, recibidos);
  await mostrar(ctx, { texto: [texto, ...novedades].join('\n\n'), teclado });
});
