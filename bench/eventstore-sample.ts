/** What the event store benchmarks write and read: an event of about 600 bytes, as a command of the ledger leaves. */
import { randomUUID } from 'node:crypto';
import { type JSONEventData, jsonEvent } from '@eventstore/db-client';

export const DATA = {
  usuarioId: '0d0f2a3c-6c52-4b3b-8f44-6a0d7a0a9d11',
  cantidad: 25,
  motivo: 'reaccion',
  asientos: [
    { cuenta: 'usuario:0d0f2a3c-6c52-4b3b-8f44-6a0d7a0a9d11', delta: 25 },
    { cuenta: 'sistema:emision', delta: -25 },
  ],
};
export const METADATA = {
  commandId: '6d2f6d0e-0f0c-4f0e-9d43-5bd1a9f2c111',
  actor: { tipo: 'usuario', id: '0d0f2a3c-6c52-4b3b-8f44-6a0d7a0a9d11' },
  hash: 'b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9',
  anterior: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
};

/** Streams that reads go to have names that begin so. */
export const STREAM_PREFIX = 'bench-stream';
/** Events in each of them. */
export const STREAM_EVENTS = 20;
/** Events that a read of the whole log takes. */
export const READ_EVENTS = 40_960;

export function sampleEvent(): JSONEventData {
  return jsonEvent({ id: randomUUID(), type: 'Benchmarked', data: DATA, metadata: METADATA });
}
