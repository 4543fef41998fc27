import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import { credentials } from '@grpc/grpc-js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { restore } from '../../src/events/embedded/maintenance/backup-file.ts';
import { MaintenanceClient } from '../../src/events/embedded/maintenance/client.ts';
import { compact } from '../../src/events/embedded/maintenance/compact.ts';
import { type EmbeddedNode, startEmbeddedNode } from '../../src/events/embedded/node.ts';

let dir: string;
let node: EmbeddedNode;
let client: EventStoreDBClient;
let maintenance: MaintenanceClient;

const none = (): void => {};
const numbered = (count: number, first = 0) =>
  Array.from({ length: count }, (_, index) =>
    jsonEvent({ type: 'Numbered', data: { number: first + index } }),
  );

async function open(folder: string): Promise<void> {
  node = await startEmbeddedNode({ dir: folder, port: 0 });
  client = EventStoreDBClient.connectionString(node.url);
  maintenance = new MaintenanceClient({
    address: `127.0.0.1:${node.port}`,
    credentials: credentials.createInsecure(),
  });
}

async function close(): Promise<void> {
  maintenance.close();
  await client.dispose();
  await node.close();
}

async function numbersOf(stream: string): Promise<number[]> {
  const numbers: number[] = [];
  for await (const { event } of client.readStream(stream)) {
    numbers.push((event!.data as { number: number }).number);
  }
  return numbers;
}

/** Every event of the log but the node's own, as text. */
async function wholeLog(): Promise<string[]> {
  const all: string[] = [];
  for await (const { event } of client.readAll()) {
    if (event === undefined || event.streamId.startsWith('$scavenges')) continue;
    const { position, streamId, revision, id, type, created, data } = event;
    all.push(`${position.commit} ${revision}@${streamId} ${id} ${type} ${+created} ${JSON.stringify(data)}`);
  }
  return all;
}

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'embedded-maintenance-'));
  await open(join(dir, 'node'));
});

afterEach(async () => {
  await close();
  await rm(dir, { recursive: true, force: true });
});

describe('a scavenge', () => {
  it('takes out what $maxCount hides, and nothing else', async () => {
    await client.appendToStream('bounded', numbered(1_000));
    await client.appendToStream('free', numbered(10));
    await client.setStreamMetadata('bounded', { maxCount: 10 });
    const result = await maintenance.scavenge(none);
    expect(result).toMatchObject({ how: 'Success', events: 990, streams: 1 });
    expect(await numbersOf('bounded')).toEqual([990, 991, 992, 993, 994, 995, 996, 997, 998, 999]);
    expect(await numbersOf('free')).toHaveLength(10);
    expect((await wholeLog()).filter((line) => line.includes('@bounded'))).toHaveLength(10);
    // What was taken out stays out, even if the metadata would let it be read again.
    await client.setStreamMetadata('bounded', {});
    expect(await numbersOf('bounded')).toHaveLength(10);
  });

  it('takes out what $tb hides, old metadata, and the events of deleted streams', async () => {
    for (const stream of ['cut', 'hidden', 'gone']) await client.appendToStream(stream, numbered(20));
    for (let round = 0; round < 5; round += 1)
      await client.setStreamMetadata('cut', { truncateBefore: 15, round });
    await client.deleteStream('hidden');
    await client.tombstoneStream('gone');
    // 15 of cut, 4 metadata events of cut, all but the last of hidden, all 20 of gone.
    expect(await maintenance.scavenge(none)).toMatchObject({ events: 15 + 4 + 19 + 20 });
    expect(await numbersOf('cut')).toEqual([15, 16, 17, 18, 19]);
    await expect(numbersOf('hidden')).rejects.toMatchObject({ type: 'stream-not-found' });
    await expect(numbersOf('gone')).rejects.toMatchObject({ type: 'stream-deleted' });
    const { nextExpectedRevision } = await client.appendToStream('hidden', numbered(1));
    expect(nextExpectedRevision).toBe(20n);
    expect(await maintenance.check(none)).toMatchObject({ wrong: 0, scavenged: 58 });
  });

  it('takes out what $maxAge hides but the last event', async () => {
    await client.appendToStream('aged', numbered(700));
    await client.setStreamMetadata('aged', { maxAge: 1 });
    await new Promise((resolve) => setTimeout(resolve, 1_200));
    expect(await maintenance.scavenge(none)).toMatchObject({ events: 699 });
    await client.appendToStream('aged', numbered(1, 700));
    expect(await numbersOf('aged')).toEqual([700]);
  });

  it('is remembered after a restart, along with the rules that it followed', async () => {
    const first = numbered(50);
    await client.appendToStream('kept', first);
    await client.setStreamMetadata('kept', { maxCount: 5 });
    await maintenance.scavenge(none);
    const before = await wholeLog();
    await close();
    await open(join(dir, 'node'));
    expect(await wholeLog()).toEqual(before);
    expect(await numbersOf('kept')).toEqual([45, 46, 47, 48, 49]);
    // An id that went with its event is new again; at its old revision it is a conflict, as on the server.
    await expect(
      client.appendToStream('kept', first.slice(0, 1), { expectedRevision: 'no_stream' }),
    ).rejects.toMatchObject({ type: 'wrong-expected-version' });
    expect((await client.appendToStream('kept', first.slice(0, 1))).nextExpectedRevision).toBe(50n);
    expect((await client.appendToStream('kept', first.slice(46, 47))).nextExpectedRevision).toBe(46n);
  });

  it('goes on beside writers, and leaves a record of itself', async () => {
    await client.appendToStream('busy', numbered(3_000));
    await client.setStreamMetadata('busy', { maxCount: 100 });
    const writing = (async () => {
      for (let round = 0; round < 100; round += 1)
        await client.appendToStream('other', numbered(3, round * 3));
    })();
    const { id, events } = await maintenance.scavenge(none);
    await writing;
    expect(events).toBe(2_900);
    expect(await numbersOf('other')).toEqual(Array.from({ length: 300 }, (_, index) => index));
    const types: string[] = [];
    for await (const { event } of client.readStream(`$scavenges-${id}`)) types.push(event!.type);
    expect(types).toEqual(['$scavengeStarted', '$scavengeCompleted']);
    expect((await maintenance.check(none)).findings).toEqual([]);
  });
});

