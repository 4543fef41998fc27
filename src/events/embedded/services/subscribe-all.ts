import type { Call } from '../rpc/call.ts';
import { addResolved } from '../streams/links.ts';
import { isVisibleInLog } from '../streams/visible.ts';
import { caughtUpFrame, checkpointFrame } from '../wire/control-frames.ts';
import { ReadResponseBatch } from '../wire/read-response.ts';
import type { NodeContext } from './node-context.ts';
import { PAGE_EVENTS, sendPage, skipPage } from './pace.ts';
import type { ReadPlan } from './read-plan.ts';

/** What it takes to follow the log. */
export type LogFollower = Pick<NodeContext, 'store' | 'reader' | 'hub'>;

/**
 * Follows the log after the position given. The newest events come from memory; a client that is too slow for that is read
 * to from the log again, so that it costs no memory however slow it is.
 */
export async function subscribeAll(call: Call, plan: ReadPlan, node: LogFollower): Promise<void> {
  const { store, reader, hub } = node;
  const batch = new ReadResponseBatch(plan.isIdText);
  let next = plan.from === 'start' ? 1 : plan.from === 'end' ? store.lastPosition + 1 : plan.from + 1;
  let isLive = false;
  let considered = 0;
  while (!call.isOver) {
    const recent = hub.from(next, PAGE_EVENTS);
    if (recent === undefined) isLive = false;
    const records = recent ?? store.log.forward(next, PAGE_EVENTS).map((row) => row.record);
    if (records.length === 0) {
      if (!isLive) {
        isLive = true;
        call.write(caughtUpFrame());
      }
      await committed(call, node);
      continue;
    }
    for (const record of records) {
      const isThere = isVisibleInLog(record);
      if (isThere && (plan.filter === undefined || plan.filter.matches(record))) {
        addResolved(batch, reader, { record, position: next }, plan.resolveLinks);
      }
      if (isThere) considered += 1;
      if (plan.filter !== undefined && considered >= plan.filter.checkpointInterval) {
        batch.framed(checkpointFrame(next));
        considered = 0;
      }
      next += 1;
    }
    if (batch.isEmpty) await skipPage();
    else await sendPage(call, batch.take());
  }
}

/** Resolves at the next commit, or when the call is over. */
function committed(call: Call, { hub }: Pick<NodeContext, 'hub'>): Promise<void> {
  return new Promise((resolve) => {
    const forget = hub.onCommit(() => {
      stayOpen();
      resolve();
    });
    const stayOpen = call.onClose(() => {
      forget();
      resolve();
    });
  });
}
