/** In which order pieces go out, so that nobody is ever shown a way to what is not there yet. */
import { type Content, type Pieza, piezasDe } from '../../commands/contenido/revision/content.ts';
import { afterTargets } from '../../commands/contenido/revision/graph.ts';
import { referencesOf } from '../../commands/contenido/revision/references.ts';

/**
 * Every piece after the pieces it leads to, gives, sells or opens, and where that leaves a choice, after those that its
 * requirements name. Of what is free of all that, items go first, then experiences, then fragments from the last to the
 * first. Covers go last: until then nobody can get into a new story, so the loops within it are harmless.
 * @param isPublished pieces that exist already can be pointed to at any time
 */
export function publishingOrder(content: Content, isPublished: (pieza: Pieza) => boolean): Pieza[] {
  const pieces = piezasDe(content);
  const isCover = ({ tipo, contenido }: Pieza) => tipo === 'fragmento' && contenido.portada !== undefined;
  const inside = pieces.filter((pieza) => !isCover(pieza));
  const byName = new Map(
    inside
      .filter((pieza) => !isPublished(pieza))
      .map((pieza) => [`${pieza.tipo}/${pieza.contenido.id}`, pieza]),
  );
  const targets = (onlyWhatBreaks: boolean) => (pieza: Pieza) =>
    referencesOf(pieza)
      .filter(({ breaks }) => breaks || !onlyWhatBreaks)
      .flatMap(({ target }) => {
        const [tipo, id] =
          target.tipo === 'decision' ? ['fragmento', target.id.split('/')[0]] : [target.tipo, target.id];
        return byName.get(`${tipo}/${id}`) ?? [];
      });
  const start = [
    ...inside.filter(({ tipo }) => tipo !== 'fragmento'),
    ...inside.filter(({ tipo }) => tipo === 'fragmento').reverse(),
  ];
  // A circle is left open at a requirement where it has one: the second walk follows only what must not dangle.
  return [...afterTargets(afterTargets(start, targets(false)), targets(true)), ...pieces.filter(isCover)];
}
