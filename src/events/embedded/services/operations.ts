import operations from '@eventstore/db-client/generated/operations_pb.js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import { headerText } from '../rpc/errors.ts';
import type { MethodEntry } from '../rpc/server.ts';
import { RpcError, STATUS } from '../rpc/status.ts';
import type { NodeContext } from './node-context.ts';
import { unaryMethod } from './unary.ts';

const { STARTED, INPROGRESS, STOPPED } = operations.ScavengeResp.ScavengeResult;

/** Every method of the Operations service; only operators get here. */
export function operationsMethods(node: NodeContext): MethodEntry[] {
  const entry = (name: string, answer: Parameters<typeof unaryMethod>[1]): MethodEntry => [
    `/event_store.client.operations.Operations/${name}`,
    unaryMethod(node, answer),
  ];
  return [
    entry('StartScavenge', () => {
      const { id, isNew } = node.scavenger.start();
      return scavenge(id, isNew ? STARTED : INPROGRESS);
    }),
    entry('StopScavenge', (bytes) => {
      const id = operations.StopScavengeReq.deserializeBinary(bytes).getOptions()?.getScavengeId() ?? '';
      if (!node.scavenger.stop(id)) throw scavengeNotFound(id);
      return scavenge(id, STOPPED);
    }),
    // The index is merged with every commit already.
    entry('MergeIndexes', () => new shared.Empty()),
    entry('Shutdown', (_bytes, { caller }) => {
      const by = caller.kind === 'user' ? caller.name : 'a caller without an account';
      // The answer leaves before the connection goes.
      setImmediate(() => node.shutdown(by));
      return new shared.Empty();
    }),
    entry('ResignNode', () => {
      throw singleNode('There is no other node that could become the leader.');
    }),
    entry('SetNodePriority', () => {
      throw singleNode('There is no election in which a priority could count.');
    }),
    entry('RestartPersistentSubscriptions', () => {
      node.persistent.restart();
      return new shared.Empty();
    }),
  ];
}

function scavenge(id: string, result: typeof STARTED | typeof INPROGRESS | typeof STOPPED) {
  const response = new operations.ScavengeResp();
  response.setScavengeId(id);
  response.setScavengeResult(result);
  return response;
}

function scavengeNotFound(id: string): RpcError {
  return new RpcError(STATUS.notFound, 'Scavenge id was invalid.', {
    exception: 'scavenge-not-found',
    'scavenge-id': headerText(id),
  });
}

function singleNode(why: string): RpcError {
  return new RpcError(STATUS.failedPrecondition, `The embedded event store is a single node. ${why}`);
}
