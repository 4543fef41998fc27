/** Services of the full server that this node leaves out, by the part of the path that names them. */
const UNSERVED: readonly (readonly [path: string, name: string])[] = [
  ['/event_store.client.redaction.', 'Redaction is'],
  ['/event_store.cluster.', 'Calls between the nodes of a cluster are'],
];

/** What a client is told that calls a method which this node does not have. */
export function unservedMessage(path: string): string {
  const known = UNSERVED.find(([prefix]) => path.startsWith(prefix));
  return known === undefined
    ? `Method ${path} is not known to the embedded event store node.`
    : `${known[1]} not served by the embedded event store node (${path}); connect to a full server for that.`;
}
