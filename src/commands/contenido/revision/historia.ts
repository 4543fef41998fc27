/** A story as it stands in the catalogue, by the same checks as files; and who still needs what is to be withdrawn. */
import type { Catalogo } from '../../../events/catalogo.ts';
import { REGLAS, type Reglas } from '../../../events/reglas.ts';
import { review } from './check.ts';
import { type Content, contentOf, type Path, type Pieza, piezasDe, type TipoDeContenido } from './content.ts';
import { FINDINGS, type FindingCode } from './finding.ts';
import { reachableFrom } from './graph.ts';
import { piecesMeant, referencesOf } from './references.ts';

export interface Problema {
  codigo: FindingCode | 'STILL_USED';
  /** `puerto`, `puerto/subir` for one of its decisions, `item llave`, `experiencia ronda`. */
  donde: string;
  que: string;
}

/** What is published and not withdrawn. */
export const contentIn = (catalogo: Catalogo): Content =>
  contentOf({
    fragmentos: catalogo.fragmentos(),
    experiencias: catalogo.experiencias(),
    items: catalogo.items(),
  });

/**
 * Errors of a story: those of its fragments, and those of the items and experiences that it names, directly or through
 * one another. What is wrong with other stories is theirs to mend.
 */
export function problemasDeHistoria(historia: string, content: Content, reglas: Reglas = REGLAS): Problema[] {
  const concerned = piecesOfStory(historia, content);
  const problemas: Problema[] = [];
  review(
    content,
    (codigo, { tipo, id, path = [] }, que) => {
      if (FINDINGS[codigo] === 'error' && concerned.has(`${tipo}/${id}`))
        problemas.push({ codigo, donde: placeOf(content, tipo, id, path), que });
    },
    reglas,
  );
  return problemas;
}

function piecesOfStory(historia: string, content: Content): Set<string> {
  const named = new Map(piezasDe(content).map((pieza) => [`${pieza.tipo}/${pieza.contenido.id}`, pieza]));
  const own = [...named].filter(
    ([, { contenido }]) => 'historia' in contenido && contenido.historia === historia,
  );
  return reachableFrom(
    own.map(([name]) => name),
    (name) => {
      const pieza = named.get(name);
      return (pieza ? referencesOf(pieza) : [])
        .flatMap(({ target }) => piecesMeant(target))
        .filter((target) => named.has(target) && !target.startsWith('fragmento/'));
    },
  );
}

/** Live pieces that lead to this one, open it, or ask for it, and would be left without it. */
export function usosDe(tipo: TipoDeContenido, id: string, catalogo: Catalogo): Problema[] {
  const content = contentIn(catalogo);
  const uses: Problema[] = [];
  for (const pieza of piezasDe(content)) {
    if (pieza.tipo === tipo && pieza.contenido.id === id) continue;
    for (const { path, target } of referencesOf(pieza)) {
      // Whoever must not have it is content without it.
      if (path.includes('not') || !piecesMeant(target).includes(`${tipo}/${id}`)) continue;
      // What content gives is still had by those who get it, though the shop no longer sells it.
      if (tipo === 'item' && path.at(-2) === 'items') return [];
      // A name that two kinds of pieces have is still the name of one.
      if (target.tipo === 'abrible' && tipo === 'experiencia' && content.fragmentos.has(id)) continue;
      uses.push({
        codigo: 'STILL_USED',
        donde: placeOf(content, pieza.tipo, pieza.contenido.id, path),
        que: wordsFor(pieza, path, id),
      });
    }
  }
  const fragmento = tipo === 'fragmento' ? content.fragmentos.get(id) : undefined;
  if (fragmento?.portada) {
    const rest = [...content.fragmentos.values()].filter(
      (other) => other.historia === fragmento.historia && other.id !== id,
    );
    if (rest.length > 0)
      uses.push({
        codigo: 'STILL_USED',
        donde: id,
        que: `is the first page of ${fragmento.historia}, which has ${rest.length} more`,
      });
  }
  return uses;
}

function wordsFor(pieza: Pieza, path: Path, id: string): string {
  if (path.at(-1) === 'destino') return `leads to ${id}`;
  if (path.includes('requisitos')) return `asks for ${id}`;
  if (path.includes('desbloquea')) return `opens ${id}`;
  return pieza.tipo === 'experiencia' ? `has ${id} as a step` : `gives ${id}`;
}

function placeOf(content: Content, tipo: TipoDeContenido, id: string, path: Path): string {
  if (tipo !== 'fragmento') return `${tipo} ${id}`;
  const [part, index] = path;
  const decision =
    part === 'decisiones' && typeof index === 'number'
      ? content.fragmentos.get(id)?.decisiones[index]
      : undefined;
  return decision ? `${id}/${decision.id}` : id;
}
