/** How orders, payments and VIP access change what is known of a user. */
import type { EventOf } from '../definicion.ts';
import type { EVENTOS_DE_VIP } from './eventos-vip.ts';
import { de, type Pliegues, sin } from './pliegue.ts';
import { ImpossibleEventError, type UsuarioActivo, type Vip } from './usuario.ts';

function extendido(
  state: UsuarioActivo,
  { hasta, origen }: { hasta: string; origen: { tipo: 'pago' | 'concesion'; id: string } },
): UsuarioActivo {
  const vip: Vip =
    origen.tipo === 'pago'
      ? { hasta, pago: origen.id, renovacion: 'activa' }
      : { hasta, pago: state.vip?.pago ?? null, renovacion: state.vip?.renovacion ?? 'ninguna' };
  return { ...state, vip };
}

function conRenovacion(state: UsuarioActivo, renovacion: Vip['renovacion']): UsuarioActivo {
  if (!state.vip) throw new ImpossibleEventError('a cancellation by somebody who was never VIP');
  return { ...state, vip: { ...state.vip, renovacion } };
}

export const PLIEGUES_DE_VIP: Pliegues<EventOf<(typeof EVENTOS_DE_VIP)[number]>['type']> = {
  PedidoCreado: (state, { pedido, objeto, estrellas, caduca }) => ({
    ...state,
    pedidos: { ...state.pedidos, [pedido]: { objeto, estrellas, caduca, aceptadoHasta: null } },
  }),
  PedidoAceptado(state, { pedido, hasta }) {
    const known = de(state.pedidos, pedido, 'order');
    return { ...state, pedidos: { ...state.pedidos, [pedido]: { ...known, aceptadoHasta: hasta } } };
  },
  PedidoCerrado(state, { pedido }) {
    de(state.pedidos, pedido, 'order');
    return { ...state, pedidos: sin(state.pedidos, pedido) };
  },
  PagoEntregado(state, { pago, pedido, objeto }) {
    if (state.pagos[pago]) throw new ImpossibleEventError(`payment ${pago} twice`);
    return {
      ...state,
      pedidos: pedido === null ? state.pedidos : sin(state.pedidos, pedido),
      pagos: { ...state.pagos, [pago]: { objeto, estado: 'entregado' } },
    };
  },
  PagoRevocado(state, { pago }) {
    const known = de(state.pagos, pago, 'payment');
    return { ...state, pagos: { ...state.pagos, [pago]: { ...known, estado: 'revocado' } } };
  },
  // Nothing was running: what an earlier subscription was is over, and Telegram renews nothing for a grant.
  VipActivado: (state, data) =>
    extendido(data.origen.tipo === 'concesion' ? { ...state, vip: null } : state, data),
  VipRenovado: extendido,
  VipCancelado: (state) => conRenovacion(state, 'cancelando'),
  CancelacionConfirmada: (state) => conRenovacion(state, 'cancelada'),
  VipTerminado(state, { hasta }) {
    if (!state.vip) throw new ImpossibleEventError('the end of an access that never was');
    return { ...state, vip: { ...state.vip, hasta, renovacion: 'ninguna' } };
  },
};
