/** What an operator may write where a cache is to forget something: tags, a user's id for all of that user, or `todo`. */
import { UsuarioId } from '../events/cuentas.ts';
import { etiquetaDeContenido, etiquetaDeUsuario } from '../events/etiquetas.ts';
import { FAMILIAS, type NombreDeFamilia } from '../events/familias.ts';
import { PROJECTIONS } from './registro.ts';

const GRUPOS = PROJECTIONS.map(({ grupo }) => grupo);
const DE_CONTENIDO = (Object.keys(FAMILIAS) as NombreDeFamilia[])
  .filter((familia) => familia !== 'usuario')
  .map(etiquetaDeContenido);

/** In words, for who wrote something else. */
export const ETIQUETAS_A_MANO = `todo, <user>, <user>:<group> (${GRUPOS.join(', ')}) or one of ${DE_CONTENIDO.join(', ')}`;

/** The tags that a word stands for; null for one that stands for none. */
export function etiquetasDe(palabra: string): string[] | 'todo' | null {
  if (palabra === 'todo') return 'todo';
  if (DE_CONTENIDO.includes(palabra)) return [palabra];
  const [usuarioId = '', grupo, ...rest] = palabra.split(':');
  if (!UsuarioId.safeParse(usuarioId).success || rest.length > 0) return null;
  if (grupo === undefined) return GRUPOS.map((each) => etiquetaDeUsuario(usuarioId, each));
  return GRUPOS.includes(grupo) ? [palabra] : null;
}

/** What several words together have a cache forget. @throws RangeError for a word that stands for nothing */
export function etiquetasDeTodas(palabras: readonly string[]): string[] | 'all' {
  const tags: string[] = [];
  for (const palabra of palabras) {
    const of = etiquetasDe(palabra);
    if (of === null) throw new RangeError(`"${palabra}" is no tag`);
    if (of === 'todo') return 'all';
    tags.push(...of);
  }
  return tags;
}
