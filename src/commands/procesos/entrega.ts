/** What a payment in Stars brings to a user, once for each charge, and what its refund takes back. */
import { z } from 'zod';
import { UsuarioId } from '../../events/cuentas.ts';
import { esVip } from '../../events/requisitos.ts';
import type { UsuarioActivo } from '../../events/usuario/estado.ts';
import { type EventoDeUsuario, Objeto, PagoId, ProcesoId } from '../../events/usuario/eventos.ts';
import { Estrellas } from '../../events/usuario/eventos-vip.ts';
import { comandoDeUsuario, type Mundo } from '../definicion.ts';
import { diasTras } from '../economia/movimientos.ts';
import { PaymentUndeliverableError, ValidationError } from '../errores.ts';
import { conocido } from '../usuario/activo.ts';

const pagado = {
  usuarioId: UsuarioId,
  pago: PagoId,
  pedido: ProcesoId.nullable(),
  estrellas: Estrellas,
};

/**
 * Whoever has paid gets it, suspended or not: that was asked at pre-checkout. Nothing when the charge is known.
 * `reserva` names the unit that was reserved, of a limited item.
 */
export const EntregarPago = comandoDeUsuario({
  tipo: 'EntregarPago',
  resumen: 'A payment in Stars brings what it paid for: VIP access or an item.',
  de: ['sistema'],
  schema: z.strictObject({ ...pagado, objeto: Objeto, reserva: ProcesoId.nullable() }),
  limite: 'none',
  emite: ['PagoEntregado', 'VipActivado', 'VipRenovado', 'ItemComprado'],
  falla: ['PAYMENT_UNDELIVERABLE'],
  decide(estado, datos, mundo) {
    const usuario = pagador(estado);
    if (usuario.pagos[datos.pago]) return [];
    const { pago, objeto, estrellas, reserva } = datos;
    if (objeto.tipo === 'vip')
      return [entregado(usuario, datos, objeto), extension(usuario, pago, objeto.dias, mundo)];
    const item = mundo.catalogo.item(objeto.item);
    if (!item) throw new PaymentUndeliverableError('desconocido');
    if (item.tipo !== 'consumible' && (usuario.inventario[item.id] ?? 0) > 0)
      throw new PaymentUndeliverableError('ya_lo_tiene');
    if (item.tipo === 'limitado' && reserva === null) throw new PaymentUndeliverableError('agotado');
    return [
      entregado(usuario, datos, objeto),
      {
        type: 'ItemComprado',
        data: {
          item: item.id,
          version: item.version,
          tipo: item.tipo,
          precio: estrellas,
          moneda: 'estrellas',
          ...(reserva !== null && { compra: reserva }),
          pago,
        },
      },
    ];
  },
});

/** The charge that Telegram made by itself for another 30 days. */
export const RenovarVip = comandoDeUsuario({
  tipo: 'RenovarVip',
  resumen: 'A subscription was charged again: VIP access is extended by 30 days.',
  de: ['sistema'],
  schema: z.strictObject({ ...pagado, objeto: Objeto }),
  limite: 'none',
  emite: ['PagoEntregado', 'VipActivado', 'VipRenovado'],
  falla: ['PAYMENT_UNDELIVERABLE'],
  decide(estado, datos, mundo) {
    const usuario = pagador(estado);
    if (usuario.pagos[datos.pago]) return [];
    const { pago, objeto } = datos;
    if (objeto.tipo !== 'vip')
      throw new ValidationError('only VIP renews', [{ path: 'objeto', message: 'of kind vip' }]);
    return [entregado(usuario, datos, objeto), extension(usuario, pago, objeto.dias, mundo)];
  },
});

/** Nothing when the charge brought nothing, or was taken back. An item that was used up stays used. */
export const RevocarPago = comandoDeUsuario({
  tipo: 'RevocarPago',
  resumen: 'A payment was refunded: the days of VIP or the item that it brought are taken back.',
  de: ['sistema'],
  schema: z.strictObject({ usuarioId: UsuarioId, pago: PagoId }),
  limite: 'none',
  emite: ['PagoRevocado', 'VipTerminado', 'ItemDevuelto'],
  falla: ['USER_NOT_FOUND'],
  decide(estado, { pago }, mundo) {
    const usuario = conocido(estado);
    const known = usuario.pagos[pago];
    if (known?.estado !== 'entregado') return [];
    const { objeto } = known;
    const revocado: EventoDeUsuario = { type: 'PagoRevocado', data: { pago, objeto } };
    if (objeto.tipo === 'vip') {
      if (!usuario.vip || usuario.vip.hasta <= mundo.ahora) return [revocado];
      const sinEllos = diasTras(usuario.vip.hasta, -objeto.dias);
      const hasta = sinEllos > mundo.ahora ? sinEllos : mundo.ahora;
      return [revocado, { type: 'VipTerminado', data: { hasta, motivo: 'reembolso' } }];
    }
    if ((usuario.inventario[objeto.item] ?? 0) < 1) return [revocado];
    const referencia = { tipo: 'pago' as const, id: pago };
    return [revocado, { type: 'ItemDevuelto', data: { item: objeto.item, referencia } }];
  },
});

export const ConfirmarCancelacion = comandoDeUsuario({
  tipo: 'ConfirmarCancelacion',
  resumen: 'Telegram has confirmed that it will not charge the subscription again.',
  de: ['sistema'],
  schema: z.strictObject({ usuarioId: UsuarioId, pago: PagoId }),
  limite: 'none',
  emite: ['CancelacionConfirmada'],
  falla: ['USER_NOT_FOUND'],
  decide(estado, { pago }) {
    const { vip } = conocido(estado);
    if (vip?.renovacion !== 'cancelando') return [];
    return [{ type: 'CancelacionConfirmada', data: { pago } }];
  },
});

function pagador(estado: Parameters<typeof conocido>[0]): UsuarioActivo {
  if (estado.estado !== 'activo') throw new PaymentUndeliverableError('sin_usuario');
  if (estado.eliminacion) throw new PaymentUndeliverableError('eliminado');
  return estado;
}

function entregado(
  usuario: UsuarioActivo,
  { pago, pedido, estrellas }: { pago: string; pedido: string | null; estrellas: number },
  objeto: Objeto,
): EventoDeUsuario {
  // An order that was closed is not in the state any more: a late payment names it all the same.
  const abierto = pedido !== null && usuario.pedidos[pedido] ? pedido : null;
  return { type: 'PagoEntregado', data: { pago, pedido: abierto, objeto, estrellas } };
}

/** From now, or from the end of what is still running. */
function extension(usuario: UsuarioActivo, pago: string, dias: number, { ahora }: Mundo): EventoDeUsuario {
  const corre = esVip(usuario, ahora) && usuario.vip !== null;
  const desde = corre && usuario.vip ? usuario.vip.hasta : ahora;
  const data = { desde, hasta: diasTras(desde, dias), origen: { tipo: 'pago' as const, id: pago } };
  return corre ? { type: 'VipRenovado', data } : { type: 'VipActivado', data };
}
