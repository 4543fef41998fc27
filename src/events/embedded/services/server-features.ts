import features from '@eventstore/db-client/generated/serverfeatures_pb.js';
import { frame } from '../rpc/framing.ts';
import type { Method } from '../rpc/server.ts';
import { ADVERTISED_VERSION } from './node-context.ts';

/** Methods that exist here, with the optional features of each; clients decide by this list what they use. */
const SUPPORTED: readonly (readonly [service: string, method: string, features: readonly string[]])[] = [
  ['event_store.client.streams.streams', 'append', []],
  ['event_store.client.streams.streams', 'batchappend', ['deadline_duration']],
  ['event_store.client.streams.streams', 'read', ['position', 'events']],
  ['event_store.client.streams.streams', 'delete', []],
  ['event_store.client.streams.streams', 'tombstone', []],
  // The last three refuse in words. Without the feature of `create` the client would ask over HTTP, which nobody answers.
  ['event_store.client.projections.projections', 'statistics', []],
  ['event_store.client.projections.projections', 'state', []],
  ['event_store.client.projections.projections', 'result', []],
  ['event_store.client.projections.projections', 'enable', []],
  ['event_store.client.projections.projections', 'disable', []],
  ['event_store.client.projections.projections', 'reset', []],
  ['event_store.client.projections.projections', 'restartsubsystem', []],
  ['event_store.client.projections.projections', 'create', ['track_emitted_streams']],
  ['event_store.client.projections.projections', 'update', []],
  ['event_store.client.projections.projections', 'delete', []],
  ['event_store.client.persistent_subscriptions.persistentsubscriptions', 'create', ['stream', 'all']],
  ['event_store.client.persistent_subscriptions.persistentsubscriptions', 'update', ['stream', 'all']],
  ['event_store.client.persistent_subscriptions.persistentsubscriptions', 'delete', ['stream', 'all']],
  ['event_store.client.persistent_subscriptions.persistentsubscriptions', 'read', ['stream', 'all']],
  ['event_store.client.persistent_subscriptions.persistentsubscriptions', 'getinfo', ['stream', 'all']],
  ['event_store.client.persistent_subscriptions.persistentsubscriptions', 'list', ['stream', 'all']],
  ['event_store.client.persistent_subscriptions.persistentsubscriptions', 'replayparked', ['stream', 'all']],
  [
    'event_store.client.persistent_subscriptions.persistentsubscriptions',
    'restartsubsystem',
    ['stream', 'all'],
  ],
  ['event_store.client.users.users', 'create', []],
  ['event_store.client.users.users', 'update', []],
  ['event_store.client.users.users', 'delete', []],
  ['event_store.client.users.users', 'disable', []],
  ['event_store.client.users.users', 'enable', []],
  ['event_store.client.users.users', 'details', []],
  ['event_store.client.users.users', 'changepassword', []],
  ['event_store.client.users.users', 'resetpassword', []],
  ['event_store.client.operations.operations', 'startscavenge', []],
  ['event_store.client.operations.operations', 'stopscavenge', []],
  ['event_store.client.operations.operations', 'shutdown', []],
  ['event_store.client.operations.operations', 'mergeindexes', []],
  ['event_store.client.operations.operations', 'resignnode', []],
  ['event_store.client.operations.operations', 'setnodepriority', []],
  ['event_store.client.operations.operations', 'restartpersistentsubscriptions', []],
  ['event_store.client.monitoring.monitoring', 'stats', []],
  ['event_store.client.gossip.gossip', 'read', []],
  ['event_store.client.server_features.serverfeatures', 'getsupportedmethods', []],
];

/** `ServerFeatures/GetSupportedMethods`. */
export function serverFeaturesMethod(): Method {
  const answer = new features.SupportedMethods();
  answer.setEventStoreServerVersion(ADVERTISED_VERSION);
  answer.setMethodsList(
    SUPPORTED.map(([service, name, list]) => {
      const method = new features.SupportedMethod();
      method.setServiceName(service);
      method.setMethodName(name);
      method.setFeaturesList([...list]);
      return method;
    }),
  );
  const bytes = frame(answer.serializeBinary());
  return (call) => ({
    message() {
      call.write(bytes);
      call.end();
    },
  });
}
