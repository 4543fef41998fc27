/** The compiler's parsed tree: how Ink source becomes one, and how its nodes are told apart. */

import type { Choice } from 'inkjs/compiler/Parser/ParsedHierarchy/Choice';
import type { Conditional } from 'inkjs/compiler/Parser/ParsedHierarchy/Conditional/Conditional';
import type { Divert } from 'inkjs/compiler/Parser/ParsedHierarchy/Divert/Divert';
import type { Expression } from 'inkjs/compiler/Parser/ParsedHierarchy/Expression/Expression';
import type { FlowBase } from 'inkjs/compiler/Parser/ParsedHierarchy/Flow/FlowBase';
import type { Gather } from 'inkjs/compiler/Parser/ParsedHierarchy/Gather/Gather';
import type { ParsedObject } from 'inkjs/compiler/Parser/ParsedHierarchy/Object';
import type { Tag } from 'inkjs/compiler/Parser/ParsedHierarchy/Tag';
import type { Text } from 'inkjs/compiler/Parser/ParsedHierarchy/Text';
import type { VariableAssignment } from 'inkjs/compiler/Parser/ParsedHierarchy/Variable/VariableAssignment';
import type { Weave } from 'inkjs/compiler/Parser/ParsedHierarchy/Weave';
import { Compiler, CompilerOptions } from 'inkjs/full';
import type { InkProblem } from './problem.ts';
import { InkImportError } from './problem.ts';

export type {
  Choice,
  Conditional,
  Divert,
  Expression,
  FlowBase,
  Gather,
  ParsedObject,
  VariableAssignment,
  Weave,
};

/** Classes are renamed in the distributed compiler; `typeName` is not. */
const named =
  <Node extends ParsedObject>(...names: string[]) =>
  (node: ParsedObject): node is Node =>
    names.includes(node.typeName);

export const isText = named<Text>('Text');
export const isTag = named<Tag>('Tag');
export const isChoice = named<Choice>('Choice');
export const isGather = named<Gather>('Gather');
export const isDivert = named<Divert>('Divert');
export const isWeave = named<Weave>('Weave');
export const isConditional = named<Conditional>('Conditional');
export const isKnot = named<FlowBase>('Knot');
export const isFlow = named<FlowBase>('Story', 'Knot', 'Stitch', 'Function');
export const isAssignment = named<VariableAssignment>('VAR', 'LIST', 'temp', 'variable assignment');

export function lineOf(node: ParsedObject): number {
  return node.debugMetadata?.startLineNumber ?? 1;
}

/**
 * The parsed tree, its names resolved.
 * @throws InkImportError with what the compiler says, its warnings too: what it doubts would not survive the import
 */
export function parseInk(source: string): FlowBase {
  const problems: InkProblem[] = [];
  // Knots start at a line of their own: a byte order mark would hide the first.
  const compiler = new Compiler(
    source.replace(/^\uFEFF/, ''),
    new CompilerOptions(null, [], false, (message: string) => {
      // Loose ends are found again on the walk, and said better; TODO notes are for the writer alone.
      if (!/loose end/i.test(message) && !message.startsWith('TODO')) problems.push(compilerProblem(message));
    }),
  );
  try {
    compiler.Compile();
  } catch (error) {
    if (problems.length === 0)
      problems.push(compilerProblem(error instanceof Error ? error.message : String(error)));
  }
  if (problems.length > 0) throw new InkImportError(problems);
  return compiler.parsedStory;
}

function compilerProblem(message: string): InkProblem {
  if (message.includes('FileHandler'))
    return { line: 1, construct: 'INCLUDE', message: 'put the included text into this file' };
  const [, line = '1', text = message] = /line (\d+): (.*)/s.exec(message) ?? [];
  return { line: Number(line), construct: 'syntax', message: text };
}
