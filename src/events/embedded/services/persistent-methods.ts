import persistent from '@eventstore/db-client/generated/persistent_pb.js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import { sourceName } from '../persistent/source.ts';
import { frame } from '../rpc/framing.ts';
import { groupFailed } from '../rpc/persistent-errors.ts';
import { type Method, type MethodEntry, toRpcError } from '../rpc/server.ts';
import { RpcError, STATUS } from '../rpc/status.ts';
import { subscriptionInfo } from '../wire/persistent-info.ts';
import type { NodeContext } from './node-context.ts';
import { persistentReadMethod } from './persistent-read.ts';
import { LOG_SOURCE, settingsOf, sourceOf, startingSourceOf } from './persistent-requests.ts';

/** The methods of the PersistentSubscriptions service. */
export function persistentSubscriptionMethods(node: NodeContext): MethodEntry[] {
  const service = '/event_store.client.persistent_subscriptions.PersistentSubscriptions';
  const { persistent: groups } = node;
  return [
    [`${service}/Read`, persistentReadMethod(node)],
    [
      `${service}/Create`,
      unary(node, async (bytes) => {
        const options = given(persistent.CreateReq.deserializeBinary(bytes).getOptions());
        const { source, startFrom } = startingSourceOf(options);
        const settings = settingsOf(options, source, startFrom);
        await groups.create({ source, groupName: options.getGroupName(), settings });
        return new persistent.CreateResp();
      }),
    ],
    [
      `${service}/Update`,
      unary(node, async (bytes) => {
        const options = given(persistent.UpdateReq.deserializeBinary(bytes).getOptions());
        const { source, startFrom } = startingSourceOf(options);
        const settings = settingsOf(options, source, startFrom);
        await groups.update(source, options.getGroupName(), settings);
        return new persistent.UpdateResp();
      }),
    ],
    [
      `${service}/Delete`,
      unary(node, async (bytes) => {
        const options = given(persistent.DeleteReq.deserializeBinary(bytes).getOptions());
        await groups.delete(sourceOf(options), options.getGroupName());
        return new persistent.DeleteResp();
      }),
    ],
    [
      `${service}/GetInfo`,
      unary(node, async (bytes) => {
        const options = given(persistent.GetInfoReq.deserializeBinary(bytes).getOptions());
        const response = new persistent.GetInfoResp();
        response.setSubscriptionInfo(
          subscriptionInfo(groups.find(sourceOf(options), options.getGroupName()).info()),
        );
        return response;
      }),
    ],
    [
      `${service}/List`,
      unary(node, async (bytes) => {
        const stream = given(persistent.ListReq.deserializeBinary(bytes).getOptions()).getListForStream();
        const source =
          stream &&
          (stream.hasAll()
            ? LOG_SOURCE
            : sourceOf({ hasAll: () => false, getStreamIdentifier: () => stream.getStream() }));
        const response = new persistent.ListResp();
        response.setSubscriptionsList(groups.list(source).map(subscriptionInfo));
        return response;
      }),
    ],
    [
      `${service}/ReplayParked`,
      unary(node, async (bytes) => {
        const options = given(persistent.ReplayParkedReq.deserializeBinary(bytes).getOptions());
        const source = sourceOf(options);
        const stopAt = options.hasStopAt() ? Number(options.getStopAt()) : undefined;
        if (stopAt !== undefined && stopAt < 0) {
          throw groupFailed(
            sourceName(source),
            options.getGroupName(),
            'Cannot stop replaying parked message at a negative version.',
          );
        }
        groups.find(source, options.getGroupName()).replayParked(stopAt);
        return new persistent.ReplayParkedResp();
      }),
    ],
    [
      `${service}/RestartSubsystem`,
      unary(node, async () => {
        groups.restart();
        return new shared.Empty();
      }),
    ],
  ];
}

/** A method of one request and one response. */
function unary(
  node: NodeContext,
  respond: (bytes: Buffer) => Promise<{ serializeBinary(): Uint8Array }>,
): Method {
  return (call) => ({
    message(bytes) {
      respond(bytes).then(
        (response) => {
          call.write(frame(response.serializeBinary()));
          call.end();
        },
        (error: unknown) => call.fail(toRpcError(error, node.log)),
      );
    },
  });
}

function given<Options>(options: Options | undefined): Options {
  if (options === undefined) throw new RpcError(STATUS.invalidArgument, 'The request needs options.');
  return options;
}
