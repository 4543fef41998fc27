/** Every error that the API answers with: its HTTP status and its words. The `code` is stable, the words are not. */
import type * as errores from '../commands/errores.ts';
import type { OperatorCode } from '../projections/engine/operator-error.ts';
import type { CodigoDeMomento } from '../queries/momento/errores.ts';
import type { Language } from './language.ts';
import { GIFT_PROBLEMS } from './problems/gifts.ts';
import type { ProblemKind, ProblemText } from './problems/kind.ts';
import { LEDGER_PROBLEMS } from './problems/ledger.ts';
import { MOMENT_PROBLEMS } from './problems/moment.ts';
import { PEOPLE_PROBLEMS } from './problems/people.ts';
import { PROJECTION_PROBLEMS } from './problems/projections.ts';
import { REQUEST_PROBLEMS } from './problems/request.ts';
import { SHOP_PROBLEMS } from './problems/shop.ts';
import { STORY_PROBLEMS } from './problems/story.ts';
import { CODED_FIELDS, VALUE_WORDS } from './problems/words.ts';

type Classes = (typeof errores)[keyof typeof errores];
type CodeOf<Class> = Class extends new (
  ...args: never[]
) => { readonly code: infer Code extends string }
  ? Code
  : never;
type EdgeCode =
  | 'IDEMPOTENCY_KEY_REQUIRED'
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'ROUTE_NOT_FOUND'
  | 'METHOD_NOT_ALLOWED'
  | 'PAYLOAD_TOO_LARGE'
  | 'UNSUPPORTED_MEDIA_TYPE'
  | 'DATABASE_UNAVAILABLE'
  | 'DATABASE_BUSY'
  | 'PROJECTION_NOT_FOUND'
  | 'INTERNAL';
export type ProblemCode = CodeOf<Classes> | CodigoDeMomento | OperatorCode | EdgeCode;

// The compiler holds this table to the errors of the commands: a code that is missing here does not build.
export const PROBLEMS: Readonly<Record<ProblemCode, ProblemKind>> = {
  ...REQUEST_PROBLEMS,
  ...PEOPLE_PROBLEMS,
  ...MOMENT_PROBLEMS,
  ...STORY_PROBLEMS,
  ...SHOP_PROBLEMS,
  ...GIFT_PROBLEMS,
  ...LEDGER_PROBLEMS,
  ...PROJECTION_PROBLEMS,
};

export const isProblemCode = (code: string): code is ProblemCode => Object.hasOwn(PROBLEMS, code);

/** `urn:besitos:problem:insufficient-funds`: names the kind of problem, and is not to be fetched. */
export const typeOf = (code: ProblemCode): string =>
  `urn:besitos:problem:${code.toLowerCase().replaceAll('_', '-')}`;

/** The words for one occurrence. */
export function textOf(code: ProblemCode, language: Language, data: Record<string, unknown>): ProblemText {
  const { title, detail } = PROBLEMS[code][language];
  return {
    title,
    detail: detail.replace(/\{(\w+)\}/g, (_, name: string) =>
      [data[name] ?? '?']
        .flat()
        .map((value) => wordOf(name, String(value), language))
        .join(', '),
    ),
  };
}

const wordOf = (field: string, value: string, language: Language): string =>
  CODED_FIELDS.has(field) && Object.hasOwn(VALUE_WORDS, value) ? VALUE_WORDS[value]![language] : value;
