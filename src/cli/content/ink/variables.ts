/** A variable that is true or false, as the fragments and decisions that set it. */
import { isNumber, not, type Proposition, some } from './conditions.ts';
import { lineOf, type VariableAssignment } from './parsed.ts';
import type { ReportInk } from './problem.ts';

export interface Setting {
  assignment: VariableAssignment;
  /** The fragment visited or the decision taken by which it happens; null where no fragment stands for it. */
  by: Proposition | null;
}

/**
 * A fragment once visited stays visited, so that a variable can change once and no more: from its first value to the
 * other.
 * @returns null for a variable that is neither true nor false
 */
export function variableAsProposition(
  declaration: VariableAssignment,
  settings: readonly Setting[],
  report: ReportInk,
): Proposition | null {
  const first = truthIn(declaration);
  if (first === null) return null;
  const changes: Proposition[] = [];
  for (const { assignment, by } of settings) {
    const value = truthIn(assignment);
    const line = lineOf(assignment);
    const name = assignment.variableName;
    if (value === null) report(line, 'assignment', `${name} can only be set to true or to false`);
    else if (by === null) report(line, 'assignment', `a knot that sets ${name} needs a text of its own`);
    else if (value !== first) changes.push(by);
    else if (settings.some((other) => truthIn(other.assignment) === !first))
      report(line, 'assignment', `${name} changes back: use one variable for each change`);
  }
  const changed = some(changes);
  return first ? not(changed) : changed;
}

function truthIn({ expression }: VariableAssignment): boolean | null {
  if (!expression || !isNumber(expression)) return null;
  const { value } = expression;
  return typeof value === 'boolean' ? value : null;
}
