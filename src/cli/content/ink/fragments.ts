/** Scenes as fragments: titles, decisions, requirements and rewards. */
import { type Decision, Fragmento } from '../../../events/contenido.ts';
import { flattenIssues } from '../issues.ts';
import { every, type Facts, not, type Proposition, propositionOf } from './conditions.ts';
import { firstSentences, titleOf } from './names.ts';
import type { Plan } from './plan.ts';
import type { ReportInk } from './problem.ts';
import type { Scene, SceneChoice, SceneCondition } from './scene.ts';
import type { Scenes } from './scenes.ts';
import { amountOf, CHOICE_TAGS, readTags, SCENE_TAGS, STORY_TAGS, wordsOf } from './tags.ts';

export interface FragmentOptions {
  historia: string;
  /** Language of the source; sentences and capitals follow its rules. */
  idioma: 'es' | 'en';
}

const SYNOPSIS_MAX = 240;

/** The same text for both languages, until somebody translates it. */
const both = (text: string) => ({ es: text, en: text });

export function fragmentsOf(
  scenes: Scenes,
  plan: Plan,
  facts: Facts,
  { historia, idioma }: FragmentOptions,
  report: ReportInk,
): Fragmento[] {
  const isStory = ({ name }: { name: string }) => STORY_TAGS.some((one) => one === name);
  const atTop = scenes.start.tags;
  // Text before the first knot is a scene of its own, whose tags stand among those of the story.
  const storyTags = readTags(
    scenes.start.text ? atTop.filter(isStory) : atTop,
    STORY_TAGS,
    'at the top',
    report,
  );
  const storyTitle = wordsOf(storyTags.titulo, report) ?? titleOf(historia, idioma);
  const synopsis = wordsOf(storyTags.sinopsis, report);

  const tagsOf = new Map(
    plan.shown.map((scene) => [
      scene,
      readTags(
        scene === scenes.start ? scene.tags.filter((tag) => !isStory(tag)) : scene.tags,
        SCENE_TAGS,
        'in a knot',
        report,
      ),
    ]),
  );

  function titleFor(scene: Scene): string {
    if (scene === scenes.start) return storyTitle;
    const tagged = tagsOf.get(scene)?.titulo?.value;
    if (tagged) return tagged;
    return (
      scene.title ?? (scene.continues ? titleFor(scene.continues) : titleOf(scene.names.at(-1) ?? '', idioma))
    );
  }

  function propositionFor(conditions: readonly SceneCondition[]): Proposition {
    return every(
      conditions.map(({ expression, negated }) => {
        const proposition = propositionOf(expression, facts, report);
        return negated ? not(proposition) : proposition;
      }),
    );
  }

  /** In Ink a choice whose condition does not hold is not there. */
  function hiddenUntil(proposition: Proposition): Pick<Decision, 'requisitos' | 'oculta'> {
    return typeof proposition === 'boolean' ? {} : { requisitos: proposition, oculta: true };
  }

  function decisionOf(scene: Scene, choice: SceneChoice): Decision | null {
    const id = plan.ids.get(choice) ?? '';
    const { besitos, cuesta } = readTags(choice.tags, CHOICE_TAGS, 'at a choice', report);
    const reward = amountOf(besitos, report);
    const price = amountOf(cuesta, report);
    const asked = propositionFor(choice.conditions);
    if (asked === false)
      report(choice.line, 'condition', 'the choice can never be taken: nothing makes its condition true');
    const isSpent = choice.onceOnly && plan.inCircle.has(scene);
    const untaken: Proposition = isSpent ? { not: { decision: `${plan.ids.get(scene)}/${id}` } } : true;
    const destino = plan.follow(choice.target);
    if (destino === 'END')
      report(choice.line, 'ending', 'a choice leads to a text: write the last one before -> END');
    if (destino === null || destino === 'END') return null;
    return {
      id,
      texto: both(choice.text),
      destino: plan.ids.get(destino) ?? '',
      ...(price !== undefined && { cuesta: price }),
      ...(reward !== undefined && { recompensa: { besitos: reward } }),
      ...hiddenUntil(every([asked, untaken])),
    };
  }

  /** Where Ink runs on by itself a reader taps on. */
  function waysOn({ routes, line }: Scene): { decisiones: Decision[]; ends: boolean } {
    const ways = routes.map(({ conditions, target }) => ({
      asked: propositionFor(conditions),
      destino: plan.follow(target),
    }));
    const endings = ways.filter(({ destino }) => destino === 'END');
    if (endings.length > 0 && endings.length < ways.length)
      report(line, 'ending', 'a knot ends always or never: lead to a knot of its own that ends');
    const decisiones = ways.flatMap(({ asked, destino }, index): Decision[] => {
      if (destino === null || destino === 'END' || asked === false) return [];
      return [
        {
          id: index === 0 ? 'continuar' : `continuar-${index + 1}`,
          texto: { es: 'Continuar', en: 'Continue' },
          destino: plan.ids.get(destino) ?? '',
          ...hiddenUntil(asked),
        },
      ];
    });
    return { decisiones, ends: endings.length > 0 };
  }

  return plan.shown.flatMap((scene) => {
    const tags = tagsOf.get(scene) ?? {};
    const { decisiones: onwards, ends } = waysOn(scene);
    const chosen = scene.choices.map((choice) => decisionOf(scene, choice)).filter((one) => one !== null);
    const titulo = titleFor(scene);
    const ending = wordsOf(tags.final, report);
    if (tags.final && !ends) report(tags.final.line, 'tag', '# final goes with -> END');
    const parsed = Fragmento.safeParse({
      id: plan.ids.get(scene),
      historia,
      ...(scene === plan.start && {
        portada: {
          titulo: both(storyTitle),
          sinopsis: both(synopsis ?? firstSentences(scene.text, SYNOPSIS_MAX, idioma)),
        },
      }),
      titulo: both(wordsOf(tags.titulo, report) ?? titulo),
      texto: both(scene.text),
      ...(tags.vip && { vip: true }),
      decisiones: [...chosen, ...onwards],
      ...(ends && { final: { titulo: both(ending ?? titulo) } }),
    });
    if (parsed.success) return [parsed.data];
    // Both languages hold the same text: what is wrong is said once.
    for (const { path, message } of flattenIssues(parsed.error.issues))
      if (path.at(-1) !== 'en') report(scene.line, path.join('.'), message);
    return [];
  });
}
