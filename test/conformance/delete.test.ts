import { ANY, END, ErrorType, NO_STREAM, STREAM_EXISTS } from '@eventstore/db-client';
import { describe, expect, it } from 'vitest';
import { collect, numbered, numbersOf, revisionsOf } from './support/events.ts';
import { callCredentials, useServer } from './support/server.ts';

const server = useServer();

const notFound = expect.objectContaining({ type: ErrorType.STREAM_NOT_FOUND });
const deleted = expect.objectContaining({ type: ErrorType.STREAM_DELETED });
const wrongVersion = expect.objectContaining({ type: ErrorType.WRONG_EXPECTED_VERSION });

async function streamOf(count: number): Promise<string> {
  const stream = server.stream();
  await server.client.appendToStream(stream, numbered(count));
  return stream;
}

describe('deleting a stream', () => {
  it('hides it from reads', async () => {
    const stream = await streamOf(3);
    const { position } = await server.client.deleteStream(stream);
    expect(position?.commit).toBeGreaterThan(0n);
    await expect(collect(server.client.readStream(stream))).rejects.toEqual(notFound);
  });

  it('checks the expected revision', async () => {
    const stream = await streamOf(3);
    await expect(server.client.deleteStream(stream, { expectedRevision: 1n })).rejects.toMatchObject({
      type: ErrorType.WRONG_EXPECTED_VERSION,
      streamName: stream,
      expectedVersion: 1n,
      actualVersion: 2n,
    });
    await expect(server.client.deleteStream(stream, { expectedRevision: NO_STREAM })).rejects.toEqual(
      wrongVersion,
    );
    await server.client.deleteStream(stream, { expectedRevision: 2n });
  });

  it('refuses one that has neither events nor metadata', async () => {
    await expect(server.client.deleteStream(server.stream())).rejects.toEqual(wrongVersion);
  });

  it('is written down as $tb of the metadata', async () => {
    const stream = await streamOf(1);
    await server.client.deleteStream(stream);
    const { metadata } = await server.client.getStreamMetadata(stream);
    expect(metadata?.truncateBefore).toBe(Number(2n ** 63n - 1n));
  });
});

describe('a deleted stream', () => {
  it.each([ANY, NO_STREAM, 2n] as const)(
    'can be written again expecting %s and goes on numbering',
    async (expectedRevision) => {
      const stream = await streamOf(3);
      await server.client.deleteStream(stream);
      const result = await server.client.appendToStream(stream, numbered(2, 10), { expectedRevision });
      expect(result.nextExpectedRevision).toBe(4n);
      const events = await collect(server.client.readStream(stream));
      expect(revisionsOf(events)).toEqual([3n, 4n]);
      expect(numbersOf(events)).toEqual([10, 11]);
      const { metadata } = await server.client.getStreamMetadata(stream);
      expect(metadata?.truncateBefore).toBe(3);
    },
  );

  it('is deleted for who expects stream_exists', async () => {
    const stream = await streamOf(3);
    await server.client.deleteStream(stream);
    const appending = server.client.appendToStream(stream, numbered(1), { expectedRevision: STREAM_EXISTS });
    await expect(appending).rejects.toEqual(deleted);
  });

  it('comes back, without its old events, when its metadata is set', async () => {
    const stream = await streamOf(3);
    await server.client.deleteStream(stream);
    await server.client.setStreamMetadata(stream, { maxCount: 5, custom: 'kept' });
    const { metadata } = await server.client.getStreamMetadata(stream);
    expect(metadata).toEqual({ maxCount: 5, custom: 'kept', truncateBefore: 3 });
    expect(await collect(server.client.readStream(stream))).toEqual([]);
  });

  it('keeps its events in the log', async () => {
    const stream = await streamOf(3);
    await server.client.deleteStream(stream);
    const events = await collect(server.client.readAll());
    expect(events.filter(({ event }) => event?.streamId === stream)).toHaveLength(3);
  });
});

describe('a tombstoned stream', () => {
  it('is deleted for readers and writers alike', async () => {
    const stream = await streamOf(3);
    await server.client.tombstoneStream(stream);
    await expect(collect(server.client.readStream(stream))).rejects.toMatchObject({
      type: ErrorType.STREAM_DELETED,
      streamName: stream,
    });
    for (const expectedRevision of [ANY, NO_STREAM, STREAM_EXISTS, 2n] as const) {
      await expect(
        server.client.appendToStream(stream, numbered(1), { expectedRevision }),
      ).rejects.toMatchObject({ type: ErrorType.STREAM_DELETED, streamName: stream });
    }
    await expect(
      server.client.appendToStream(stream, numbered(1), {
        credentials: callCredentials(),
      }),
    ).rejects.toEqual(deleted);
  });

  it('cannot be deleted again', async () => {
    const stream = await streamOf(1);
    await server.client.tombstoneStream(stream);
    await expect(server.client.tombstoneStream(stream)).rejects.toEqual(deleted);
    await expect(server.client.deleteStream(stream)).rejects.toEqual(deleted);
  });

  it('checks the expected revision', async () => {
    const stream = await streamOf(2);
    await expect(server.client.tombstoneStream(stream, { expectedRevision: 0n })).rejects.toEqual(
      wrongVersion,
    );
    await server.client.tombstoneStream(stream, { expectedRevision: 1n });
    await expect(collect(server.client.readStream(stream))).rejects.toEqual(deleted);
  });

  it('takes its metadata with it', async () => {
    const stream = await streamOf(1);
    await server.client.tombstoneStream(stream);
    await expect(server.client.setStreamMetadata(stream, { maxCount: 1 })).rejects.toEqual(deleted);
  });

  it('can never have existed', async () => {
    const stream = server.stream();
    await server.client.tombstoneStream(stream, { expectedRevision: NO_STREAM });
    await expect(server.client.appendToStream(stream, numbered(1))).rejects.toEqual(deleted);
  });

  it('ends with an event of its own in the log', async () => {
    const stream = await streamOf(1);
    const { position } = await server.client.tombstoneStream(stream);
    const [last] = await collect(server.client.readAll({ fromPosition: position!, maxCount: 1 }));
    expect(last?.event).toMatchObject({ streamId: stream, type: '$streamDeleted', revision: 2n ** 63n - 1n });
    expect(await collect(server.client.readAll({ fromPosition: END }))).toEqual([]);
  });
});
