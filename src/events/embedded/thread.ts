import { Worker } from 'node:worker_threads';
import { EmbeddedNodeError } from './errors.ts';
import type { EmbeddedNode, EmbeddedNodeOptions } from './node.ts';
import type { FromThread, ThreadStart, ToThread } from './thread-messages.ts';

/**
 * V8 lets a heap grow towards its limit before it collects in earnest. The node lives on some 60 MiB however much it serves,
 * so that a limit a few times that keeps the whole small and never binds.
 */
const HEAP_LIMITS = { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 24 } as const;

/** Options of a node that runs in its own thread. */
export interface EmbeddedNodeThreadOptions extends EmbeddedNodeOptions {
  /**
   * Called once if the thread ends though nobody asked it to, or a client did and there is no `onShutdown`. Without this callback such an end is
   * thrown as an uncaught exception: a program that goes on without its event store would be worse.
   */
  readonly onExit?: (error: Error) => void;
}

/**
 * Starts a node in a worker thread, so that its encoding and its waits for the disk do not take the caller's time. Throws
 * what `startEmbeddedNode` throws, with the same `code`.
 */
export async function startEmbeddedNodeThread(options: EmbeddedNodeThreadOptions): Promise<EmbeddedNode> {
  const { log = () => {}, onExit, onShutdown, ...start } = options;
  const worker = new Worker(new URL('./thread-entry.ts', import.meta.url), {
    workerData: start satisfies ThreadStart,
    name: 'embedded-event-store',
    resourceLimits: HEAP_LIMITS,
  });
  let failure: Error | undefined;
  let isClosing = false;
  const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  worker.on('error', (error: Error) => {
    failure = error;
  });
  worker.on('message', (message: FromThread) => {
    if (message.kind === 'log') log(...message.entry);
    if (message.kind !== 'shut-down' || onShutdown === undefined) return;
    isClosing = true;
    void exited.then(onShutdown);
  });
  const started = await answer(worker, () => failure);
  worker.once('exit', (code) => {
    if (isClosing) return;
    const error = new Error(
      `The thread of the embedded event store ended (exit code ${code}): ${failure?.message ?? 'no reason given'}`,
      { cause: failure },
    );
    log('error', 'the thread of the embedded event store ended', { code, reason: failure?.message });
    if (onExit === undefined) throw error;
    onExit(error);
  });
  return {
    ...started,
    async close() {
      if (!isClosing) {
        isClosing = true;
        worker.postMessage('close' satisfies ToThread);
      }
      await exited;
    },
  };
}

/** Resolves when the node listens; rejects if it cannot. */
function answer(worker: Worker, failure: () => Error | undefined): Promise<Omit<EmbeddedNode, 'close'>> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number): void => {
      reject(
        new EmbeddedNodeError(
          'EVENTSTORE_START_FAILED',
          `The thread of the embedded event store ended at its start (exit code ${code}).`,
          { cause: failure() },
        ),
      );
    };
    worker.once('exit', onExit);
    worker.on('message', function listen(message: FromThread) {
      if (message.kind !== 'started' && message.kind !== 'refused') return;
      worker.off('message', listen);
      worker.off('exit', onExit);
      if (message.kind === 'started') {
        const { url, port, lastPosition } = message;
        resolve({ url, port, lastPosition });
        return;
      }
      const { code, message: reason } = message;
      worker.once('exit', () => reject(new EmbeddedNodeError(code, reason)));
    });
  });
}
