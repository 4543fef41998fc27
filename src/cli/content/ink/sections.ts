/** How a stretch of weave falls into sections: content, then choices with what follows each, up to the next gather. */
import {
  type Choice,
  type Gather,
  isChoice,
  isGather,
  isText,
  isWeave,
  type ParsedObject,
} from './parsed.ts';

export interface Section {
  /** The gather it begins with; null for the first. */
  gather: Gather | null;
  head: ParsedObject[];
  choices: { choice: Choice; body: ParsedObject[] }[];
}

export function sectionsOf(items: readonly ParsedObject[]): Section[] {
  let section: Section = { gather: null, head: [], choices: [] };
  const sections = [section];
  for (const node of items) {
    if (isChoice(node)) section.choices.push({ choice: node, body: [] });
    else if (isGather(node)) {
      // A gather without a name that no choice flows into is a plain continuation of the text.
      if (!node.name && section.choices.length === 0) continue;
      section = { gather: node, head: [], choices: [] };
      sections.push(section);
    } else (section.choices.at(-1)?.body ?? section.head).push(node);
  }
  return sections;
}

/** Content with its groupings opened: they hold tags, logic and text alike. */
export function flatten(nodes: readonly ParsedObject[]): ParsedObject[] {
  return nodes.flatMap((node) => (node.typeName === 'ContentList' ? flatten(node.content) : [node]));
}

export const isSpace = (node: ParsedObject): boolean => isText(node) && !node.text.trim();

/** Whether a reader is shown something: text, or further choices. `nodes` hold no tags. */
export function isShown(nodes: readonly ParsedObject[]): boolean {
  return nodes.some(
    (node) => (isText(node) && !isSpace(node)) || isWeave(node) || isChoice(node) || isGather(node),
  );
}
