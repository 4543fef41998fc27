/** Running text of a scene: lines and tags put together as the Ink runtime would print them, paragraphs kept. */
import { isTag, isText, lineOf, type ParsedObject } from './parsed.ts';
import type { ReportInk } from './problem.ts';

/** `# titulo: La parada` is the name `titulo` with the value `La parada`. */
export interface InkTag {
  name: string;
  value: string;
  line: number;
}

interface Run {
  text: string;
  line: number;
}

/** Ink prints runs of spaces as one. */
export const clean = (text: string): string => text.replace(/\s+/g, ' ').trim();

/** Takes the tags out of a stretch of content. */
export function splitTags(nodes: readonly ParsedObject[]): { tags: InkTag[]; rest: ParsedObject[] } {
  const tags: InkTag[] = [];
  const rest: ParsedObject[] = [];
  let open: Run | null = null;
  for (const node of nodes) {
    if (isTag(node)) {
      if (open) tags.push(parseTag(open));
      open = node.isStart ? { text: '', line: lineOf(node) } : null;
    } else if (open && isText(node)) open.text += node.text;
    else rest.push(node);
  }
  if (open) tags.push(parseTag(open));
  return { tags, rest };
}

function parseTag({ text, line }: Run): InkTag {
  const [name = '', ...value] = text.split(':');
  return { name: name.trim().toLowerCase(), value: value.join(':').trim(), line };
}

/**
 * Text and glue as they are printed; other nodes are passed over. Lines that an empty line of the source parts are
 * paragraphs.
 */
export function textOf(
  nodes: readonly ParsedObject[],
  isBlankLine: (line: number) => boolean,
  report: ReportInk,
): string {
  const done: Run[] = [];
  let open: Run | undefined;
  let glue: ParsedObject | null = null;
  for (const node of nodes) {
    if (node.typeName === 'Glue') {
      glue = node;
      open ??= done.pop();
    } else if (isText(node)) {
      if (node.text.includes('\n')) {
        if (!glue && open) {
          done.push(open);
          open = undefined;
        }
        continue;
      }
      if (node.text.trim()) glue = null;
      if (open) open.text += node.text;
      else if (node.text.trim()) open = { text: node.text, line: lineOf(node) };
    }
  }
  if (open) done.push(open);
  if (glue) report(lineOf(glue), 'glue', 'a line can only be glued to text of the same knot: remove the <>');
  let text = '';
  done.forEach((run, index) => {
    const before = done[index - 1];
    if (before) text += hasBlankLine(before.line, run.line, isBlankLine) ? '\n\n' : '\n';
    text += clean(run.text);
  });
  return text;
}

function hasBlankLine(from: number, to: number, isBlankLine: (line: number) => boolean): boolean {
  for (let line = from + 1; line < to; line++) if (isBlankLine(line)) return true;
  return false;
}
