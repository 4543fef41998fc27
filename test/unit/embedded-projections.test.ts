import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { EventStoreDBClient, jsonEvent, StreamNotFoundError } from '@eventstore/db-client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type EmbeddedNode, startEmbeddedNode } from '../../src/events/embedded/node.ts';
import { appendAll, jsonProposal } from '../../src/events/embedded/projections/append-all.ts';
import {
  correlationOf,
  eventsByCategory,
  eventsByCorrelation,
  eventsByType,
  streamIndex,
  streamsByCategory,
} from '../../src/events/embedded/projections/link-rules.ts';
import {
  deletedStream,
  eventFacts,
  isSourceStream,
  type SourceEvent,
  sourceEventOf,
} from '../../src/events/embedded/projections/source-event.ts';
import { SystemProjections } from '../../src/events/embedded/projections/system-projections.ts';
import { derivedId, readTag, tagJson } from '../../src/events/embedded/projections/tags.ts';
import { Store } from '../../src/events/embedded/storage/store.ts';
import type { AppendOutcome } from '../../src/events/embedded/streams/append-outcome.ts';
import { GroupCommit } from '../../src/events/embedded/streams/group-commit.ts';
import { Hub } from '../../src/events/embedded/streams/hub.ts';
import { StreamReader } from '../../src/events/embedded/streams/stream-reader.ts';
import type { WriteRequest } from '../../src/events/embedded/streams/write-request.ts';
import { eventIdFromText } from '../../src/events/embedded/wire/event-id.ts';
import { encodeRecord, TOMBSTONE_REVISION } from '../../src/events/embedded/wire/record.ts';

const ID = '0f6dd1a4-8a11-4b1c-9a52-3f4f0c2b7a10';
const CREATED_MS = Date.UTC(2024, 0, 2, 3, 4, 5, 678);
const SOFT_DELETE = '{"$tb":9223372036854775807}';

interface Given {
  readonly stream?: string;
  readonly revision?: number;
  readonly type?: string;
  readonly isJson?: boolean;
  readonly data?: string;
  readonly metadata?: string;
}

const recordOf = ({
  stream = 'order-1',
  revision = 0,
  type = 'Placed',
  isJson = true,
  data = '{}',
  metadata = '',
}: Given = {}): Buffer =>
  encodeRecord(Buffer.from(stream), revision, 7, Buffer.from(`${CREATED_MS}0000`), {
    id: eventIdFromText(Buffer.from(ID)),
    type: Buffer.from(type),
    isJson,
    metadata: Buffer.from(metadata),
    data: Buffer.from(data),
  });

/** An event that is no link. */
function source(given: Given = {}): SourceEvent {
  const event = eventFacts(recordOf(given));
  return { streamName: event.streamName, revision: event.revision, isLink: false, event };
}

/** A link in `stream` that leads to what is given. */
const linked = (stream: string, revision: number, given: Given): SourceEvent => ({
  streamName: stream,
  revision,
  isLink: true,
  event: eventFacts(recordOf(given)),
});

describe('what projections look at', () => {
  it('is everything but the streams of the system and what describes those', () => {
    const looksAt = (name: string): boolean => isSourceStream(Buffer.from(name));
    expect(['order-1', 'order', '$$order-1', 'x$y'].filter((name) => !looksAt(name))).toEqual([]);
    expect(
      ['$ce-order', '$et-Placed', '$', '$$', '$$$ce-order', '$projections-$all'].filter(looksAt),
    ).toEqual([]);
  });

  it('tells deletes from other events', () => {
    const deleted = (stream: string, type: string, data = ''): string | undefined =>
      deletedStream(stream, type, Buffer.from(data));
    expect(deleted('order-1', '$streamDeleted')).toBe('order-1');
    expect(deleted('$$order-1', '$metadata', SOFT_DELETE)).toBe('order-1');
    expect(deleted('$$order-1', '$metadata', '{"$tb":5}')).toBeUndefined();
    expect(deleted('$$order-1', '$metadata', 'no json')).toBeUndefined();
    expect(deleted('order-1', '$metadata', SOFT_DELETE)).toBeUndefined();
    expect(deleted('order-1', 'Placed')).toBeUndefined();
  });
});

