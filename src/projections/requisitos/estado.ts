/** Of a user, what requirements ask about: the product's own fold, and of what it gives the part that is kept. Pure. */
import { isSameJson } from '../../events/canonico.ts';
import type { Evento } from '../../events/registro.ts';
import { evolve, initialState, type UsuarioActivo } from '../../events/usuario/estado.ts';
import type { EventoDeUsuario } from '../../events/usuario/eventos.ts';

/** Kept as it stands in the row; what nothing asks about is left out. */
export type EstadoMinimo = Pick<
  UsuarioActivo,
  | 'saldo'
  | 'lotes'
  | 'retenciones'
  | 'ganado'
  | 'arquetipo'
  | 'vip'
  | 'inventario'
  | 'decisiones'
  | 'visitados'
  | 'desbloqueados'
  | 'experiencias'
>;

export const TIPOS_DE_ESTADO = [
  'UsuarioRegistrado',
  'UsuarioEliminado',
  'BesitosOtorgados',
  'BesitosGastados',
  'BesitosRetenidos',
  'RetencionLiberada',
  'RetencionCobrada',
  'MovimientoRevertido',
  'ArquetipoAsignado',
  'VipActivado',
  'VipRenovado',
  'VipCancelado',
  'CancelacionConfirmada',
  'VipTerminado',
  'ItemComprado',
  'ItemOtorgado',
  'ItemUsado',
  'ItemDevuelto',
  'FragmentoAbierto',
  'DecisionTomada',
  'ContenidoDesbloqueado',
  'ExperienciaIniciada',
  'ExperienciaCompletada',
] as const satisfies readonly EventoDeUsuario['type'][];

const TIPOS: ReadonlySet<string> = new Set(TIPOS_DE_ESTADO);
export const esDeEstado = (evento: Evento): evento is EventoDeUsuario => TIPOS.has(evento.type);

/** Everything else as it is at the beginning: no event of those above reads it. */
const VACIO = evolve(initialState, {
  type: 'UsuarioRegistrado',
  data: { usuarioId: '', idioma: 'es', personal: '' },
}) as UsuarioActivo;

/** The state after an event; null before the registration and after the erasure. @throws ImpossibleEventError */
export function plegarEstado(
  usuarioId: string,
  antes: EstadoMinimo | null,
  evento: EventoDeUsuario,
): EstadoMinimo | null {
  const despues = evolve(antes === null ? initialState : { ...VACIO, id: usuarioId, ...antes }, evento);
  return despues.estado === 'activo' ? minimo(despues) : null;
}

/** Events that change nothing that is kept leave it as it is, most parts even the same object. */
export function esIgual(antes: EstadoMinimo, despues: EstadoMinimo): boolean {
  return (Object.keys(antes) as (keyof EstadoMinimo)[]).every((campo) =>
    isSameJson(antes[campo], despues[campo]),
  );
}

function minimo(usuario: UsuarioActivo): EstadoMinimo {
  const { saldo, lotes, retenciones, ganado, arquetipo, vip } = usuario;
  const { inventario, decisiones, visitados, desbloqueados, experiencias } = usuario;
  return {
    saldo,
    lotes,
    retenciones,
    ganado,
    arquetipo,
    vip,
    inventario,
    decisiones,
    visitados,
    desbloqueados,
    experiencias,
  };
}
