import { readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { EventStoreDBClient, jsonEvent, NO_STREAM, StreamNotFoundError } from '@eventstore/db-client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type EmbeddedNode, startEmbeddedNode } from '../../src/events/embedded/node.ts';
import { Store } from '../../src/events/embedded/storage/store.ts';
import type { AppendOutcome } from '../../src/events/embedded/streams/append-outcome.ts';
import { ANY } from '../../src/events/embedded/streams/expected-revision.ts';
import { GroupCommit } from '../../src/events/embedded/streams/group-commit.ts';
import { Hub } from '../../src/events/embedded/streams/hub.ts';
import { StreamReader } from '../../src/events/embedded/streams/stream-reader.ts';
import { eventIdFromText } from '../../src/events/embedded/wire/event-id.ts';
import { type NodeProcess, startNodeProcess } from '../support/node-process.ts';

let dir: string;
let node: EmbeddedNode | undefined;
let client: EventStoreDBClient | undefined;
let child: NodeProcess | undefined;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'embedded-durability-'));
});

afterEach(async () => {
  await kill();
  await stop();
  await rm(dir, { recursive: true, force: true });
});

async function start(): Promise<EventStoreDBClient> {
  node = await startEmbeddedNode({ dir, port: 0 });
  client = EventStoreDBClient.connectionString(node.url);
  return client;
}

async function stop(): Promise<void> {
  await client?.dispose();
  client = undefined;
  await node?.close();
  node = undefined;
}

/** Starts a node in a process of its own; resolves with its connection string. */
async function startChild(): Promise<string> {
  child = await startNodeProcess({ dir });
  return child.url;
}

async function kill(): Promise<void> {
  await child?.kill();
  child = undefined;
}

const events = (count: number, tag: string) =>
  Array.from({ length: count }, (_, index) => jsonEvent({ type: 'Kept', data: { tag, index, count } }));

async function readStream(stream: string): Promise<{ tag: string; index: number; count: number }[]> {
  const all: { tag: string; index: number; count: number }[] = [];
  for await (const { event } of client!.readStream(stream)) {
    all.push(event?.data as { tag: string; index: number; count: number });
  }
  return all;
}

describe('what was acknowledged', () => {
  it('is there after closing and opening, with deletes, metadata and ids', async () => {
    const before = await start();
    const kept = events(3, 'kept');
    const first = await before.appendToStream('kept', kept);
    await before.appendToStream('gone', events(2, 'gone'));
    await before.tombstoneStream('gone');
    await before.appendToStream('hidden', events(2, 'hidden'));
    await before.deleteStream('hidden');
    await before.setStreamMetadata('kept', { maxCount: 2 });
    await stop();

    const after = await start();
    expect((await readStream('kept')).map(({ index }) => index)).toEqual([1, 2]);
    await expect(readStream('gone')).rejects.toMatchObject({ type: 'stream-deleted' });
    await expect(readStream('hidden')).rejects.toMatchObject({ type: 'stream-not-found' });
    expect(await after.appendToStream('kept', kept)).toEqual(first);
    const next = await after.appendToStream('hidden', events(1, 'again'));
    expect(next.nextExpectedRevision).toBe(2n);
    expect(next.position!.commit).toBeGreaterThan(first.position!.commit);
  });

  it('stays indexed when the memtable has gone to the tables many times over', async () => {
    const writer = await start();
    const streams = Array.from({ length: 40 }, (_, index) => `many-${index}`);
    const repeated = events(50, 'repeated');
    for (let round = 0; round < 25; round += 1) {
      await Promise.all(
        streams.map((stream) =>
          writer.appendToStream(stream, round === 0 ? repeated : events(50, `r${round}`)),
        ),
      );
    }
    const check = async (): Promise<void> => {
      for (const stream of streams.slice(0, 5)) {
        const all = await readStream(stream);
        expect(all).toHaveLength(1_250);
        expect(all.every(({ index }, at) => index === at % 50)).toBe(true);
      }
      const backwards: bigint[] = [];
      const newest = client!.readStream('many-7', { direction: 'backwards', fromRevision: 'end' });
      for await (const { event } of newest) backwards.push(event!.revision);
      expect(backwards).toEqual(Array.from({ length: 1_250 }, (_, index) => BigInt(1_249 - index)));
      const again = await client!.appendToStream('many-3', repeated, { expectedRevision: 'any' });
      expect(again.nextExpectedRevision).toBe(49n);
    };
    await check();
    await stop();
    await start();
    await check();
  }, 60_000);

  it.each([1, 2, 3])(
    'survives kill -9 under load, whole appends only (round %d)',
    async (round) => {
      const url = await startChild();
      const loader = EventStoreDBClient.connectionString(url);
      const acknowledged = new Map<string, number>();
      let isRunning = true;
      const writers = Array.from({ length: 16 }, async (_, index) => {
        const stream = `load-${index}`;
        for (let turn = 0; isRunning; turn += 1) {
          const count = 1 + ((index + turn) % 5);
          try {
            await loader.appendToStream(stream, events(count, `${stream}/${turn}`));
          } catch {
            return;
          }
          acknowledged.set(`${stream}/${turn}`, count);
        }
      });
      await new Promise((resolve) => setTimeout(resolve, 400 + round * 150));
      await kill();
      isRunning = false;
      await Promise.race([Promise.all(writers), new Promise((resolve) => setTimeout(resolve, 3_000))]);
      await loader.dispose();

      await start();
      const found = new Map<string, number>();
      let last = 0n;
      for await (const { event } of client!.readAll()) {
        expect(event!.position!.commit).toBe(last + 1n);
        last += 1n;
        const { tag, count } = event!.data as unknown as { tag: string; count: number };
        found.set(tag, (found.get(tag) ?? 0) + 1);
        expect(found.get(tag)).toBeLessThanOrEqual(count);
      }
      expect(acknowledged.size).toBeGreaterThan(16);
      for (const [tag, count] of acknowledged) expect([tag, found.get(tag)]).toEqual([tag, count]);
      for (let index = 0; index < 16; index += 1) {
        const all = await readStream(`load-${index}`);
        for (const { tag, count } of all) expect([tag, found.get(tag)]).toEqual([tag, count]);
      }
    },
    30_000,
  );
});

