import persistent from '@eventstore/db-client/generated/persistent_pb.js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import { sourceName } from '../persistent/source.ts';
import { groupFailed } from '../rpc/persistent-errors.ts';
import type { MethodEntry } from '../rpc/server.ts';
import { RpcError, STATUS } from '../rpc/status.ts';
import { subscriptionInfo } from '../wire/persistent-info.ts';
import type { NodeContext } from './node-context.ts';
import { persistentReadMethod } from './persistent-read.ts';
import { LOG_SOURCE, settingsOf, sourceOf, startingSourceOf } from './persistent-requests.ts';
import { unaryMethod } from './unary.ts';

/** The methods of the PersistentSubscriptions service. */
export function persistentSubscriptionMethods(node: NodeContext): MethodEntry[] {
  const service = '/event_store.client.persistent_subscriptions.PersistentSubscriptions';
  const { persistent: groups } = node;
  return [
    [`${service}/Read`, persistentReadMethod(node)],
    [
      `${service}/Create`,
      unaryMethod(node, async (bytes) => {
        const options = given(persistent.CreateReq.deserializeBinary(bytes).getOptions());
        const { source, startFrom } = startingSourceOf(options);
        const settings = settingsOf(options, source, startFrom);
        await groups.create({ source, groupName: options.getGroupName(), settings });
        return new persistent.CreateResp();
      }),
    ],
    [
      `${service}/Update`,
      unaryMethod(node, async (bytes) => {
        const options = given(persistent.UpdateReq.deserializeBinary(bytes).getOptions());
        const { source, startFrom } = startingSourceOf(options);
        const settings = settingsOf(options, source, startFrom);
        await groups.update(source, options.getGroupName(), settings);
        return new persistent.UpdateResp();
      }),
    ],
    [
      `${service}/Delete`,
      unaryMethod(node, async (bytes) => {
        const options = given(persistent.DeleteReq.deserializeBinary(bytes).getOptions());
        await groups.delete(sourceOf(options), options.getGroupName());
        return new persistent.DeleteResp();
      }),
    ],
    [
      `${service}/GetInfo`,
      unaryMethod(node, async (bytes) => {
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
      unaryMethod(node, async (bytes) => {
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
      unaryMethod(node, async (bytes) => {
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
      unaryMethod(node, async () => {
        groups.restart();
        return new shared.Empty();
      }),
    ],
  ];
}

function given<Options>(options: Options | undefined): Options {
  if (options === undefined) throw new RpcError(STATUS.invalidArgument, 'The request needs options.');
  return options;
}
