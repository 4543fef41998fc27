/** What of Ink has no counterpart in fragments, and what a writer does instead. */
import { isAssignment, isDivert, lineOf, type ParsedObject } from './parsed.ts';
import type { ReportInk } from './problem.ts';

type Explanation = readonly [construct: string, message: string];

const BY_TYPE: Readonly<Record<string, Explanation>> = {
  Sequence: ['sequence', 'a text is the same at every visit: keep one version, or write a knot for each'],
  Conditional: [
    'conditional text',
    'a text is the same for everybody: write a knot for each version and lead there by choices',
  ],
  FunctionCall: ['function call', 'functions cannot be imported: write out what they decide as choices'],
  Function: ['function', 'functions cannot be imported: write out what it decides as choices'],
  ReturnType: ['return', 'functions cannot be imported'],
  IncDecExpression: [
    'counter',
    'there are no counters: use a VAR that is true or false, or ask whether a knot was visited',
  ],
  TunnelOnwards: ['tunnel', 'there are no tunnels: lead to a knot and on from it by diverts'],
  EXTERNAL: ['external function', 'external functions cannot be imported'],
  IncludedFile: ['INCLUDE', 'put the included text into this file'],
  LIST: ['list', 'there are no lists: use a VAR that is true or false for each entry'],
  temp: ['temporary variable', 'use a VAR that is true or false'],
  ref: ['printed variable', 'a text is the same for everybody: write the words out'],
};

/** @returns null for what can be imported, or may be */
export function explainUnsupported(node: ParsedObject): Explanation | null {
  if (isDivert(node)) {
    if (node.isTunnel) return ['tunnel', 'there are no tunnels: lead to a knot and on from it by diverts'];
    if (node.isThread) return ['thread', 'there are no threads: copy the choices to where they are offered'];
    if (node.args.length > 0) return ['parameters', 'a knot takes no values: write one knot for each'];
    if (!node.isEnd && !node.isDone && !node.targetContent)
      return ['variable divert', 'a divert names its knot itself: write a choice for each'];
    return null;
  }
  if (isAssignment(node) && (node.typeName === 'VAR' || node.typeName === 'variable assignment')) return null;
  return BY_TYPE[node.typeName] ?? null;
}

/** Reports a node that is neither text nor a way on. */
export function reportUnsupported(node: ParsedObject, report: ReportInk): void {
  const [construct, message] = explainUnsupported(node) ?? [
    'logic',
    `a fragment holds no ${node.typeName}: write what it prints`,
  ];
  report(lineOf(node), construct, message);
}
