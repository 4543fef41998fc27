/** Condition trees as propositions: what can be proven about them whatever a user has and does. */
import { canonicalJson } from '../../../events/canonico.ts';
import type { Requisito } from '../../../events/contenido.ts';

/** A condition tree with the two constants; `undefined`, as in content, asks for nothing. */
export type Condicion = Requisito | undefined;

/** Above this many different leaves nothing is proven: 2 ^ 12 rows are quick, 2 ^ 20 are not. */
const LEAVES_MAX = 12;

export function todas(...conditions: Condicion[]): Condicion {
  const all = conditions.filter((condition) => condition !== undefined);
  return all.length > 1 ? { all } : all[0];
}

/** Whether the condition can hold at all; true where that cannot be decided. */
export function satisfiable(condition: Condicion): boolean {
  return condition === undefined || (someRow([condition], (holds) => holds(condition)) ?? true);
}

/** Whether one of `options` is sure to hold for whoever satisfies `premise`; false where that cannot be decided. */
export function alwaysOne(options: readonly Condicion[], premise: Condicion): boolean {
  if (options.includes(undefined)) return true;
  const trees = options.filter((option) => option !== undefined);
  const counterexample = someRow([...trees, ...(premise ? [premise] : [])], (holds) =>
    premise && !holds(premise) ? false : !trees.some(holds),
  );
  return counterexample === false;
}

/** Whether some assignment of the leaves passes `test`; null when there are too many leaves to try. */
function someRow(
  trees: readonly Requisito[],
  test: (holds: (tree: Requisito) => boolean) => boolean,
): boolean | null {
  const leaves = [...new Set(trees.flatMap(leafKeys))];
  if (leaves.length > LEAVES_MAX) return null;
  for (let row = 0; row < 2 ** leaves.length; row++) {
    const values = new Map(leaves.map((leaf, index) => [leaf, ((row >> index) & 1) === 1]));
    if (test((tree) => evaluate(tree, (leaf) => values.get(canonicalJson(leaf)) === true))) return true;
  }
  return false;
}

const leafKeys = (tree: Requisito): string[] => leavesOf(tree).map((leaf) => canonicalJson(leaf));

export function leavesOf(tree: Condicion): Requisito[] {
  if (!tree) return [];
  if ('all' in tree) return tree.all.flatMap(leavesOf);
  if ('any' in tree) return tree.any.flatMap(leavesOf);
  if ('not' in tree) return leavesOf(tree.not);
  return [tree];
}

export function evaluate(tree: Condicion, leafHolds: (leaf: Requisito) => boolean): boolean {
  if (!tree) return true;
  if ('all' in tree) return tree.all.every((part) => evaluate(part, leafHolds));
  if ('any' in tree) return tree.any.some((part) => evaluate(part, leafHolds));
  if ('not' in tree) return !evaluate(tree.not, leafHolds);
  return leafHolds(tree);
}
