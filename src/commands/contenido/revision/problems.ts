/** What is wrong with content, said so that its writer finds the place and knows what to do. */

export interface ContentProblem {
  /** Relative to the content folder. */
  file: string;
  /** From 1; absent where the file as a whole is meant. */
  line?: number;
  /** Keys that lead to the place, joined with dots; empty for the whole file. */
  path: string;
  message: string;
}

/** Content that cannot be used; `problems` holds every one found, never only the first. */
export class ContentError extends Error {
  readonly code = 'CONTENT_INVALID';
  readonly problems: readonly ContentProblem[];
  constructor(problems: readonly ContentProblem[]) {
    const [first] = problems;
    const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : '';
    super(first ? `${formatProblem(first)}${more}` : 'the content is not valid');
    this.name = 'ContentError';
    this.problems = problems;
  }
}

/** One line: `historias/x/01-a.yaml:12 decisiones.0.destino: no fragment is called b`. */
export function formatProblem({ file, line, path, message }: ContentProblem): string {
  return `${file}${line === undefined ? '' : `:${line}`}${path ? ` ${path}` : ''}: ${message}`;
}
