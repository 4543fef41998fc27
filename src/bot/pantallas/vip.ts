/** VIP: what it gives, what it costs, how it stands, and how it is ended. */
import { InlineKeyboard } from 'grammy';
import { esVip } from '../../events/requisitos.ts';
import type { UsuarioActivo } from '../../events/usuario/estado.ts';
import { ahoraDe, type BotContext, estadoDe, reglasDe } from '../contexto.ts';
import type { Factura } from '../facturas.ts';
import { fechaDe } from '../fechas.ts';
import type { Pantalla } from '../mostrar.ts';

/** How a subscription stands: `renueva` will be charged again, `termina` runs out, `regalado` was never paid for. */
function situacionDe(
  { vip }: UsuarioActivo,
  esAhora: boolean,
): 'no' | 'renueva' | 'cancelando' | 'termina' | 'regalado' {
  if (!esAhora || !vip) return 'no';
  switch (vip.renovacion) {
    case 'activa':
      return 'renueva';
    case 'cancelando':
      return 'cancelando';
    case 'cancelada':
      return 'termina';
    case 'ninguna':
      return vip.pago === null ? 'regalado' : 'termina';
    default:
      return vip.renovacion satisfies never;
  }
}

export async function pantallaVip(ctx: BotContext): Promise<Pantalla> {
  const estado = await estadoDe(ctx);
  const { estrellas, dias } = reglasDe(ctx).vip;
  const situacion = situacionDe(estado, esVip(estado, ahoraDe(ctx)));
  const teclado = new InlineKeyboard();
  if (situacion === 'renueva') teclado.text(ctx.t('boton-vip-cancelar'), 'vc').row();
  else teclado.text(ctx.t('boton-vip-suscribir', { estrellas }), `vs:${ctx.deps.nonce()}`).row();
  if (situacion !== 'no') teclado.text(ctx.t('boton-seguir'), 'historia').row();
  teclado.text(ctx.t('boton-menu'), 'menu');
  const ficha = ctx.t('vip-ficha', { estrellas, dias });
  const hasta = fechaDe(estado.vip?.hasta ?? ahoraDe(ctx));
  return { texto: `${ficha}\n\n${ctx.t(`vip-estado-${situacion}`, { hasta, estrellas })}`, teclado };
}

/** The invoice of what was ordered: its button opens Telegram's form. */
export function pantallaFactura(
  ctx: BotContext,
  { url, estrellas, caduca }: Factura,
  { clave, volver, titulo = '' }: { clave: 'vip' | 'item'; volver: string; titulo?: string },
): Pantalla {
  const teclado = new InlineKeyboard()
    .url(ctx.t('boton-pagar', { estrellas }), url)
    .row()
    .text(ctx.t('boton-atras'), volver)
    .text(ctx.t('boton-menu'), 'menu');
  return {
    texto: ctx.t(`factura-${clave}`, { estrellas, titulo, hasta: fechaDe(caduca, true) }),
    teclado,
  };
}

export async function pantallaCancelarVip(ctx: BotContext): Promise<Pantalla> {
  const { vip } = await estadoDe(ctx);
  const teclado = new InlineKeyboard()
    .text(ctx.t('boton-vip-cancelar-si'), `vcs:${ctx.deps.nonce()}`)
    .row()
    .text(ctx.t('boton-vip-cancelar-no'), 'vip');
  return { texto: ctx.t('vip-cancelar', { hasta: fechaDe(vip?.hasta ?? ahoraDe(ctx)) }), teclado };
}

export async function pantallaVipCancelado(ctx: BotContext): Promise<Pantalla> {
  const { vip } = await estadoDe(ctx);
  const teclado = new InlineKeyboard()
    .text(ctx.t('boton-seguir'), 'historia')
    .row()
    .text(ctx.t('boton-vip'), 'vip')
    .text(ctx.t('boton-menu'), 'menu');
  return { texto: ctx.t('vip-cancelado', { hasta: fechaDe(vip?.hasta ?? ahoraDe(ctx)) }), teclado };
}
