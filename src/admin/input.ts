/** Parameters and bodies, read through their schemas; what is wrong is said in the caller's language. */
import { z } from 'zod';
import { ValidationError } from '../commands/errores.ts';
import type { Language } from './language.ts';

const WORDS = { es: z.locales.es().localeError, en: z.locales.en().localeError };
const ISSUES_MAX = 20;
/** Words for the checks that are this API's own, by the name the check gives. */
const OWN_WORDS: Record<string, Record<Language, string>> = {
  cursor: { es: 'no es un cursor de esta lista', en: 'not a cursor of this list' },
  json: { es: 'no es JSON en UTF-8', en: 'not JSON in UTF-8' },
  deep: { es: 'anidado sin fin', en: 'nested too deep' },
  corte: { es: 'hace falta en o posicion, y solo uno', en: 'needs en or posicion, and only one' },
  etiqueta: { es: 'no es una etiqueta de la caché', en: 'not a tag of the cache' },
  position: { es: 'no es una posición del registro', en: 'not a position of the log' },
};

/** @throws ValidationError naming each parameter that is wrong, and how */
export function parse<Schema extends z.ZodType>(
  where: 'path' | 'query' | 'body',
  schema: Schema,
  given: unknown,
  language: Language,
): z.infer<Schema> {
  const parsed = parsedBy(schema, given, where, language);
  if (parsed.success) return parsed.data;
  throw new ValidationError(
    `the ${where} is not valid`,
    parsed.error.issues.slice(0, ISSUES_MAX).map(({ path, message }) => ({
      path: [where, ...path.map(String)].join('.'),
      message: OWN_WORDS[message]?.[language] ?? message,
    })),
  );
}

/** @throws ValidationError for a body that is not JSON */
export function parseJson(bytes: Uint8Array, language: Language): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw refusal('body', 'json', language);
  }
}

function parsedBy<Schema extends z.ZodType>(
  schema: Schema,
  given: unknown,
  where: string,
  language: Language,
): z.ZodSafeParseResult<z.infer<Schema>> {
  try {
    return schema.safeParse(given, { error: WORDS[language] });
  } catch (error) {
    // A tree nested without end overflows the stack of its reader: that is the input's fault.
    if (error instanceof RangeError) throw refusal(where, 'deep', language);
    throw error;
  }
}

const refusal = (where: string, word: string, language: Language) =>
  new ValidationError(`the ${where} is not valid`, [{ path: where, message: OWN_WORDS[word]![language] }]);