describe('a folder of the first version', () => {
  it('is indexed afresh', async () => {
    const first = await start();
    const kept = events(3, 'kept');
    const result = await first.appendToStream('kept', kept);
    await first.setStreamMetadata('kept', { maxCount: 2 });
    await stop();
    const db = new DatabaseSync(join(dir, 'events.sqlite'));
    db.exec('ALTER TABLE streams DROP COLUMN checksum; PRAGMA user_version = 1');
    db.close();
    const again = await start();
    expect(await again.appendToStream('kept', kept)).toEqual(result);
    expect((await readStream('kept')).map(({ index }) => index)).toEqual([1, 2]);
  });
});

describe('damage', () => {
  const change = (sql: string, ...values: (number | Uint8Array)[]): void => {
    const db = new DatabaseSync(join(dir, 'events.sqlite'));
    db.prepare(sql).run(...values);
    db.close();
  };

  const filled = async (): Promise<void> => {
    const writer = await start();
    for (let index = 0; index < 20; index += 1)
      await writer.appendToStream('damaged', events(1, `e${index}`));
    await writer.appendToStream('whole', events(3, 'whole'));
    await stop();
  };

  it('of a record is found when it is read, and not served', async () => {
    await filled();
    const db = new DatabaseSync(join(dir, 'events.sqlite'));
    const { record } = db.prepare('SELECT record FROM log WHERE position = 7').get() as {
      record: Uint8Array;
    };
    db.close();
    record[record.length - 5]! ^= 1;
    change('UPDATE log SET record = ? WHERE position = 7', record);
    await start();
    await expect(readStream('damaged')).rejects.toThrow(/position 7 does not match its checksum/);
    await expect(async () => {
      for await (const _ of client!.readAll());
    }).rejects.toThrow(/position 7/);
    expect(await readStream('whole')).toHaveLength(3);
  });

  it('of a record that was moved is found', async () => {
    await filled();
    change('UPDATE log SET revision = 19 WHERE position = 7');
    await start();
    await expect(readStream('damaged')).rejects.toThrow(/position 7/);
  });

  it('of the log by a missing record is found', async () => {
    await filled();
    change('DELETE FROM log WHERE position = 7');
    await start();
    await expect(readStream('damaged')).rejects.toThrow(/no record at position 7/);
    await expect(async () => {
      for await (const _ of client!.readAll());
    }).rejects.toThrow(/position 7/);
  });

  it('of the index is found', async () => {
    await filled();
    change('DELETE FROM stream_events WHERE revision = 7');
    await start();
    await expect(readStream('damaged')).rejects.toThrow(/lacks revision 7/);
  });

  it('of a stream is found', async () => {
    await filled();
    change("UPDATE heads SET last = 5 WHERE stream = (SELECT id FROM streams WHERE name = 'damaged')");
    await start();
    await expect(readStream('damaged')).rejects.toThrow(/last event of stream "damaged" is damaged/);
    await expect(client!.appendToStream('damaged', events(1, 'more'))).rejects.toThrow(
      /last event of stream "damaged" is damaged/,
    );
    expect((await client!.appendToStream('whole', events(1, 'more'))).nextExpectedRevision).toBe(3n);
  });

  it('of any byte of the database is refused or harmless, but never served', async () => {
    await filled();
    const file = join(dir, 'events.sqlite');
    const whole = readFileSync(file);
    let refused = 0;
    // Every page is hit somewhere, most of them often; the seed of the offsets is the step.
    for (let offset = 101; offset < whole.length; offset += 1_231) {
      const copy = Buffer.from(whole);
      copy[offset]! ^= 0x24;
      writeFileSync(file, copy);
      try {
        await start();
        const all = await readStream('damaged');
        expect(all.map(({ tag }) => tag)).toEqual(Array.from({ length: 20 }, (_, index) => `e${index}`));
        expect(await readStream('whole')).toHaveLength(3);
        let count = 0;
        for await (const { event } of client!.readAll()) {
          count += 1;
          expect(event?.type).toBe('Kept');
        }
        expect(count).toBe(23);
      } catch (error) {
        const isServed = error instanceof StreamNotFoundError || (error as Error).name === 'AssertionError';
        if (isServed) throw new Error(`byte ${offset}`, { cause: error });
        refused += 1;
      }
      await stop().catch(() => {});
    }
    expect(refused).toBeGreaterThan(0);
    writeFileSync(file, whole);
  }, 60_000);

  it('of the end of the log keeps the node from starting', async () => {
    await filled();
    change('DELETE FROM log WHERE position > 20');
    await expect(start()).rejects.toMatchObject({ code: 'EVENTSTORE_CORRUPT' });
  });

  it.each(['truncated', 'flipped'])(
    'of a WAL that is %s after kill -9 keeps the node from starting',
    async (how) => {
      const url = await startChild();
      const writer = EventStoreDBClient.connectionString(url);
      for (let index = 0; index < 30; index += 1) await writer.appendToStream('lost', events(1, `e${index}`));
      await kill();
      await writer.dispose();
      const wal = join(dir, readdirSync(dir).find((name) => name.endsWith('-wal'))!);
      const { size } = statSync(wal);
      if (how === 'truncated') {
        truncateSync(wal, Math.floor(size / 2));
      } else {
        const { open } = await import('node:fs/promises');
        const file = await open(wal, 'r+');
        await file.write(Buffer.of(0xa5, 0x5a), 0, 2, Math.floor(size / 2));
        await file.close();
      }
      await expect(start()).rejects.toMatchObject({
        code: 'EVENTSTORE_CORRUPT',
        message: expect.stringContaining('had been acknowledged'),
      });
    },
  );
});