describe('a backup', () => {
  it('is restored with every position, id and time, and can be gone on with', async () => {
    const file = join(dir, 'backup.sqlite');
    await client.appendToStream('a', numbered(300));
    await client.appendToStream('gone', numbered(5));
    await client.tombstoneStream('gone');
    expect(await maintenance.backup(file, none)).toEqual({ lastPosition: 306, added: 306 });
    await client.appendToStream('b', numbered(200));
    await client.setStreamMetadata('a', { maxCount: 50 });
    await maintenance.scavenge(none);
    await client.appendToStream('a', numbered(1, 300));
    const { added } = await maintenance.backup(file, none);
    expect(added).toBeGreaterThan(201);
    const before = await wholeLog();
    await close();

    await restore(file, join(dir, 'restored'));
    await open(join(dir, 'restored'));
    // The first part was taken before the scavenge, so that the backup still has what the store has lost.
    const after = await wholeLog();
    expect(after.filter((line) => before.includes(line))).toEqual(before);
    expect(after.length).toBeGreaterThan(before.length);
    expect((await numbersOf('a')).length).toBe(50);
    await expect(numbersOf('gone')).rejects.toMatchObject({ type: 'stream-deleted' });
    expect((await maintenance.check(none)).findings).toEqual([]);
    expect((await client.appendToStream('b', numbered(1))).nextExpectedRevision).toBe(200n);
  });

  it('of a scavenged store can be restored too', async () => {
    const file = join(dir, 'backup.sqlite');
    await client.appendToStream('a', numbered(300));
    await client.setStreamMetadata('a', { maxCount: 50 });
    await client.appendToStream('hidden', numbered(30));
    await client.deleteStream('hidden');
    await maintenance.scavenge(none);
    await maintenance.backup(file, none);
    const before = await wholeLog();
    await close();
    await restore(file, join(dir, 'restored'));
    await open(join(dir, 'restored'));
    expect(await wholeLog()).toEqual(before);
    expect((await maintenance.check(none)).findings).toEqual([]);
    await client.setStreamMetadata('a', {});
    expect(await numbersOf('a')).toHaveLength(50);
    expect((await client.appendToStream('hidden', numbered(1))).nextExpectedRevision).toBe(30n);
  });

  it('of another store is not gone on with', async () => {
    const file = join(dir, 'backup.sqlite');
    await client.appendToStream('a', numbered(3));
    await maintenance.backup(file, none);
    await close();
    await open(join(dir, 'second'));
    await client.appendToStream('a', numbered(5));
    await expect(maintenance.backup(file, none)).rejects.toThrow('backup of another store');
  });

  it('that is damaged is refused, and leaves no folder', async () => {
    const file = join(dir, 'backup.sqlite');
    await client.appendToStream('a', numbered(30));
    await maintenance.backup(file, none);
    const db = new DatabaseSync(file);
    db.exec('UPDATE log SET record = zeroblob(length(record)) WHERE position = 17');
    db.close();
    await expect(restore(file, join(dir, 'restored'))).rejects.toMatchObject({
      code: 'EVENTSTORE_CORRUPT',
      message: expect.stringContaining('position 17'),
    });
    expect(existsSync(join(dir, 'restored'))).toBe(false);
    await expect(restore(join(dir, 'nothing'), join(dir, 'restored'))).rejects.toThrow('There is no backup');
    await expect(restore(file, join(dir, 'node'))).rejects.toThrow('is not empty');
  });
});

