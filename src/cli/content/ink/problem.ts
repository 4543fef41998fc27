/** What of an Ink source cannot become fragments: where it stands, what it is, and what its writer can do. */

export interface InkProblem {
  /** Line of the source, from 1. */
  line: number;
  /** What Ink calls it: `tunnel`, `sequence`, `loose end` … */
  construct: string;
  /** One sentence that says what is wrong and what to do. */
  message: string;
}

/** `problems` holds everything that was found, in the order of the source; nothing is imported while there is any. */
export class InkImportError extends Error {
  readonly code = 'INK_IMPORT';
  readonly problems: readonly InkProblem[];
  constructor(problems: readonly InkProblem[]) {
    const sorted = [...problems].sort((a, b) => a.line - b.line);
    const [first] = sorted;
    const more = sorted.length > 1 ? ` (and ${sorted.length - 1} more)` : '';
    super(first ? `${formatInkProblem(first)}${more}` : 'the Ink source cannot be imported');
    this.name = 'InkImportError';
    this.problems = sorted;
  }
}

/** One line: `line 12, tunnel: write the passage out where it is used`. */
export function formatInkProblem({ line, construct, message }: InkProblem): string {
  return `line ${line}, ${construct}: ${message}`;
}

/** How the parts of the import report; they go on afterwards, so that one run shows everything. */
export type ReportInk = (line: number, construct: string, message: string) => void;
