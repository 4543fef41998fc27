/** The fold of one user's stream: `initialState` and `evolve`, both pure. */
import type { EventoDeUsuario } from './eventos.ts';
import type { DatosDe } from './pliegue.ts';
import { PLIEGUES_DE_DINERO } from './pliegue-dinero.ts';
import { PLIEGUES_DE_HISTORIA } from './pliegue-historia.ts';
import { PLIEGUES_SOCIALES } from './pliegue-social.ts';
import { PLIEGUES_DE_TIENDA } from './pliegue-tienda.ts';
import { PLIEGUES_DE_VIP } from './pliegue-vip.ts';
import { type EstadoDeUsuario, ImpossibleEventError, type UsuarioActivo } from './usuario.ts';

export { countsAgainstDailyLimit } from './pliegue-dinero.ts';
export * from './usuario.ts';

export const initialState: EstadoDeUsuario = { estado: 'inexistente' };

const PLIEGUES = {
  ...PLIEGUES_DE_DINERO,
  ...PLIEGUES_DE_HISTORIA,
  ...PLIEGUES_SOCIALES,
  ...PLIEGUES_DE_TIENDA,
  ...PLIEGUES_DE_VIP,
} as unknown as Readonly<Record<string, (state: UsuarioActivo, data: never) => UsuarioActivo>>;

/** @throws ImpossibleEventError when the event cannot follow from the state */
export function evolve(state: EstadoDeUsuario, event: EventoDeUsuario): EstadoDeUsuario {
  if (event.type === 'UsuarioRegistrado') {
    if (state.estado !== 'inexistente') throw new ImpossibleEventError('UsuarioRegistrado on a known user');
    return registrado(event.data);
  }
  if (state.estado === 'inexistente')
    throw new ImpossibleEventError(`${event.type} before UsuarioRegistrado`);
  if (state.estado === 'eliminado') throw new ImpossibleEventError(`${event.type} after UsuarioEliminado`);
  switch (event.type) {
    case 'IdiomaCambiado':
      return { ...state, idioma: event.data.idioma };
    case 'UsuarioSuspendido':
      return { ...state, suspendido: true };
    case 'UsuarioReactivado':
      return { ...state, suspendido: false };
    case 'UsuarioMarcado': {
      const { revision: id, severidad, senales } = event.data;
      return { ...state, revision: { id, severidad, senales: senales.map(({ senal }) => senal) } };
    }
    case 'RevisionResuelta':
      return { ...state, revision: null };
    case 'ArquetipoAsignado':
      return { ...state, arquetipo: event.data.arquetipo };
    case 'EliminacionSolicitada':
      return { ...state, eliminacion: { desde: event.data.desde } };
    case 'UsuarioEliminado':
      return { estado: 'eliminado', id: state.id };
    default: {
      const pliegue = Object.hasOwn(PLIEGUES, event.type) ? PLIEGUES[event.type] : undefined;
      if (!pliegue) throw new ImpossibleEventError('an event of no known type');
      return pliegue(state, event.data as never);
    }
  }
}

function registrado({ usuarioId, idioma }: DatosDe<'UsuarioRegistrado'>): UsuarioActivo {
  return {
    estado: 'activo',
    id: usuarioId,
    idioma,
    suspendido: false,
    eliminacion: null,
    revision: null,
    arquetipo: null,
    saldo: 0,
    lotes: [],
    retenciones: {},
    ganado: 0,
    otorgado: { dia: '1970-01-01', cantidad: 0 },
    deshechos: {},
    posiciones: {},
    ediciones: {},
    visitados: {},
    decisiones: {},
    tomadas: 0,
    reacciones: {},
    publicaciones: {},
    inventario: {},
    desbloqueados: {},
    experiencias: {},
    regalo: null,
    vip: null,
    compras: {},
    comprasCerradas: {},
    canjes: {},
    codigos: {},
    pedidos: {},
    pagos: {},
    regalosEnCamino: {},
    regalosRecibidos: {},
    referidoPor: null,
    referidosPremiados: {},
    ofertas: {},
  };
}
