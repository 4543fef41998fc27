/** Cuts the parsed tree into scenes: one for each knot and stitch, and for gathers and choices that have text of their own. */
import {
  type Choice,
  type FlowBase,
  isAssignment,
  isDivert,
  isFlow,
  isGather,
  isKnot,
  isText,
  isWeave,
  lineOf,
  type ParsedObject,
} from './parsed.ts';
import type { ReportInk } from './problem.ts';
import type { Scene, SceneChoice, Target } from './scene.ts';
import { flatten, isShown, isSpace, type Section, sectionsOf } from './sections.ts';
import { isChoiceTag } from './tags.ts';
import { clean, splitTags, textOf } from './text.ts';
import { explainUnsupported, reportUnsupported } from './unsupported.ts';
import { noWays, takeWay, type Ways } from './ways.ts';

export interface Scenes {
  /** What stands before the first knot; it may be empty and only lead on. */
  start: Scene;
  all: Scene[];
  /** The scene that a knot, stitch or label stands for; a knot that only holds stitches is its first. */
  sceneOf(node: ParsedObject): Scene | undefined;
}

/** What a scene is, without what stands in it. */
interface Frame {
  node: ParsedObject;
  names: string[];
  title: string | null;
}

export function cutScenes(story: FlowBase, source: string, report: ReportInk): Scenes {
  const lines = source.split(/\r\n|\r|\n/);
  const isBlankLine = (line: number) => lines[line - 1]?.trim() === '';
  const print = (nodes: readonly ParsedObject[]) => textOf(nodes, isBlankLine, report);
  const all: Scene[] = [];
  const byNode = new Map<ParsedObject, Scene>();

  /** @param after where flow goes that does not say; null when it then runs out */
  function cutFlow(flow: FlowBase, names: string[], after: Target | null): Scene | undefined {
    // The compiler closes the outermost flow with a gather of its own, which no line of the source holds.
    const items = (flow.content.find(isWeave)?.content ?? []).filter(
      (node) => node.debugMetadata || !(isGather(node) || isDivert(node)),
    );
    const frame = { node: flow, names, title: null };
    const own = items.length > 0 || names.length === 0 ? cutWeave(items, after, frame) : undefined;
    const inner = flow.content.filter(isFlow).map((child) => {
      if (child.typeName === 'Function') reportUnsupported(child, report);
      else if (child.hasParameters)
        report(lineOf(child), 'parameters', 'a knot takes no values: write one knot for each');
      else return cutFlow(child, [...names, child.name ?? ''], null);
      return undefined;
    });
    const entrance = own ?? (isKnot(flow) ? inner[0] : undefined);
    if (entrance) byNode.set(flow, entrance);
    return entrance;
  }

  function cutWeave(items: readonly ParsedObject[], after: Target | null, frame: Frame): Scene {
    const sections = sectionsOf(items);
    const scenes: Scene[] = [];
    let next = after;
    for (const section of sections.toReversed()) {
      const { gather } = section;
      const name = gather?.name;
      const scene = cutSection(
        section,
        next,
        gather ? { node: gather, names: [...frame.names, name ?? 'sigue'], title: null } : frame,
      );
      if (gather) byNode.set(gather, scene);
      scenes.unshift(scene);
      next = scene;
    }
    const [first] = scenes as [Scene];
    sections.forEach(({ gather }, index) => {
      const scene = scenes[index] as Scene;
      if (gather && !gather.name) scene.continues = first;
    });
    return first;
  }

  function cutSection({ head, choices }: Section, after: Target | null, frame: Frame): Scene {
    const nested = head.find(isWeave);
    if (nested) {
      if (choices.length > 0)
        report(
          lineOf(nested.content[0] ?? nested),
          'nested choices',
          'choices of one place need the same number of stars',
        );
      return cutWeave([...head.filter((node) => node !== nested), ...nested.content], after, frame);
    }
    const { tags, rest } = splitTags(flatten(head));
    const ways = noWays();
    const sets: Scene['sets'] = [];
    readLogic(rest, ways, sets);
    const scene: Scene = {
      ...frame,
      line: lineOf(frame.node),
      continues: null,
      text: print(rest),
      tags,
      sets,
      choices: [],
      routes: ways.routes,
    };
    all.push(scene);
    scene.choices = choices.map(({ choice, body }) => cutChoice(choice, body, after, frame));
    const [first] = scene.choices;
    if (first && ways.routes.length > 0)
      report(first.line, 'choice', 'a divert stands before it: make a choice of the divert');
    else if (!first && !ways.closed) {
      const last = rest.findLast((node) => !isSpace(node)) ?? frame.node;
      if (after === null)
        report(lineOf(last), 'loose end', 'the text stops here: add a choice, a -> divert, or -> END');
      else scene.routes.push({ conditions: ways.otherwise, target: after });
    }
    return scene;
  }

  /** Assignments and diverts; whatever is neither these nor text is reported. */
  function readLogic(nodes: readonly ParsedObject[], ways: Ways, sets: Scene['sets']): void {
    for (const node of nodes) {
      const isAside =
        isSpace(node) ||
        node.typeName === 'AuthorWarning' ||
        node.typeName === 'CONST' ||
        (isAssignment(node) && node.typeName === 'VAR');
      if (isAside || (!ways.closed && takeWay(ways, node))) continue;
      const isWords = isText(node) || node.typeName === 'Glue';
      if (ways.routes.length > 0 && (isWords || !explainUnsupported(node)))
        report(lineOf(node), 'text after a divert', 'move it into the knot that the divert leads to');
      else if (isAssignment(node) && !explainUnsupported(node)) sets.push(node);
      else if (!isWords) reportUnsupported(node, report);
    }
  }

  function cutChoice(
    choice: Choice,
    following: readonly ParsedObject[],
    after: Target | null,
    frame: Frame,
  ): SceneChoice {
    const line = lineOf(choice);
    const start = splitTags(flatten(choice.startContent?.content ?? []));
    const only = splitTags(flatten(choice.choiceOnlyContent?.content ?? []));
    const inner = splitTags(flatten(choice.innerContent?.content ?? []));
    for (const node of [...start.rest, ...only.rest]) if (!isText(node)) reportUnsupported(node, report);
    const text = clean(print([...start.rest, ...only.rest]));
    if (choice.isInvisibleDefault || !text)
      report(line, 'fallback choice', 'every choice is a button here: give it a text');

    const printed = clean(print([...start.rest, ...inner.rest]));
    // What would be printed again word for word stands on the button already.
    const repeats = printed === '' || printed === text;
    const body = [
      ...(repeats ? inner.rest.filter((node) => !isText(node)) : [...start.rest, ...inner.rest]),
      ...following,
    ];
    const result: SceneChoice = {
      line,
      text,
      label: choice.name,
      node: choice,
      conditions: choice.condition ? [{ expression: choice.condition, negated: false }] : [],
      onceOnly: choice.onceOnly,
      tags: [...start.tags, ...only.tags, ...inner.tags],
      sets: [],
      target: 'END',
    };
    const { tags, rest } = splitTags(flatten(body));
    if (isShown(rest)) {
      const scene = cutWeave(body, after, {
        node: choice,
        names: [...frame.names, choice.name ?? text],
        title: text,
      });
      // Prices and rewards that stand below the button still mean the choice.
      result.tags.push(...scene.tags.filter(isChoiceTag));
      scene.tags = scene.tags.filter((tag) => !isChoiceTag(tag));
      result.target = scene;
      return result;
    }
    result.tags.push(...tags);
    const ways = noWays();
    readLogic(rest, ways, result.sets);
    const [route] = ways.routes;
    if (route && (ways.routes.length > 1 || !ways.closed))
      report(
        line,
        'conditional divert',
        'make it one choice for each way, with the condition before the text',
      );
    else if (route) result.target = route.target;
    else if (after) result.target = after;
    else report(line, 'loose end', 'the choice leads nowhere: add a -> divert');
    return result;
  }

  const start = cutFlow(story, [], 'END') as Scene;
  return { start, all, sceneOf: (node) => byNode.get(node) };
}
