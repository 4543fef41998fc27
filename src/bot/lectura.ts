/** Reading one's own write: a screen from the read models waits, with a bound, until they hold what was just written. */
import type { BotContext } from './contexto.ts';

const WAIT_MAX_MS = 1_500;

/** The line to add to a screen whose read models have not caught up in time; empty otherwise. */
export async function alDia(ctx: BotContext, ...grupos: string[]): Promise<string> {
  if (ctx.escrito === null) return '';
  const reached = await ctx.deps.progress.waitFor(grupos, ctx.escrito, WAIT_MAX_MS);
  return reached ? '' : `\n\n${ctx.t('retraso')}`;
}
