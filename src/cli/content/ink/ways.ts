/** Diverts, plain and conditional, at the end of a stretch of text. */
import {
  type Conditional,
  type Divert,
  isConditional,
  isDivert,
  isWeave,
  lineOf,
  type ParsedObject,
} from './parsed.ts';
import type { Route, SceneCondition, Target } from './scene.ts';
import { flatten, isSpace } from './sections.ts';
import { explainUnsupported } from './unsupported.ts';

export interface Ways {
  routes: Route[];
  /** What holds when none of the conditional diverts was followed. */
  otherwise: SceneCondition[];
  /** Whether flow never gets past the diverts. */
  closed: boolean;
}

export const noWays = (): Ways => ({ routes: [], otherwise: [], closed: false });

/** Adds a divert, or a condition whose branches only divert; false for any other node. */
export function takeWay(ways: Ways, node: ParsedObject): boolean {
  if (isDivert(node)) {
    if (explainUnsupported(node)) return false;
    ways.routes.push({ conditions: ways.otherwise, target: targetOf(node) });
    ways.closed = true;
    return true;
  }
  const branches = isConditional(node) ? branchesOf(node) : null;
  if (!branches) return false;
  const before = [...ways.otherwise];
  for (const { own, divert } of branches) {
    ways.routes.push({ conditions: [...before, ...own], target: targetOf(divert) });
    if (own.length === 0) ways.closed = true;
    before.push(...own.map((condition) => ({ ...condition, negated: !condition.negated })));
  }
  ways.otherwise = before;
  return true;
}

function targetOf(divert: Divert): Target {
  if (divert.isEnd || divert.isDone || !divert.targetContent) return 'END';
  return { divert: divert.targetContent, line: lineOf(divert) };
}

/** The branches of a condition that does nothing but divert; null when it does more. */
function branchesOf({
  initialCondition,
  branches,
}: Conditional): { own: SceneCondition[]; divert: Divert }[] | null {
  const ways = branches.map((branch) => {
    const content = flatten(branch.content.filter(isWeave).flatMap((weave) => weave.content));
    const [divert, ...more] = content.filter((node) => !isSpace(node));
    const expression = branch.isElse ? null : (branch.ownExpression ?? initialCondition);
    if (!divert || !isDivert(divert) || more.length > 0 || explainUnsupported(divert)) return null;
    // `{ x: - 1: … }` compares with x instead of asking for it.
    if (branch.ownExpression && initialCondition) return null;
    return { own: expression ? [{ expression, negated: false }] : [], divert };
  });
  return ways.every((way) => way !== null) ? ways : null;
}
