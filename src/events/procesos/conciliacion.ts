/** The nightly comparison of payments with Telegram's own account of them, in `conciliacion-<day>`. */
import { z } from 'zod';
import { defineEvent, type EventOf } from '../definicion.ts';
import { Dia, PagoId } from '../usuario/valores.ts';

/** A payment on which the two sides do not agree. */
export const Diferencia = z.strictObject({
  tipo: z.enum([
    'falta_aqui',
    'falta_en_telegram',
    'importe',
    'reembolso_falta_aqui',
    'reembolso_falta_en_telegram',
  ]),
  pago: PagoId,
  detalle: z.string().max(200),
});
export type Diferencia = z.infer<typeof Diferencia>;

export const ConciliacionHecha = defineEvent(
  'ConciliacionHecha',
  z.strictObject({
    dia: Dia,
    /** Transactions of Telegram that were looked at. */
    transacciones: z.int().min(0),
    /** Transactions of Telegram from the beginning up to the last that was looked at. */
    hasta: z.int().min(0),
    diferencias: z.array(Diferencia).max(1000),
  }),
);

export const EVENTOS_DE_CONCILIACION = [ConciliacionHecha] as const;
export type EventoDeConciliacion = EventOf<(typeof EVENTOS_DE_CONCILIACION)[number]>;

/** How often that day was compared, and how far into Telegram's account it went. */
export type EstadoDeConciliacion = { veces: number; hasta: number };

export const conciliacionInicial: EstadoDeConciliacion = { veces: 0, hasta: 0 };

export const evolveConciliacion = (
  state: EstadoDeConciliacion,
  event: EventoDeConciliacion,
): EstadoDeConciliacion => ({ veces: state.veces + 1, hasta: event.data.hasta });
