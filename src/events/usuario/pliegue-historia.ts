/** How reading, choosing, reacting and experiences change what is known of a user. */
import type { EventOf } from '../definicion.ts';
import type { EVENTOS_DE_HISTORIA } from './eventos-historia.ts';
import { de, type Pliegues } from './pliegue.ts';
import type { ProgresoDeExperiencia, UsuarioActivo } from './usuario.ts';

export const PLIEGUES_DE_HISTORIA: Pliegues<EventOf<(typeof EVENTOS_DE_HISTORIA)[number]>['type']> = {
  FragmentoAbierto: (state, { historia, fragmento, edicion }) => at(state, historia, fragmento, edicion),
  DecisionTomada(state, { historia, fragmento, decision, destino, edicion }) {
    const tomada = `${fragmento}/${decision}`;
    const decisiones = state.decisiones[tomada]
      ? state.decisiones
      : { ...state.decisiones, [tomada]: true as const };
    return at({ ...state, decisiones, tomadas: state.tomadas + 1 }, historia, destino, edicion);
  },
  ContenidoReaccionado: (state, { fragmento }) => ({
    ...state,
    reacciones: { ...state.reacciones, [fragmento]: true },
  }),
  PublicacionReaccionada: (state, { publicacion }) => ({
    ...state,
    publicaciones: { ...state.publicaciones, [publicacion]: true },
  }),
  ExperienciaIniciada(state, { experiencia, version, componentes }) {
    const progreso = { version, completados: [], total: componentes, terminada: false };
    return { ...state, experiencias: { ...state.experiencias, [experiencia]: progreso } };
  },
  ComponenteCompletado: (state, { experiencia, componente }) =>
    withProgress(state, experiencia, (progreso) => ({
      ...progreso,
      completados: [...progreso.completados, componente],
    })),
  ExperienciaCompletada: (state, { experiencia }) =>
    withProgress(state, experiencia, (progreso) => ({ ...progreso, terminada: true })),
  ContenidoDesbloqueado: (state, { contenido }) => ({
    ...state,
    desbloqueados: { ...state.desbloqueados, [contenido]: true },
  }),
};

/** The story moved in last stands last, so that it is the one to go on with. */
function at(
  state: UsuarioActivo,
  historia: string,
  fragmento: string,
  edicion: number | undefined,
): UsuarioActivo {
  const { [historia]: _before, ...others } = state.posiciones;
  return {
    ...state,
    posiciones: { ...others, [historia]: fragmento },
    ediciones: edicion === undefined ? state.ediciones : { ...state.ediciones, [historia]: edicion },
    visitados: state.visitados[fragmento] ? state.visitados : { ...state.visitados, [fragmento]: true },
  };
}

function withProgress(
  state: UsuarioActivo,
  experiencia: string,
  change: (progreso: ProgresoDeExperiencia) => ProgresoDeExperiencia,
): UsuarioActivo {
  const progreso = de(state.experiencias, experiencia, 'experience');
  return { ...state, experiencias: { ...state.experiencias, [experiencia]: change(progreso) } };
}
