/**
 * Stock of a limited item, in a stream of its own, `existencias-<item>`: units come in, are reserved for a process,
 * and are sold or set free. A reservation that was released can never be made again, so that a late process finds out.
 */
import { z } from 'zod';
import { Cantidad, Slug } from '../contenido.ts';
import { UsuarioId } from '../cuentas.ts';
import { defineEvent, type EventOf } from '../definicion.ts';
import { ImpossibleEventError } from '../usuario/usuario.ts';
import { Instante, Motivo, ProcesoId } from '../usuario/valores.ts';

export const ExistenciasRepuestas = defineEvent(
  'ExistenciasRepuestas',
  z.strictObject({ item: Slug, cantidad: Cantidad, motivo: Motivo }),
);
export const ExistenciasReservadas = defineEvent(
  'ExistenciasReservadas',
  z.strictObject({ item: Slug, reserva: ProcesoId, usuarioId: UsuarioId, hasta: Instante }),
);
export const ReservaConfirmada = defineEvent(
  'ReservaConfirmada',
  z.strictObject({ item: Slug, reserva: ProcesoId }),
);
export const ReservaLiberada = defineEvent(
  'ReservaLiberada',
  z.strictObject({ item: Slug, reserva: ProcesoId, motivo: Motivo }),
);
/** A sold unit came back, because its purchase was refunded. */
export const ExistenciaDevuelta = defineEvent(
  'ExistenciaDevuelta',
  z.strictObject({ item: Slug, reserva: ProcesoId }),
);

export const EVENTOS_DE_EXISTENCIAS = [
  ExistenciasRepuestas,
  ExistenciasReservadas,
  ReservaConfirmada,
  ReservaLiberada,
  ExistenciaDevuelta,
] as const;
export type EventoDeExistencias = EventOf<(typeof EVENTOS_DE_EXISTENCIAS)[number]>;

export interface Reserva {
  usuarioId: string | null;
  hasta: string | null;
  estado: 'reservada' | 'vendida' | 'liberada' | 'devuelta';
}

export interface EstadoDeExistencias {
  /** Units that can be reserved now. */
  disponibles: number;
  /** Units brought in since the beginning. */
  repuestas: number;
  vendidas: number;
  reservas: Readonly<Record<string, Reserva>>;
}

export const existenciasIniciales: EstadoDeExistencias = {
  disponibles: 0,
  repuestas: 0,
  vendidas: 0,
  reservas: {},
};

/** @throws ImpossibleEventError */
export function evolveExistencias(
  state: EstadoDeExistencias,
  event: EventoDeExistencias,
): EstadoDeExistencias {
  switch (event.type) {
    case 'ExistenciasRepuestas': {
      const { cantidad } = event.data;
      return {
        ...state,
        disponibles: state.disponibles + cantidad,
        repuestas: state.repuestas + cantidad,
      };
    }
    case 'ExistenciasReservadas': {
      const { reserva, usuarioId, hasta } = event.data;
      if (state.disponibles < 1 || state.reservas[reserva])
        throw new ImpossibleEventError(`reservation ${reserva} of nothing, or made twice`);
      return conReserva({ ...state, disponibles: state.disponibles - 1 }, reserva, {
        usuarioId,
        hasta,
        estado: 'reservada',
      });
    }
    case 'ReservaConfirmada':
      return conEstado(
        { ...state, vendidas: state.vendidas + 1 },
        event.data.reserva,
        'reservada',
        'vendida',
      );
    case 'ReservaLiberada': {
      const { reserva } = event.data;
      // Released before it was made: remembered, so that it never is.
      if (!state.reservas[reserva])
        return conReserva(state, reserva, { usuarioId: null, hasta: null, estado: 'liberada' });
      return conEstado({ ...state, disponibles: state.disponibles + 1 }, reserva, 'reservada', 'liberada');
    }
    case 'ExistenciaDevuelta':
      return conEstado(
        { ...state, disponibles: state.disponibles + 1, vendidas: state.vendidas - 1 },
        event.data.reserva,
        'vendida',
        'devuelta',
      );
    default:
      return event satisfies never;
  }
}

function conReserva(state: EstadoDeExistencias, id: string, reserva: Reserva): EstadoDeExistencias {
  return { ...state, reservas: { ...state.reservas, [id]: reserva } };
}

function conEstado(
  state: EstadoDeExistencias,
  id: string,
  desde: Reserva['estado'],
  hacia: Reserva['estado'],
): EstadoDeExistencias {
  const reserva = state.reservas[id];
  if (reserva?.estado !== desde)
    throw new ImpossibleEventError(`reservation ${id} is ${reserva?.estado ?? 'unknown'}, not ${desde}`);
  return conReserva(state, id, { ...reserva, estado: hacia });
}
