/** The difference between files and what is published, in lines for a terminal. */
import type {
  ContentDiff,
  DecisionsDiff,
  PiezaRef,
  StoryDiff,
} from '../../commands/contenido/revision/diff.ts';

/** @param willWithdraw whether what is in no file goes, or stays and is only pointed out */
export function linesOf(diff: ContentDiff, willWithdraw: boolean): string[] {
  const isPage = ({ tipo }: PiezaRef) => tipo === 'fragmento';
  const gone = (name: string) =>
    willWithdraw ? `- ${name}: withdrawn` : `? ${name}: published, and in no file`;
  return [
    ...diff.nuevos.filter((ref) => !isPage(ref)).map(({ tipo, id }) => `+ ${tipo} ${id}`),
    ...diff.cambiados
      .filter((ref) => !isPage(ref))
      .map(({ tipo, id, campos }) => `~ ${tipo} ${id}: ${wordsFor(campos)}`),
    ...diff.sinArchivo.filter((ref) => !isPage(ref)).map(({ tipo, id }) => gone(`${tipo} ${id}`)),
    ...diff.precios.map(
      ({ item, moneda, antes, despues }) =>
        `~ price of ${item} in ${moneda}: ${antes ?? 'none'} → ${despues ?? 'none'}`,
    ),
    ...diff.historias.flatMap((story) => [
      headingOf(story, diff),
      ...story.nuevos.map((id) => `  + ${id}`),
      ...story.cambiados.map(
        ({ id, campos, decisiones }) => `  ~ ${id}: ${wordsFor(campos)}${decisionsIn(decisiones)}`,
      ),
      ...story.sinArchivo.map((id) => `  ${gone(id)}`),
    ]),
  ];
}

function headingOf({ historia, edicion, enCurso }: StoryDiff, { alcance }: ContentDiff): string {
  if (edicion === null) return `story ${historia}: no new edition`;
  const title = `story ${historia}: edition ${edicion}`;
  if (alcance === 'todos') return `${title}, for everybody; readers under way go on in it at their next step`;
  if (enCurso === null) return `${title}, for those who begin from now on`;
  const { desde, hasta } = enCurso;
  const theirs = desde === hasta ? `edition ${hasta}` : `editions ${desde} to ${hasta}`;
  return `${title}, for those who begin from now on; readers under way stay in ${theirs}`;
}

function decisionsIn({ nuevas, cambiadas, quitadas }: DecisionsDiff): string {
  const parts = [
    ...nuevas.map((id) => `+${id}`),
    ...cambiadas.map((id) => `~${id}`),
    ...quitadas.map((id) => `-${id}`),
  ];
  return parts.length > 0 ? ` (${parts.join(' ')})` : '';
}

const wordsFor = (campos: readonly string[]) =>
  campos.map((campo) => (campo === 'retirado' ? 'no longer withdrawn' : campo)).join(', ');
