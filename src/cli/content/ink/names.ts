/** Ids and titles out of what a writer called things. */

const SLUG_MAX = 24;

/** Lower-case ASCII letters, digits and hyphens, at most 24; `fallback` where nothing of the name is left. */
export function slugOf(name: string, fallback: string): string {
  const slug = name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  return cut(slug, SLUG_MAX) || fallback;
}

/** The slug itself when it is free, or with the first number that makes it so; it is taken from then on. */
export function uniqueSlug(slug: string, taken: Set<string>): string {
  for (let number = 1; ; number++) {
    const suffix = number === 1 ? '' : `-${number}`;
    const id = `${cut(slug, SLUG_MAX - suffix.length)}${suffix}`;
    if (taken.has(id)) continue;
    taken.add(id);
    return id;
  }
}

/** Cut between words where there is a word to keep. */
function cut(slug: string, max: number): string {
  if (slug.length <= max) return slug;
  const within = slug.slice(0, max + 1);
  const end = within.lastIndexOf('-');
  return (end > 0 ? within.slice(0, end) : slug.slice(0, max)).replace(/-+$/, '');
}

/** `fin_tranvia` as a title: `Fin tranvia`. */
export function titleOf(name: string, idioma: string): string {
  const words = name.replace(/[_-]+/g, ' ').trim();
  return words.slice(0, 1).toLocaleUpperCase(idioma) + words.slice(1);
}

/** As many whole sentences as fit; a first sentence that does not fit is cut at a word. */
export function firstSentences(text: string, max: number, idioma: string): string {
  const flat = text.replace(/\s+/g, ' ').trim();
  let kept = '';
  for (const { segment } of new Intl.Segmenter(idioma, { granularity: 'sentence' }).segment(flat)) {
    if (`${kept}${segment}`.trim().length > max) break;
    kept += segment;
  }
  return kept.trim() || `${flat.slice(0, max - 1).replace(/\s\S*$/, '')}…`;
}
