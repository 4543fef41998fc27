/** A message to many users, in a stream of its own, `difusion-<id>`; who got it is operational state, not a fact of the ledger. */
import { z } from 'zod';
import { defineEvent, type EventOf } from '../definicion.ts';
import { ProcesoId } from '../usuario/valores.ts';

const Mensaje = z.strictObject({ es: z.string().min(1).max(3500), en: z.string().min(1).max(3500) });

/** Who gets it: everybody, or those who are (not) VIP. */
export const Segmento = z.enum(['todos', 'vip', 'no_vip']);

const Cuenta = z.strictObject({
  enviados: z.int().min(0),
  fallidos: z.int().min(0),
  /** Sent or not: the worker stopped between sending and noting it. Never sent again. */
  dudosos: z.int().min(0),
});

export const DifusionCreada = defineEvent(
  'DifusionCreada',
  z.strictObject({ difusion: ProcesoId, mensaje: Mensaje, segmento: Segmento }),
);
export const DifusionDetenida = defineEvent('DifusionDetenida', z.strictObject({ difusion: ProcesoId }));
export const DifusionReanudada = defineEvent('DifusionReanudada', z.strictObject({ difusion: ProcesoId }));
export const DifusionTerminada = defineEvent(
  'DifusionTerminada',
  z.strictObject({ difusion: ProcesoId, cuenta: Cuenta }),
);

export const EVENTOS_DE_DIFUSION = [
  DifusionCreada,
  DifusionDetenida,
  DifusionReanudada,
  DifusionTerminada,
] as const;
export type EventoDeDifusion = EventOf<(typeof EVENTOS_DE_DIFUSION)[number]>;

export interface EstadoDeDifusion {
  estado: 'inexistente' | 'enviando' | 'detenida' | 'terminada';
  mensaje: z.infer<typeof Mensaje>;
  segmento: z.infer<typeof Segmento>;
}

export const difusionInicial: EstadoDeDifusion = {
  estado: 'inexistente',
  mensaje: { es: '', en: '' },
  segmento: 'todos',
};

export function evolveDifusion(state: EstadoDeDifusion, event: EventoDeDifusion): EstadoDeDifusion {
  switch (event.type) {
    case 'DifusionCreada':
      return { estado: 'enviando', mensaje: event.data.mensaje, segmento: event.data.segmento };
    case 'DifusionDetenida':
      return { ...state, estado: 'detenida' };
    case 'DifusionReanudada':
      return { ...state, estado: 'enviando' };
    case 'DifusionTerminada':
      return { ...state, estado: 'terminada' };
    default:
      return event satisfies never;
  }
}
