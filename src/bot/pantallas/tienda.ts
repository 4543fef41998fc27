/** The shop's screens: what is for sale, and one thing of it. */
import { InlineKeyboard } from 'grammy';
import { type FilaDeTienda, tienda } from '../../queries/tienda.ts';
import type { BotContext } from '../contexto.ts';
import { alDia } from '../lectura.ts';
import type { Pantalla } from '../mostrar.ts';
import { html } from '../textos.ts';

const PER_PAGE = 8;

export async function pantallaTienda(ctx: BotContext, pagina = 0): Promise<Pantalla> {
  const aviso = await alDia(ctx, 'dinero', 'tienda', 'catalogo');
  const filas = await tienda(ctx.deps.database, ctx.jugador.usuarioId);
  const teclado = new InlineKeyboard();
  if (filas.length === 0)
    return { texto: ctx.t('tienda-vacia'), teclado: teclado.text(ctx.t('boton-menu'), 'menu') };
  const paginas = Math.ceil(filas.length / PER_PAGE);
  const actual = Math.min(Math.max(pagina, 0), paginas - 1);
  for (const fila of filas.slice(actual * PER_PAGE, (actual + 1) * PER_PAGE))
    teclado.text(textoDeFila(ctx, fila), `i:${fila.id}`).row();
  if (actual > 0) teclado.text(ctx.t('boton-pagina-anterior'), `tienda:${actual - 1}`);
  if (actual < paginas - 1) teclado.text(ctx.t('boton-pagina-siguiente'), `tienda:${actual + 1}`);
  if (paginas > 1) teclado.row();
  teclado.text(ctx.t('boton-inventario'), 'inventario').text(ctx.t('boton-menu'), 'menu');
  return { texto: ctx.t('tienda-titulo', { saldo: filas[0]!.saldo }) + aviso, teclado };
}

function textoDeFila(ctx: BotContext, { icono, titulo, precio, tipo, cantidad }: FilaDeTienda): string {
  const variables = { icono, titulo: titulo[ctx.jugador.idioma], precio };
  if (tipo === 'limitado') return ctx.t('tienda-item-limitado', variables);
  if (tipo !== 'consumible' && cantidad > 0) return ctx.t('tienda-item-tuyo', variables);
  return ctx.t('tienda-item', variables);
}

export async function pantallaItem(ctx: BotContext, itemId: string): Promise<Pantalla> {
  const aviso = await alDia(ctx, 'dinero', 'tienda', 'catalogo');
  const filas = await tienda(ctx.deps.database, ctx.jugador.usuarioId);
  const fila = filas.find(({ id }) => id === itemId);
  if (!fila) return pantallaTienda(ctx);
  const { idioma } = ctx.jugador;
  const { icono, titulo, descripcion, precio, saldo, tipo, cantidad } = fila;
  const ficha = ctx.t('item-ficha', {
    icono,
    titulo: html(titulo[idioma]),
    tipo: ctx.t(`tipo-${tipo}`, { existencias: fila.existencias ?? 0 }),
    descripcion: html(descripcion[idioma]),
    precio,
    saldo,
  });
  const notas: string[] = [];
  if (fila.vip) notas.push(ctx.t('item-vip'));
  const teclado = new InlineKeyboard();
  const esMio = tipo !== 'consumible' && cantidad > 0;
  if (tipo === 'limitado') notas.push(ctx.t('item-limitado'));
  else if (esMio) notas.push(ctx.t('item-tuyo'));
  else {
    if (cantidad > 0) notas.push(ctx.t('item-tienes', { cantidad }));
    teclado.text(ctx.t('boton-comprar', { precio }), `c:${itemId}:${precio}:${ctx.deps.nonce()}`).row();
  }
  teclado.text(ctx.t('boton-atras'), 'tienda').text(ctx.t('boton-menu'), 'menu');
  return { texto: [ficha, ...notas].join('\n\n') + aviso, teclado };
}
