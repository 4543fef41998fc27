import type { Method } from '../rpc/server.ts';
import { appendMethod } from './append.ts';
import { batchAppendMethod } from './batch-append.ts';
import { deleteMethod } from './delete.ts';
import type { NodeContext } from './node-context.ts';
import { readMethod } from './read.ts';

/** The methods of the Streams service by path. */
export function streamsMethods(node: NodeContext): [path: string, method: Method][] {
  const service = '/event_store.client.streams.Streams';
  return [
    [`${service}/Append`, appendMethod(node)],
    [`${service}/BatchAppend`, batchAppendMethod(node)],
    [`${service}/Read`, readMethod(node)],
    [`${service}/Delete`, deleteMethod(node, 'delete')],
    [`${service}/Tombstone`, deleteMethod(node, 'tombstone')],
  ];
}
