import type { MethodEntry } from '../rpc/server.ts';
import { appendMethod } from './append.ts';
import { batchAppendMethod } from './batch-append.ts';
import { deleteMethod } from './delete.ts';
import { gossipMethod } from './gossip.ts';
import { maintenanceMethods } from './maintenance.ts';
import { monitoringMethods } from './monitoring.ts';
import type { NodeContext } from './node-context.ts';
import { operationsMethods } from './operations.ts';
import { persistentSubscriptionMethods } from './persistent-methods.ts';
import { projectionsMethods } from './projections.ts';
import { readMethod } from './read.ts';
import { serverFeaturesMethod } from './server-features.ts';
import { usersMethods } from './users.ts';

/** Every method that a node serves; what is not here is answered by `unservedMessage`. */
export function allMethods(node: NodeContext): MethodEntry[] {
  return [
    ...streamsMethods(node),
    ...maintenanceMethods(node),
    ...projectionsMethods(node),
    ...persistentSubscriptionMethods(node),
    ...usersMethods(node),
    ...operationsMethods(node),
    ...monitoringMethods(node),
    ['/event_store.client.gossip.Gossip/Read', gossipMethod(node)],
    ['/event_store.client.server_features.ServerFeatures/GetSupportedMethods', serverFeaturesMethod()],
  ];
}

/** The methods of the Streams service. */
function streamsMethods(node: NodeContext): MethodEntry[] {
  const service = '/event_store.client.streams.Streams';
  return [
    [`${service}/Append`, appendMethod(node)],
    [`${service}/BatchAppend`, batchAppendMethod(node)],
    [`${service}/Read`, readMethod(node)],
    [`${service}/Delete`, deleteMethod(node, 'delete')],
    [`${service}/Tombstone`, deleteMethod(node, 'tombstone')],
  ];
}