describe('$by_category', () => {
  it('links an event and names its stream', () => {
    expect(eventsByCategory(source({ stream: 'order-1-2', revision: 4 }))).toEqual({
      streamName: '$ce-order',
      type: '$>',
      data: '4@order-1-2',
      extra: { $o: 'order-1-2' },
    });
  });

  it('takes what stands before the first dash', () => {
    const category = (stream: string): string | undefined => eventsByCategory(source({ stream }))?.streamName;
    expect(category('a-b-c')).toBe('$ce-a');
    expect(category('a-')).toBe('$ce-a');
    expect(category('-a')).toBeUndefined();
    expect(category('a')).toBeUndefined();
  });

  it('links deletes of both kinds, and no other metadata', () => {
    const tombstone = { stream: 'order-1', revision: TOMBSTONE_REVISION, type: '$streamDeleted', data: '' };
    expect(eventsByCategory(source(tombstone))).toEqual({
      streamName: '$ce-order',
      type: '$>',
      data: '9223372036854775807@order-1',
      extra: { $o: 'order-1', $deleted: -1 },
    });
    const metadata = { stream: '$$order-1', revision: 3, type: '$metadata' };
    expect(eventsByCategory(source({ ...metadata, data: SOFT_DELETE }))).toEqual({
      streamName: '$ce-order',
      type: '$>',
      data: '3@$$order-1',
      extra: { $o: 'order-1', $deleted: -1 },
    });
    expect(eventsByCategory(source({ ...metadata, data: '{"$maxCount":1}' }))).toBeUndefined();
  });

  it('passes on where a link leads, also one that leads nowhere or to another link', () => {
    const target = { stream: 'target', revision: 9 };
    expect(eventsByCategory(linked('order-1', 2, target))).toMatchObject({
      data: '9@target',
      extra: { $o: 'order-1' },
    });
    const link = { stream: 'chain', revision: 5, type: '$>', data: '1@end' };
    expect(eventsByCategory(linked('order-1', 2, link))?.data).toBe('1@end');
  });
});

describe('$by_event_type', () => {
  it('links an event by its type', () => {
    expect(eventsByType(source({ stream: 'plain', revision: 2 }))).toEqual({
      streamName: '$et-Placed',
      type: '$>',
      data: '2@plain',
      extra: {},
    });
  });

  it('gathers deletes, and names the stream that metadata describes', () => {
    const metadata = { stream: '$$plain', revision: 1, type: '$metadata' };
    expect(eventsByType(source({ ...metadata, data: SOFT_DELETE }))).toEqual({
      streamName: '$et-$deleted',
      type: '$>',
      data: '1@plain',
      extra: { $deleted: -1 },
    });
    expect(eventsByType(source({ ...metadata, data: '{}' }))).toMatchObject({
      streamName: '$et-$metadata',
      data: '1@plain',
      extra: {},
    });
    expect(eventsByType(source({ stream: 'plain', type: '$streamDeleted' }))?.streamName).toBe(
      '$et-$deleted',
    );
  });

  it('does not look at links', () => {
    expect(eventsByType(linked('plain', 0, { stream: 'target' }))).toBeUndefined();
  });
});

describe('$streams and $stream_by_category', () => {
  it('look at first events only', () => {
    expect(streamIndex(source({ stream: 'plain' }))).toEqual({
      streamName: '$streams',
      type: '$>',
      data: '0@plain',
      extra: {},
    });
    expect(streamIndex(linked('links', 0, { stream: 'target', revision: 5 }))?.data).toBe('0@links');
    expect(streamsByCategory(source({ stream: 'order-1' }))).toEqual({
      streamName: '$category-order',
      type: '$@',
      data: 'order-1',
      extra: {},
    });
    expect(streamIndex(source({ revision: 1 }))).toBeUndefined();
    expect(streamsByCategory(source({ revision: 1 }))).toBeUndefined();
  });

  it('give only streams with a category a place in one', () => {
    expect(streamsByCategory(source({ stream: 'plain' }))).toBeUndefined();
    expect(streamsByCategory(source({ stream: '$$order-1' }))).toBeUndefined();
    expect(streamIndex(source({ stream: '$$order-1' }))?.data).toBe('0@$$order-1');
  });
});

