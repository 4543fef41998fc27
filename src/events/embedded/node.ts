import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { AccessControl } from './access/access-control.ts';
import { type AuthOptions, configuredUsers, requirePasswords, secureServer } from './access/security.ts';
import { UserDirectory } from './access/user-directory.ts';
import { EmbeddedNodeError } from './errors.ts';
import type { Log } from './log.ts';
import { Scavenger } from './maintenance/scavenger.ts';
import { PersistentSubscriptions } from './persistent/persistent-subscriptions.ts';
import { SystemProjections } from './projections/system-projections.ts';
import { RpcServer } from './rpc/server.ts';
import { readTls, type TlsFiles } from './rpc/tls.ts';
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
  /** Address to listen on. One beyond loopback needs both `tls` and `auth`. Default 127.0.0.1. */
  readonly host?: string;
  /** Port to listen on; 0 takes a free one. */
  readonly port: number;
  /**
   * Enables the system projections (`$by_category` and the like) when the folder is served for the first time; afterwards
   * each is as it was left. Default false, as on the server.
   */
  readonly startStandardProjections?: boolean;
  /** Encrypts connections. The client sends credentials over such connections only. */
  readonly tls?: TlsFiles | undefined;
  /** Turns access control on; without it everybody who reaches the node may do everything. */
  readonly auth?: AuthOptions | undefined;
  /** Host by which clients reach the node, as gossip and `url` tell it. Default: `host`, or this machine's name if that is a wildcard. */
  readonly advertiseHost?: string | undefined;
  readonly log?: Log;
  /** Called once the node has closed because a client asked for its shutdown. */
  readonly onShutdown?: () => void;
}

/** A node that is running. */
export interface EmbeddedNode {
  /** Connection string for the client, without credentials: `esdb://127.0.0.1:PORT?tls=false`. */
  readonly url: string;
  readonly port: number;
  /** The newest position when it started to listen. */
  readonly lastPosition: number;
  /** Commits what has arrived, ends all calls, and lets go of port and folder. */
  close(): Promise<void>;
}

const LOOPBACK: ReadonlySet<string> = new Set(['127.0.0.1', '::1', 'localhost']);
const WILDCARDS: ReadonlySet<string> = new Set(['0.0.0.0', '::']);

/**
 * Starts a node in the current thread. It speaks EventStoreDB's gRPC protocol and keeps its log in one SQLite database.
 * Throws `EmbeddedNodeError`; its `code` says why the node cannot start.
 */
export async function startEmbeddedNode(options: EmbeddedNodeOptions): Promise<EmbeddedNode> {
  const { dir, host = '127.0.0.1', auth, log = () => {}, onShutdown = () => {} } = options;
  if (!LOOPBACK.has(host) && (options.tls === undefined || auth === undefined)) {
    throw new EmbeddedNodeError(
      'EVENTSTORE_HOST_NOT_LOOPBACK',
      `The embedded event store listens on ${host}, beyond this machine, only with a certificate and its key (TLS) and a ` +
        'password for the user admin; configure both, or use a loopback address.',
    );
  }
  requirePasswords(auth);
  const tls = options.tls && readTls(options.tls);
  const advertisedHost = options.advertiseHost ?? (WILDCARDS.has(host) ? hostname() : host);
  const store = Store.open(dir);
  const hub = new Hub();
  hub.reset(store.lastPosition);
  const reader = new StreamReader(store);
  const writer = new GroupCommit(store, reader, hub, log);
  const scavenger = new Scavenger({ store, reader, writer }, log);
  const projections = new SystemProjections({ store, reader, writer, hub, log });
  const persistent = new PersistentSubscriptions({ store, reader, writer, hub, log });
  const access = new AccessControl(reader, auth !== undefined);
  const users = auth && new UserDirectory(reader, writer);
  let port = options.port;
  const instanceId = randomUUID();
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
  const closeOnce = (): Promise<void> => {
    closing ??= close();
    return closing;
  };
  const node: NodeContext = {
    store,
    reader,
    writer,
    hub,
    log,
    access,
    users,
    scavenger,
    projections,
    persistent,
    members: () => [{ instanceId, host: advertisedHost, port, isLeader: true }],
    load: () => ({ ...server.load, queuedWrites: writer.queued }),
    shutdown: (by) => {
      log('warn', 'the embedded event store was asked to shut down', { by, port });
      closeOnce()
        .catch((error: unknown) => log('error', 'the embedded event store did not close cleanly', { error }))
        .then(onShutdown);
    },
  };
  const server = new RpcServer(new Map(allMethods(node)), unservedMessage, log, secureServer(tls, users));
  try {
    if (auth !== undefined) await users?.prepare(configuredUsers(auth));
    port = await server.listen(host, options.port);
  } catch (error) {
    writer.close();
    store.close(false);
    throw error;
  }
  const authority = advertisedHost.includes(':') ? `[${advertisedHost}]` : advertisedHost;
  const url = `esdb://${authority}:${port}?tls=${tls !== undefined}`;
  store.announce(url);
  const { lastPosition } = store;
  log('info', 'the embedded event store is listening', { port, dir, lastPosition });
  persistent.start();
  await projections.start(options.startStandardProjections ?? false);
  return { url, port, lastPosition, close: closeOnce };
}
