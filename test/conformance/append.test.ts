import { randomUUID } from 'node:crypto';
import {
  ANY,
  type AppendToStreamOptions,
  binaryEvent,
  ErrorType,
  jsonEvent,
  NO_STREAM,
  STREAM_EXISTS,
} from '@eventstore/db-client';
import { describe, expect, it } from 'vitest';
import { collect, numbered, numbersOf } from './support/events.ts';
import { callCredentials, useServer } from './support/server.ts';

const server = useServer();

/** A call with credentials goes by the unary method; over an insecure channel the credentials themselves are left out. */
const METHODS: [name: string, options: AppendToStreamOptions][] = [
  ['batch append', {}],
  ['unary append', { credentials: callCredentials() }],
];

describe.each(METHODS)('%s', (_name, method) => {
  const append: typeof server.client.appendToStream = (stream, events, options) =>
    server.client.appendToStream(stream, events, { ...method, ...options });

  const wrongVersion = (actualVersion: unknown, expectedVersion: unknown): unknown =>
    expect.objectContaining({ type: ErrorType.WRONG_EXPECTED_VERSION, actualVersion, expectedVersion });

  describe('to a stream that does not exist', () => {
    it.each([ANY, NO_STREAM] as const)('succeeds expecting %s', async (expectedRevision) => {
      const result = await append(server.stream(), numbered(3), { expectedRevision });
      expect(result).toMatchObject({ success: true, nextExpectedRevision: 2n });
      expect(result.position?.commit).toBe(result.position?.prepare);
    });

    it('refuses an exact revision', async () => {
      const stream = server.stream();
      const appending = append(stream, numbered(1), { expectedRevision: 0n });
      await expect(appending).rejects.toEqual(wrongVersion('no_stream', 0n));
      await expect(appending).rejects.toMatchObject({ streamName: stream });
    });

    it('refuses stream_exists', async () => {
      const appending = append(server.stream(), numbered(1), { expectedRevision: STREAM_EXISTS });
      await expect(appending).rejects.toEqual(wrongVersion('no_stream', STREAM_EXISTS));
    });

    it('accepts stream_exists if it has metadata', async () => {
      const stream = server.stream();
      await server.client.setStreamMetadata(stream, { maxCount: 10 });
      const result = await append(stream, numbered(1), { expectedRevision: STREAM_EXISTS });
      expect(result.nextExpectedRevision).toBe(0n);
    });
  });

  describe('to a stream that exists', () => {
    it.each([ANY, STREAM_EXISTS] as const)('goes on numbering expecting %s', async (expectedRevision) => {
      const stream = server.stream();
      await append(stream, numbered(2));
      expect((await append(stream, numbered(2), { expectedRevision })).nextExpectedRevision).toBe(3n);
    });

    it('accepts the exact revision', async () => {
      const stream = server.stream();
      await append(stream, numbered(2));
      expect((await append(stream, numbered(1), { expectedRevision: 1n })).nextExpectedRevision).toBe(2n);
    });

    it('refuses a revision below the current one', async () => {
      const stream = server.stream();
      await append(stream, numbered(3));
      await expect(append(stream, numbered(1), { expectedRevision: 1n })).rejects.toEqual(
        wrongVersion(2n, 1n),
      );
    });

    it('refuses a revision above the current one', async () => {
      const stream = server.stream();
      await append(stream, numbered(3));
      await expect(append(stream, numbered(1), { expectedRevision: 5n })).rejects.toEqual(
        wrongVersion(2n, 5n),
      );
    });

    it('refuses no_stream', async () => {
      const stream = server.stream();
      await append(stream, numbered(1));
      await expect(append(stream, numbered(1), { expectedRevision: NO_STREAM })).rejects.toEqual(
        wrongVersion(0n, NO_STREAM),
      );
    });

    it('leaves nothing of a refused append behind', async () => {
      const stream = server.stream();
      await append(stream, numbered(2));
      await expect(append(stream, numbered(5, 10), { expectedRevision: 7n })).rejects.toThrow();
      expect(numbersOf(await collect(server.client.readStream(stream)))).toEqual([0, 1]);
    });
  });

  describe('repeated', () => {
    it.each([ANY, NO_STREAM] as const)('succeeds as before expecting %s', async (expectedRevision) => {
      const stream = server.stream();
      const events = numbered(3);
      const first = await append(stream, events, { expectedRevision });
      await append(stream, numbered(1, 3));
      expect(await append(stream, events, { expectedRevision })).toEqual(first);
      expect(await collect(server.client.readStream(stream))).toHaveLength(4);
    });

    it('succeeds as before expecting an exact revision', async () => {
      const stream = server.stream();
      await append(stream, numbered(2));
      const events = numbered(2, 2);
      const first = await append(stream, events, { expectedRevision: 1n });
      await append(stream, numbered(1, 4), { expectedRevision: 3n });
      expect(await append(stream, events, { expectedRevision: 1n })).toEqual(first);
      expect(await collect(server.client.readStream(stream))).toHaveLength(5);
    });

    it('is refused if a later id differs, expecting any', async () => {
      const stream = server.stream();
      const events = numbered(2);
      await append(stream, events);
      const mixed = [events[0]!, ...numbered(1, 9)];
      await expect(append(stream, mixed, { expectedRevision: ANY })).rejects.toMatchObject({
        type: ErrorType.WRONG_EXPECTED_VERSION,
      });
    });

    it('is refused if a later id differs, expecting a revision', async () => {
      const stream = server.stream();
      const events = numbered(2);
      await append(stream, events);
      const mixed = [events[0]!, ...numbered(1, 9)];
      await expect(append(stream, mixed, { expectedRevision: NO_STREAM })).rejects.toMatchObject({
        type: ErrorType.WRONG_EXPECTED_VERSION,
      });
    });

    it('takes an id that another stream has for a new event', async () => {
      const [event] = numbered(1);
      await append(server.stream(), event!);
      const other = server.stream();
      expect((await append(other, event!, { expectedRevision: ANY })).nextExpectedRevision).toBe(0n);
      expect(await collect(server.client.readStream(other))).toHaveLength(1);
    });

    it('takes an unknown first id for a new append, expecting any', async () => {
      const stream = server.stream();
      const events = numbered(1);
      await append(stream, events);
      const result = await append(stream, [...numbered(1, 1), ...events], { expectedRevision: ANY });
      expect(result.nextExpectedRevision).toBe(2n);
    });
  });

  describe('of different contents', () => {
    it('keeps JSON data, metadata, id and time', async () => {
      const stream = server.stream();
      const id = randomUUID();
      const data = { text: 'ñandú 🦤', list: [1, 2.5, null], deep: { yes: true } };
      const before = Date.now();
      await append(stream, jsonEvent({ id, type: 'TypeÑ', data, metadata: { $correlationId: 'c' } }));
      const [read] = await collect(server.client.readStream(stream));
      expect(read?.event).toMatchObject({
        id,
        streamId: stream,
        type: 'TypeÑ',
        data,
        metadata: { $correlationId: 'c' },
        isJson: true,
        revision: 0n,
      });
      const created = read?.event?.created.getTime() ?? 0;
      expect(created).toBeGreaterThanOrEqual(before - 1_000);
      expect(created).toBeLessThanOrEqual(Date.now() + 1_000);
    });

    it('keeps binary data and metadata', async () => {
      const stream = server.stream();
      const data = Uint8Array.from({ length: 256 }, (_, byte) => byte);
      await append(stream, binaryEvent({ type: 'Bytes', data, metadata: Uint8Array.of(1, 2, 255) }));
      const [read] = await collect(server.client.readStream(stream));
      expect(read?.event?.isJson).toBe(false);
      expect(Buffer.from(read?.event?.data as Uint8Array).equals(Buffer.from(data))).toBe(true);
      expect(Buffer.from(read?.event?.metadata as Uint8Array)).toEqual(Buffer.of(1, 2, 255));
    });

    it('keeps an event without data', async () => {
      const stream = server.stream();
      await append(stream, binaryEvent({ type: 'Empty', data: new Uint8Array() }));
      const [read] = await collect(server.client.readStream(stream));
      expect(read?.event?.data).toHaveLength(0);
      expect(read?.event?.metadata).toBeUndefined();
    });

    it('takes upper-case ids for the same as lower-case ones', async () => {
      const stream = server.stream();
      const id = randomUUID();
      await append(stream, jsonEvent({ id: id.toUpperCase(), type: 'Cased', data: {} }));
      const [read] = await collect(server.client.readStream(stream));
      expect(read?.event?.id).toBe(id);
    });

    it('takes stream names of any characters', async () => {
      const stream = server.stream('nombre con espacios/ñ—日本');
      await append(stream, numbered(1));
      const [read] = await collect(server.client.readStream(stream));
      expect(read?.event?.streamId).toBe(stream);
    });
  });

  describe('of no events', () => {
    it('succeeds and writes nothing', async () => {
      const stream = server.stream();
      await append(stream, numbered(2));
      expect((await append(stream, [], { expectedRevision: 1n })).success).toBe(true);
      expect(await collect(server.client.readStream(stream))).toHaveLength(2);
    });
  });

  describe('up to the maximum size', () => {
    const payload = (bytes: number) => binaryEvent({ type: 'Large', data: new Uint8Array(bytes) });

    it('accepts 1,048,576 bytes of data', async () => {
      const stream = server.stream();
      await append(stream, payload(1_048_576));
      const [read] = await collect(server.client.readStream(stream));
      expect(read?.event?.data).toHaveLength(1_048_576);
    });

    it('refuses one byte more', async () => {
      const stream = server.stream();
      await expect(append(stream, payload(1_048_577))).rejects.toMatchObject({
        type: ErrorType.MAXIMUM_APPEND_SIZE_EXCEEDED,
        maxAppendSize: 1_048_576,
      });
      await expect(collect(server.client.readStream(stream))).rejects.toMatchObject({
        type: ErrorType.STREAM_NOT_FOUND,
      });
    });

    it('counts the events of an append together', async () => {
      const half = [payload(524_288), payload(524_289)];
      await expect(append(server.stream(), half)).rejects.toMatchObject({
        type: ErrorType.MAXIMUM_APPEND_SIZE_EXCEEDED,
      });
    });
  });
});

