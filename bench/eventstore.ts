/**
 * Appends and reads of the embedded node beside their bare cost: the same rows in a loop of SQLite transactions in one
 * process, and the client against a server that throws away what it gets and sends what is ready. One event of about 600
 * bytes an append, each at the exact next revision of one of 1,000 streams, all acknowledged when on disk.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventStoreDBClient, FORWARDS, NO_STREAM, START } from '@eventstore/db-client';
import { LogTable } from '../src/events/embedded/storage/log-table.ts';
import { openDatabase } from '../src/events/embedded/storage/open.ts';
import { startEmbeddedNodeThread } from '../src/events/embedded/thread.ts';
import { eventIdFromText } from '../src/events/embedded/wire/event-id.ts';
import { encodeRecord } from '../src/events/embedded/wire/record.ts';
import { startDiscardServer } from './discard-server.ts';
import {
  DATA,
  METADATA,
  READ_EVENTS,
  STREAM_EVENTS,
  STREAM_PREFIX,
  sampleEvent,
} from './eventstore-sample.ts';
import { closedLoop, inTurn, machine, median, type Report, type Side } from './measure.ts';

const STREAMS = 1_000;
const RUN_MS = 3_000;
const ROUNDS = 3;
const IN_FLIGHT = [1, 64, 512] as const;
const READERS = 16;

export const GOALS = { 'node / client alone, 512 in flight': 0.6 };

export async function benchEventStore(): Promise<Report> {
  const dir = mkdtempSync(join(tmpdir(), 'besitos-bench-'));
  const node = await startEmbeddedNodeThread({ dir: join(dir, 'node'), port: 0 });
  const discard = await startDiscardServer();
  const onNode = EventStoreDBClient.connectionString(node.url);
  const onDiscard = EventStoreDBClient.connectionString(discard.url);
  const bare = bareLog(join(dir, 'bare'));
  try {
    await prepareReads(onNode);
    const sides: Side[] = [];
    for (const inFlight of IN_FLIGHT) {
      sides.push(
        { name: `SQLite loop, append, ${inFlight} in flight`, run: async () => bare.append(inFlight) },
        { name: `client alone, append, ${inFlight} in flight`, run: appends(onDiscard, inFlight) },
        { name: `node, append, ${inFlight} in flight`, run: appends(onNode, inFlight) },
      );
    }
    sides.push(
      { name: 'SQLite loop, read the log, events', run: async () => bare.read() },
      { name: 'client alone, read the log, events', run: () => readLog(onDiscard) },
      { name: 'node, read the log, events', run: () => readLog(onNode) },
      { name: `client alone, read a stream of ${STREAM_EVENTS}`, run: () => readStreams(onDiscard) },
      { name: `node, read a stream of ${STREAM_EVENTS}`, run: () => readStreams(onNode) },
    );
    const rates = await inTurn(sides, ROUNDS);
    const figures = Object.fromEntries([...rates].map(([name, values]) => [name, median(values)]));
    const ratio = (of: string, to: string): number => figures[of]! / figures[to]!;
    const ratios: Record<string, number> = {};
    for (const inFlight of IN_FLIGHT) {
      const what = `append, ${inFlight} in flight`;
      ratios[`node / client alone, ${inFlight} in flight`] = ratio(`node, ${what}`, `client alone, ${what}`);
      ratios[`node / SQLite loop, ${inFlight} in flight`] = ratio(`node, ${what}`, `SQLite loop, ${what}`);
    }
    for (const to of ['client alone', 'SQLite loop'])
      ratios[`node / ${to}, read the log`] = ratio(
        'node, read the log, events',
        `${to}, read the log, events`,
      );
    const one = `read a stream of ${STREAM_EVENTS}`;
    ratios[`node / client alone, ${one}`] = ratio(`node, ${one}`, `client alone, ${one}`);
    return { bench: 'eventstore', machine: machine(), figures, ratios, notes: NOTES };
  } finally {
    await onNode.dispose();
    await onDiscard.dispose();
    await discard.close();
    await node.close();
    bare.close();
    rmSync(dir, { recursive: true, force: true });
  }
}

const NOTES = [
  'Everything is durable (synchronous=FULL) but what is discarded. The SQLite loop has neither client, protocol, index, nor',
  'idempotency; the client alone has no store. Client and server share the two cores, a thread each.',
];

/** One append after another on each lane, each lane on streams of its own, so that every revision is known. */
function appends(client: EventStoreDBClient, inFlight: number): () => Promise<number> {
  let run = 0;
  return () => {
    run += 1;
    const revisions = new Map<number, bigint>();
    return closedLoop(inFlight, RUN_MS, async (n) => {
      // With more streams than calls in flight, a stream's last append is done when its next one comes, unless one is late.
      const stream = n % STREAMS;
      const revision = revisions.get(stream);
      const expectedRevision = revision === undefined ? NO_STREAM : revision;
      revisions.set(stream, revision === undefined ? 0n : revision + 1n);
      await client.appendToStream(`bench-${inFlight}-${run}-${stream}`, sampleEvent(), { expectedRevision });
    });
  };
}

