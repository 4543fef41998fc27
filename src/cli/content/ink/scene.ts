/** The story between Ink and fragments: what a reader sees at once, and where it goes on. */
import type { Expression, ParsedObject, VariableAssignment } from './parsed.ts';
import type { InkTag } from './text.ts';

/** Where flow goes: to a scene, to whatever a divert names, or to the end of the story. */
export type Target = Scene | { divert: ParsedObject; line: number } | 'END';

/** An expression, or that it does not hold. */
export interface SceneCondition {
  expression: Expression;
  negated: boolean;
}

export interface Route {
  /** All of them must hold. */
  conditions: readonly SceneCondition[];
  target: Target;
}

export interface SceneChoice {
  line: number;
  /** What the button says. */
  text: string;
  /** `(label)` of the choice, which keeps its id when its text changes. */
  label: string | null;
  node: ParsedObject;
  conditions: SceneCondition[];
  /** `*`: gone once taken. `+` stays. */
  onceOnly: boolean;
  tags: InkTag[];
  /** Variables set by taking it. */
  sets: VariableAssignment[];
  target: Target;
}

export interface Scene {
  /** The knot, stitch or gather it is; for what follows a choice, the choice. */
  node: ParsedObject;
  line: number;
  /** Names from the outermost in: knot, stitch, label. */
  names: string[];
  /** What follows a choice is called like its button; null where a tag or the name says it. */
  title: string | null;
  /** The scene whose title an unnamed gather goes on under. */
  continues: Scene | null;
  text: string;
  tags: InkTag[];
  /** Variables set by coming here. */
  sets: VariableAssignment[];
  choices: SceneChoice[];
  /** Ways on without a choice, when there are no choices. */
  routes: Route[];
}
