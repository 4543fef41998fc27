/**
 * What can happen at all: the least fixed point of "whatever its conditions allow happens", for a user who has every
 * besito, is VIP, and never does what a `not` forbids. What is not in it can be proven never to happen.
 */
import type {
  Decision,
  Experiencia,
  Fragmento,
  Item,
  Recompensa,
  Requisito,
} from '../../events/contenido.ts';
import type { Content } from './content.ts';

/** `fragmento:carta` is visited, `decision:carta/subir` taken, `item:lupa` owned, `experiencia:x` finished. */
export type Hecho = `${'fragmento' | 'decision' | 'item' | 'experiencia'}:${string}`;

/** What a fact waits for: by its requirements, and by how one gets to it. */
export interface Espera {
  required: Hecho[];
  structural: Hecho[];
}

export interface Attainable {
  facts: ReadonlySet<Hecho>;
  /** For each fact that cannot happen, the facts it waits for that cannot happen either. */
  waiting: ReadonlyMap<Hecho, Espera>;
}

interface Rule {
  fact: Hecho;
  requisitos: (Requisito | undefined)[];
  /** What the fragment that a decision leads to asks for: it is that fragment's requirement, not the decision's. */
  beyond?: Requisito | undefined;
  /** All of these must have happened. */
  after: Hecho[];
  /** And one of these, unless there is no such list. */
  oneOf?: Hecho[];
}

export function attainable(content: Content): Attainable {
  const rules = rulesOf(content);
  const known = new Set(rules.map(({ fact }) => fact));
  const facts = new Set<Hecho>();
  // What does not exist is reported as such; here it stands for itself and blocks nothing.
  const happened = (fact: Hecho) => facts.has(fact) || !known.has(fact);
  const fires = ({ requisitos, beyond, after, oneOf }: Rule) =>
    after.every(happened) &&
    (oneOf === undefined || oneOf.some(happened)) &&
    [...requisitos, beyond].every((tree) => missing(tree, happened) === null);
  for (let before = -1; before < facts.size; ) {
    before = facts.size;
    for (const rule of rules) if (!facts.has(rule.fact) && fires(rule)) facts.add(rule.fact);
  }

  const waiting = new Map<Hecho, Espera>();
  for (const { fact, requisitos, beyond, after, oneOf } of rules) {
    if (facts.has(fact)) continue;
    const wait = waiting.get(fact) ?? { required: [], structural: [] };
    wait.required.push(...requisitos.flatMap((tree) => missing(tree, happened) ?? []));
    wait.structural.push(...after.filter((one) => !happened(one)), ...(missing(beyond, happened) ?? []));
    if (oneOf && !oneOf.some(happened)) wait.structural.push(...oneOf);
    waiting.set(fact, wait);
  }
  return { facts, waiting };
}

/** Facts for want of which the tree cannot hold; null when it can. */
function missing(tree: Requisito | undefined, happened: (fact: Hecho) => boolean): Hecho[] | null {
  if (!tree) return null;
  if ('all' in tree) {
    const parts = tree.all.map((part) => missing(part, happened)).filter((part) => part !== null);
    return parts.length > 0 ? parts.flat() : null;
  }
  if ('any' in tree) {
    const parts = tree.any.map((part) => missing(part, happened));
    return parts.some((part) => part === null) ? null : parts.flatMap((part) => part ?? []);
  }
  for (const tipo of ['fragmento', 'decision', 'item', 'experiencia'] as const) {
    const id = (tree as Partial<Record<typeof tipo, string>>)[tipo];
    if (id !== undefined) return happened(`${tipo}:${id}`) ? null : [`${tipo}:${id}`];
  }
  return null;
}

function rulesOf({ fragmentos, experiencias, items }: Content): Rule[] {
  return [
    ...[...fragmentos.values()].flatMap((fragmento) => [
      entering(fragmento, fragmentos, items),
      ...fragmento.decisiones.flatMap((decision) => deciding(fragmento, decision, fragmentos)),
    ]),
    ...[...items.values()].map(
      ({ id, requisitos }): Rule => ({ fact: `item:${id}`, requisitos: [requisitos], after: [] }),
    ),
    ...[...experiencias.values()].flatMap(finishing),
  ];
}

function entering(
  { id, portada, requisitos }: Fragmento,
  fragmentos: Content['fragmentos'],
  items: Content['items'],
): Rule {
  const fact: Hecho = `fragmento:${id}`;
  if (portada) return { fact, requisitos: [requisitos], after: [] };
  const decisions = [...fragmentos.values()].flatMap(({ id: from, decisiones }) =>
    decisiones
      .filter(({ destino }) => destino === id)
      .map((decision): Hecho => `decision:${from}/${decision.id}`),
  );
  const unlocking = [...items.values()]
    .filter(({ desbloquea }) => desbloquea?.includes(id))
    .map((item: Item): Hecho => `item:${item.id}`);
  return { fact, requisitos: [requisitos], after: [], oneOf: [...decisions, ...unlocking] };
}

function deciding(
  fragmento: Fragmento,
  { id, destino, requisitos, recompensa }: Decision,
  fragmentos: Content['fragmentos'],
): Rule[] {
  const fact: Hecho = `decision:${fragmento.id}/${id}`;
  return [
    {
      fact,
      requisitos: [requisitos],
      beyond: fragmentos.get(destino)?.requisitos,
      after: [`fragmento:${fragmento.id}`],
    },
    ...giving(recompensa, [fact]),
  ];
}

function finishing({ id, requisitos, componentes, recompensa }: Experiencia): Rule[] {
  const fact: Hecho = `experiencia:${id}`;
  // Components go in order: what one gives may be what a later one, or the end, waits for.
  const done: Hecho[] = [];
  const gifts: Rule[] = [];
  for (const componente of componentes) {
    if (componente.tipo === 'compra') done.push(`item:${componente.item}`);
    else if (componente.tipo !== 'cuestionario') done.push(`fragmento:${componente.fragmento}`);
    gifts.push(
      ...giving(componente.recompensa, [...done]).map((rule) => ({ ...rule, requisitos: [requisitos] })),
    );
  }
  return [{ fact, requisitos: [requisitos], after: done }, ...gifts, ...giving(recompensa, [fact])];
}

function giving(recompensa: Recompensa | undefined, after: Hecho[]): Rule[] {
  return (recompensa?.items ?? []).map((id) => ({ fact: `item:${id}`, requisitos: [], after }));
}
