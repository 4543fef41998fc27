/** The two languages that the API answers in; Spanish unless the caller prefers English. */
import type { Request } from 'express';

export type Language = 'es' | 'en';

export function languageOf(request: Request): Language {
  return request.acceptsLanguages(['es', 'en']) === 'en' ? 'en' : 'es';
}