async function prepareReads(client: EventStoreDBClient): Promise<void> {
  const events = () => Array.from({ length: STREAM_EVENTS }, sampleEvent);
  for (let first = 0; first * STREAM_EVENTS < READ_EVENTS; first += 64) {
    await Promise.all(
      Array.from({ length: 64 }, (_, index) =>
        client.appendToStream(`${STREAM_PREFIX}-${first + index}`, events()),
      ),
    );
  }
}

async function readLog(client: EventStoreDBClient): Promise<number> {
  const startedMs = performance.now();
  let count = 0;
  for await (const { event } of client.readAll({
    direction: FORWARDS,
    fromPosition: START,
    maxCount: READ_EVENTS,
  }))
    if (event) count += 1;
  return (count / (performance.now() - startedMs)) * 1_000;
}

function readStreams(client: EventStoreDBClient): Promise<number> {
  const streams = Math.floor(READ_EVENTS / STREAM_EVENTS);
  return closedLoop(READERS, RUN_MS, async (n) => {
    let count = 0;
    for await (const { event } of client.readStream(`${STREAM_PREFIX}-${(n * 7_919) % streams}`))
      if (event) count += 1;
    if (count !== STREAM_EVENTS) throw new Error(`a stream of ${STREAM_EVENTS} events had ${count}`);
  });
}

/** The log's table by itself: rows go in as one transaction for all that would be in flight. */
function bareLog(dir: string): { append(inFlight: number): number; read(): number; close(): void } {
  const db = openDatabase(dir);
  const log = new LogTable(db);
  const stream = Buffer.from('bench-64-1-500');
  const event = {
    type: Buffer.from('Benchmarked'),
    isJson: true,
    metadata: Buffer.from(JSON.stringify(METADATA)),
    data: Buffer.from(JSON.stringify(DATA)),
  };
  let position = 0;
  return {
    append(inFlight) {
      const startedMs = performance.now();
      const first = position;
      while (performance.now() - startedMs < RUN_MS) {
        db.exec('BEGIN IMMEDIATE');
        const created = Buffer.from(`${Date.now()}0000`);
        for (let index = 0; index < inFlight; index += 1) {
          position += 1;
          const id = eventIdFromText(Buffer.from(crypto.randomUUID()));
          log.insert(
            position,
            1,
            position,
            encodeRecord(stream, position, position, created, { ...event, id }),
          );
        }
        db.exec('COMMIT');
        if (position % 8_192 < inFlight) db.prepare('PRAGMA wal_checkpoint(PASSIVE)').get();
      }
      return ((position - first) / (performance.now() - startedMs)) * 1_000;
    },
    read() {
      const startedMs = performance.now();
      let next = 1;
      while (next <= Math.min(position, READ_EVENTS)) next += log.forward(next, 256).length;
      return ((next - 1) / (performance.now() - startedMs)) * 1_000;
    },
    close: () => db.close(),
  };
}
