/** What the conditions of a source may ask for: its variables, and where a reader has been. */
import type { Proposition } from './conditions.ts';
import { type Facts, some } from './conditions.ts';
import { type FlowBase, isFlow, type ParsedObject } from './parsed.ts';
import type { Plan } from './plan.ts';
import type { ReportInk } from './problem.ts';
import type { Scenes } from './scenes.ts';
import { type Setting, variableAsProposition } from './variables.ts';

export function factsOf(story: FlowBase, scenes: Scenes, plan: Plan, report: ReportInk): Facts {
  const settings = new Map<string, Setting[]>();
  const taken = new Map<ParsedObject, Proposition>();
  const divertedTo = new Set<ParsedObject>();
  const add = (sets: readonly Setting['assignment'][], by: Proposition | null) => {
    for (const assignment of sets) {
      const { variableName } = assignment;
      settings.set(variableName, [...(settings.get(variableName) ?? []), { assignment, by }]);
    }
  };
  for (const scene of scenes.all) {
    const fragmento = plan.ids.get(scene);
    add(scene.sets, fragmento === undefined ? null : { fragmento });
    for (const choice of scene.choices) {
      if (fragmento !== undefined)
        taken.set(choice.node, { decision: `${fragmento}/${plan.ids.get(choice)}` });
      add(choice.sets, taken.get(choice.node) ?? null);
    }
    for (const { target } of [...scene.choices, ...scene.routes])
      if (target !== 'END' && 'divert' in target) divertedTo.add(target.divert);
  }

  const variables = new Map<string, Proposition | null>();
  for (const [name, declaration] of story.variableDeclarations)
    variables.set(name, variableAsProposition(declaration, settings.get(name) ?? [], report));

  return {
    variable: (name) => variables.get(name) ?? null,
    visited(node) {
      if (taken.has(node)) return taken.get(node) ?? null;
      // A knot is visited also by whoever comes to one of its stitches, or to a label within it.
      const doors = scenes.all.filter(
        (scene) =>
          scene.node === node ||
          (isFlow(node) &&
            scene.node.ancestry.includes(node) &&
            (isFlow(scene.node) || divertedTo.has(scene.node))),
      );
      const ids = doors.map((scene) => plan.ids.get(scene));
      if (ids.length === 0 || ids.includes(undefined)) return null;
      return some(ids.filter((id) => id !== undefined).map((fragmento) => ({ fragmento })));
    },
  };
}
