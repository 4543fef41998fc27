/** Tags by which an Ink source says what its text does not: titles, endings, VIP, prices and rewards. */
import type { ReportInk } from './problem.ts';
import type { InkTag } from './text.ts';

/** Tags at the top of the source, before the first text. */
export const STORY_TAGS = ['titulo', 'historia', 'sinopsis', 'autor'] as const;
export const SCENE_TAGS = ['titulo', 'final', 'vip'] as const;
export const CHOICE_TAGS = ['besitos', 'cuesta'] as const;

export const isChoiceTag = ({ name }: InkTag): boolean => CHOICE_TAGS.some((one) => one === name);

type Tags<Name extends string> = Partial<Record<Name, InkTag>>;

/** The tags by name; a tag that means nothing here, or stands twice, is reported. */
export function readTags<Name extends string>(
  tags: readonly InkTag[],
  names: readonly Name[],
  where: string,
  report: ReportInk,
): Tags<Name> {
  const found: Tags<Name> = {};
  for (const tag of tags) {
    const name = names.find((one) => one === tag.name);
    if (!name)
      report(tag.line, 'tag', `# ${tag.name} means nothing ${where}; what does is ${names.join(', ')}`);
    else if (found[name]) report(tag.line, 'tag', `# ${tag.name} stands twice ${where}`);
    else found[name] = tag;
  }
  return found;
}

/** The words after the colon; a tag without them is reported. */
export function wordsOf(tag: InkTag | undefined, report: ReportInk): string | undefined {
  if (tag && !tag.value) report(tag.line, 'tag', `# ${tag.name} needs a text after a colon`);
  return tag?.value || undefined;
}

/** The amount after the colon, a whole number from 1 on. */
export function amountOf(tag: InkTag | undefined, report: ReportInk): number | undefined {
  if (!tag) return undefined;
  if (/^[1-9]\d{0,8}$/.test(tag.value)) return Number(tag.value);
  report(tag.line, 'tag', `# ${tag.name} needs a whole number from 1 on, as in # ${tag.name}: 5`);
  return undefined;
}
