/** Stock of limited items: brought in by admins, reserved, sold and set free by the processes that sell them. */
import { z } from 'zod';
import { Cantidad, Slug } from '../../events/contenido.ts';
import { UsuarioId } from '../../events/cuentas.ts';
import { Instante, Motivo, ProcesoId } from '../../events/usuario/eventos.ts';
import { comando } from '../definicion.ts';
import { ContentNotFoundError, ItemNotAvailableError, ReservationReleasedError } from '../errores.ts';

const reserva = { item: Slug, reserva: ProcesoId };

export const ReponerExistencias = comando({
  tipo: 'ReponerExistencias',
  resumen: 'Units of a limited item come into stock.',
  de: ['admin', 'editor', 'sistema'],
  familia: 'existencias',
  schema: z.strictObject({ item: Slug, cantidad: Cantidad, motivo: Motivo }),
  limite: 'none',
  emite: ['ExistenciasRepuestas'],
  falla: ['CONTENT_NOT_FOUND', 'ITEM_NOT_AVAILABLE'],
  agregadoId: ({ item }) => item,
  decide(_estado, { item, cantidad, motivo }, { catalogo }) {
    const known = catalogo.item(item);
    if (!known) throw new ContentNotFoundError('item', item);
    if (known.tipo !== 'limitado') throw new ItemNotAvailableError(item, 'retirado');
    return [{ type: 'ExistenciasRepuestas', data: { item, cantidad, motivo } }];
  },
});

export const ReservarExistencias = comando({
  tipo: 'ReservarExistencias',
  resumen: 'A unit is reserved for a process, if one is left.',
  de: ['sistema'],
  familia: 'existencias',
  schema: z.strictObject({
    ...reserva,
    usuarioId: UsuarioId,
    hasta: Instante,
    /** A reservation of the same user whose unit this one takes over, if it still stands. */
    enLugarDe: ProcesoId.optional(),
  }),
  limite: 'none',
  emite: ['ReservaLiberada', 'ExistenciasReservadas'],
  falla: ['ITEM_NOT_AVAILABLE', 'RESERVATION_RELEASED'],
  agregadoId: ({ item }) => item,
  decide(estado, { item, reserva: id, usuarioId, hasta, enLugarDe }) {
    const known = estado.reservas[id];
    if (known?.estado === 'liberada') throw new ReservationReleasedError(id);
    if (known) return [];
    const reservada = {
      type: 'ExistenciasReservadas' as const,
      data: { item, reserva: id, usuarioId, hasta },
    };
    const anterior = enLugarDe === undefined ? undefined : estado.reservas[enLugarDe];
    if (enLugarDe !== undefined && anterior?.estado === 'reservada' && anterior.usuarioId === usuarioId)
      return [{ type: 'ReservaLiberada', data: { item, reserva: enLugarDe, motivo: 'traspaso' } }, reservada];
    if (estado.disponibles < 1) throw new ItemNotAvailableError(item, 'agotado');
    return [reservada];
  },
});

export const ConfirmarReserva = comando({
  tipo: 'ConfirmarReserva',
  resumen: 'The reserved unit is sold.',
  de: ['sistema'],
  familia: 'existencias',
  schema: z.strictObject(reserva),
  limite: 'none',
  emite: ['ReservaConfirmada'],
  falla: ['RESERVATION_RELEASED'],
  agregadoId: ({ item }) => item,
  decide(estado, { item, reserva: id }) {
    const known = estado.reservas[id];
    if (known?.estado === 'vendida' || known?.estado === 'devuelta') return [];
    if (known?.estado !== 'reservada') throw new ReservationReleasedError(id);
    return [{ type: 'ReservaConfirmada', data: { item, reserva: id } }];
  },
});

/** Also for a reservation that was never made: then it never can be. */
export const LiberarReserva = comando({
  tipo: 'LiberarReserva',
  resumen: 'The reserved unit is free again; a reservation released before it was made never can be.',
  de: ['sistema'],
  familia: 'existencias',
  schema: z.strictObject({ ...reserva, motivo: Motivo }),
  limite: 'none',
  emite: ['ReservaLiberada'],
  falla: [],
  agregadoId: ({ item }) => item,
  decide(estado, { item, reserva: id, motivo }) {
    const known = estado.reservas[id];
    if (known && known.estado !== 'reservada') return [];
    return [{ type: 'ReservaLiberada', data: { item, reserva: id, motivo } }];
  },
});

export const DevolverExistencia = comando({
  tipo: 'DevolverExistencia',
  resumen: 'A sold unit comes back into stock, because its purchase was refunded.',
  de: ['sistema'],
  familia: 'existencias',
  schema: z.strictObject(reserva),
  limite: 'none',
  emite: ['ExistenciaDevuelta'],
  falla: [],
  agregadoId: ({ item }) => item,
  decide(estado, { item, reserva: id }) {
    if (estado.reservas[id]?.estado !== 'vendida') return [];
    return [{ type: 'ExistenciaDevuelta', data: { item, reserva: id } }];
  },
});
