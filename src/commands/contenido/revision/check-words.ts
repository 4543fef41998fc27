/** How much a reader is given at once, in each language. */
import type { Texto } from '../../../events/contenido.ts';
import { type Content, type Path, type Pieza, piezasDe } from './content.ts';
import type { Report } from './finding.ts';

/** Fewer read like a remark, more do not fit a telephone's screen. */
export const WORDS_MIN = 60;
export const WORDS_MAX = 200;

export function checkWords(content: Content, report: Report): void {
  for (const { id, texto } of content.fragmentos.values()) {
    for (const idioma of ['es', 'en'] as const) {
      const count = wordsIn(texto[idioma]);
      if (count < WORDS_MIN || count > WORDS_MAX)
        report(
          'WORDS_OUTSIDE',
          { tipo: 'fragmento', id, path: ['texto', idioma] },
          `${count} words; ${WORDS_MIN} to ${WORDS_MAX} read well`,
        );
    }
  }
  for (const pieza of piezasDe(content))
    for (const { path, texto } of textsOf(pieza))
      if (texto.es === texto.en)
        report(
          'UNTRANSLATED',
          { tipo: pieza.tipo, id: pieza.contenido.id, path: [...path, 'en'] },
          'the same text stands in both languages',
        );
}

/** Whole sentences, which are never the same in two languages; a title may be a name. */
function textsOf(pieza: Pieza): { path: Path; texto: Texto }[] {
  switch (pieza.tipo) {
    case 'fragmento': {
      const { texto, portada } = pieza.contenido;
      return [
        { path: ['texto'], texto },
        ...(portada ? [{ path: ['portada', 'sinopsis'], texto: portada.sinopsis }] : []),
      ];
    }
    case 'experiencia':
      return [
        { path: ['descripcion'], texto: pieza.contenido.descripcion },
        ...pieza.contenido.componentes.flatMap((componente, index) =>
          componente.tipo === 'cuestionario'
            ? [{ path: ['componentes', index, 'pregunta'], texto: componente.pregunta }]
            : [],
        ),
      ];
    case 'item': {
      const { descripcion, uso } = pieza.contenido;
      return [
        { path: ['descripcion'], texto: descripcion },
        ...(uso ? [{ path: ['uso', 'texto'], texto: uso.texto }] : []),
      ];
    }
    default:
      return pieza satisfies never;
  }
}

/** Runs of letters and digits between spaces; a dash by itself is no word. */
export function wordsIn(text: string): number {
  return text.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
}
