import { parentPort, workerData } from 'node:worker_threads';
import { EmbeddedNodeError } from './errors.ts';
import { startEmbeddedNode } from './node.ts';
import type { FromThread, ThreadStart } from './thread-messages.ts';

/** The thread that `startEmbeddedNodeThread` starts. Whatever is thrown here later ends the thread, which is noticed there. */
const port = parentPort;
if (port === null) throw new Error('thread-entry.ts is run in a worker thread only');

const tell = (message: FromThread): void => port.postMessage(message);

try {
  const node = await startEmbeddedNode({
    ...(workerData as ThreadStart),
    log: (...entry) => tell({ kind: 'log', entry }),
    onShutdown() {
      tell({ kind: 'shut-down' });
      port.close();
    },
  });
  const { url, port: listensAt, lastPosition } = node;
  tell({ kind: 'started', url, port: listensAt, lastPosition });
  port.once('message', async () => {
    await node.close();
    tell({ kind: 'closed' });
    port.close();
  });
} catch (error) {
  const message = error instanceof Error ? error.message : String(error);
  tell({
    kind: 'refused',
    code: error instanceof EmbeddedNodeError ? error.code : 'EVENTSTORE_START_FAILED',
    message,
  });
  port.close();
}
