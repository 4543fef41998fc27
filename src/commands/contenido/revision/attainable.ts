/**
 * What can happen at all: the least fixed point of "whatever its conditions allow happens", for a user who is VIP, never
 * does what a `not` forbids, and ever has at most `purse` besitos. What is not in it can be proven never to happen.
 */
import type { Decision, Experiencia, Fragmento, Recompensa, Requisito } from '../../../events/contenido.ts';
import { REGLAS, type Reglas } from '../../../events/reglas.ts';
import type { Content } from './content.ts';
import { leavesOf } from './logic.ts';

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
  /** Besitos that it takes; 0 where it takes none, or Stars do as well. */
  cuesta?: number;
  /** All of these must have happened. */
  after: Hecho[];
  /** And one of these, unless there is no such list. */
  oneOf?: Hecho[];
}

/** Besitos a user may ever have; `ilimitada` leaves money out of it. */
export type Purse = number | 'ilimitada';

export function attainable(
  content: Content,
  purse: (facts: ReadonlySet<Hecho>) => Purse = () => 'ilimitada',
  reglas: Reglas = REGLAS,
): Attainable {
  const rules = rulesOf(content);
  const known = new Set(rules.map(({ fact }) => fact));
  const facts = new Set<Hecho>();
  // What does not exist is reported as such; here it stands for itself and blocks nothing.
  const happened = (fact: Hecho) => facts.has(fact) || !known.has(fact);
  let most = purse(facts);
  const unmet = (tree: Requisito | undefined) => missing(tree, happened, most, reglas);
  const fires = ({ requisitos, beyond, cuesta = 0, after, oneOf }: Rule) =>
    (most === 'ilimitada' || cuesta <= most) &&
    after.every(happened) &&
    (oneOf === undefined || oneOf.some(happened)) &&
    [...requisitos, beyond].every((tree) => unmet(tree) === null);
  const waitingFor = rulesByFact(rules);
  const pending = rules.toReversed();
  while (pending.length > 0) {
    for (let rule = pending.pop(); rule; rule = pending.pop()) {
      if (facts.has(rule.fact) || !fires(rule)) continue;
      facts.add(rule.fact);
      pending.push(...(waitingFor.get(rule.fact) ?? []));
    }
    const before = most;
    most = purse(facts);
    if (most !== before) pending.push(...rules.filter(({ fact }) => !facts.has(fact)).reverse());
  }

  const waiting = new Map<Hecho, Espera>();
  for (const { fact, requisitos, beyond, after, oneOf } of rules) {
    if (facts.has(fact)) continue;
    const wait = waiting.get(fact) ?? { required: [], structural: [] };
    wait.required.push(...requisitos.flatMap((tree) => unmet(tree) ?? []));
    wait.structural.push(...after.filter((one) => !happened(one)), ...(unmet(beyond) ?? []));
    if (oneOf && !oneOf.some(happened)) wait.structural.push(...oneOf);
    waiting.set(fact, wait);
  }
  return { facts, waiting };
}

/** The rules that a fact may set off. */
function rulesByFact(rules: readonly Rule[]): Map<Hecho, Rule[]> {
  const byFact = new Map<Hecho, Rule[]>();
  for (const rule of rules) {
    const { requisitos, beyond, after, oneOf = [] } = rule;
    const asked = [...requisitos, beyond].flatMap((tree) => leavesOf(tree).flatMap(factOf));
    for (const fact of new Set([...after, ...oneOf, ...asked])) {
      const known = byFact.get(fact);
      if (known) known.push(rule);
      else byFact.set(fact, [rule]);
    }
  }
  return byFact;
}

/** The fact that a leaf of a condition tree is about; none where it is about money, time or who somebody is. */
function factOf(leaf: Requisito): Hecho[] {
  for (const tipo of ['fragmento', 'decision', 'item', 'experiencia'] as const) {
    const id = (leaf as Partial<Record<typeof tipo, string>>)[tipo];
    if (id !== undefined) return [`${tipo}:${id}`];
  }
  return [];
}

/** Besitos that must have been had or earned for the tree to hold, as far as it is about them; null when `purse` will do. */
export function beyondPurse(tree: Requisito | undefined, purse: number, reglas: Reglas): number | null {
  if (!tree) return null;
  if ('all' in tree) {
    const parts = tree.all.map((part) => beyondPurse(part, purse, reglas)).filter((part) => part !== null);
    return parts.length > 0 ? Math.max(...parts) : null;
  }
  if ('any' in tree) {
    const parts = tree.any.map((part) => beyondPurse(part, purse, reglas));
    return parts.some((part) => part === null) ? null : Math.min(...parts.map(Number));
  }
  const asked =
    'saldo' in tree ? tree.saldo : 'nivel' in tree ? besitosForLevel(tree.nivel, reglas) : Number.NaN;
  return asked > purse ? asked : null;
}

/** Besitos earned in all from which a level starts; infinitely many for one that does not exist. */
export function besitosForLevel(nivel: number, { niveles }: Reglas): number {
  return nivel <= 1 ? 0 : (niveles.toSorted((a, b) => a - b)[nivel - 2] ?? Number.POSITIVE_INFINITY);
}