describe('a disk that fails', () => {
  const write = (writer: GroupCommit, streamName: string): Promise<AppendOutcome> =>
    new Promise((settle) => {
      writer.enqueue({
        operation: 'append',
        streamName,
        expected: ANY,
        events: [
          {
            id: eventIdFromText(Buffer.from(crypto.randomUUID())),
            type: Buffer.from('T'),
            isJson: true,
            metadata: Buffer.alloc(0),
            data: Buffer.from('{}'),
          },
        ],
        deadlineMs: Number.POSITIVE_INFINITY,
        settle,
      });
    });

  const failing = (errcode: number) => {
    const store = Store.open(dir);
    const reader = new StreamReader(store);
    const writer = new GroupCommit(store, reader, new Hub(), () => {});
    const commit = store.commit.bind(store);
    let isFailing = false;
    store.commit = (...given) => {
      if (isFailing) throw Object.assign(new Error('the disk says no'), { errcode });
      commit(...given);
    };
    return {
      store,
      reader,
      writer,
      fail: (given: boolean) => {
        isFailing = given;
      },
    };
  };

  it('makes the node read-only until it is started again, and nothing is retried', async () => {
    const { store, reader, writer, fail } = failing(1034);
    expect((await write(writer, 'a')).kind).toBe('success');
    fail(true);
    expect(await write(writer, 'a')).toMatchObject({ kind: 'failed', unknown: true });
    fail(false);
    expect(await write(writer, 'a')).toMatchObject({ kind: 'failed', unknown: false });
    expect(reader.forward('a', 0, 10, 0)).toMatchObject({ kind: 'page', events: [{ position: 1 }] });
    expect(writer.hasFailed).toBe(true);
    writer.close();
    store.close(false);
    await start();
    expect((await client!.appendToStream('a', events(1, 'again'))).success).toBe(true);
  });

  it('by being full refuses writes for as long as it is', async () => {
    const { store, reader, writer, fail } = failing(13);
    expect((await write(writer, 'a')).kind).toBe('success');
    fail(true);
    const refused = await Promise.all([write(writer, 'a'), write(writer, 'new')]);
    expect(refused.map((outcome) => outcome.kind)).toEqual(['failed', 'failed']);
    fail(false);
    expect(await write(writer, 'a')).toMatchObject({ kind: 'success', revision: 1, position: 2 });
    expect(reader.forward('new', 0, 10, 0)).toEqual({ kind: 'not-found' });
    writer.close();
    store.close(true);
  });

  it('lets a stream that was to be new be new again', async () => {
    await start();
    const { nextExpectedRevision } = await client!.appendToStream('new', events(1, 'x'), {
      expectedRevision: NO_STREAM,
    });
    expect(nextExpectedRevision).toBe(0n);
  });
});
