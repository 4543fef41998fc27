/** An order of an invoice in Stars, in the user's stream: accepted at pre-checkout, or closed without a payment. */
import { z } from 'zod';
import { UsuarioId } from '../../events/cuentas.ts';
import { ProcesoId } from '../../events/usuario/eventos.ts';
import { Estrellas } from '../../events/usuario/eventos-vip.ts';
import { comandoDeUsuario } from '../definicion.ts';
import { minutosTras } from '../economia/movimientos.ts';
import { OrderExpiredError, OrderMismatchError, OrderNotFoundError } from '../errores.ts';
import { activo, conocido, exigirSinCongelar, FALLA_ACTIVO } from '../usuario/activo.ts';
import { exigirComprable } from '../usuario/comprar-item.ts';

export const AceptarPedido = comandoDeUsuario({
  tipo: 'AceptarPedido',
  resumen: 'Telegram asks whether an order may be paid now: limits, freezes and suspension act here.',
  de: ['sistema'],
  schema: z.strictObject({
    /** The payer, who must be the order's user. */
    usuarioId: UsuarioId,
    pedido: ProcesoId,
    estrellas: Estrellas,
  }),
  limite: 'purchase',
  emite: ['PedidoAceptado'],
  falla: [
    ...FALLA_ACTIVO,
    'SUSPICIOUS_ACTIVITY',
    'ORDER_NOT_FOUND',
    'ORDER_MISMATCH',
    'ORDER_EXPIRED',
    'CONTENT_NOT_FOUND',
    'ITEM_NOT_AVAILABLE',
    'ALREADY_OWNED',
    'PURCHASE_IN_PROGRESS',
    'VIP_REQUIRED',
    'REQUIREMENTS_NOT_MET',
  ],
  decide(estado, { pedido, estrellas }, mundo) {
    const usuario = activo(estado);
    exigirSinCongelar(usuario);
    const known = usuario.pedidos[pedido];
    if (!known) throw new OrderNotFoundError(pedido);
    if (known.estrellas !== estrellas) throw new OrderMismatchError(pedido, 'estrellas');
    if (known.caduca <= mundo.ahora) throw new OrderExpiredError(pedido);
    if (known.objeto.tipo === 'item') exigirComprable(usuario, known.objeto.item, mundo);
    const hasta = minutosTras(mundo.ahora, mundo.reglas.procesos.compraMinutos);
    return [{ type: 'PedidoAceptado', data: { pedido, hasta } }];
  },
});

/** Nothing when the order was paid or closed. */
export const CerrarPedido = comandoDeUsuario({
  tipo: 'CerrarPedido',
  resumen: 'An order that nobody paid in time comes to its end.',
  de: ['sistema'],
  schema: z.strictObject({
    usuarioId: UsuarioId,
    pedido: ProcesoId,
    motivo: z.enum(['caducado', 'anulado']),
  }),
  limite: 'none',
  emite: ['PedidoCerrado'],
  falla: ['USER_NOT_FOUND'],
  decide(estado, { pedido, motivo }) {
    return conocido(estado).pedidos[pedido] ? [{ type: 'PedidoCerrado', data: { pedido, motivo } }] : [];
  },
});