describe('an integrity check', () => {
  it('names each row that is damaged and goes on to the end', async () => {
    await client.appendToStream('a', numbered(100));
    await close();
    const db = new DatabaseSync(join(dir, 'node', 'events.sqlite'));
    db.exec('UPDATE log SET record = zeroblob(length(record)) WHERE position IN (20, 70)');
    db.exec('DELETE FROM event_ids WHERE position = 50');
    db.exec('UPDATE stream_events SET position = 31 WHERE revision = 29');
    db.close();
    await open(join(dir, 'node'));
    const { events, wrong, findings } = await maintenance.check(none);
    expect(events).toBe(98);
    expect(wrong).toBe(4);
    expect(findings.sort()).toEqual([
      'The index does not find revision 29 of "a" at position 30.',
      'The index does not find the event at position 50 by its id.',
      'The record at position 20 does not match its checksum.',
      'The record at position 70 does not match its checksum.',
    ]);
  });
});

describe('a report', () => {
  it('gives sizes, ages and categories', async () => {
    const startedMs = Date.now();
    await client.appendToStream('user-1', numbered(30));
    await client.appendToStream('user-2', numbered(10));
    await client.appendToStream('plain', numbered(5));
    await client.setStreamMetadata('plain', { maxCount: 2 });
    await maintenance.scavenge(none);
    const report = await maintenance.report(none);
    const user = report.categories.find(({ category }) => category === 'user');
    expect(user).toMatchObject({ streams: 2, events: 40 });
    expect(user!.oldestMs).toBeGreaterThanOrEqual(startedMs - 1);
    expect(report.categories.find(({ category }) => category === '(no category)')).toMatchObject({
      events: 2,
    });
    expect(report.scavenged).toBe(3);
    expect(report.databaseBytes + report.walBytes).toBeGreaterThan(10_000);
  });
});

describe('compacting', () => {
  it('gives freed room back and changes nothing else', async () => {
    const padded = Array.from({ length: 2_000 }, () =>
      jsonEvent({ type: 'Padded', data: { number: 1, padding: 'x'.repeat(2_000) } }),
    );
    for (let at = 0; at < padded.length; at += 200)
      await client.appendToStream('large', padded.slice(at, at + 200));
    await client.setStreamMetadata('large', { maxCount: 10 });
    await maintenance.scavenge(none);
    expect((await maintenance.report(none)).freeBytes).toBeGreaterThan(1_000_000);
    expect(() => compact(join(dir, 'node'))).toThrow(/in use by process/);
    const before = await wholeLog();
    await close();
    const { beforeBytes, afterBytes } = compact(join(dir, 'node'));
    expect(afterBytes).toBeLessThan(beforeBytes / 4);
    await open(join(dir, 'node'));
    expect(await wholeLog()).toEqual(before);
    expect((await maintenance.check(none)).findings).toEqual([]);
  });
});