describe('$by_correlation_id', () => {
  const correlated = (metadata: string, given: Given = {}) =>
    eventsByCorrelation(source({ ...given, metadata }));

  it('links events with a correlation id, with their time', () => {
    expect(correlated('{"$correlationId":"c-1"}', { revision: 3 })).toEqual({
      streamName: '$bc-c-1',
      type: '$>',
      data: '3@order-1',
      extra: { $eventTimestamp: '2024-01-02T03:04:05.678000Z' },
    });
    expect(correlated('{"$correlationId":12}')?.streamName).toBe('$bc-12');
  });

  it('leaves out what has none', () => {
    for (const metadata of [
      '',
      'no json',
      '[]',
      'null',
      '{}',
      '{"$correlationId":null}',
      '{"$correlationId":{}}',
    ]) {
      expect(correlated(metadata)).toBeUndefined();
    }
  });

  it('looks at a link only if it leads nowhere', () => {
    const metadata = '{"$correlationId":"c-1"}';
    expect(eventsByCorrelation(linked('links', 0, { stream: 'target', metadata }))).toBeUndefined();
    const link = { stream: 'links', type: '$>', isJson: false, data: '4@gone', metadata };
    expect(eventsByCorrelation(linked('links', 0, link))).toMatchObject({
      streamName: '$bc-c-1',
      data: '4@gone',
      extra: { $link: { eventId: ID, metadata: { $correlationId: 'c-1' } } },
    });
  });

  it('hands the id on to the links of JSON events', () => {
    const correlation = (given: Given) => correlationOf(eventFacts(recordOf(given)));
    expect(correlation({ metadata: '{"$correlationId":"c-1"}' })).toBe('c-1');
    expect(correlation({ metadata: '{"$correlationId":1}' })).toBeUndefined();
    expect(correlation({ metadata: '"$correlationId"' })).toBeUndefined();
    expect(correlation({ metadata: '{"$correlationId":"c-1"}', isJson: false })).toBeUndefined();
  });
});

describe('tags and ids', () => {
  const version = { projectionId: 3, epoch: -1, version: 2 };

  it('say where something comes from', () => {
    expect(JSON.parse(tagJson(version, 17, { $o: 's' }).toString())).toEqual({
      $v: '3:-1:2:4',
      $c: 17,
      $p: 17,
      $o: 's',
    });
    expect(readTag(tagJson(version, 17))).toEqual({ epoch: -1, position: 17 });
  });

  it('are not seen where there are none', () => {
    for (const other of ['', 'no json', 'null', '1', '{}', '{"$v":"3:x:2:4","$c":1}', '{"$v":"3:1:2:4"}']) {
      expect(readTag(Buffer.from(other))).toBeUndefined();
    }
  });

  it('depend on their text alone', () => {
    expect(derivedId('one').text.toString()).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
    expect(derivedId('one')).toEqual(derivedId('one'));
    expect(derivedId('one')).not.toEqual(derivedId('two'));
  });
});

describe('appends one after the other', () => {
  it('are all refused after the first that is, so that their order is kept', async () => {
    const outcomes: AppendOutcome['kind'][] = [];
    const requests: WriteRequest[] = [];
    const writer = { enqueue: (request: WriteRequest) => requests.push(request) };
    const event = jsonProposal('Any', {});
    const done = appendAll(
      writer as unknown as GroupCommit,
      ['a', 'b', 'c'].map((streamName) => ({ streamName, event })),
    );
    for (const request of requests) {
      const isLate = Date.now() > request.deadlineMs;
      const outcome: AppendOutcome = isLate
        ? { kind: 'timeout' }
        : request.streamName === 'a'
          ? { kind: 'success', revision: 0, position: 1 }
          : { kind: 'failed', message: 'the disk is full', unknown: false };
      outcomes.push(outcome.kind);
      request.settle(outcome);
    }
    expect(outcomes).toEqual(['success', 'failed', 'timeout']);
    expect(await done).toMatchObject({ streamName: 'b', failure: { kind: 'failed' } });
  });

  it('are done at once when there are none', async () => {
    expect(await appendAll({} as GroupCommit, [])).toBeUndefined();
  });
});

