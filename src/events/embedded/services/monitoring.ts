import { freemem, loadavg } from 'node:os';
import monitoring from '@eventstore/db-client/generated/monitoring_pb.js';
import type { Call } from '../rpc/call.ts';
import { frame } from '../rpc/framing.ts';
import { type MethodEntry, toRpcError } from '../rpc/server.ts';
import type { NodeContext } from './node-context.ts';

/** A client that asks for no interval, or for one in which nothing can have changed, is told this often. */
const INTERVAL_MS_MIN = 10;
const INTERVAL_MS_MAX = 2_147_483_647;

/** `Monitoring/Stats`: figures of the node at the interval asked for, until the client goes. */
export function monitoringMethods(node: NodeContext): MethodEntry[] {
  return [
    [
      '/event_store.client.monitoring.Monitoring/Stats',
      (call) => ({
        message(bytes) {
          const request = monitoring.StatsReq.deserializeBinary(bytes);
          const asked = Number(request.getRefreshTimePeriodInMs());
          const intervalMs = Math.min(Math.max(asked, INTERVAL_MS_MIN), INTERVAL_MS_MAX);
          const tell = (): void => {
            try {
              send(call, node);
            } catch (error) {
              call.fail(toRpcError(error, node.log));
            }
          };
          tell();
          const timer = setInterval(tell, intervalMs);
          call.onClose(() => clearInterval(timer));
        },
      }),
    ],
  ];
}

/** A client that is slow to read gets its next figures when it has read the last. */
function send(call: Call, node: NodeContext): void {
  if (call.needsDrain) return;
  const response = new monitoring.StatsResp();
  const map = response.getStatsMap();
  for (const [name, value] of Object.entries(figures(node))) map.set(name, String(value));
  call.write(frame(response.serializeBinary()));
}

/** Named as the server names them where it has the same figure. */
function figures({ store, hub, writer, load }: NodeContext): Record<string, string | number> {
  const { connections, calls, queuedWrites } = load();
  const { databaseBytes, walBytes, freeBytes } = store.sizes();
  const cpu = process.cpuUsage();
  return {
    'proc-id': process.pid,
    'proc-startTime': new Date(Date.now() - process.uptime() * 1_000).toISOString(),
    'proc-mem': process.memoryUsage.rss(),
    'proc-cpu-userMs': Math.round(cpu.user / 1_000),
    'proc-cpu-systemMs': Math.round(cpu.system / 1_000),
    'sys-freeMem': freemem(),
    'sys-loadavg-1m': loadavg()[0] ?? 0,
    'es-log-lastPosition': store.lastPosition,
    'es-log-databaseBytes': databaseBytes,
    'es-log-walBytes': walBytes,
    'es-log-freeBytes': freeBytes,
    'es-connections': connections,
    'es-calls': calls,
    'es-readers-waiting': hub.waiting,
    'es-queue-writer-length': queuedWrites,
    'es-writer-isReadOnly': String(writer.isReadOnly),
  };
}
