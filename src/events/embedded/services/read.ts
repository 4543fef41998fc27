import { randomUUID } from 'node:crypto';
import { accessDenied } from '../rpc/access-errors.ts';
import type { Method } from '../rpc/server.ts';
import { toRpcError } from '../rpc/server.ts';
import { confirmationFrame } from '../wire/control-frames.ts';
import type { NodeContext } from './node-context.ts';
import { readAll } from './read-all.ts';
import { readPlanOf } from './read-plan.ts';
import { readStream } from './read-stream.ts';
import { subscribeAll } from './subscribe-all.ts';
import { subscribeStream } from './subscribe-stream.ts';

/** `Streams/Read`: reads and subscriptions, of a stream or of the log. */
export function readMethod(node: NodeContext): Method {
  return (call) => ({
    message(bytes) {
      const plan = readPlanOf(bytes);
      const { streamName, limit } = plan;
      if (!node.access.allows(call.caller, 'read', streamName ?? '$all')) throw accessDenied();
      let work: Promise<void>;
      if (limit === 'subscription') {
        call.write(confirmationFrame(randomUUID()));
        work =
          streamName === undefined
            ? subscribeAll(call, plan, node)
            : subscribeStream(call, plan, streamName, node);
      } else {
        work =
          streamName === undefined
            ? readAll(call, plan, limit, node)
            : readStream(call, plan, streamName, limit, node);
      }
      work.catch((error: unknown) => call.fail(toRpcError(error, node.log)));
    },
  });
}
