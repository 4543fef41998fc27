/** What is known of one user after folding that user's stream: `initialState` and `evolve`, both pure. */
import type { EventoDeUsuario, Idioma } from './eventos.ts';

export interface ProgresoDeExperiencia {
  version: number;
  /** Ids of the completed components, in order. */
  completados: readonly string[];
  total: number;
  terminada: boolean;
}

export interface UsuarioActivo {
  estado: 'activo';
  id: string;
  idioma: Idioma;
  /** Besitos in the wallet; never negative. */
  saldo: number;
  /** Besitos earned in all; decides the level. */
  ganado: number;
  /** Besitos granted on `dia` that count against the daily limit. */
  otorgado: { dia: string; cantidad: number };
  /** Where the user stands in each story; the one moved in last comes last. */
  posiciones: Readonly<Record<string, string>>;
  /** Fragments ever reached. */
  visitados: Readonly<Record<string, true>>;
  /** Decisions ever taken, as `fragmento/decision`. */
  decisiones: Readonly<Record<string, true>>;
  /** Fragments reacted to: each is rewarded once. */
  reacciones: Readonly<Record<string, true>>;
  inventario: Readonly<Record<string, number>>;
  experiencias: Readonly<Record<string, ProgresoDeExperiencia>>;
  regalo: { dia: string; racha: number } | null;
  /** Instant until which VIP access lasts; null when it never was. */
  vipHasta: string | null;
}

export type EstadoDeUsuario = { estado: 'inexistente' } | UsuarioActivo;

export const initialState: EstadoDeUsuario = { estado: 'inexistente' };

/** An event that cannot follow from the state: the stream is not one that this system wrote. */
export class ImpossibleEventError extends Error {
  readonly code = 'IMPOSSIBLE_EVENT';
}

export function evolve(state: EstadoDeUsuario, event: EventoDeUsuario): EstadoDeUsuario {
  if (event.type === 'UsuarioRegistrado') {
    if (state.estado !== 'inexistente') throw new ImpossibleEventError('UsuarioRegistrado on a known user');
    return {
      estado: 'activo',
      id: event.data.usuarioId,
      idioma: event.data.idioma,
      saldo: 0,
      ganado: 0,
      otorgado: { dia: '1970-01-01', cantidad: 0 },
      posiciones: {},
      visitados: {},
      decisiones: {},
      reacciones: {},
      inventario: {},
      experiencias: {},
      regalo: null,
      vipHasta: null,
    };
  }
  if (state.estado === 'inexistente')
    throw new ImpossibleEventError(`${event.type} before UsuarioRegistrado`);
  switch (event.type) {
    case 'IdiomaCambiado':
      return { ...state, idioma: event.data.idioma };
    case 'FragmentoAbierto':
      return at(state, event.data.historia, event.data.fragmento);
    case 'DecisionTomada': {
      const { historia, fragmento, decision, destino } = event.data;
      const decisiones = { ...state.decisiones, [`${fragmento}/${decision}`]: true as const };
      return at({ ...state, decisiones }, historia, destino);
    }
    case 'ContenidoReaccionado':
      return { ...state, reacciones: { ...state.reacciones, [event.data.fragmento]: true } };
    case 'BesitosOtorgados': {
      const { cantidad, dia, razon } = event.data;
      const counts = countsAgainstDailyLimit(razon);
      const before = state.otorgado.dia === dia ? state.otorgado.cantidad : 0;
      return {
        ...state,
        saldo: state.saldo + cantidad,
        ganado: counts ? state.ganado + cantidad : state.ganado,
        otorgado: counts ? { dia, cantidad: before + cantidad } : state.otorgado,
      };
    }
    case 'BesitosGastados': {
      const saldo = state.saldo - event.data.cantidad;
      if (saldo < 0) throw new ImpossibleEventError(`a spend of ${event.data.cantidad} from ${state.saldo}`);
      return { ...state, saldo };
    }
    case 'RegaloDiarioReclamado':
      return { ...state, regalo: { dia: event.data.dia, racha: event.data.racha } };
    case 'ItemComprado':
    case 'ItemOtorgado': {
      const { item } = event.data;
      return { ...state, inventario: { ...state.inventario, [item]: (state.inventario[item] ?? 0) + 1 } };
    }
    case 'ExperienciaIniciada': {
      const { experiencia, version, componentes } = event.data;
      const progreso = { version, completados: [], total: componentes, terminada: false };
      return { ...state, experiencias: { ...state.experiencias, [experiencia]: progreso } };
    }
    case 'ComponenteCompletado':
      return withProgress(state, event.data.experiencia, (progreso) => ({
        ...progreso,
        completados: [...progreso.completados, event.data.componente],
      }));
    case 'ExperienciaCompletada':
      return withProgress(state, event.data.experiencia, (progreso) => ({ ...progreso, terminada: true }));
    case 'VipActivado':
      return { ...state, vipHasta: event.data.hasta };
    default:
      event satisfies never;
      throw new ImpossibleEventError('an event of no known type');
  }
}

/** Refunds and adjustments give back or correct; only the rest is a grant in the sense of the daily limit. */
export function countsAgainstDailyLimit(razon: string): boolean {
  return razon !== 'reembolso' && razon !== 'ajuste';
}

/** The story moved in last stands last, so that it is the one to go on with. */
function at(state: UsuarioActivo, historia: string, fragmento: string): UsuarioActivo {
  const { [historia]: _before, ...others } = state.posiciones;
  return {
    ...state,
    posiciones: { ...others, [historia]: fragmento },
    visitados: state.visitados[fragmento] ? state.visitados : { ...state.visitados, [fragmento]: true },
  };
}

function withProgress(
  state: UsuarioActivo,
  experiencia: string,
  change: (progreso: ProgresoDeExperiencia) => ProgresoDeExperiencia,
): UsuarioActivo {
  const progreso = state.experiencias[experiencia];
  if (!progreso) throw new ImpossibleEventError(`progress in ${experiencia}, which was never started`);
  return { ...state, experiencias: { ...state.experiencias, [experiencia]: change(progreso) } };
}