let dir: string;
let node: EmbeddedNode | undefined;
let client: EventStoreDBClient | undefined;
let child: ChildProcess | undefined;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'embedded-projections-'));
});

afterEach(async () => {
  child?.kill('SIGKILL');
  await stop();
  await rm(dir, { recursive: true, force: true });
});

async function start(startStandardProjections = false): Promise<EventStoreDBClient> {
  node = await startEmbeddedNode({ dir, port: 0, startStandardProjections });
  client = EventStoreDBClient.connectionString(node.url);
  return client;
}

async function stop(): Promise<void> {
  await client?.dispose();
  client = undefined;
  await node?.close();
  node = undefined;
}

/** Starts a node with all projections in a process of its own. */
async function startChild(): Promise<EventStoreDBClient> {
  const module = new URL('../../src/events/embedded/node.ts', import.meta.url).href;
  const program = `
    const { startEmbeddedNode } = await import(${JSON.stringify(module)});
    const options = { dir: ${JSON.stringify(dir)}, port: 0, startStandardProjections: true };
    console.log((await startEmbeddedNode(options)).url);`;
  const started = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  child = started;
  const url = await new Promise<Buffer>((resolve) => started.stdout.once('data', resolve));
  client = EventStoreDBClient.connectionString(url.toString().trim());
  return client;
}

async function kill(): Promise<void> {
  const dying = child;
  if (dying === undefined) return;
  const exited = new Promise((resolve) => dying.once('exit', resolve));
  dying.kill('SIGKILL');
  await exited;
  child = undefined;
  await client?.dispose();
  client = undefined;
}

const numbered = (count: number, first = 0) =>
  Array.from({ length: count }, (_, offset) =>
    jsonEvent({ type: 'Placed', data: { number: first + offset } }),
  );

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** The links of a stream as texts. */
async function linksOf(stream: string): Promise<string[]> {
  const found: string[] = [];
  try {
    for await (const { event } of client!.readStream(stream)) {
      found.push(Buffer.from(event?.data as unknown as Uint8Array).toString());
    }
  } catch (error) {
    if (!(error instanceof StreamNotFoundError)) throw error;
  }
  return found;
}

/** Resolves when all projections that run have seen the whole log. */
async function caughtUp(): Promise<void> {
  for (;;) {
    const all = await client!.listProjections();
    if (all.every(({ status, progress }) => status !== 'Running' || progress === 100)) return;
    await pause(10);
  }
}

/** Number of events in the log. */
async function logLength(): Promise<number> {
  let count = 0;
  for await (const _ of client!.readAll()) count += 1;
  return count;
}

