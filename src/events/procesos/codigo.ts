/** A promo code, in a stream of its own, `codigo-<codigo>`: what it gives, and how often it was used. */
import { z } from 'zod';
import { Recompensa, Slug } from '../contenido.ts';
import { UsuarioId } from '../cuentas.ts';
import { defineEvent, type EventOf } from '../definicion.ts';
import { ImpossibleEventError } from '../usuario/usuario.ts';
import { Instante, Motivo, ProcesoId } from '../usuario/valores.ts';

/** What a promo code gives, to how many users, and when. */
export const Codigo = z.strictObject({
  codigo: Slug,
  recompensa: Recompensa,
  /** How many users may redeem it; each of them once. */
  usos: z.int().min(1).max(1_000_000),
  desde: Instante.optional(),
  hasta: Instante.optional(),
});
export type Codigo = z.infer<typeof Codigo>;

export const CodigoCreado = defineEvent('CodigoCreado', Codigo);
export const CanjeReservado = defineEvent(
  'CanjeReservado',
  z.strictObject({ codigo: Slug, canje: ProcesoId, usuarioId: UsuarioId }),
);
export const CanjeConfirmado = defineEvent(
  'CanjeConfirmado',
  z.strictObject({ codigo: Slug, canje: ProcesoId }),
);
export const CanjeLiberado = defineEvent(
  'CanjeLiberado',
  z.strictObject({ codigo: Slug, canje: ProcesoId, motivo: Motivo }),
);

export const EVENTOS_DE_CODIGO = [CodigoCreado, CanjeReservado, CanjeConfirmado, CanjeLiberado] as const;
export type EventoDeCodigo = EventOf<(typeof EVENTOS_DE_CODIGO)[number]>;

export interface EstadoDeCodigo {
  codigo: Codigo | null;
  /** Uses that are left. */
  quedan: number;
  canjes: Readonly<Record<string, 'reservado' | 'confirmado' | 'liberado'>>;
}

export const codigoInicial: EstadoDeCodigo = { codigo: null, quedan: 0, canjes: {} };

/** @throws ImpossibleEventError */
export function evolveCodigo(state: EstadoDeCodigo, event: EventoDeCodigo): EstadoDeCodigo {
  switch (event.type) {
    case 'CodigoCreado':
      if (state.codigo) throw new ImpossibleEventError(`code ${event.data.codigo} twice`);
      return { ...state, codigo: event.data, quedan: event.data.usos };
    case 'CanjeReservado':
      if (state.quedan < 1 || state.canjes[event.data.canje])
        throw new ImpossibleEventError(`redemption ${event.data.canje} of nothing, or made twice`);
      return con({ ...state, quedan: state.quedan - 1 }, event.data.canje, 'reservado');
    case 'CanjeConfirmado':
      return con(state, event.data.canje, 'confirmado');
    case 'CanjeLiberado': {
      const quedan = state.canjes[event.data.canje] ? state.quedan + 1 : state.quedan;
      return con({ ...state, quedan }, event.data.canje, 'liberado');
    }
    default:
      return event satisfies never;
  }
}

function con(
  state: EstadoDeCodigo,
  canje: string,
  estado: 'reservado' | 'confirmado' | 'liberado',
): EstadoDeCodigo {
  return { ...state, canjes: { ...state.canjes, [canje]: estado } };
}