describe('batch appends', () => {
  it('are put together from fragments', async () => {
    const stream = server.stream();
    const events = numbered(200);
    const result = await server.client.appendToStream(stream, events, { batchAppendSize: 1_024 });
    expect(result.nextExpectedRevision).toBe(199n);
    expect(numbersOf(await collect(server.client.readStream(stream)))).toEqual(
      events.map((_, index) => index),
    );
  });

  it('are answered each by itself, in whatever way', async () => {
    const existing = server.stream();
    await server.client.appendToStream(existing, numbered(1));
    const results = await Promise.allSettled([
      ...Array.from({ length: 50 }, () => server.client.appendToStream(server.stream(), numbered(2))),
      server.client.appendToStream(existing, numbered(1), { expectedRevision: 9n }),
      server.client.appendToStream(existing, numbered(1), { expectedRevision: 0n }),
      server.client.appendToStream(existing, numbered(300), { batchAppendSize: 1_024 }),
    ]);
    expect(results.map(({ status }) => status)).toEqual([
      ...Array.from({ length: 50 }, () => 'fulfilled'),
      'rejected',
      'fulfilled',
      'fulfilled',
    ]);
  });

  it('that come too late are refused as timed out', async () => {
    const stream = server.stream();
    await expect(
      server.client.appendToStream(stream, numbered(1), { deadline: -5_000 }),
    ).rejects.toMatchObject({ type: ErrorType.DEADLINE_EXCEEDED });
    await expect(collect(server.client.readStream(stream))).rejects.toMatchObject({
      type: ErrorType.STREAM_NOT_FOUND,
    });
  });

  it('of one stream in flight together let exactly one win', async () => {
    const stream = server.stream();
    const results = await Promise.allSettled(
      Array.from({ length: 100 }, () =>
        server.client.appendToStream(stream, numbered(1), { expectedRevision: NO_STREAM }),
      ),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await collect(server.client.readStream(stream))).toHaveLength(1);
  });

  it('keep the order in which they were sent', async () => {
    const stream = server.stream();
    const results = await Promise.all(
      Array.from({ length: 200 }, (_, index) => server.client.appendToStream(stream, numbered(1, index))),
    );
    expect(results.map((result) => Number(result.nextExpectedRevision))).toEqual(
      results.map((_, index) => index),
    );
    expect(numbersOf(await collect(server.client.readStream(stream)))).toEqual(
      results.map((_, index) => index),
    );
  });
});
