/**
 * `ComprarItem`: a user buys something in the shop. With besitos, the debit and the item are one append; a limited item
 * begins a process, its price set aside until the stock answers. With Stars, it makes the order of an invoice.
 */
import { z } from 'zod';
import type { Publicado } from '../../events/catalogo.ts';
import { Cantidad, type Item, Slug } from '../../events/contenido.ts';
import { UsuarioId } from '../../events/cuentas.ts';
import type { UsuarioActivo } from '../../events/usuario/estado.ts';
import type { EventoDeUsuario } from '../../events/usuario/eventos.ts';
import { comandoDeUsuario, type Mundo } from '../definicion.ts';
import { gastar, minutosTras, retener } from '../economia/movimientos.ts';
import {
  AlreadyOwnedError,
  ContentNotFoundError,
  ItemNotAvailableError,
  PriceChangedError,
  PurchaseInProgressError,
} from '../errores.ts';
import { exigirAcceso } from './acceso.ts';
import { activo, exigirSinCongelar, FALLA_ACTIVO } from './activo.ts';

export const ComprarItem = comandoDeUsuario({
  tipo: 'ComprarItem',
  resumen: 'A user buys an item with besitos, or orders one in Stars.',
  de: ['usuario'],
  schema: z.strictObject({
    usuarioId: UsuarioId,
    item: Slug,
    /** The price the buyer was shown, in that currency; a purchase at another one is refused. */
    precio: Cantidad,
    moneda: z.enum(['besitos', 'estrellas']).default('besitos'),
  }),
  limite: 'purchase',
  // What is paid in Stars is counted at pre-checkout, and once.
  limitePara: ({ moneda }) => (moneda === 'estrellas' ? 'other' : 'purchase'),
  emite: ['ItemComprado', 'BesitosGastados', 'CompraIniciada', 'BesitosRetenidos', 'PedidoCreado'],
  falla: [
    ...FALLA_ACTIVO,
    'SUSPICIOUS_ACTIVITY',
    'CONTENT_NOT_FOUND',
    'ITEM_NOT_AVAILABLE',
    'ALREADY_OWNED',
    'PURCHASE_IN_PROGRESS',
    'VIP_REQUIRED',
    'REQUIREMENTS_NOT_MET',
    'PRICE_CHANGED',
    'INSUFFICIENT_FUNDS',
  ],
  decide(estado, datos, mundo) {
    const usuario = activo(estado);
    const item = exigirComprable(usuario, datos.item, mundo);
    if (datos.moneda === 'estrellas') return [pedido(item, datos.precio, mundo)];
    const precio = precioPara(usuario, item, mundo);
    if (precio !== datos.precio) throw new PriceChangedError(item.id, datos.precio, precio);
    const { id, version, tipo } = item;
    if (tipo !== 'limitado') {
      const pago = gastar(usuario, precio, 'compra', { tipo: 'item', id }, mundo);
      return [
        { type: 'ItemComprado', data: { item: id, version, tipo, precio, moneda: 'besitos' } },
        ...pago,
      ];
    }
    const compra = mundo.comandoId;
    const caduca = minutosTras(mundo.ahora, mundo.reglas.procesos.compraMinutos);
    return [
      { type: 'CompraIniciada', data: { compra, item: id, version, precio, caduca } },
      ...retener(usuario, compra, precio, { tipo: 'item', id }, mundo),
    ];
  },
});

/** What the item costs this user: the price of an offer while it lasts. */
export function precioPara(usuario: UsuarioActivo, item: Item, { ahora }: Pick<Mundo, 'ahora'>): number {
  const oferta = usuario.ofertas[item.id];
  return oferta && ahora < oferta.hasta ? Math.min(oferta.precio, item.precio) : item.precio;
}

/**
 * The item, if this user may buy it now, whatever the currency.
 * @throws SuspiciousActivityError, ContentNotFoundError, ItemNotAvailableError, AlreadyOwnedError,
 *   PurchaseInProgressError, VipRequiredError, RequirementsNotMetError
 */
export function exigirComprable(usuario: UsuarioActivo, id: string, mundo: Mundo): Publicado<Item> {
  exigirSinCongelar(usuario);
  const item = mundo.catalogo.item(id);
  if (!item) throw new ContentNotFoundError('item', id);
  if (item.retirado) throw new ItemNotAvailableError(id, 'retirado');
  if (item.tipo !== 'consumible' && (usuario.inventario[id] ?? 0) > 0) throw new AlreadyOwnedError(id);
  if (Object.values(usuario.compras).some((compra) => compra.item === id))
    throw new PurchaseInProgressError(id);
  exigirAcceso('item', item, usuario, mundo);
  return item;
}

function pedido(item: Publicado<Item>, precio: number, mundo: Mundo): EventoDeUsuario {
  const { id, estrellas } = item;
  if (estrellas === undefined) throw new ItemNotAvailableError(id, 'moneda');
  if (estrellas !== precio) throw new PriceChangedError(id, precio, estrellas);
  const caduca = minutosTras(mundo.ahora, mundo.reglas.procesos.pedidoMinutos);
  const objeto = { tipo: 'item' as const, item: id };
  return { type: 'PedidoCreado', data: { pedido: mundo.comandoId, objeto, estrellas, caduca } };
}
