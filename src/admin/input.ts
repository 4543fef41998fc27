/** Parameters, read through their schemas; what is wrong is said in the caller's language. */
import { z } from 'zod';
import { ValidationError } from '../commands/errores.ts';
import type { Language } from './language.ts';

const WORDS = { es: z.locales.es().localeError, en: z.locales.en().localeError };
/** Words for the checks that are this API's own, by the name the check gives. */
const OWN_WORDS: Record<string, Record<Language, string>> = {
  cursor: { es: 'no es un cursor de esta lista', en: 'not a cursor of this list' },
  position: { es: 'no es una posición del registro', en: 'not a position of the log' },
};

/** @throws ValidationError naming every parameter that is wrong, and how */
export function parse<Schema extends z.ZodType>(
  where: 'path' | 'query',
  schema: Schema,
  given: unknown,
  language: Language,
): z.infer<Schema> {
  const parsed = schema.safeParse(given, { error: WORDS[language] });
  if (parsed.success) return parsed.data;
  throw new ValidationError(
    `the ${where} is not valid`,
    parsed.error.issues.map(({ path, message }) => ({
      path: [where, ...path.map(String)].join('.'),
      message: OWN_WORDS[message]?.[language] ?? message,
    })),
  );
}
