/** A story as a graph: one cover, every fragment reached, and a way on from each of them that asks for nothing. */
import type { Decision, Fragmento } from '../../../events/contenido.ts';
import type { Content } from './content.ts';
import type { Report } from './finding.ts';
import { reachableFrom } from './graph.ts';
import { alwaysOne, type Condicion, satisfiable, todas } from './logic.ts';

export function checkStories(content: Content, report: Report): void {
  const stories = Map.groupBy(content.fragmentos.values(), ({ historia }) => historia);
  for (const fragmentos of stories.values()) checkCover(fragmentos, report);
  const reached = structurallyReached(content);
  for (const { id } of content.fragmentos.values())
    if (!reached.has(id))
      report(
        'FRAGMENT_UNREACHABLE',
        { tipo: 'fragmento', id },
        'no decision leads here, and no item or reward opens it',
      );
  checkWaysOut(content, report);
}

/** Fragments that decisions lead to from a cover, or from one that something opens, whatever they ask for. */
function structurallyReached({ fragmentos, experiencias, items }: Content): Set<string> {
  const entrances = [
    ...[...fragmentos.values()].filter(({ portada }) => portada).map(({ id }) => id),
    ...[...items.values()].flatMap(({ desbloquea }) => desbloquea ?? []),
    ...[...experiencias.values()].flatMap(({ componentes, recompensa }) =>
      [...componentes, { recompensa }].flatMap((step) => step.recompensa?.desbloquea ?? []),
    ),
  ];
  return reachableFrom(entrances, (id) =>
    (fragmentos.get(id)?.decisiones ?? []).flatMap(({ destino, recompensa }) => [
      destino,
      ...(recompensa?.desbloquea ?? []),
    ]),
  );
}

function checkCover(fragmentos: readonly Fragmento[], report: Report): void {
  const [cover, ...more] = fragmentos.filter(({ portada }) => portada);
  const [first] = fragmentos;
  if (!cover && first)
    report(
      'COVER_MISSING',
      { tipo: 'fragmento', id: first.id },
      `no fragment of ${first.historia} has a \`portada\`: the first one needs it`,
    );
  for (const { id } of more)
    report(
      'COVER_REPEATED',
      { tipo: 'fragmento', id, path: ['portada'] },
      `the story has its \`portada\` in ${cover?.id} already`,
    );
}

const VIP = { vip: true } as const;

/** What whoever stands in a fragment is sure to satisfy: what let them in. */
const entry = ({ vip, requisitos, id }: Fragmento): Condicion =>
  todas(vip && VIP, requisitos, { fragmento: id });

function checkWaysOut({ fragmentos }: Content, report: Report): void {
  /** What taking the decision asks for; a price is a condition like any other. */
  const asks = ({ requisitos, cuesta, destino }: Decision): Condicion => {
    const to = fragmentos.get(destino);
    return todas(
      requisitos,
      cuesta === undefined ? undefined : { saldo: cuesta },
      to?.vip && VIP,
      to?.requisitos,
    );
  };
  const isOpen = (from: Fragmento, decision: Decision) => alwaysOne([asks(decision)], entry(from));

  const stuck = new Set<string>();
  for (const fragmento of fragmentos.values()) {
    const { id, decisiones } = fragmento;
    const place = { tipo: 'fragmento', id } as const;
    decisiones.forEach((decision, index) => {
      // What is wrong with the destination's own requirement is said there.
      if (!satisfiable(asks(decision)) && satisfiable(fragmentos.get(decision.destino)?.requisitos))
        report(
          'REQUIREMENT_IMPOSSIBLE',
          { ...place, path: ['decisiones', index, ...(decision.requisitos ? ['requisitos'] : [])] },
          `what ${decision.id} asks for contradicts itself`,
        );
    });
    if (decisiones.length === 0 || alwaysOne(decisiones.map(asks), entry(fragmento))) continue;
    stuck.add(id);
    report(
      'NO_OPEN_WAY_OUT',
      { ...place, path: ['decisiones'] },
      'every decision asks for something; a reader without it is stuck here',
    );
  }

  // Several decisions that together leave one open count all as open: one of them goes on, whichever it is.
  const onwards = (fragmento: Fragmento) => {
    const open = fragmento.decisiones.filter((decision) => isOpen(fragmento, decision));
    return open.length > 0 || stuck.has(fragmento.id) ? open : fragmento.decisiones;
  };
  const sources = new Map<string, string[]>();
  for (const fragmento of fragmentos.values())
    for (const { destino } of onwards(fragmento))
      sources.set(destino, [...(sources.get(destino) ?? []), fragmento.id]);
  const endings = [...fragmentos.values()].filter(({ final }) => final).map(({ id }) => id);
  const ends = reachableFrom(endings, (id) => sources.get(id) ?? []);
  for (const { id, decisiones } of fragmentos.values())
    if (decisiones.length > 0 && !ends.has(id) && !stuck.has(id))
      report(
        'NO_OPEN_ENDING',
        { tipo: 'fragmento', id },
        'from here no ending is reached by decisions that ask for nothing',
      );
}
