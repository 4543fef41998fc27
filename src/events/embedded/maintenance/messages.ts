/**
 * The node's own maintenance service, which EventStoreDB does not have. A request is one JSON message; the answer is a stream
 * of messages, each a byte that tells its kind and a body.
 */
export const MAINTENANCE_SERVICE = '/embedded_event_store.Maintenance';

export type MaintenanceMethod = 'Backup' | 'Check' | 'Report' | 'Scavenge';

/** First byte of an answer. */
export const KIND = { progress: 0x70, rows: 0x72, result: 0x64 } as const;

/** How far a piece of work is: positions of the log, or events taken out of an unknown number. */
export interface Progress {
  readonly done: number;
  readonly total: number | undefined;
}

export function jsonMessage(kind: number, body: unknown): Buffer {
  return Buffer.concat([Buffer.of(kind), Buffer.from(JSON.stringify(body))]);
}
