/** What went wrong while events were applied: the event itself, which no repeat mends, or what is round it. */

/** PostgreSQL's classes of errors that data causes: data exception, and violated constraint. */
const DE_LOS_DATOS = /^2[23]/;

/** True of an error that the same events would meet again: they are to be looked at one by one. */
export function esDelEvento(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as { code?: unknown };
  if (typeof code === 'string' && code.length === 5 && 'severity' in error) return DE_LOS_DATOS.test(code);
  if (code === 'IMPOSSIBLE_EVENT') return true;
  return error instanceof TypeError || error instanceof RangeError || error instanceof SyntaxError;
}

export const mensajeDe = (error: unknown): string => (error instanceof Error ? error.message : String(error));
