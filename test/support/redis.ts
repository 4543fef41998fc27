/** Real Redis servers that tests break: killed and started again with what they had on disk, halted, cut off, or in a cluster. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, connect as dial, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { freePort } from '../../src/platform/ports.ts';

const PATIENCE_MS = 30_000;

export interface Node {
  port: number;
  url: string;
  /** Ends it at once, as a crash would. */
  kill(): Promise<void>;
  /** Starts it again, on the same port, from what it had saved. */
  start(): Promise<void>;
  /** It answers nobody, and no connection closes. */
  halt(): void;
  resume(): void;
  /** For good, with its folder. */
  remove(): Promise<void>;
}

/** Nothing is saved unless a test has it saved. */
export async function createNode(args: readonly string[] = []): Promise<Node> {
  const dir = mkdtempSync(join(tmpdir(), 'besitos-redis-'));
  const port = await freePort();
  const options = [
    '--port',
    `${port}`,
    '--bind',
    '127.0.0.1',
    '--save',
    '',
    '--appendonly',
    'no',
    '--dir',
    dir,
  ];
  let server: ChildProcess;
  const node: Node = {
    port,
    url: `redis://127.0.0.1:${port}`,
    async kill() {
      if (server.exitCode !== null || server.signalCode !== null) return;
      server.kill('SIGKILL');
      await once(server, 'exit');
    },
    async start() {
      server = spawn('redis-server', [...options, ...args], { stdio: 'ignore' });
      await answers(port);
    },
    halt: () => void server.kill('SIGSTOP'),
    resume: () => void server.kill('SIGCONT'),
    async remove() {
      await node.kill();
      rmSync(dir, { recursive: true, force: true });
    },
  };
  await node.start();
  return node;
}

async function answers(port: number): Promise<void> {
  const client = new Redis(port, '127.0.0.1', { retryStrategy: () => 50, maxRetriesPerRequest: null });
  client.on('error', () => {});
  try {
    await within(client.ping(), 'a Redis that answers');
  } finally {
    client.disconnect();
  }
}

async function within<Value>(work: Promise<Value>, what: string): Promise<Value> {
  const timer = new AbortController();
  const late = sleep(PATIENCE_MS, undefined, { signal: timer.signal }).then(() => {
    throw new Error(`${what}: not in time`);
  });
  late.catch(() => {});
  try {
    return await Promise.race([work, late]);
  } finally {
    timer.abort();
  }
}

export interface RedisCluster {
  url: string;
  masters: readonly Node[];
  remove(): Promise<void>;
}

const SLOTS = 16_384;

/** Masters that share the slots, and no replicas. */
export async function startRedisCluster(size = 3): Promise<RedisCluster> {
  const masters: Node[] = [];
  for (let n = 0; n < size; n++)
    masters.push(
      await createNode([
        ...[
          '--cluster-enabled',
          'yes',
          '--cluster-node-timeout',
          '2000',
          '--cluster-config-file',
          'nodes.conf',
        ],
        ...['--cluster-port', `${await freePort()}`],
      ]),
    );
  const clients = masters.map(({ port }) => new Redis(port, '127.0.0.1'));
  try {
    const busOf = async (client: Redis) =>
      String(((await client.config('GET', 'cluster-port')) as string[])[1]);
    for (const [n, client] of clients.entries()) {
      const first = Math.floor((SLOTS * n) / size);
      const last = Math.floor((SLOTS * (n + 1)) / size) - 1;
      await client.call('CLUSTER', 'ADDSLOTSRANGE', first, last);
      await client.call('CLUSTER', 'SET-CONFIG-EPOCH', n + 1);
      if (n > 0)
        await clients[0]!.call('CLUSTER', 'MEET', '127.0.0.1', masters[n]!.port, await busOf(client));
    }
    const isWhole = async (client: Redis) => {
      const info = String(await client.call('CLUSTER', 'INFO'));
      return info.includes('cluster_state:ok') && info.includes(`cluster_known_nodes:${size}`);
    };
    await within(
      (async () => {
        for (const client of clients) while (!(await isWhole(client))) await sleep(50);
      })(),
      'a whole cluster',
    );
  } finally {
    for (const client of clients) client.disconnect();
  }
  return {
    url: `redis+cluster://${masters.map(({ port }) => `127.0.0.1:${port}`).join(',')}`,
    masters,
    async remove() {
      for (const master of masters) await master.remove();
    },
  };
}

export interface Wire {
  url: string;
  /** Every connection breaks, and none is made. */
  cut(): void;
  mend(): void;
  close(): Promise<void>;
}

/** A way to a server that can be cut for whoever takes it, and for nobody else. */
export async function createWire(port: number): Promise<Wire> {
  const sockets = new Set<Socket>();
  let isCut = false;
  const server = createServer((near) => {
    if (isCut) return near.destroy();
    const far = dial(port, '127.0.0.1');
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        sockets.delete(socket);
        (socket === near ? far : near).destroy();
      });
    }
    near.pipe(far).pipe(near);
    return undefined;
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const cut = () => {
    isCut = true;
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: `redis://127.0.0.1:${(server.address() as { port: number }).port}`,
    cut,
    mend() {
      isCut = false;
    },
    async close() {
      cut();
      server.close();
      await once(server, 'close');
    },
  };
}
