/** Which archetype a user is: what they do more of than players usually do, from the fold of their own events. Pure. */

import type { UsuarioActivo } from '../../events/usuario/estado.ts';
import type { Arquetipo } from '../../events/usuario/eventos-cuenta.ts';

/** So much of a behaviour, for each decision taken, counts as 1. */
interface Medida {
  /** How much of it there is. */
  cuanto: (usuario: UsuarioActivo) => number;
  /** How much of it a player usually shows for each ten decisions. */
  habitual: number;
}

const numero = (record: Readonly<Record<string, unknown>>): number => Object.keys(record).length;

const MEDIDAS: Record<Arquetipo, Medida> = {
  // Many pages, and other ways taken than the first.
  explorador: { cuanto: ({ visitados }) => numero(visitados), habitual: 9 },
  // Reacts to what is read.
  romantico: {
    cuanto: ({ reacciones, publicaciones }) => numero(reacciones) + numero(publicaciones),
    habitual: 3,
  },
  // Owns things, different ones above all.
  coleccionista: { cuanto: ({ inventario }) => numero(inventario), habitual: 1 },
  // Brings friends and exchanges gifts.
  social: {
    cuanto: ({ referidosPremiados, regalosRecibidos, regalosEnCamino }) =>
      2 * numero(referidosPremiados) + numero(regalosRecibidos) + numero(regalosEnCamino),
    habitual: 0.4,
  },
  // Finishes experiences and keeps a streak.
  competidor: {
    cuanto: ({ experiencias, regalo }) =>
      Object.values(experiencias).filter(({ terminada }) => terminada).length + (regalo?.racha ?? 0) / 7,
    habitual: 0.5,
  },
};

/** Below so many decisions nobody is anything yet. */
const DECISIONS_MIN = 8;
/** Another archetype has to be ahead by this factor before a user changes, so that nobody flickers between two. */
const AHEAD = 1.15;

/**
 * The archetype whose behaviour stands out most, with its score: 50 is what players usually show, 100 twice that or more.
 * Null while there is too little to say, or nothing stands out.
 */
export function arquetipoDe(usuario: UsuarioActivo): { arquetipo: Arquetipo; puntaje: number } | null {
  if (usuario.tomadas < DECISIONS_MIN) return null;
  const puntajes = (Object.entries(MEDIDAS) as [Arquetipo, Medida][]).map(
    ([arquetipo, { cuanto, habitual }]) => ({
      arquetipo,
      razon: cuanto(usuario) / (habitual * (usuario.tomadas / 10)),
    }),
  );
  const mayor = puntajes.reduce((best, each) => (each.razon > best.razon ? each : best));
  const actual = puntajes.find(({ arquetipo }) => arquetipo === usuario.arquetipo);
  const elegido = actual && mayor.razon < actual.razon * AHEAD ? actual : mayor;
  if (elegido.razon < 1) return null;
  return { arquetipo: elegido.arquetipo, puntaje: Math.min(100, Math.round(elegido.razon * 50)) };
}
