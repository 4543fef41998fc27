/**
 * A payment in Stars, in a stream of its own, `pago-<sha256 of its charge id>`: received, then delivered or refunded.
 * It is recorded whatever becomes of what it paid for.
 */
import { z } from 'zod';
import { UsuarioId } from '../cuentas.ts';
import { defineEvent, type EventOf } from '../definicion.ts';
import { Estrellas } from '../usuario/eventos-vip.ts';
import { ImpossibleEventError } from '../usuario/usuario.ts';
import { Instante, Motivo, Objeto, PagoId, ProcesoId } from '../usuario/valores.ts';

/** What Telegram said of a payment. */
export const Cobro = z.strictObject({
  pago: PagoId,
  /** Telegram's own id of the charge, which a refund has to name. */
  cargo: z.string().min(1).max(200),
  /** The payer; null when Telegram named one that is not known here. */
  usuarioId: UsuarioId.nullable(),
  /** The order that the invoice's payload names; null when it names none. */
  pedido: ProcesoId.nullable(),
  /** What was paid for, by the invoice's payload; null when it says nothing that is understood. */
  objeto: Objeto.nullable(),
  estrellas: Estrellas,
  /** Whether a subscription was charged, and whether for the first time. */
  suscripcion: z.enum(['no', 'primera', 'renovacion']),
  /** Until when Telegram says the subscription is paid. */
  suscripcionHasta: Instante.optional(),
  /** How it was learned of: by its message, or by comparing accounts with Telegram. */
  origen: z.enum(['mensaje', 'conciliacion']),
});
export type Cobro = z.infer<typeof Cobro>;

export const PagoRecibido = defineEvent('PagoRecibido', Cobro);
export const EntregaConfirmada = defineEvent('EntregaConfirmada', z.strictObject({ pago: PagoId }));
export const ReembolsoSolicitado = defineEvent(
  'ReembolsoSolicitado',
  z.strictObject({ pago: PagoId, motivo: Motivo }),
);
/** Telegram has given the Stars back. */
export const PagoReembolsado = defineEvent(
  'PagoReembolsado',
  z.strictObject({ pago: PagoId, origen: z.enum(['bot', 'telegram', 'conciliacion']) }),
);
/** What it had paid for was taken back. */
export const RevocacionConfirmada = defineEvent('RevocacionConfirmada', z.strictObject({ pago: PagoId }));

export const EVENTOS_DE_PAGO = [
  PagoRecibido,
  EntregaConfirmada,
  ReembolsoSolicitado,
  PagoReembolsado,
  RevocacionConfirmada,
] as const;
export type EventoDePago = EventOf<(typeof EVENTOS_DE_PAGO)[number]>;

export interface EstadoDePago {
  cobro: Cobro | null;
  estado: 'ninguno' | 'recibido' | 'entregado' | 'por_reembolsar' | 'reembolsado' | 'cerrado';
  /** Whether what it paid for was given, and so has to be taken back once it is refunded. */
  entregado: boolean;
}

export const pagoInicial: EstadoDePago = { cobro: null, estado: 'ninguno', entregado: false };

/** @throws ImpossibleEventError */
export function evolvePago(state: EstadoDePago, event: EventoDePago): EstadoDePago {
  if (event.type === 'PagoRecibido') {
    if (state.cobro) throw new ImpossibleEventError(`payment ${event.data.pago} twice`);
    return { cobro: event.data, estado: 'recibido', entregado: false };
  }
  if (!state.cobro) throw new ImpossibleEventError(`${event.type} of an unknown payment`);
  switch (event.type) {
    case 'EntregaConfirmada':
      return { ...state, estado: 'entregado', entregado: true };
    case 'ReembolsoSolicitado':
      return { ...state, estado: 'por_reembolsar' };
    case 'PagoReembolsado':
      return { ...state, estado: 'reembolsado' };
    case 'RevocacionConfirmada':
      return { ...state, estado: 'cerrado' };
    default:
      return event satisfies never;
  }
}
