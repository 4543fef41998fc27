import type { Call } from '../rpc/call.ts';
import { streamDeleted } from '../rpc/errors.ts';
import { addResolved } from '../streams/links.ts';
import { streamNotFoundFrame } from '../wire/control-frames.ts';
import { ReadResponseBatch } from '../wire/read-response.ts';
import { BEYOND } from '../wire/varint.ts';
import type { NodeContext } from './node-context.ts';
import { PAGE_EVENTS, sendPage, skipPage } from './pace.ts';
import type { ReadPlan } from './read-plan.ts';

/** Reads a stream, including the revision given. */
export async function readStream(
  call: Call,
  plan: ReadPlan,
  streamName: string,
  limit: number,
  node: NodeContext,
): Promise<void> {
  const { reader } = node;
  const batch = new ReadResponseBatch(plan.isIdText);
  let remaining = limit;
  let next = firstRevision(plan, reader.stateOf(streamName).last);
  while (!call.isOver) {
    const size = Math.min(PAGE_EVENTS, remaining);
    const page = plan.isBackwards
      ? reader.backward(streamName, next, size, Date.now())
      : reader.forward(streamName, next, size, Date.now());
    if (page.kind === 'tombstoned') throw streamDeleted(streamName);
    if (page.kind === 'not-found') {
      call.write(streamNotFoundFrame(streamName));
      break;
    }
    for (const event of page.events) addResolved(batch, reader, event, plan.resolveLinks);
    remaining -= page.events.length;
    next = page.next;
    if (page.isEnd || remaining <= 0) {
      if (!batch.isEmpty) call.write(batch.take());
      break;
    }
    if (batch.isEmpty) await skipPage();
    else await sendPage(call, batch.take());
  }
  call.open();
  call.end();
}

function firstRevision({ from, isBackwards }: ReadPlan, last: number): number {
  if (from === 'start') return 0;
  if (from === 'end') return isBackwards ? BEYOND : last + 1;
  return from;
}
