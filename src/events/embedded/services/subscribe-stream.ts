import type { Call } from '../rpc/call.ts';
import { streamDeleted } from '../rpc/errors.ts';
import { addResolved } from '../streams/links.ts';
import { caughtUpFrame } from '../wire/control-frames.ts';
import { ReadResponseBatch } from '../wire/read-response.ts';
import type { NodeContext } from './node-context.ts';
import { PAGE_EVENTS, sendPage, skipPage } from './pace.ts';
import type { ReadPlan } from './read-plan.ts';

/** Follows a stream, which need not exist yet, after the revision given. */
export async function subscribeStream(
  call: Call,
  plan: ReadPlan,
  streamName: string,
  node: Pick<NodeContext, 'reader' | 'hub'>,
): Promise<void> {
  const { reader } = node;
  const batch = new ReadResponseBatch(plan.isIdText);
  const { from } = plan;
  let next = from === 'start' ? 0 : from === 'end' ? reader.stateOf(streamName).last + 1 : from + 1;
  let isLive = false;
  while (!call.isOver) {
    // What comes in live is shown even if the stream's metadata hides it by now: only the past is truncated.
    const page = isLive
      ? reader.forwardAll(streamName, next, PAGE_EVENTS)
      : reader.forward(streamName, next, PAGE_EVENTS, Date.now());
    if (page.kind === 'tombstoned') throw streamDeleted(streamName);
    if (page.kind === 'page') {
      for (const event of page.events) addResolved(batch, reader, event, plan.resolveLinks);
      next = Math.max(next, page.next);
      if (!batch.isEmpty) await sendPage(call, batch.take());
      if (!page.isEnd) {
        await skipPage();
        continue;
      }
      // While the page was being sent more may have come.
      if (next <= reader.stateOf(streamName).last) continue;
    } else {
      next = Math.max(next, reader.stateOf(streamName).last + 1);
    }
    if (!isLive) {
      isLive = true;
      call.write(caughtUpFrame());
    }
    if (!call.isOver) await committed(call, node, streamName);
  }
}

/** Resolves at the next commit that touches the stream, or when the call is over. */
function committed(call: Call, { hub }: Pick<NodeContext, 'hub'>, streamName: string): Promise<void> {
  return new Promise((resolve) => {
    const forget = hub.onStreamCommit(streamName, () => {
      stayOpen();
      resolve();
    });
    const stayOpen = call.onClose(() => {
      forget();
      resolve();
    });
  });
}
