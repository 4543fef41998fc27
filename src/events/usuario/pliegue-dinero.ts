/** How movements change what is known of a user. */
import type { EventOf } from '../definicion.ts';
import type { EVENTOS_DE_DINERO } from './eventos-dinero.ts';
import { conLote, consumir, regalable } from './lotes.ts';
import { de, type Pliegues, sin } from './pliegue.ts';
import { ImpossibleEventError, type UsuarioActivo } from './usuario.ts';
import type { Lote } from './valores.ts';

/** Refunds and adjustments give back or correct; only the rest is a grant in the sense of the daily limit. */
export function countsAgainstDailyLimit(razon: string): boolean {
  return razon !== 'reembolso' && razon !== 'ajuste';
}

/** Besitos that another user gave are not earned: they raise no level. */
const isEarned = (razon: string): boolean => countsAgainstDailyLimit(razon) && razon !== 'regalo_recibido';

function menos(state: UsuarioActivo, cantidad: number): UsuarioActivo {
  const saldo = state.saldo - cantidad;
  if (saldo < 0) throw new ImpossibleEventError(`a spend of ${cantidad} from ${state.saldo}`);
  return { ...state, saldo, lotes: consumir(state.lotes, cantidad).quedan };
}

function mas(state: UsuarioActivo, cantidad: number, lotes: readonly Lote[] = []): UsuarioActivo {
  return {
    ...state,
    saldo: state.saldo + cantidad,
    lotes: lotes.reduce<readonly Lote[]>(conLote, state.lotes),
  };
}

export const PLIEGUES_DE_DINERO: Pliegues<EventOf<(typeof EVENTOS_DE_DINERO)[number]>['type']> = {
  BesitosOtorgados(state, { cantidad, dia, razon, caduca }) {
    const before = state.otorgado.dia === dia ? state.otorgado.cantidad : 0;
    return {
      ...mas(state, cantidad, caduca === undefined ? [] : [{ cantidad, caduca }]),
      ganado: isEarned(razon) ? state.ganado + cantidad : state.ganado,
      otorgado: countsAgainstDailyLimit(razon) ? { dia, cantidad: before + cantidad } : state.otorgado,
    };
  },
  BesitosGastados(state, { cantidad, razon }) {
    if (razon !== 'regalo_enviado') return menos(state, cantidad);
    // Promotional besitos cannot be given away, so a gift leaves the lots alone.
    if (regalable(state) < cantidad) throw new ImpossibleEventError(`a gift of ${cantidad}`);
    return { ...state, saldo: state.saldo - cantidad };
  },
  BesitosRetenidos(state, { proceso, cantidad, lotes }) {
    const retenciones = { ...state.retenciones, [proceso]: { cantidad, lotes } };
    return { ...menos(state, cantidad), retenciones };
  },
  RetencionLiberada(state, { proceso, cantidad }) {
    const { lotes } = de(state.retenciones, proceso, 'retention');
    return { ...mas(state, cantidad, lotes), retenciones: sin(state.retenciones, proceso) };
  },
  RetencionCobrada(state, { proceso }) {
    de(state.retenciones, proceso, 'retention');
    return { ...state, retenciones: sin(state.retenciones, proceso) };
  },
  MovimientoRevertido(state, { original, apuntes }) {
    const efecto = apuntes.find(({ cuenta }) => cuenta === `usuario:${state.id}:cartera`)?.importe ?? 0;
    return {
      ...(efecto < 0 ? menos(state, -efecto) : mas(state, efecto)),
      deshechos: { ...state.deshechos, [original.revision]: true },
    };
  },
};
