/** The shop's screens: what is for sale, one thing of it, and what became of a purchase. */
import { InlineKeyboard } from 'grammy';
import { precioPara } from '../../commands/usuario/comprar-item.ts';
import { esVip } from '../../events/requisitos.ts';
import type { UsuarioActivo } from '../../events/usuario/estado.ts';
import { enVenta, type FilaEnVenta } from '../../queries/tienda.ts';
import { ahoraDe, type BotContext, estadoDe } from '../contexto.ts';
import { fechaDe } from '../fechas.ts';
import { alDia } from '../lectura.ts';
import type { Pantalla } from '../mostrar.ts';
import { html } from '../textos.ts';

const PER_PAGE = 8;

/** What is for sale; what is not any more, but is owned, stands in the inventory. */
export async function pantallaTienda(ctx: BotContext, pagina = 0): Promise<Pantalla> {
  return escaparate(ctx, await mirarTienda(ctx), pagina);
}

interface Vista {
  aviso: string;
  estado: UsuarioActivo;
  filas: readonly FilaEnVenta[];
}

async function mirarTienda(ctx: BotContext): Promise<Vista> {
  const aviso = await alDia(ctx, enVenta);
  const [estado, filas] = await Promise.all([estadoDe(ctx), ctx.deps.cacheadas.enVenta(ctx.escrito)]);
  return { aviso, estado, filas };
}

function escaparate(ctx: BotContext, { aviso, estado, filas }: Vista, pagina: number): Pantalla {
  const teclado = new InlineKeyboard();
  if (filas.length === 0)
    return { texto: ctx.t('tienda-vacia') + aviso, teclado: teclado.text(ctx.t('boton-menu'), 'menu') };
  const paginas = Math.ceil(filas.length / PER_PAGE);
  const actual = Math.min(Math.max(pagina, 0), paginas - 1);
  for (const fila of filas.slice(actual * PER_PAGE, (actual + 1) * PER_PAGE))
    teclado.text(textoDeFila(ctx, fila, estado), `i:${fila.id}`).row();
  if (actual > 0) teclado.text(ctx.t('boton-pagina-anterior'), `tienda:${actual - 1}`);
  if (actual < paginas - 1) teclado.text(ctx.t('boton-pagina-siguiente'), `tienda:${actual + 1}`);
  if (paginas > 1) teclado.row();
  teclado.text(ctx.t('boton-inventario'), 'inventario').text(ctx.t('boton-menu'), 'menu');
  return { texto: ctx.t('tienda-titulo', { saldo: estado.saldo }) + aviso, teclado };
}

function textoDeFila(ctx: BotContext, fila: FilaEnVenta, estado: UsuarioActivo): string {
  const precio = precioDe(ctx, fila, estado);
  const variables = { icono: fila.icono, titulo: fila.titulo[ctx.jugador.idioma], precio };
  if (esSuyo(fila, estado)) return ctx.t('tienda-item-tuyo', variables);
  if (fila.disponibles === 0) return ctx.t('tienda-item-agotado', variables);
  if (fila.disponibles !== null)
    return ctx.t('tienda-item-limitado', { ...variables, quedan: fila.disponibles });
  return ctx.t(precio < fila.precio ? 'tienda-item-oferta' : 'tienda-item', variables);
}

export async function pantallaItem(ctx: BotContext, itemId: string): Promise<Pantalla> {
  const vista = await mirarTienda(ctx);
  const { aviso, estado, filas } = vista;
  const fila = filas.find(({ id }) => id === itemId);
  if (!fila) return escaparate(ctx, vista, 0);
  const { idioma } = ctx.jugador;
  const { icono, titulo, descripcion, tipo, estrellas, disponibles } = fila;
  const cantidad = estado.inventario[itemId] ?? 0;
  const precio = precioDe(ctx, fila, estado);
  const ficha = ctx.t('item-ficha', {
    icono,
    titulo: html(titulo[idioma]),
    tipo: ctx.t(`tipo-${tipo}`),
    descripcion: html(descripcion[idioma]),
    precio,
    saldo: estado.saldo,
  });
  const notas: string[] = [];
  if (fila.vip) notas.push(ctx.t('item-vip'));
  const oferta = estado.ofertas[itemId];
  if (oferta && precio < fila.precio)
    notas.push(ctx.t('item-oferta', { antes: fila.precio, hasta: fechaDe(oferta.hasta, true) }));
  if (disponibles !== null) notas.push(ctx.t('item-quedan', { quedan: disponibles }));
  const teclado = new InlineKeyboard();
  if (fila.vip && !esVip(estado, ahoraDe(ctx))) teclado.text(ctx.t('boton-hazte-vip'), 'vip').row();
  if (esSuyo(fila, estado)) notas.push(ctx.t('item-tuyo'));
  else if (disponibles !== 0) {
    if (cantidad > 0) notas.push(ctx.t('item-tienes', { cantidad }));
    const nonce = ctx.deps.nonce();
    teclado.text(ctx.t('boton-comprar', { precio }), `c:${itemId}:${precio}:${nonce}`).row();
    if (estrellas !== null)
      teclado
        .text(ctx.t('boton-comprar-estrellas', { estrellas }), `e:${itemId}:${estrellas}:${nonce}`)
        .row();
  }
  if (tipo === 'consumible' && cantidad > 0) teclado.text(ctx.t('boton-usar'), `u:${itemId}`).row();
  teclado.text(ctx.t('boton-atras'), 'tienda').text(ctx.t('boton-menu'), 'menu');
  return { texto: [ficha, ...notas].join('\n\n') + aviso, teclado };
}

/** What the purchase itself will ask: an offer counts while the player's own stream has it. */
function precioDe(ctx: BotContext, fila: FilaEnVenta, estado: UsuarioActivo): number {
  const item = ctx.deps.catalogo.item(fila.id);
  return item ? precioPara(estado, item, { ahora: ahoraDe(ctx) }) : fila.precio;
}

export async function pantallaCompra(
  ctx: BotContext,
  itemId: string,
  precio: number,
  desenlace: 'hecha' | 'cancelada' | 'pendiente',
): Promise<Pantalla> {
  const item = ctx.deps.catalogo.item(itemId);
  const { saldo } = await estadoDe(ctx);
  const texto = ctx.t(`compra-${desenlace}`, {
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
    .text(ctx.t('boton-menu'), 'menu');
  return { texto, teclado };
}

const esSuyo = ({ id, tipo }: FilaEnVenta, { inventario }: UsuarioActivo): boolean =>
  tipo !== 'consumible' && (inventario[id] ?? 0) > 0;
