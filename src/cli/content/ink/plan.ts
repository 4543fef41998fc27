/** Which scenes become fragments, under which ids, and which leads to which. */
import { reachableFrom, stronglyConnected } from '../../../commands/contenido/revision/graph.ts';
import { slugOf, uniqueSlug } from './names.ts';
import { lineOf } from './parsed.ts';
import type { ReportInk } from './problem.ts';
import type { Scene, SceneChoice, Target } from './scene.ts';
import type { Scenes } from './scenes.ts';

export interface Plan {
  /** Null when nothing leads into the story; that is reported then. */
  start: Scene | null;
  /** Scenes that have a text, the first one first, then in the order of the source. */
  shown: Scene[];
  /** Ids of the scenes shown, and of their choices. */
  ids: ReadonlyMap<Scene | SceneChoice, string>;
  /** The scene shown when flow goes there; null where there is none, which is reported when asked for. */
  follow(target: Target): Scene | 'END' | null;
  /** Scenes to which one can come back. */
  inCircle: ReadonlySet<Scene>;
  unreached: Scene[];
}

export function planFragments(scenes: Scenes, reserved: Iterable<string>, report: ReportInk): Plan {
  const refused = new Set<Scene>();

  /** Past scenes that have nothing to show and lead on; null where that ends nowhere. */
  function follow(target: Target, passed: readonly Scene[] = []): Scene | 'END' | null {
    if (target === 'END') return target;
    if (!('routes' in target)) {
      const scene = scenes.sceneOf(target.divert);
      if (scene) return follow(scene, passed);
      report(target.line, 'divert', `lead to a knot, stitch or gather; this is a ${target.divert.typeName}`);
      return null;
    }
    if (target.text) return target;
    const [route, ...more] = target.routes;
    const leadsOn =
      route && more.length === 0 && route.conditions.length === 0 && target.choices.length === 0;
    const hasOwn = target.sets.length > 0 || (target.tags.length > 0 && target !== scenes.start);
    if (leadsOn && !hasOwn && !passed.includes(target)) return follow(route.target, [...passed, target]);
    if (!refused.has(target))
      report(target.line, 'empty text', `${nameOf(target)} shows nothing: write a text before what it does`);
    refused.add(target);
    return null;
  }

  const nextOf = (scene: Scene): Scene[] =>
    [...scene.choices, ...scene.routes]
      .map(({ target }) => follow(target))
      .filter((next) => next !== null && next !== 'END');
  const first = follow(scenes.start);
  const start = first === 'END' ? null : first;
  if (first === 'END')
    report(
      lineOf(scenes.start.node),
      'beginning',
      'nothing leads into the story: put -> and a knot at the top',
    );
  const shown = scenes.all
    .filter(({ text }) => text !== '')
    .sort((a, b) => (a === start ? -1 : b === start ? 1 : a.line - b.line));

  const ids = new Map<Scene | SceneChoice, string>();
  const taken = new Set(reserved);
  for (const scene of shown) {
    ids.set(scene, uniqueSlug(slugOf(scene.names.join('-'), 'inicio'), taken));
    const takenHere = new Set<string>();
    for (const choice of scene.choices)
      ids.set(choice, uniqueSlug(slugOf(choice.label ?? choice.text, 'decision'), takenHere));
  }
  const reached = start ? reachableFrom([start], nextOf) : new Set(shown);
  const circles = stronglyConnected(shown, nextOf).filter(
    ([scene, ...more]) => scene && (more.length > 0 || nextOf(scene).includes(scene)),
  );
  return {
    start,
    shown,
    ids,
    follow,
    inCircle: new Set(circles.flat()),
    unreached: shown.filter((scene) => !reached.has(scene)),
  };
}

export function nameOf({ names }: Scene): string {
  return names.join('.') || 'the beginning';
}
