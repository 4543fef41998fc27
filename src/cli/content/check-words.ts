/** How much a reader is given at once, in each language. */
import type { Content } from './content.ts';
import type { Report } from './finding.ts';

/** Fewer read like a remark, more do not fit a telephone's screen. */
export const WORDS_MIN = 60;
export const WORDS_MAX = 200;

export function checkWords({ fragmentos }: Content, report: Report): void {
  for (const { id, texto } of fragmentos.values()) {
    for (const idioma of ['es', 'en'] as const) {
      const count = wordsIn(texto[idioma]);
      if (count < WORDS_MIN || count > WORDS_MAX)
        report(
          'WORDS_OUTSIDE',
          { tipo: 'fragmento', id, path: ['texto', idioma] },
          `${count} words; ${WORDS_MIN} to ${WORDS_MAX} read well`,
        );
    }
    if (texto.es === texto.en)
      report(
        'UNTRANSLATED',
        { tipo: 'fragmento', id, path: ['texto', 'en'] },
        'the same text stands in both languages',
      );
  }
}

/** Runs of letters and digits between spaces; a dash by itself is no word. */
export function wordsIn(text: string): number {
  return text.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
}
