/**
 * Opens the official client (6.2.1), lets it read ahead, and closes the holes in it through which a fault of the connection
 * would end the process. Each is a promise or an event handler inside the client that nobody outside can catch.
 */
import { EventStoreDBClient } from '@eventstore/db-client';

/** A client together with the only way to be rid of it. */
export interface OpenClient {
  readonly client: EventStoreDBClient;
  /** Ends every call, waits until each has reported so, and closes the connections. What is asked of it later fails. */
  retire(): Promise<void>;
}

interface Channel {
  close(): void;
  /** Its options are read when it connects, which it does at its first call. */
  internalChannel: { options: Record<string, unknown> };
}

/** What the guards reach for; private or protected in the client's types. */
interface Internals {
  createChannel(): Promise<Channel>;
  handleError(grpcClient: unknown, error: Error): Promise<void>;
  GRPCStreamCreator(
    grpcClient: unknown,
    name: string,
    create: (grpcClient: unknown) => BatchStream | Promise<BatchStream>,
    cache?: WeakMap<object, unknown>,
  ): () => Promise<unknown>;
}

interface BatchStream {
  listeners(event: 'data'): ((reply: unknown) => void)[];
  removeAllListeners(event: 'data'): void;
  on(event: 'data', listener: (reply: unknown) => void): void;
  write(...message: unknown[]): boolean;
}

const DISPOSE_TIMEOUT_MS = 500;
/**
 * What a server may send ahead of a consumer that is busy, in bytes. With HTTP/2's own 64 KiB, some hundred events, a read of
 * the log stands still while each block of it is worked on; the client has no option for it.
 */
const FLOW_CONTROL_WINDOW = 2 ** 20;

/** @throws whatever the client says of a connection string that it cannot use */
export function openClient(url: string): OpenClient {
  const client = EventStoreDBClient.connectionString(url);
  const internals = client as unknown as Internals;
  const { handleError, GRPCStreamCreator, createChannel } = internals;
  const channels = new Set<Promise<Channel>>();
  let isRetired = false;
  internals.createChannel = async () => {
    // An append that was still on its way would open a second batch stream beside that of the next client.
    if (isRetired) throw new Error('this client was given up');
    const channel = createChannel();
    channels.add(channel);
    (await channel).internalChannel.options['grpc-node.flow_control_window'] = FLOW_CONTROL_WINDOW;
    return channel;
  };
  // Nobody waits for it, and it rejects when the channel that it wants to compare with could not be discovered.
  internals.handleError = (grpcClient, error) => handleError(grpcClient, error).catch(() => {});
  // Batch appends alone hand over a cache for their stream.
  internals.GRPCStreamCreator = (grpcClient, name, create, cache) =>
    GRPCStreamCreator(
      grpcClient,
      name,
      cache === undefined ? create : async (stub) => guarded(await create(stub)),
      cache,
    );
  return {
    client,
    async retire() {
      isRetired = true;
      await withinGrace(client.dispose());
      // Disposing leaves the connections open.
      for (const channel of channels)
        channel.then(
          (open) => open.close(),
          () => {},
        );
    },
  };
}

/** A read that its consumer left half-way never ends for the client, which would wait for it without end. */
function withinGrace(work: Promise<void>): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, DISPOSE_TIMEOUT_MS);
    void work.then(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}

function guarded(stream: BatchStream): BatchStream {
  const listeners = stream.listeners('data');
  stream.removeAllListeners('data');
  stream.on('data', (reply) => {
    try {
      for (const listener of listeners) listener(reply);
    } catch (error) {
      // The table of appends in flight is one for the process, and an error of any stream empties it: a reply to an
      // append that was rejected that way finds nothing, and the client throws. The append is repeated by its ids.
      if (!(error instanceof TypeError)) throw error;
    }
  });
  // With messages held back for a full buffer, an error of the stream rejects a promise that the client gave to nobody.
  // What may be held back is bounded by the appends in flight, so nothing is.
  const write = stream.write.bind(stream);
  stream.write = (...message) => {
    write(...message);
    return true;
  };
  return stream;
}
