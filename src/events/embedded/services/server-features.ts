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
