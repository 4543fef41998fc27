/** A payment in Stars, in a stream of its own: always recorded, then delivered or refunded. */
import { z } from 'zod';
import { Cobro } from '../../events/procesos/pago.ts';
import { Motivo, PagoId } from '../../events/usuario/eventos.ts';
import { comando } from '../definicion.ts';
import { PaymentStateError } from '../errores.ts';

/** Nothing when the charge is known: Telegram may say it any number of times. */
export const RegistrarPago = comando({
  tipo: 'RegistrarPago',
  resumen: 'Telegram says that Stars were paid; the charge is recorded once, whatever it paid for.',
  de: ['sistema'],
  familia: 'pago',
  schema: z.strictObject({ cobro: Cobro }),
  limite: 'none',
  emite: ['PagoRecibido'],
  falla: [],
  agregadoId: ({ cobro }) => cobro.pago,
  decide: (estado, { cobro }) => (estado.cobro ? [] : [{ type: 'PagoRecibido', data: cobro }]),
});

export const ConfirmarEntrega = comando({
  tipo: 'ConfirmarEntrega',
  resumen: 'What the payment paid for was given.',
  de: ['sistema'],
  familia: 'pago',
  schema: z.strictObject({ pago: PagoId }),
  limite: 'none',
  emite: ['EntregaConfirmada'],
  falla: ['PAYMENT_STATE'],
  agregadoId: ({ pago }) => pago,
  decide(estado, { pago }) {
    if (estado.entregado) return [];
    if (estado.estado !== 'recibido') throw new PaymentStateError(pago, estado.estado);
    return [{ type: 'EntregaConfirmada', data: { pago } }];
  },
});

export const SolicitarReembolso = comando({
  tipo: 'SolicitarReembolso',
  resumen: 'The payment is to be given back; Telegram is asked by a process of its own.',
  de: ['admin', 'soporte', 'sistema'],
  familia: 'pago',
  schema: z.strictObject({ pago: PagoId, motivo: Motivo }),
  limite: 'none',
  emite: ['ReembolsoSolicitado'],
  falla: ['PAYMENT_STATE'],
  agregadoId: ({ pago }) => pago,
  decide(estado, { pago, motivo }) {
    if (estado.estado === 'por_reembolsar') return [];
    if (estado.estado !== 'recibido' && estado.estado !== 'entregado')
      throw new PaymentStateError(pago, estado.estado);
    return [{ type: 'ReembolsoSolicitado', data: { pago, motivo } }];
  },
});

/** Also without having been asked for: Telegram's support gives Stars back by itself. */
export const RegistrarReembolso = comando({
  tipo: 'RegistrarReembolso',
  resumen: 'Telegram has given the Stars back.',
  de: ['sistema'],
  familia: 'pago',
  schema: z.strictObject({ pago: PagoId, origen: z.enum(['bot', 'telegram', 'conciliacion']) }),
  limite: 'none',
  emite: ['PagoReembolsado'],
  falla: ['PAYMENT_STATE'],
  agregadoId: ({ pago }) => pago,
  decide(estado, { pago, origen }) {
    if (estado.estado === 'reembolsado' || estado.estado === 'cerrado') return [];
    if (!estado.cobro) throw new PaymentStateError(pago, estado.estado);
    return [{ type: 'PagoReembolsado', data: { pago, origen } }];
  },
});

export const ConfirmarRevocacion = comando({
  tipo: 'ConfirmarRevocacion',
  resumen: 'What a refunded payment had paid for was taken back, where it had been given.',
  de: ['sistema'],
  familia: 'pago',
  schema: z.strictObject({ pago: PagoId }),
  limite: 'none',
  emite: ['RevocacionConfirmada'],
  falla: ['PAYMENT_STATE'],
  agregadoId: ({ pago }) => pago,
  decide(estado, { pago }) {
    if (estado.estado === 'cerrado') return [];
    if (estado.estado !== 'reembolsado') throw new PaymentStateError(pago, estado.estado);
    return [{ type: 'RevocacionConfirmada', data: { pago } }];
  },
});
