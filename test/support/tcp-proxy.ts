/** A TCP proxy that spoils the network between a client and a server in the ways networks do. */
import { connect, createServer, type Server, type Socket } from 'node:net';

/**
 * `pass`: as if it were not there. `refuse`: nobody listens. `hold`: a partition, connections stay up and what is sent
 * arrives when it heals. `mute`: requests arrive, replies are lost for good.
 */
export type ProxyMode = 'pass' | 'refuse' | 'hold' | 'mute';

export interface TcpProxy {
  readonly port: number;
  /** Connections that were ever made through it. */
  readonly accepted: number;
  /** Bytes that came from the server, whether handed on or not. */
  readonly bytesBack: number;
  /** Holds for open connections and for those to come. */
  set(mode: ProxyMode): Promise<void>;
  /** Delays both directions, for what is sent from now on. */
  delay(latencyMs: number): void;
  /** Ends every open connection by a reset. */
  reset(): void;
  /** Open connections stay up and carry nothing ever again, as when the other host lost power; new ones are well. */
  forget(): void;
  close(): Promise<void>;
}

interface Pair {
  sockets: readonly [client: Socket, upstream: Socket];
  isForgotten: boolean;
  held: (() => void)[];
}

export async function startTcpProxy(targetPort: () => number, host = '127.0.0.1'): Promise<TcpProxy> {
  let mode: ProxyMode = 'pass';
  let latencyMs = 0;
  let bytesBack = 0;
  let accepted = 0;
  let server: Server;
  const pairs = new Set<Pair>();

  function accept(client: Socket): void {
    accepted += 1;
    const upstream = connect(targetPort(), host);
    const pair: Pair = { sockets: [client, upstream], isForgotten: false, held: [] };
    pairs.add(pair);
    for (const socket of pair.sockets) socket.setNoDelay(true);
    const relay = (from: Socket, to: Socket, isReply: boolean): void => {
      const when = (act: () => void): void => {
        if (pair.isForgotten || (isReply && mode === 'mute')) return;
        if (mode === 'hold') pair.held.push(act);
        else act();
      };
      from.on('data', (chunk: Buffer) => {
        if (isReply) bytesBack += chunk.length;
        when(() => {
          if (latencyMs === 0) to.write(chunk);
          else setTimeout(() => !to.destroyed && to.write(chunk), latencyMs);
        });
      });
      from.on('error', () => {});
      from.on('close', () => {
        if (pair.sockets.every(({ destroyed }) => destroyed)) pairs.delete(pair);
        when(() => to.destroy());
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
    for (const { sockets } of pairs) for (const socket of sockets) socket.resetAndDestroy();
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
    get accepted() {
      return accepted;
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
      if (before === 'hold') for (const { held } of pairs) for (const act of held.splice(0)) act();
      // Connections that lost bytes are of no use to anyone.
      if (before === 'mute') reset();
    },
    delay(ms) {
      latencyMs = ms;
    },
    reset,
    forget() {
      for (const pair of pairs) pair.isForgotten = true;
    },
    async close() {
      if (mode !== 'refuse') await stopListening();
    },
  };
}