/** Facts for want of which the tree cannot hold; null when it can. */
function missing(
  tree: Requisito | undefined,
  happened: (fact: Hecho) => boolean,
  purse: Purse,
  reglas: Reglas,
): Hecho[] | null {
  if (!tree) return null;
  if ('all' in tree) {
    const parts = tree.all
      .map((part) => missing(part, happened, purse, reglas))
      .filter((part) => part !== null);
    return parts.length > 0 ? parts.flat() : null;
  }
  if ('any' in tree) {
    const parts = tree.any.map((part) => missing(part, happened, purse, reglas));
    return parts.some((part) => part === null) ? null : parts.flatMap((part) => part ?? []);
  }
  if ('saldo' in tree || 'nivel' in tree)
    return purse === 'ilimitada' || beyondPurse(tree, purse, reglas) === null ? null : [];
  const facts = factOf(tree);
  return facts.every(happened) ? null : facts;
}

/** What gives a fragment or an experience to who may not enter it otherwise: items and rewards. */
type Openers = ReadonlyMap<string, Hecho[][]>;

function rulesOf(content: Content): Rule[] {
  const { fragmentos, experiencias, items } = content;
  const openers = openersIn(content);
  const leading = new Map<string, Hecho[]>();
  for (const { id: from, decisiones } of fragmentos.values())
    for (const { id, destino } of decisiones)
      leading.set(destino, [...(leading.get(destino) ?? []), `decision:${from}/${id}`]);
  return [
    ...[...fragmentos.values()].flatMap((fragmento) => [
      ...entering(fragmento, leading.get(fragmento.id) ?? [], openers),
      ...fragmento.decisiones.flatMap((decision) => deciding(fragmento, decision, fragmentos, openers)),
    ]),
    ...[...items.values()].flatMap(({ id, requisitos, precio, estrellas, uso }): Rule[] => [
      {
        fact: `item:${id}`,
        requisitos: [requisitos],
        cuesta: estrellas === undefined ? precio : 0,
        after: [],
      },
      ...giving({ items: uso?.items }, [`item:${id}`]),
    ]),
    ...[...experiencias.values()].flatMap((experiencia) => finishing(experiencia, openers)),
  ];
}

function openersIn({ fragmentos, experiencias, items }: Content): Openers {
  const openers = new Map<string, Hecho[][]>();
  const opens = (ids: readonly string[] | undefined, after: Hecho[]) => {
    for (const id of ids ?? []) openers.set(id, [...(openers.get(id) ?? []), after]);
  };
  for (const { id, desbloquea } of items.values()) opens(desbloquea, [`item:${id}`]);
  for (const fragmento of fragmentos.values())
    for (const { id, recompensa } of fragmento.decisiones)
      opens(recompensa?.desbloquea, [`decision:${fragmento.id}/${id}`]);
  for (const { id, componentes, recompensa } of experiencias.values()) {
    const done: Hecho[] = [];
    for (const componente of componentes) {
      done.push(...doneBy(componente));
      opens(componente.recompensa?.desbloquea, [...done]);
    }
    opens(recompensa?.desbloquea, [`experiencia:${id}`]);
  }
  return openers;
}

/** A page is entered from another by a choice, or because it was opened: then whatever it requires. */
function entering({ id, portada, requisitos }: Fragmento, leading: Hecho[], openers: Openers): Rule[] {
  const fact: Hecho = `fragmento:${id}`;
  const opened = (openers.get(id) ?? []).map((after): Rule => ({ fact, requisitos: [], after }));
  if (portada) return [{ fact, requisitos: [requisitos], after: [] }, ...opened];
  return [{ fact, requisitos: [requisitos], after: [], oneOf: leading }, ...opened];
}

function deciding(
  fragmento: Fragmento,
  { id, destino, requisitos, recompensa, cuesta = 0 }: Decision,
  fragmentos: Content['fragmentos'],
  openers: Openers,
): Rule[] {
  const fact: Hecho = `decision:${fragmento.id}/${id}`;
  const after: Hecho[] = [`fragmento:${fragmento.id}`];
  const opened = openers.get(destino) ?? [];
  return [
    { fact, requisitos: [requisitos], beyond: fragmentos.get(destino)?.requisitos, cuesta, after },
    ...opened.map(
      (opener): Rule => ({ fact, requisitos: [requisitos], cuesta, after: [...after, ...opener] }),
    ),
    ...giving(recompensa, [fact]),
  ];
}

function finishing({ id, requisitos, componentes, recompensa }: Experiencia, openers: Openers): Rule[] {
  const fact: Hecho = `experiencia:${id}`;
  // Components go in order: what one gives may be what a later one, or the end, waits for.
  const done: Hecho[] = [];
  const gifts: Rule[] = [];
  const opened = openers.get(id) ?? [];
  const ways = (rule: Rule): Rule[] => [
    { ...rule, requisitos: [requisitos] },
    ...opened.map((opener): Rule => ({ ...rule, requisitos: [], after: [...rule.after, ...opener] })),
  ];
  for (const componente of componentes) {
    done.push(...doneBy(componente));
    gifts.push(...giving(componente.recompensa, [...done]).flatMap(ways));
  }
  return [...ways({ fact, requisitos: [], after: done }), ...gifts, ...giving(recompensa, [fact])];
}

function doneBy(componente: Experiencia['componentes'][number]): Hecho[] {
  if (componente.tipo === 'compra') return [`item:${componente.item}`];
  return componente.tipo === 'cuestionario' ? [] : [`fragmento:${componente.fragmento}`];
}

function giving(recompensa: Pick<Recompensa, 'items'> | undefined, after: Hecho[]): Rule[] {
  return (recompensa?.items ?? []).map((id) => ({ fact: `item:${id}`, requisitos: [], after }));
}
