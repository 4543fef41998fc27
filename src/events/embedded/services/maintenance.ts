import type { BackupEnd } from '../maintenance/backup-file.ts';
import { check } from '../maintenance/check.ts';
import { jsonMessage, KIND, MAINTENANCE_SERVICE, type MaintenanceMethod } from '../maintenance/messages.ts';
import { reportOn } from '../maintenance/report.ts';
import { checksumOf, encodeRows } from '../maintenance/rows.ts';
import type { Call } from '../rpc/call.ts';
import { frame } from '../rpc/framing.ts';
import type { MethodEntry } from '../rpc/server.ts';
import { type Method, toRpcError } from '../rpc/server.ts';
import { RpcError, STATUS } from '../rpc/status.ts';
import type { NodeContext } from './node-context.ts';
import { sendPage } from './pace.ts';

type Work = (call: Call, request: Buffer, node: NodeContext, signal: AbortSignal) => Promise<void>;

const PROGRESS_INTERVAL_MS = 100;
const ROWS_PER_MESSAGE = 1_024;

/** The node's own maintenance service: backup, integrity check, report and scavenge, all while it serves. */
export function maintenanceMethods(node: NodeContext): MethodEntry[] {
  const entry = (name: MaintenanceMethod, work: Work): MethodEntry => [
    `${MAINTENANCE_SERVICE}/${name}`,
    method(node, work),
  ];
  return [
    entry('Backup', backup),
    entry('Check', async (call, _request, { store }, signal) => {
      const onProgress = progressOf(call);
      send(call, KIND.result, await check(store, { signal, onProgress }));
    }),
    entry('Report', async (call, _request, { store }, signal) => {
      const onProgress = progressOf(call);
      send(call, KIND.result, await reportOn(store, { signal, onProgress }));
    }),
    entry('Scavenge', scavengeAndFollow),
  ];
}

function method(node: NodeContext, work: Work): Method {
  return (call) => ({
    message(bytes) {
      const abort = new AbortController();
      call.onClose(() => abort.abort());
      work(call, bytes, node, abort.signal).then(
        () => call.end(),
        (error: unknown) => call.fail(toRpcError(error, node.log)),
      );
    },
  });
}

/** Sends the rows that a backup lacks, up to where the log ended at the start; then, as the result, where that was. */
async function backup(call: Call, request: Buffer, { store }: NodeContext): Promise<void> {
  const end = JSON.parse(request.toString('utf8')) as BackupEnd;
  const last = store.lastPosition;
  requireSameStore(end, last, store);
  const progress = progressOf(call);
  for (let next = end.position + 1; next <= last && !call.isOver; ) {
    const rows = store.log.forward(next, Math.min(ROWS_PER_MESSAGE, last - next + 1));
    next += rows.length;
    await sendPage(call, frame(Buffer.concat([Buffer.of(KIND.rows), encodeRows(rows)])));
    progress(next - 1, last);
  }
  send(call, KIND.result, { lastPosition: last });
}

/** A backup of another store, or of a past that was undone by a restore, must not be gone on with. */
function requireSameStore(end: BackupEnd, last: number, store: NodeContext['store']): void {
  if (end.position === 0) return;
  const differs = new RpcError(
    STATUS.failedPrecondition,
    `The backup ends at position ${end.position} with an event that this store does not have there: it is a backup of another store.`,
  );
  if (end.position > last) throw differs;
  const row = store.log.at(end.position);
  const isSame = row.stream === end.stream && row.revision === end.revision;
  if (!isSame || (row.record.length > 0 && checksumOf(row) !== end.checksum)) throw differs;
}

function scavengeAndFollow(
  call: Call,
  _request: Buffer,
  { scavenger }: NodeContext,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve) => {
    const progress = progressOf(call);
    const { id } = scavenger.start({
      progress: ({ events }) => progress(events, undefined),
      ended(how, done, error) {
        send(call, KIND.result, { id, how, ...done, error });
        resolve();
      },
    });
    // Whoever goes away ends what he has started.
    signal.addEventListener('abort', () => scavenger.stop(id));
  });
}

function send(call: Call, kind: number, body: unknown): void {
  call.write(frame(jsonMessage(kind, body)));
}

/** Tells of progress now and then. */
function progressOf(call: Call): (done: number, total: number | undefined) => void {
  let toldMs = 0;
  return (done, total) => {
    const nowMs = performance.now();
    if (nowMs - toldMs < PROGRESS_INTERVAL_MS) return;
    toldMs = nowMs;
    send(call, KIND.progress, { done, total });
  };
}
