import streams from '@eventstore/db-client/generated/streams_pb.js';
import { accessDenied } from '../rpc/access-errors.ts';
import { failureError } from '../rpc/errors.ts';
import { frame } from '../rpc/framing.ts';
import type { Method } from '../rpc/server.ts';
import { RpcError, STATUS } from '../rpc/status.ts';
import { type NodeContext, WRITE_TIMEOUT_MS } from './node-context.ts';
import { writeTarget } from './write-target.ts';

/** `Streams/Delete` hides a stream until it is written again; `Streams/Tombstone` ends it for good. */
export function deleteMethod(node: NodeContext, operation: 'delete' | 'tombstone'): Method {
  return (call) => ({
    message(bytes) {
      const request =
        operation === 'delete'
          ? streams.DeleteReq.deserializeBinary(bytes)
          : streams.TombstoneReq.deserializeBinary(bytes);
      const options = request.getOptions();
      if (options === undefined) throw new RpcError(STATUS.invalidArgument, `A ${operation} needs options.`);
      const { streamName, expected } = writeTarget(options);
      if (!node.access.allows(call.caller, 'delete', streamName)) throw accessDenied();
      node.writer.enqueue({
        operation,
        streamName,
        expected,
        events: [],
        deadlineMs: Math.min(call.deadlineMs, Date.now() + WRITE_TIMEOUT_MS),
        settle(outcome) {
          if (outcome.kind !== 'success') {
            call.fail(failureError(outcome, streamName, expected));
            return;
          }
          call.write(frame(response(operation, outcome.position ?? 0)));
          call.end();
        },
      });
    },
  });
}

function response(operation: 'delete' | 'tombstone', commit: number): Uint8Array {
  if (operation === 'delete') {
    const position = new streams.DeleteResp.Position();
    position.setCommitPosition(String(commit));
    position.setPreparePosition(String(commit));
    const result = new streams.DeleteResp();
    result.setPosition(position);
    return result.serializeBinary();
  }
  const position = new streams.TombstoneResp.Position();
  position.setCommitPosition(String(commit));
  position.setPreparePosition(String(commit));
  const result = new streams.TombstoneResp();
  result.setPosition(position);
  return result.serializeBinary();
}
