import { BACKWARDS, END, jsonEvent, NO_STREAM } from '@eventstore/db-client';
import { describe, expect, it } from 'vitest';
import { collect, numbered, numbersOf } from './support/events.ts';
import { useServer } from './support/server.ts';

const server = useServer();

async function streamOf(count: number): Promise<string> {
  const stream = server.stream();
  await server.client.appendToStream(stream, numbered(count));
  return stream;
}

const numbers = async (
  stream: string,
  options?: Parameters<typeof server.client.readStream>[1],
): Promise<number[]> => numbersOf(await collect(server.client.readStream(stream, options)));

describe('stream metadata', () => {
  it('is absent until it is set', async () => {
    const stream = await streamOf(1);
    expect(await server.client.getStreamMetadata(stream)).toEqual({ streamName: stream });
  });

  it('is handed back as it was set, access list and own keys included', async () => {
    const stream = await streamOf(1);
    const metadata = {
      maxCount: 10,
      maxAge: 3_600,
      cacheControl: 60,
      acl: { readRoles: ['$all'], writeRoles: ['$admins'], deleteRoles: ['ops'] },
      own: { deep: [1, 2] },
    };
    await server.client.setStreamMetadata(stream, metadata);
    expect((await server.client.getStreamMetadata(stream)).metadata).toEqual(metadata);
  });

  it('is replaced as a whole', async () => {
    const stream = await streamOf(5);
    await server.client.setStreamMetadata(stream, { maxCount: 2, first: true });
    await server.client.setStreamMetadata(stream, { second: true });
    expect((await server.client.getStreamMetadata(stream)).metadata).toEqual({ second: true });
    expect(await numbers(stream)).toEqual([0, 1, 2, 3, 4]);
  });

  it('checks the expected revision of the metadata stream', async () => {
    const stream = await streamOf(1);
    await server.client.setStreamMetadata(stream, { maxCount: 2 }, { expectedRevision: NO_STREAM });
    await expect(
      server.client.setStreamMetadata(stream, { maxCount: 3 }, { expectedRevision: NO_STREAM }),
    ).rejects.toThrow();
    await server.client.setStreamMetadata(stream, { maxCount: 3 }, { expectedRevision: 0n });
  });

  it('shows its newest version only', async () => {
    const stream = await streamOf(1);
    await server.client.setStreamMetadata(stream, { version: 1 });
    await server.client.setStreamMetadata(stream, { version: 2 });
    const events = await collect(server.client.readStream(`$$${stream}`));
    expect(events.map(({ event }) => [event?.revision, event?.type])).toEqual([[1n, '$metadata']]);
  });

  it('that is malformed bounds nothing', async () => {
    const stream = await streamOf(3);
    await server.client.appendToStream(
      `$$${stream}`,
      jsonEvent({ type: '$metadata', data: { $maxCount: 'two' } }),
    );
    expect(await numbers(stream)).toEqual([0, 1, 2]);
  });
});

describe('$maxCount', () => {
  it('leaves the newest events', async () => {
    const stream = await streamOf(10);
    await server.client.setStreamMetadata(stream, { maxCount: 3 });
    expect(await numbers(stream)).toEqual([7, 8, 9]);
    expect(await numbers(stream, { direction: BACKWARDS, fromRevision: END })).toEqual([9, 8, 7]);
    expect(await numbers(stream, { direction: BACKWARDS, fromRevision: 5n })).toEqual([]);
  });

  it('moves on as events come in', async () => {
    const stream = await streamOf(3);
    await server.client.setStreamMetadata(stream, { maxCount: 3 });
    await server.client.appendToStream(stream, numbered(2, 3));
    expect(await numbers(stream)).toEqual([2, 3, 4]);
  });
});

describe('$tb', () => {
  it('hides what is below it', async () => {
    const stream = await streamOf(5);
    await server.client.setStreamMetadata(stream, { truncateBefore: 3 });
    expect(await numbers(stream)).toEqual([3, 4]);
    expect(await numbers(stream, { fromRevision: 1n, maxCount: 1 })).toEqual([3]);
  });

  it('yields nothing, but a stream, if it is above the last event', async () => {
    const stream = await streamOf(2);
    await server.client.setStreamMetadata(stream, { truncateBefore: 9 });
    expect(await numbers(stream)).toEqual([]);
  });

  it('goes together with $maxCount by the higher bound', async () => {
    const stream = await streamOf(10);
    await server.client.setStreamMetadata(stream, { truncateBefore: 4, maxCount: 8 });
    expect(await numbers(stream)).toEqual([4, 5, 6, 7, 8, 9]);
    await server.client.setStreamMetadata(stream, { truncateBefore: 4, maxCount: 2 });
    expect(await numbers(stream)).toEqual([8, 9]);
  });
});

describe('$maxAge', () => {
  it('hides events when they have become too old', async () => {
    const stream = await streamOf(2);
    await server.client.setStreamMetadata(stream, { maxAge: 1 });
    expect(await numbers(stream)).toEqual([0, 1]);
    await new Promise((resolve) => setTimeout(resolve, 1_200));
    await server.client.appendToStream(stream, numbered(1, 2));
    expect(await numbers(stream)).toEqual([2]);
    expect(await numbers(stream, { direction: BACKWARDS, fromRevision: END })).toEqual([2]);
  });
});
