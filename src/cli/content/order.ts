/** In which order pieces go out, so that nobody is ever shown a way to what is not there yet. */
import { type Content, type Pieza, piezasDe } from '../../commands/contenido/revision/content.ts';
import { afterTargets } from '../../commands/contenido/revision/graph.ts';
import { piecesMeant, referencesOf } from '../../commands/contenido/revision/references.ts';

type IsPublished = (pieza: Pieza) => boolean;

const nameOf = ({ tipo, contenido }: Pieza) => `${tipo}/${contenido.id}`;
const isCover = ({ tipo, contenido }: Pieza) => tipo === 'fragmento' && contenido.portada !== undefined;

/** The new pieces that a piece points to. */
function targetsAmong(pieces: readonly Pieza[], isPublished: IsPublished) {
  const byName = new Map(
    pieces.filter((pieza) => !isPublished(pieza)).map((pieza) => [nameOf(pieza), pieza]),
  );
  return (onlyWhatBreaks: boolean) => (pieza: Pieza) =>
    referencesOf(pieza)
      .filter(({ breaks }) => breaks || !onlyWhatBreaks)
      .flatMap(({ target }) => piecesMeant(target).flatMap((name) => byName.get(name) ?? []));
}

/**
 * Every piece after the pieces it leads to, gives, sells or opens, and where that leaves a choice, after those that its
 * requirements name. Of what is free of all that, items go first, then experiences, then fragments from the last to the
 * first. Covers go last: until then nobody can get into a new story, so the loops within it are harmless.
 * @param isPublished pieces that exist already can be pointed to at any time
 */
export function publishingOrder(content: Content, isPublished: IsPublished): Pieza[] {
  const pieces = piezasDe(content);
  const inside = pieces.filter((pieza) => !isCover(pieza));
  const targets = targetsAmong(inside, isPublished);
  const start = [
    ...inside.filter(({ tipo }) => tipo !== 'fragmento'),
    ...inside.filter(({ tipo }) => tipo === 'fragmento').reverse(),
  ];
  // A circle is left open at a requirement where it has one: the second walk follows only what must not dangle.
  return [...afterTargets(afterTargets(start, targets(false)), targets(true)), ...pieces.filter(isCover)];
}

/**
 * The same order cut into waves, each of which can go out at once. Between the pages of a story whose cover is not out
 * there is no order to keep.
 * @param isPending of the pieces in order, those that are sent
 */
export function publishingWaves(
  content: Content,
  isPublished: IsPublished,
  isPending: IsPublished,
): Pieza[][] {
  const order = publishingOrder(content, isPublished);
  const hidden = new Set(
    order.filter((pieza) => isCover(pieza) && !isPublished(pieza)).map((pieza) => storyOf(pieza)),
  );
  const targets = targetsAmong(
    order.filter((pieza) => !isCover(pieza)),
    isPublished,
  )(true);
  const waveOf = new Map<Pieza, number>();
  let last = 0;
  for (const pieza of order) {
    if (isCover(pieza)) continue;
    const story = storyOf(pieza);
    const before = targets(pieza).filter(
      (target) => story === undefined || storyOf(target) !== story || !hidden.has(story),
    );
    // What comes later in the order closes a circle, and is not waited for.
    const wave = Math.max(0, ...before.map((target) => (waveOf.get(target) ?? -1) + 1));
    waveOf.set(pieza, wave);
    last = Math.max(last, wave);
  }
  const waves: Pieza[][] = Array.from({ length: last + 2 }, () => []);
  for (const pieza of order.filter(isPending)) waves[waveOf.get(pieza) ?? last + 1]?.push(pieza);
  return waves.filter((wave) => wave.length > 0);
}

function storyOf({ tipo, contenido }: Pieza): string | undefined {
  return tipo === 'fragmento' ? contenido.historia : undefined;
}
