/** One YAML file: its value, what is wrong with its syntax, and the line on which each part of it stands. */
import { isMap, isNode, isPair, isScalar, LineCounter, parseDocument } from 'yaml';
import type { Path } from '../../commands/contenido/revision/content.ts';

export interface YamlFile {
  value: unknown;
  /** Syntax errors and warnings of the parser; `value` means nothing when there are any. */
  problems: { line?: number; message: string }[];
  /** Line of the part that `path` leads to, or of the nearest part around it that exists. */
  lineOf(path: Path): number | undefined;
}

export function parseYamlFile(text: string): YamlFile {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, prettyErrors: false });
  const problems = [...document.errors, ...document.warnings].map(({ message, pos }) => ({
    line: counter.linePos(pos[0]).line,
    message,
  }));
  const lineAt = (offset: number | undefined) =>
    offset === undefined ? undefined : counter.linePos(offset).line;

  function lineOf(path: Path): number | undefined {
    let line = lineAt(isNode(document.contents) ? document.contents.range?.[0] : undefined);
    for (let depth = 1; depth <= path.length; depth++) {
      const parent = depth === 1 ? document.contents : document.getIn(path.slice(0, depth - 1), true);
      const key = path[depth - 1];
      // Of a value under a key, the key's line is the one a reader looks for.
      const pair = isMap(parent)
        ? parent.items.find((item) => isPair(item) && isScalar(item.key) && item.key.value === key)
        : undefined;
      const node = pair?.key ?? document.getIn(path.slice(0, depth), true);
      if (!isNode(node)) break;
      line = lineAt(node.range?.[0]) ?? line;
    }
    return line;
  }

  if (problems.length > 0) return { value: undefined, problems, lineOf };
  try {
    return { value: document.toJS(), problems, lineOf };
  } catch (error) {
    // Aliases that name nothing, or that multiply without end, are found only here.
    const message = error instanceof Error ? error.message : String(error);
    return { value: undefined, problems: [{ message }], lineOf };
  }
}
