/** Reading one's own write: a screen from the read models waits, with a bound, until they hold what was just written. */
import { type Consulta, gruposDe } from '../queries/grupos.ts';
import type { BotContext } from './contexto.ts';

const WAIT_MAX_MS = 1_500;

/**
 * Waits for all that the queries read; a screen names every one that it asks. The line to add to it if their tables have not
 * caught up in time; empty otherwise.
 */
export async function alDia(ctx: BotContext, ...consultas: readonly Consulta[]): Promise<string> {
  if (ctx.escrito === null) return '';
  const reached = await ctx.deps.progress.waitFor(gruposDe(...consultas), ctx.escrito, WAIT_MAX_MS);
  return reached ? '' : `\n\n${ctx.t('retraso')}`;
}
