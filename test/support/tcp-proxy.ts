/** A TCP proxy that spoils the network between a client and a server in the ways networks do. */
import { connect, createServer, type Server, type Socket } from 'node:net';

/**
 * `pass`: as if it were not there. `refuse`: nobody listens. `black_hole`: connections stay up and carry nothing, as after
 * a partition or behind a host that lost power. `mute`: requests arrive, replies do not.
 */
export type ProxyMode = 'pass' | 'refuse' | 'black_hole' | 'mute';

export interface TcpProxy {
  readonly port: number;
  /** Connections that are open through it. */
  readonly connections: number;
  /** Bytes that came from the server, whether handed on or not. */
  readonly bytesBack: number;
  /** Holds for open connections and for those to come; what was swallowed stays lost. */
  set(mode: ProxyMode): Promise<void>;
  /** Delays both directions, for what is sent from now on. */
  delay(latencyMs: number): void;
  /** Ends every open connection by a reset. */
  reset(): void;
  close(): Promise<void>;
}

export async function startTcpProxy(targetPort: () => number, host = '127.0.0.1'): Promise<TcpProxy> {
  let mode: ProxyMode = 'pass';
  let latencyMs = 0;
  let bytesBack = 0;
  let server: Server;
  const pairs = new Set<readonly [client: Socket, upstream: Socket]>();

  function accept(client: Socket): void {
    const upstream = connect(targetPort(), host);
    const pair = [client, upstream] as const;
    pairs.add(pair);
    for (const socket of pair) socket.setNoDelay(true);
    const swallowed = (isReply: boolean) => mode === 'black_hole' || (isReply && mode === 'mute');
    const relay = (from: Socket, to: Socket, isReply: boolean): void => {
      from.on('data', (chunk: Buffer) => {
        if (isReply) bytesBack += chunk.length;
        if (swallowed(isReply)) return;
        if (latencyMs === 0) to.write(chunk);
        else setTimeout(() => !to.destroyed && to.write(chunk), latencyMs);
      });
      from.on('error', () => {});
      from.on('close', () => {
        pairs.delete(pair);
        // Who is cut off by a partition does not learn that the other side has gone.
        if (mode !== 'black_hole') to.destroy();
      });
    };
    relay(client, upstream, false);
    relay(upstream, client, true);
  }

  const listen = (port: number): Promise<number> =>
    new Promise((resolve, reject) => {
      server = createServer(accept);
      server.once('error', reject);
      server.listen(port, host, () => resolve((server.address() as { port: number }).port));
    });

  function reset(): void {
    for (const pair of pairs) for (const socket of pair) socket.resetAndDestroy();
    pairs.clear();
  }

  async function stopListening(): Promise<void> {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    reset();
    await closed;
  }

  const port = await listen(0);
  return {
    port,
    get connections() {
      return pairs.size;
    },
    get bytesBack() {
      return bytesBack;
    },
    async set(next) {
      const before = mode;
      if (before === next) return;
      mode = next;
      if (next === 'refuse') await stopListening();
      if (before === 'refuse') await listen(port);
      // Connections whose bytes were swallowed are of no use to anyone; the server's side forgets them.
      if (before === 'black_hole' || before === 'mute') reset();
    },
    delay(ms) {
      latencyMs = ms;
    },
    reset,
    async close() {
      if (mode !== 'refuse') await stopListening();
    },
  };
}
