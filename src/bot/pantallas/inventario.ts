/** What the player owns, and what happens when it is used. */
import { InlineKeyboard } from 'grammy';
import { inventario } from '../../queries/inventario.ts';
import { type BotContext, estadoDe } from '../contexto.ts';
import { alDia } from '../lectura.ts';
import type { Pantalla } from '../mostrar.ts';
import { html } from '../textos.ts';

const SHOWN_MAX = 20;

export async function pantallaInventario(ctx: BotContext): Promise<Pantalla> {
  const aviso = await alDia(ctx, inventario);
  const filas = await ctx.deps.cacheadas.inventario(ctx.jugador.usuarioId, ctx.escrito);
  const { idioma } = ctx.jugador;
  const teclado = new InlineKeyboard();
  const lineas = filas.slice(0, SHOWN_MAX).map(({ item, tipo, icono, titulo, descripcion, cantidad }) => {
    if (tipo === 'consumible')
      teclado.text(ctx.t('boton-usar-item', { icono, titulo: titulo[idioma] }), `u:${item}`).row();
    return `${ctx.t('inventario-fila', { icono, titulo: html(titulo[idioma]), cantidad })}\n${html(descripcion[idioma])}`;
  });
  teclado.text(ctx.t('boton-tienda'), 'tienda').text(ctx.t('boton-menu'), 'menu');
  const cuerpo = lineas.length > 0 ? lineas.join('\n\n') : ctx.t('inventario-vacio');
  return { texto: `${ctx.t('inventario-titulo')}\n\n${cuerpo}${aviso}`, teclado };
}

/** Used up is used up: asked once more. */
export async function pantallaUsar(ctx: BotContext, id: string): Promise<Pantalla> {
  const item = ctx.deps.catalogo.item(id);
  const cantidad = (await estadoDe(ctx)).inventario[id] ?? 0;
  if (item?.tipo !== 'consumible' || cantidad === 0) return pantallaInventario(ctx);
  const titulo = html(item.titulo[ctx.jugador.idioma]);
  const teclado = new InlineKeyboard()
    .text(ctx.t('boton-usar-si'), `us:${id}:${ctx.deps.nonce()}`)
    .row()
    .text(ctx.t('boton-atras'), 'inventario')
    .text(ctx.t('boton-menu'), 'menu');
  return { texto: ctx.t('usar-pregunta', { icono: item.icono, titulo, cantidad }), teclado };
}

/** `recibidos` are the items that using it gave. */
export async function pantallaUsado(
  ctx: BotContext,
  id: string,
  recibidos: readonly string[],
): Promise<Pantalla> {
  const { catalogo } = ctx.deps;
  const { idioma } = ctx.jugador;
  const item = catalogo.item(id);
  const quedan = (await estadoDe(ctx)).inventario[id] ?? 0;
  const titulo = html(item?.titulo[idioma] ?? id);
  const partes = [ctx.t('usado', { icono: item?.icono ?? '', titulo })];
  if (item?.uso) partes.push(`<i>${html(item.uso.texto[idioma])}</i>`);
  for (const recibido of recibidos) {
    const dado = catalogo.item(recibido);
    if (dado) partes.push(ctx.t('usado-recibes', { icono: dado.icono, titulo: html(dado.titulo[idioma]) }));
  }
  const teclado = new InlineKeyboard();
  if (quedan > 0) teclado.text(ctx.t('boton-usar-otra', { quedan }), `u:${id}`).row();
  teclado.text(ctx.t('boton-inventario'), 'inventario').text(ctx.t('boton-menu'), 'menu');
  return { texto: partes.join('\n\n'), teclado };
}
