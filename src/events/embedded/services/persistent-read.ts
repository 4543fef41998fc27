import persistent from '@eventstore/db-client/generated/persistent_pb.js';
import type { Consumer, ConsumerLink } from '../persistent/consumer.ts';
import type { Group, NackAction } from '../persistent/group.ts';
import { sourceName } from '../persistent/source.ts';
import { accessDenied } from '../rpc/access-errors.ts';
import type { Call } from '../rpc/call.ts';
import { groupDropped, groupIsFull } from '../rpc/persistent-errors.ts';
import type { Method } from '../rpc/server.ts';
import { RpcError, STATUS } from '../rpc/status.ts';
import { type ConsumerMessage, readConsumerMessage } from '../wire/persistent-read-request.ts';
import { persistentConfirmationFrame, persistentEventFrames } from '../wire/persistent-read-response.ts';
import type { NodeContext } from './node-context.ts';
import { sourceOf } from './persistent-requests.ts';

/** Nack actions by their number on the wire. */
const NACK_ACTIONS: readonly NackAction[] = ['unknown', 'park', 'retry', 'skip', 'stop'];

/** `PersistentSubscriptions/Read`: options once, then acknowledgements; the other way the confirmation, then events. */
export function persistentReadMethod(node: NodeContext): Method {
  return (call) => {
    let group: Group | undefined;
    return {
      message(bytes) {
        const message = readConsumerMessage(bytes);
        if (group === undefined) group = connect(call, node, message);
        else answer(group, message);
      },
    };
  };
}

function connect(call: Call, node: NodeContext, message: ConsumerMessage | undefined): Group {
  if (message?.kind !== 'options') {
    throw new RpcError(STATUS.invalidArgument, 'A persistent subscription starts with its options.');
  }
  const options = persistent.ReadReq.deserializeBinary(message.bytes).getOptions();
  if (options === undefined) {
    throw new RpcError(STATUS.invalidArgument, 'A persistent subscription needs options.');
  }
  const group = node.persistent.find(sourceOf(options), options.getGroupName());
  const stream = sourceName(group.source);
  if (!node.access.allows(call.caller, 'read', stream)) throw accessDenied();
  if (group.isFull) throw groupIsFull(stream, group.groupName);
  const isIdText = options.getUuidOption()?.hasString() ?? false;
  const connectionName = call.headers['connection-name'];
  const link: ConsumerLink = {
    connectionName: typeof connectionName === 'string' ? connectionName : '<unknown>',
    username: call.caller.kind === 'user' ? call.caller.name : 'anonymous',
    // The consumer's slots bound what can wait here, however slow it is.
    send: (messages) => call.write(persistentEventFrames(messages, isIdText)),
    drop: () => call.fail(groupDropped(stream, group.groupName)),
  };
  call.write(persistentConfirmationFrame(group.key));
  const consumer: Consumer = group.connect(link, options.getBufferSize());
  call.onClose(() => group.disconnect(consumer));
  return group;
}

function answer(group: Group, message: ConsumerMessage | undefined): void {
  switch (message?.kind) {
    case 'ack':
      group.ack(message.ids);
      return;
    case 'nack': {
      const action = NACK_ACTIONS[message.action];
      if (action === undefined) throw new RpcError(STATUS.invalidArgument, 'The nack action is not known.');
      group.nack(message.ids, action, message.reason);
      return;
    }
    default:
      throw new RpcError(STATUS.invalidArgument, 'After its options a consumer sends acks and nacks only.');
  }
}
