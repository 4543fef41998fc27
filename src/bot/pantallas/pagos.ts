/** What a payment brought, or why it was given back. */
import { InlineKeyboard } from 'grammy';
import type { Cobro } from '../../events/procesos/pago.ts';
import { type BotContext, jugadorDe } from '../contexto.ts';
import { fechaDe } from '../fechas.ts';
import type { Pantalla } from '../mostrar.ts';
import { html } from '../textos.ts';

export async function pantallaDePago(
  ctx: BotContext,
  cobro: Cobro,
  desenlace: 'entregado' | 'reembolsado' | 'pendiente',
): Promise<Pantalla> {
  const { estrellas, objeto } = cobro;
  const teclado = new InlineKeyboard();
  if (desenlace === 'pendiente')
    return {
      texto: ctx.t('pago-pendiente', { estrellas }),
      teclado: teclado.text(ctx.t('boton-menu'), 'menu'),
    };
  if (desenlace === 'reembolsado') {
    const motivo = ctx.t(`pago-motivo-${await motivoDe(ctx, cobro)}`);
    const texto = ctx.t('pago-devuelto', { estrellas, motivo });
    return { texto, teclado: teclado.text(ctx.t('boton-menu'), 'menu') };
  }
  if (objeto?.tipo === 'vip') {
    const estado = await payer(ctx);
    teclado.text(ctx.t('boton-seguir'), 'historia').row().text(ctx.t('boton-menu'), 'menu');
    return { texto: ctx.t('pago-vip', { hasta: fechaDe(estado?.vip?.hasta ?? '') }), teclado };
  }
  const item = objeto && ctx.deps.catalogo.item(objeto.item);
  const titulo = html(item?.titulo[jugadorDe(ctx)?.idioma ?? 'es'] ?? objeto?.item ?? '');
  teclado.text(ctx.t('boton-inventario'), 'inventario').text(ctx.t('boton-menu'), 'menu');
  return { texto: ctx.t('pago-item', { icono: item?.icono ?? '', titulo, estrellas }), teclado };
}

export function pantallaDeReembolso(ctx: BotContext, estrellas: number): Pantalla {
  return {
    texto: ctx.t('pago-reembolsado', { estrellas }),
    teclado: new InlineKeyboard().text(ctx.t('boton-menu'), 'menu'),
  };
}

async function payer(ctx: BotContext) {
  const jugador = jugadorDe(ctx);
  const estado = jugador && (await ctx.deps.bus.usuario(jugador.usuarioId));
  return estado?.estado === 'activo' ? estado : null;
}

/** Why it could not be delivered, as far as the payer's own state shows. */
async function motivoDe(
  ctx: BotContext,
  { objeto }: Cobro,
): Promise<'sin_usuario' | 'sin_pedido' | 'ya_lo_tiene' | 'agotado' | 'retirado' | 'eliminado'> {
  const estado = await payer(ctx);
  if (!estado) return 'sin_usuario';
  if (estado.eliminacion) return 'eliminado';
  if (objeto?.tipo !== 'item') return 'sin_pedido';
  const item = ctx.deps.catalogo.item(objeto.item);
  if (!item) return 'retirado';
  if (item.tipo !== 'consumible' && (estado.inventario[item.id] ?? 0) > 0) return 'ya_lo_tiene';
  return item.tipo === 'limitado' ? 'agotado' : 'retirado';
}