describe('projections over restarts', () => {
  it('are all stopped on a new node, and write nothing', async () => {
    await start();
    await client!.appendToStream('order-1', numbered(3));
    const all = await client!.listProjections();
    expect(all.map(({ name, status }) => [name, status])).toEqual([
      ['$streams', 'Stopped'],
      ['$stream_by_category', 'Stopped'],
      ['$by_category', 'Stopped'],
      ['$by_event_type', 'Stopped'],
      ['$by_correlation_id', 'Stopped'],
    ]);
    await stop();
    await start();
    expect(await logLength()).toBe(3);
  });

  it('wait for nothing while none is enabled', async () => {
    const store = Store.open(dir);
    const hub = new Hub();
    const reader = new StreamReader(store);
    const log = (): void => {};
    const writer = new GroupCommit(store, reader, hub, log);
    const projections = new SystemProjections({ store, reader, writer, hub, log });
    await projections.start(false);
    expect(hub.waiting).toBe(0);
    expect(await projections.find('$by_category')?.enable()).toBeUndefined();
    await pause(20);
    expect(hub.waiting).toBe(1);
    await projections.find('$by_category')?.disable(true);
    expect(hub.waiting).toBe(0);
    await projections.close();
    expect(await projections.find('$streams')?.enable()).toBeUndefined();
    expect(hub.waiting).toBe(0);
    writer.close();
    store.close(true);
  });

  it('start by themselves when asked to, and stay as they are left', async () => {
    await start(true);
    expect((await client!.listProjections()).every(({ status }) => status === 'Running')).toBe(true);
    await client!.disableProjection('$streams');
    await stop();
    await start(true);
    const status = async (name: string) => (await client!.getProjectionStatus(name)).status;
    expect(await status('$streams')).toBe('Stopped');
    expect(await status('$by_category')).toBe('Running');
    await stop();
    await start();
    expect(await status('$by_category')).toBe('Running');
  });

  it('go on at their checkpoint, and closing when nothing has happened adds nothing', async () => {
    await start(true);
    await client!.appendToStream('order-1', numbered(3));
    await caughtUp();
    await stop();
    await start();
    await client!.appendToStream('order-2', numbered(2));
    await caughtUp();
    expect(await linksOf('$ce-order')).toEqual([
      '0@order-1',
      '1@order-1',
      '2@order-1',
      '0@order-2',
      '1@order-2',
    ]);
    const { eventsProcessedAfterRestart, lastCheckpoint } = await client!.getProjectionStatus('$by_category');
    expect(eventsProcessedAfterRestart).toBe(2n);
    expect(lastCheckpoint).toMatch(/^C:[1-9]\d*\/P:\d+$/);
    await stop();
    await start();
    await caughtUp();
    const before = await logLength();
    await stop();
    await start();
    await caughtUp();
    expect(await logLength()).toBe(before);
  });

  it('write checkpoints on the way, of which two can be read', async () => {
    await start();
    await client!.enableProjection('$by_category');
    for (let round = 0; round < 26; round += 1) {
      await client!.appendToStream(`order-${round}`, numbered(500, 500 * round));
    }
    await caughtUp();
    const checkpoints: unknown[] = [];
    for await (const { event } of client!.readStream('$projections-$by_category-checkpoint')) {
      checkpoints.push([event?.type, event?.metadata]);
    }
    expect(checkpoints).toHaveLength(2);
    expect(checkpoints[1]).toEqual([
      '$ProjectionCheckpoint',
      { $v: '3:-1:0:4', $c: expect.any(Number), $p: expect.any(Number) },
    ]);
    expect((await linksOf('$ce-order')).length).toBe(13_000);
  });

  it('link every event exactly once, however often the process is killed', async () => {
    let written = 0;
    for (const delayMs of [60, 150, 400]) {
      const writer = await startChild();
      const streams = Array.from({ length: 10 }, (_, index) => `order-${index}`);
      const appends = streams.flatMap((stream) =>
        Array.from({ length: 8 }, (_, round) => writer.appendToStream(stream, numbered(25, round))),
      );
      const acknowledged = Promise.allSettled(appends);
      // The delays count from the first acknowledgement: a slow machine may give none for longer than they last.
      await Promise.any(appends);
      await pause(delayMs);
      await kill();
      written += (await acknowledged).filter(({ status }) => status === 'fulfilled').length * 25;
    }
    await start();
    await caughtUp();
    const expected: string[] = [];
    for await (const { event } of client!.readAll()) {
      if (event?.streamId.startsWith('order-')) expected.push(`${event.revision}@${event.streamId}`);
    }
    expect(written).toBeGreaterThan(0);
    expect(expected.length).toBeGreaterThanOrEqual(written);
    expect(await linksOf('$ce-order')).toEqual(expected);
    expect(await linksOf('$et-Placed')).toEqual(expected);
    const firsts = expected.filter((link) => link.startsWith('0@'));
    expect((await linksOf('$streams')).filter((link) => link.startsWith('0@order-'))).toEqual(firsts);
    expect(await linksOf('$category-order')).toEqual(firsts.map((link) => link.slice(2)));
  });

  it('fault when a stream that they write to is gone for good', async () => {
    await start();
    await client!.enableProjection('$by_category');
    await client!.appendToStream('order-1', numbered(1));
    await caughtUp();
    await client!.tombstoneStream('$ce-order');
    await client!.appendToStream('order-1', numbered(1));
    let found = await client!.getProjectionStatus('$by_category');
    while (found.status === 'Running') {
      await pause(10);
      found = await client!.getProjectionStatus('$by_category');
    }
    expect(found).toMatchObject({
      status: 'Faulted',
      stateReason: 'Stream : $ce-order is deleted. Cannot emit events to it',
    });
    await client!.disableProjection('$by_category');
    expect((await client!.getProjectionStatus('$by_category')).status).toBe('Stopped');
  });

  it('fault when they meet damage, and the node goes on serving', async () => {
    await start();
    await client!.enableProjection('$by_category');
    await stop();
    const db = new DatabaseSync(join(dir, 'events.sqlite'));
    db.exec('UPDATE log SET checksum = checksum + 1 WHERE position = 1');
    db.close();
    await start(true);
    // The first cannot tell whether it is enabled, the other reads the same record on its way through the log.
    for (const name of ['$by_category', '$streams']) {
      expect(await client!.getProjectionStatus(name)).toMatchObject({
        status: 'Faulted',
        stateReason: 'The record at position 1 does not match its checksum.',
      });
    }
    expect((await client!.appendToStream('order-1', numbered(1))).success).toBe(true);
  });

  it('try again what was refused, in the same order, and can be stopped meanwhile', async () => {
    const store = Store.open(dir);
    const hub = new Hub();
    const reader = new StreamReader(store);
    const warnings: string[] = [];
    const log = (level: string, message: string): void => void (level === 'warn' && warnings.push(message));
    const real = new GroupCommit(store, reader, hub, log);
    let refusals = 0;
    const writer = {
      enqueue(request: WriteRequest) {
        if (request.streamName !== '$ce-order' || refusals === 0) {
          real.enqueue(request);
          return;
        }
        refusals -= 1;
        setImmediate(() => request.settle({ kind: 'failed', message: 'the disk is full', unknown: false }));
      },
    } as unknown as GroupCommit;
    const append = (count: number) =>
      appendAll(
        real,
        Array.from({ length: count }, () => ({ streamName: 'order-1', event: jsonProposal('Placed', {}) })),
      );
    const projections = new SystemProjections({ store, reader, writer, hub, log });
    const projection = projections.find('$by_category')!;
    refusals = 3;
    await append(3);
    await projection.enable();
    while (projection.statistics.handledSinceStart < 3) await pause(5);
    expect(warnings).toEqual(['a projection could not write its links and tries again']);
    const page = reader.forward('$ce-order', 0, 10, Date.now());
    const links =
      page.kind === 'page' ? page.events.map(({ record }) => eventFacts(record).data.toString()) : [];
    expect(links).toEqual(['0@order-1', '1@order-1', '2@order-1']);

    refusals = Number.POSITIVE_INFINITY;
    await append(1);
    while (warnings.length < 3) await pause(5);
    await projections.close();
    expect(projection.statistics).toMatchObject({ status: 'Stopped', handledSinceStart: 3 });
    expect(hub.waiting).toBe(0);
    real.close();
    store.close(true);
  });

  it('see nothing in links into streams that are gone', async () => {
    const store = Store.open(dir);
    const reader = new StreamReader(store);
    const link = recordOf({ stream: 'links', type: '$>', isJson: false, data: '0@nowhere' });
    expect(sourceEventOf(link, reader)).toBeUndefined();
    const noLink = recordOf({ stream: 'links', type: '$>', isJson: false, data: 'nowhere' });
    expect(sourceEventOf(noLink, reader)).toMatchObject({ isLink: true, event: { type: '$>' } });
    expect(sourceEventOf(Buffer.alloc(0), reader)).toBeUndefined();
    store.close(true);
  });
});
