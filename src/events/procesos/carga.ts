/** The payload of an invoice, which Telegram gives back with the payment: it names the order and what it is for. */
import { hash } from 'node:crypto';
import { Slug } from '../contenido.ts';
import { type Objeto, ProcesoId } from '../usuario/valores.ts';

/** At most 128 bytes, as Telegram wants it. */
export function cargaDe(pedido: string, objeto: Objeto): string {
  return objeto.tipo === 'vip' ? `b1:${pedido}:vip:${objeto.dias}` : `b1:${pedido}:item:${objeto.item}`;
}

/** What the payload says; nulls where it is none of ours. */
export function leerCarga(carga: string): { pedido: string | null; objeto: Objeto | null } {
  const [prefix, pedido, tipo, valor, ...rest] = carga.split(':');
  const id = ProcesoId.safeParse(pedido);
  if (prefix !== 'b1' || !id.success || rest.length > 0) return { pedido: null, objeto: null };
  if (tipo === 'vip' && valor !== undefined && /^[1-9]\d{0,2}$/.test(valor) && Number(valor) <= 366)
    return { pedido: id.data, objeto: { tipo, dias: Number(valor) } };
  const item = Slug.safeParse(valor);
  if (tipo === 'item' && item.success) return { pedido: id.data, objeto: { tipo, item: item.data } };
  return { pedido: null, objeto: null };
}

/** The id of a payment: SHA-256, in hex, of Telegram's id of the charge. */
export const pagoDe = (cargo: string): string => hash('sha256', cargo, 'hex');
