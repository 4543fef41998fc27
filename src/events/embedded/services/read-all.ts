import type { Call } from '../rpc/call.ts';
import { addResolved } from '../streams/links.ts';
import { isVisibleInLog } from '../streams/visible.ts';
import { ReadResponseBatch } from '../wire/read-response.ts';
import type { NodeContext } from './node-context.ts';
import { PAGE_EVENTS, sendPage, skipPage } from './pace.ts';
import type { ReadPlan } from './read-plan.ts';

/** Reads the log: forwards including the position given, backwards excluding it. Ends where the log ended at the start. */
export async function readAll(call: Call, plan: ReadPlan, limit: number, node: NodeContext): Promise<void> {
  const { store, reader } = node;
  const last = store.lastPosition;
  const batch = new ReadResponseBatch(plan.isIdText);
  let remaining = limit;
  let next = firstPosition(plan, last);
  while (remaining > 0 && next >= 1 && next <= last && !call.isOver) {
    const limitOfPage = plan.filter === undefined ? Math.min(PAGE_EVENTS, remaining) : PAGE_EVENTS;
    const rows = plan.isBackwards
      ? store.log.backward(next, limitOfPage)
      : store.log.forward(next, limitOfPage);
    if (rows.length === 0) break;
    for (const row of rows) {
      if (remaining === 0 || row.position > last) break;
      if (!isVisibleInLog(row.record)) continue;
      if (plan.filter !== undefined && !plan.filter.matches(row.record)) continue;
      addResolved(batch, reader, row, plan.resolveLinks);
      remaining -= 1;
    }
    next += plan.isBackwards ? -rows.length : rows.length;
    if (batch.isEmpty) await skipPage();
    else await sendPage(call, batch.take());
  }
  call.open();
  call.end();
}

function firstPosition({ from, isBackwards }: ReadPlan, last: number): number {
  if (isBackwards) return from === 'start' ? 0 : from === 'end' ? last : Math.min(from - 1, last);
  return from === 'start' ? 1 : from === 'end' ? last + 1 : Math.max(from, 1);
}
