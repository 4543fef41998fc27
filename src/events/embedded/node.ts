import { randomUUID } from 'node:crypto';
import { EmbeddedNodeError } from './errors.ts';
import type { Log } from './log.ts';
import { Scavenger } from './maintenance/scavenger.ts';
import { PersistentSubscriptions } from './persistent/persistent-subscriptions.ts';
import { SystemProjections } from './projections/system-projections.ts';
import { RpcServer } from './rpc/server.ts';
import { allMethods } from './services/methods.ts';
import type { NodeContext } from './services/node-context.ts';
import { unservedMessage } from './services/unserved.ts';
import { Store } from './storage/store.ts';
import { GroupCommit } from './streams/group-commit.ts';
import { Hub } from './streams/hub.ts';
import { StreamReader } from './streams/stream-reader.ts';

/** Where a node keeps its data and where it listens. */
export interface EmbeddedNodeOptions {
  /** Data folder; made if it does not exist, and locked against a second node. */
  readonly dir: string;
  /** Address to listen on: a loopback one, as the node has no access control. Default 127.0.0.1. */
  readonly host?: string;
  /** Port to listen on; 0 takes a free one. */
  readonly port: number;
  /**
   * Enables the system projections (`$by_category` and the like) when the folder is served for the first time; afterwards
   * each is as it was left. Default false, as on the server.
   */
  readonly startStandardProjections?: boolean;
  readonly log?: Log;
}

/** A node that is running. */
export interface EmbeddedNode {
  /** Connection string for the client: `esdb://127.0.0.1:PORT?tls=false`. */
  readonly url: string;
  readonly port: number;
  /** Commits what has arrived, ends all calls, and lets go of port and folder. */
  close(): Promise<void>;
}

const LOOPBACK: ReadonlySet<string> = new Set(['127.0.0.1', '::1', 'localhost']);

/**
 * Starts a node in the current thread. It speaks EventStoreDB's gRPC protocol and keeps its log in one SQLite database.
 * Throws `EmbeddedNodeError`; its `code` says why the node cannot start.
 */
export async function startEmbeddedNode(options: EmbeddedNodeOptions): Promise<EmbeddedNode> {
  const { dir, host = '127.0.0.1', log = () => {} } = options;
  if (!LOOPBACK.has(host)) {
    throw new EmbeddedNodeError(
      'EVENTSTORE_HOST_NOT_LOOPBACK',
      `The embedded event store has no access control and does not listen on ${host}; use a loopback address.`,
    );
  }
  const store = Store.open(dir);
  const hub = new Hub();
  hub.reset(store.lastPosition);
  const reader = new StreamReader(store);
  const writer = new GroupCommit(store, reader, hub, log);
  const scavenger = new Scavenger({ store, reader, writer }, log);
  const projections = new SystemProjections({ store, reader, writer, hub, log });
  const persistent = new PersistentSubscriptions({ store, reader, writer, hub, log });
  let port = options.port;
  const instanceId = randomUUID();
  const node: NodeContext = {
    store,
    reader,
    writer,
    hub,
    log,
    scavenger,
    projections,
    persistent,
    members: () => [{ instanceId, host, port, isLeader: true }],
  };
  const server = new RpcServer(new Map(allMethods(node)), unservedMessage, log);
  try {
    port = await server.listen(host, options.port);
  } catch (error) {
    store.close(false);
    throw error;
  }
  const authority = host.includes(':') ? `[${host}]` : host;
  const url = `esdb://${authority}:${port}?tls=false`;
  store.announce(url);
  log('info', 'the embedded event store is listening', { port, dir, lastPosition: store.lastPosition });
  persistent.start();
  await projections.start(options.startStandardProjections ?? false);
  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    await scavenger.close();
    await projections.close();
    persistent.close();
    writer.close();
    await server.close();
    store.close(!writer.hasFailed);
    log('info', 'the embedded event store is closed', { port });
  };
  return {
    url,
    port,
    close: () => {
      closing ??= close();
      return closing;
    },
  };
}
