/**
 * Three nodes that share one log, each with a port of its own behind a proxy. Gossip names all that run and their leader;
 * the others refuse writes, and reads that want the leader, as followers of the real server do.
 */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AccessControl } from '../../src/events/embedded/access/access-control.ts';
import { Scavenger } from '../../src/events/embedded/maintenance/scavenger.ts';
import { PersistentSubscriptions } from '../../src/events/embedded/persistent/persistent-subscriptions.ts';
import { SystemProjections } from '../../src/events/embedded/projections/system-projections.ts';
import type { Call } from '../../src/events/embedded/rpc/call.ts';
import { type Method, type MethodEntry, RpcServer } from '../../src/events/embedded/rpc/server.ts';
import { RpcError, STATUS } from '../../src/events/embedded/rpc/status.ts';
import { allMethods } from '../../src/events/embedded/services/methods.ts';
import type { NodeContext } from '../../src/events/embedded/services/node-context.ts';
import { unservedMessage } from '../../src/events/embedded/services/unserved.ts';
import { Store } from '../../src/events/embedded/storage/store.ts';
import { GroupCommit } from '../../src/events/embedded/streams/group-commit.ts';
import { Hub } from '../../src/events/embedded/streams/hub.ts';
import { StreamReader } from '../../src/events/embedded/streams/stream-reader.ts';
import { startTcpProxy, type TcpProxy } from './tcp-proxy.ts';

export interface ClusterNode {
  readonly proxy: TcpProxy;
  /** Calls by the last part of their path, as `BatchAppend`, that were served and not refused. */
  readonly served: Map<string, number>;
}

export interface Cluster {
  readonly nodes: readonly ClusterNode[];
  readonly leader: number;
  /** Connection string of all nodes, with these options. */
  url(options?: string): string;
  /** Connection string of one node. */
  urlOf(index: number, options?: string): string;
  /** Another node leads: the one before refuses from now on, the appends that are under way with it included. */
  changeLeader(index: number): void;
  /** Ends the writes that are under way with a node as unavailable; its other calls go on. */
  failWrites(index: number): void;
  /** Ends a node's calls as unavailable, and its connections. */
  stop(index: number): Promise<void>;
  /** At the port it had. */
  restart(index: number): Promise<void>;
  /** A node takes calls and answers none, until told otherwise; gossip alone it goes on with. */
  hush(index: number, isHushed: boolean): void;
  /** Resets a node's connections. */
  cut(index: number): void;
  close(): Promise<void>;
}

const WRITES: ReadonlySet<string> = new Set(['Append', 'BatchAppend', 'Delete', 'Tombstone']);
const HOST = '127.0.0.1';

interface Running {
  server: RpcServer | null;
  port: number;
  isHushed: boolean;
  writes: Set<Call>;
}

export async function startCluster(size = 3): Promise<Cluster> {
  const dir = mkdtempSync(join(tmpdir(), 'besitos-cluster-'));
  const log = () => {};
  const store = Store.open(dir);
  const hub = new Hub();
  hub.reset(store.lastPosition);
  const reader = new StreamReader(store);
  const writer = new GroupCommit(store, reader, hub, log);
  const parts = { store, reader, writer, hub };
  const scavenger = new Scavenger(parts, log);
  const projections = new SystemProjections({ ...parts, log });
  const persistent = new PersistentSubscriptions({ ...parts, log });
  let leader = 0;
  const running: Running[] = [];
  const ids = Array.from({ length: size }, () => randomUUID());
  const nodes: ClusterNode[] = [];
  for (let index = 0; index < size; index++) {
    const own: Running = { server: null, port: 0, isHushed: false, writes: new Set() };
    running.push(own);
    nodes.push({ proxy: await startTcpProxy(() => own.port), served: new Map() });
  }

  const context: NodeContext = {
    ...parts,
    log,
    access: new AccessControl(reader, false),
    users: undefined,
    scavenger,
    projections,
    persistent,
    members: () =>
      nodes.flatMap(({ proxy }, index) =>
        running[index]!.server === null
          ? []
          : [{ instanceId: ids[index]!, host: HOST, port: proxy.port, isLeader: index === leader }],
      ),
    load: () => ({ connections: 0, calls: 0, queuedWrites: writer.queued }),
    shutdown: () => {},
  };

  const notLeader = () =>
    new RpcError(STATUS.notFound, 'Leader info available', {
      exception: 'not-leader',
      'leader-endpoint-host': HOST,
      'leader-endpoint-port': String(nodes[leader]!.proxy.port),
    });

  function asMember(index: number, [path, method]: MethodEntry): MethodEntry {
    const name = path.slice(path.lastIndexOf('/') + 1);
    const isWrite = path.includes('.streams.') && WRITES.has(name);
    const { served } = nodes[index]!;
    const own = running[index]!;
    const wrapped: Method = (call) => {
      if (index !== leader && (isWrite || call.headers['requires-leader'] === 'true')) throw notLeader();
      if (own.isHushed && !path.includes('.gossip.')) return { message() {} };
      served.set(name, (served.get(name) ?? 0) + 1);
      if (isWrite) {
        own.writes.add(call);
        call.onClose(() => own.writes.delete(call));
      }
      return method(call);
    };
    return [path, wrapped];
  }

  async function start(index: number): Promise<void> {
    const own = running[index]!;
    const methods = allMethods(context).map((entry) => asMember(index, entry));
    const server = new RpcServer(new Map(methods), unservedMessage, log);
    own.port = await server.listen(HOST, own.port);
    own.server = server;
  }

  async function stop(index: number): Promise<void> {
    const { server } = running[index]!;
    running[index]!.server = null;
    await server?.close();
  }

  for (let index = 0; index < size; index++) await start(index);
  const address = (index: number) => `${HOST}:${nodes[index]!.proxy.port}`;
  return {
    nodes,
    get leader() {
      return leader;
    },
    url: (options = '') =>
      `esdb://${nodes.map((_node, index) => address(index)).join(',')}?tls=false${options}`,
    urlOf: (index, options = '') => `esdb://${address(index)}?tls=false${options}`,
    changeLeader(index) {
      const { writes } = running[leader]!;
      leader = index;
      for (const call of writes) call.fail(notLeader());
    },
    failWrites(index) {
      for (const call of running[index]!.writes)
        call.fail(new RpcError(STATUS.unavailable, 'The node is overloaded.'));
    },
    stop,
    restart: start,
    hush(index, isHushed) {
      running[index]!.isHushed = isHushed;
    },
    cut: (index) => nodes[index]!.proxy.reset(),
    async close() {
      for (let index = 0; index < size; index++) await stop(index);
      for (const { proxy } of nodes) await proxy.close();
      await scavenger.close();
      await projections.close();
      persistent.close();
      writer.close();
      store.close(false);
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
