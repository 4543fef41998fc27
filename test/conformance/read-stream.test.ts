import { once } from 'node:events';
import { BACKWARDS, END, ErrorType, FORWARDS, START } from '@eventstore/db-client';
import { beforeAll, describe, expect, it } from 'vitest';
import { collect, numbered, numbersOf } from './support/events.ts';
import { useServer } from './support/server.ts';

const server = useServer();
const COUNT = 700;
let stream: string;

beforeAll(async () => {
  stream = server.stream();
  await server.client.appendToStream(stream, numbered(COUNT));
});

const range = (from: number, to: number): number[] =>
  Array.from({ length: Math.abs(to - from) + 1 }, (_, offset) =>
    from <= to ? from + offset : from - offset,
  );

const read = async (options: Parameters<typeof server.client.readStream>[1]): Promise<number[]> =>
  numbersOf(await collect(server.client.readStream(stream, options)));

describe('reading a stream forwards', () => {
  it('yields all of it from the start', async () => {
    expect(await read({ direction: FORWARDS, fromRevision: START })).toEqual(range(0, COUNT - 1));
  });

  it('includes the revision given', async () => {
    expect(await read({ fromRevision: 600n })).toEqual(range(600, COUNT - 1));
  });

  it('stops at the count', async () => {
    expect(await read({ fromRevision: 10n, maxCount: 3 })).toEqual([10, 11, 12]);
    expect(await read({ maxCount: 400 })).toEqual(range(0, 399));
  });

  it('yields nothing from the end or beyond it', async () => {
    expect(await read({ fromRevision: END })).toEqual([]);
    expect(await read({ fromRevision: BigInt(COUNT) })).toEqual([]);
    expect(await read({ fromRevision: 2n ** 63n })).toEqual([]);
  });

  it('gives each event its revision and a growing position', async () => {
    const events = await collect(server.client.readStream(stream));
    let last = -1n;
    events.forEach(({ event }, index) => {
      expect(event?.revision).toBe(BigInt(index));
      expect(event?.position?.commit).toBe(event?.position?.prepare);
      expect(event?.position?.commit).toBeGreaterThan(last);
      last = event?.position?.commit ?? last;
    });
  });
});

describe('reading a stream backwards', () => {
  it('yields all of it from the end', async () => {
    expect(await read({ direction: BACKWARDS, fromRevision: END })).toEqual(range(COUNT - 1, 0));
  });

  it('includes the revision given', async () => {
    expect(await read({ direction: BACKWARDS, fromRevision: 5n })).toEqual([5, 4, 3, 2, 1, 0]);
  });

  it('yields the first event from the start', async () => {
    expect(await read({ direction: BACKWARDS, fromRevision: START })).toEqual([0]);
  });

  it('begins at the last event if the revision is beyond it', async () => {
    expect(await read({ direction: BACKWARDS, fromRevision: 2n ** 40n, maxCount: 2 })).toEqual([
      COUNT - 1,
      COUNT - 2,
    ]);
  });

  it('stops at the count', async () => {
    expect(await read({ direction: BACKWARDS, fromRevision: END, maxCount: 1 })).toEqual([COUNT - 1]);
  });
});

describe('reading a stream that does not exist', () => {
  it('says so, thousands of times on one connection', async () => {
    for (let round = 0; round < 12; round += 1) {
      const reads = Array.from({ length: 100 }, () =>
        collect(server.client.readStream(server.stream('none'))),
      );
      const results = await Promise.allSettled(reads);
      expect(
        results.every(
          (result) => result.status === 'rejected' && result.reason.type === ErrorType.STREAM_NOT_FOUND,
        ),
      ).toBe(true);
    }
  }, 30_000);

  it.each([FORWARDS, BACKWARDS] as const)('says so, %s', async (direction) => {
    const name = server.stream();
    await expect(collect(server.client.readStream(name, { direction }))).rejects.toMatchObject({
      type: ErrorType.STREAM_NOT_FOUND,
    });
  });

  it('says so if it has metadata only', async () => {
    const name = server.stream();
    await server.client.setStreamMetadata(name, { maxCount: 3 });
    await expect(collect(server.client.readStream(name))).rejects.toMatchObject({
      type: ErrorType.STREAM_NOT_FOUND,
    });
  });
});

describe('a read that is left early', () => {
  it('can be one of thousands on one connection', async () => {
    for (let round = 0; round < 12; round += 1) {
      await Promise.all(
        Array.from({ length: 100 }, async () => {
          const reading = server.client.readStream(stream, { maxCount: 300 });
          reading.on('error', () => {});
          await once(reading, 'data');
          await reading.cancel();
        }),
      );
    }
    expect(await read({ maxCount: 2 })).toEqual([0, 1]);
  }, 30_000);

  it('does not disturb others', async () => {
    for await (const { event } of server.client.readStream(stream)) {
      if (event?.revision === 3n) break;
    }
    expect(await read({ maxCount: 2 })).toEqual([0, 1]);
  });
});
