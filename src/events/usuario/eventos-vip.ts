/** VIP access and Stars: orders, what payments brought, subscriptions. */
import { z } from 'zod';
import { defineEvent } from '../definicion.ts';
import { Instante, Objeto, PagoId, ProcesoId } from './valores.ts';

/** Stars, whole, as Telegram counts them. */
export const Estrellas = z.int().min(1).max(100_000);

/** The user asked for an invoice; its payload names the order. */
export const PedidoCreado = defineEvent(
  'PedidoCreado',
  z.strictObject({ pedido: ProcesoId, objeto: Objeto, estrellas: Estrellas, caduca: Instante }),
);
/** Telegram asked at pre-checkout and was told yes; for a limited item its unit is reserved until `hasta`. */
export const PedidoAceptado = defineEvent(
  'PedidoAceptado',
  z.strictObject({ pedido: ProcesoId, hasta: Instante }),
);
/** The order came to its end without a payment. */
export const PedidoCerrado = defineEvent(
  'PedidoCerrado',
  z.strictObject({ pedido: ProcesoId, motivo: z.enum(['caducado', 'anulado']) }),
);

/** What a payment paid for was given, once: the charge is remembered for ever. */
export const PagoEntregado = defineEvent(
  'PagoEntregado',
  z.strictObject({ pago: PagoId, pedido: ProcesoId.nullable(), objeto: Objeto, estrellas: Estrellas }),
);
/** What a payment had paid for was taken back, because it was refunded. */
export const PagoRevocado = defineEvent('PagoRevocado', z.strictObject({ pago: PagoId, objeto: Objeto }));

/** Access to what is marked VIP until an instant; the origin is the payment or the grant that gave it. */
export const VipActivado = defineEvent(
  'VipActivado',
  z.strictObject({
    desde: Instante,
    hasta: Instante,
    origen: z.strictObject({ tipo: z.enum(['pago', 'concesion']), id: z.string().min(1).max(200) }),
  }),
);
export const VipRenovado = defineEvent(
  'VipRenovado',
  z.strictObject({
    desde: Instante,
    hasta: Instante,
    origen: z.strictObject({ tipo: z.enum(['pago', 'concesion']), id: z.string().min(1).max(200) }),
  }),
);
/** The subscription will not renew; access lasts until it runs out. Telegram is told by a process of its own. */
export const VipCancelado = defineEvent('VipCancelado', z.strictObject({ pago: PagoId }));
/** Telegram has confirmed that it will not charge again. */
export const CancelacionConfirmada = defineEvent('CancelacionConfirmada', z.strictObject({ pago: PagoId }));
/** Access ends at once. */
export const VipTerminado = defineEvent(
  'VipTerminado',
  z.strictObject({ hasta: Instante, motivo: z.enum(['reembolso', 'admin']) }),
);

export const EVENTOS_DE_VIP = [
  PedidoCreado,
  PedidoAceptado,
  PedidoCerrado,
  PagoEntregado,
  PagoRevocado,
  VipActivado,
  VipRenovado,
  VipCancelado,
  CancelacionConfirmada,
  VipTerminado,
] as const;
