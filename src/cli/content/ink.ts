/** Ink stories as fragments: each knot becomes a page, each choice a button. */

import type { Fragmento } from '../../events/contenido.ts';
import { Slug } from '../../events/contenido.ts';
import { factsOf } from './ink/facts.ts';
import { fragmentsOf } from './ink/fragments.ts';
import { parseInk } from './ink/parsed.ts';
import { nameOf, planFragments } from './ink/plan.ts';
import { InkImportError, type InkProblem, type ReportInk } from './ink/problem.ts';
import { cutScenes } from './ink/scenes.ts';

export { formatInkProblem, InkImportError } from './ink/problem.ts';

export interface InkOptions {
  /** Id of the story that the fragments belong to. */
  historia: string;
  /** Language the source is written in. Both languages get its text, for a writer to translate. */
  idioma: 'es' | 'en';
  /** Ids that the fragments of other stories have: none of them is used again. */
  reservados?: Iterable<string>;
}

/**
 * The fragments of an Ink source, the first with the cover, the rest in the order of the source. Nothing is left out in
 * silence: what has no counterpart is refused.
 * @throws InkImportError with every problem
 */
export function importInk(source: string, options: InkOptions): Fragmento[] {
  const problems = new Map<string, InkProblem>();
  const report: ReportInk = (line, construct, message) =>
    void problems.set(`${line} ${construct} ${message}`, { line, construct, message });
  const finish = () => {
    if (problems.size > 0) throw new InkImportError([...problems.values()]);
  };
  if (!Slug.safeParse(options.historia).success)
    report(1, 'historia', 'the id of a story is lower-case letters, digits and hyphens, at most 24');

  const story = parseInk(source);
  const scenes = cutScenes(story, source, report);
  const plan = planFragments(scenes, options.reservados ?? [], report);
  const facts = factsOf(story, scenes, plan, report);
  const fragmentos = fragmentsOf(scenes, plan, facts, options, report);
  finish();
  // Only now: where something else was refused, much is unreached because of that alone.
  for (const scene of plan.unreached)
    report(scene.line, 'unreached', `nothing leads to ${nameOf(scene)}: divert there, or take it out`);
  finish();
  return fragmentos;
}

/** The story's id where the source names it (`# historia: el-ultimo-tranvia`); null where it does not. */
export function inkStoryId(source: string): string | null {
  return /^\s*#\s*historia\s*:\s*(\S+)\s*$/m.exec(source)?.[1] ?? null;
}
