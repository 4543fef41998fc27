/** Ink conditions as requirements: variables by where they were set, visit counts by fragment and decision. */
import type { BinaryExpression } from 'inkjs/compiler/Parser/ParsedHierarchy/Expression/BinaryExpression';
import type { MultipleConditionExpression } from 'inkjs/compiler/Parser/ParsedHierarchy/Expression/MultipleConditionExpression';
import type { NumberExpression } from 'inkjs/compiler/Parser/ParsedHierarchy/Expression/NumberExpression';
import type { UnaryExpression } from 'inkjs/compiler/Parser/ParsedHierarchy/Expression/UnaryExpression';
import type { VariableReference } from 'inkjs/compiler/Parser/ParsedHierarchy/Variable/VariableReference';
import type { Requisito } from '../../../events/contenido.ts';
import { isFlow, isKnot, isWeave, lineOf, type ParsedObject } from './parsed.ts';
import type { ReportInk } from './problem.ts';

/** A requirement, or what is settled already. */
export type Proposition = Requisito | boolean;

export interface Facts {
  /** What a global variable's being true comes to; null for a name that is no variable. */
  variable(name: string, line: number): Proposition | null;
  /** What having been at a knot, stitch or label comes to; null where no fragment stands for it. */
  visited(node: ParsedObject): Proposition | null;
}

export const isBinary = (node: ParsedObject): node is BinaryExpression =>
  node.typeName === 'BinaryExpression';
const isUnary = (node: ParsedObject): node is UnaryExpression => node.typeName === 'UnaryExpression';
const isMultiple = (node: ParsedObject): node is MultipleConditionExpression =>
  node.typeName === 'MultipleConditionExpression';
const isReference = (node: ParsedObject): node is VariableReference => node.typeName === 'ref';
export const isNumber = (node: ParsedObject): node is NumberExpression => node.typeName === 'Number';

/** @returns true where the expression cannot be put into a requirement; that is reported then */
export function propositionOf(expression: ParsedObject, facts: Facts, report: ReportInk): Proposition {
  const line = lineOf(expression);
  const part = (node: ParsedObject) => propositionOf(node, facts, report);
  const refuse = (message: string): Proposition => {
    report(line, 'condition', message);
    return true;
  };
  if (isMultiple(expression)) return every(expression.subExpressions.map(part));
  if (isNumber(expression)) return Boolean(expression.value);
  if (isUnary(expression) && (expression.op === '!' || expression.op === 'not'))
    return not(part(expression.innerExpression));
  if (isReference(expression)) {
    const variable = expression.path.length === 1 ? facts.variable(expression.name, line) : null;
    if (variable !== null) return variable;
    const node = resolve(expression);
    const visited = node && facts.visited(node);
    return (
      visited ??
      refuse(`${expression.path.join('.')} is neither a VAR that is true or false nor a knot with text`)
    );
  }
  if (isBinary(expression)) {
    const { opName, leftExpression, rightExpression } = expression;
    if (opName === '&&' || opName === 'and') return every([part(leftExpression), part(rightExpression)]);
    if (opName === '||' || opName === 'or') return some([part(leftExpression), part(rightExpression)]);
    const [asked, operator, number] = isNumber(leftExpression)
      ? [rightExpression, MIRRORED[opName] ?? opName, leftExpression]
      : [leftExpression, opName, rightExpression];
    const wanted = isNumber(number) && isReference(asked) ? truthOf(operator, number.value) : null;
    if (isReference(asked) && wanted !== null) return wanted ? part(asked) : not(part(asked));
  }
  return refuse(
    'only `and`, `or`, `not`, true-or-false variables and visits (`{knot}`, `{not knot}`) can be asked for',
  );
}

const MIRRORED: Readonly<Record<string, string>> = { '<': '>', '>': '<', '<=': '>=', '>=': '<=' };

/** Whether a comparison asks for what holds or what does not; null when it asks for how often. */
function truthOf(operator: string, value: number | boolean): boolean | null {
  switch (`${operator} ${value}`) {
    case '== true':
    case '!= false':
    case '> 0':
    case '>= 1':
    case '!= 0':
      return true;
    case '== false':
    case '!= true':
    case '== 0':
    case '< 1':
    case '<= 0':
      return false;
    default:
      return null;
  }
}

export function every(parts: readonly Proposition[]): Proposition {
  if (parts.includes(false)) return false;
  const open = parts.filter((part) => part !== true && part !== false);
  return open.length > 1 ? { all: open } : (open[0] ?? true);
}

export function some(parts: readonly Proposition[]): Proposition {
  if (parts.includes(true)) return true;
  const open = parts.filter((part) => part !== true && part !== false);
  return open.length > 1 ? { any: open } : (open[0] ?? false);
}

export function not(part: Proposition): Proposition {
  if (typeof part === 'boolean') return !part;
  return 'not' in part ? part.not : { not: part };
}

/** The knot, stitch or label that a name means where it stands: the nearest one, as the compiler finds it. */
function resolve(reference: VariableReference): ParsedObject | null {
  const [first = '', ...rest] = reference.path;
  let found: ParsedObject | null = null;
  for (let context = reference.parent; context && !found; context = context.parent)
    found = childOf(context, first);
  for (const name of rest) found = found && childOf(found, name);
  return found;
}

function childOf(context: ParsedObject, name: string): ParsedObject | null {
  if (isWeave(context)) return context.WeavePointNamed(name) as ParsedObject | null;
  return isFlow(context) ? context.ContentWithNameAtLevel(name, null, isKnot(context)) : null;
}
