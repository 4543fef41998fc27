/** Scenes as fragments: ids, titles, decisions, requirements and rewards. */
import { Fragmento, type Decision, type Requisito, type Texto } from '../../../events/contenido.ts';
import { flattenIssues } from '../issues.ts';
import { stronglyConnected } from '../graph.ts';
import { every, type Facts, type Proposition, propositionOf, not, some } from './conditions.ts';
import { firstSentences, slugOf, titleOf, uniqueSlug } from './names.ts';
import { isAssignment, isFlow, lineOf, type FlowBase, type ParsedObject, type VariableAssignment } from './parsed.ts';
import type { ReportInk } from './problem.ts';
import type { Scene, SceneChoice, SceneCondition, Target } from './scene.ts';
import { CHOICE_TAGS, type Scenes } from './scenes.ts';
import type { InkTag } from './text.ts';
import { variableAsProposition } from './variables.ts';
