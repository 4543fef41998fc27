/** Invoices in Stars: what the payer reads, and the payload by which the payment finds its order again. */
import type { Resultado } from '../commands/bus.ts';
import { cargaDe } from '../events/procesos/carga.ts';
import type { Objeto } from '../events/usuario/eventos.ts';
import type { BotContext } from './contexto.ts';
import { corto } from './textos.ts';

/** Telegram's limits, in characters. */
const TITLE_MAX = 32;
const DESCRIPTION_MAX = 255;
/** The only period that Telegram's subscriptions have: 30 days. */
const SUBSCRIPTION_PERIOD_S = 2_592_000;

export interface Factura {
  /** Opens Telegram's own form. */
  url: string;
  estrellas: number;
  /** ISO instant after which it is refused. */
  caduca: string;
}

/** The invoice of the order that a command has made; null when it made none. */
export async function facturaDe(ctx: BotContext, { eventos }: Resultado): Promise<Factura | null> {
  const creado = eventos.find((evento) => evento.type === 'PedidoCreado');
  if (!creado) return null;
  const { pedido, objeto, estrellas, caduca } = creado.data;
  const { titulo, descripcion } = rotulo(ctx, objeto);
  const url = await ctx.api.createInvoiceLink(
    corto(titulo, TITLE_MAX),
    corto(descripcion, DESCRIPTION_MAX),
    cargaDe(pedido, objeto),
    // Stars need no payment provider.
    '',
    'XTR',
    [{ label: corto(titulo, TITLE_MAX), amount: estrellas }],
    objeto.tipo === 'vip' ? { subscription_period: SUBSCRIPTION_PERIOD_S } : {},
  );
  return { url, estrellas, caduca };
}

function rotulo(ctx: BotContext, objeto: Objeto): { titulo: string; descripcion: string } {
  if (objeto.tipo === 'vip')
    return {
      titulo: ctx.t('factura-vip-titulo'),
      descripcion: ctx.t('factura-vip-descripcion', { dias: objeto.dias }),
    };
  const item = ctx.deps.catalogo.item(objeto.item);
  const { idioma } = ctx.jugador;
  return {
    titulo: item ? `${item.icono} ${item.titulo[idioma]}` : objeto.item,
    descripcion: item?.descripcion[idioma] ?? objeto.item,
  };
}
