import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Call } from '../rpc/call.ts';

/** Events read and sent at a time; between two pages other calls get their turn. */
export const PAGE_EVENTS = 256;

/** Sends a page, then waits until the client has room for more and others have had their turn. */
export async function sendPage(call: Call, frames: Buffer): Promise<void> {
  if (call.write(frames)) await nextTurn();
  else await call.drained();
}

/** A turn for the others when a page had nothing to send. */
export async function skipPage(): Promise<void> {
  await nextTurn();
}
