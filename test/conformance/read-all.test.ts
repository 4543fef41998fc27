import { BACKWARDS, END, type Position, START } from '@eventstore/db-client';
import { beforeAll, describe, expect, it } from 'vitest';
import { collect, numbered, numberOf } from './support/events.ts';
import { useServer } from './support/server.ts';

const server = useServer();
const COUNT = 900;
let stream: string;
let positions: Position[];

beforeAll(async () => {
  stream = server.stream();
  for (let index = 0; index < COUNT; index += 300) {
    await server.client.appendToStream(stream, numbered(300, index));
  }
  positions = (await collect(server.client.readStream(stream))).map(({ event }) => event!.position!);
});

/** Numbers of this file's own events in a read of the log, which may hold others too. */
const ours = async (options: Parameters<typeof server.client.readAll>[0]): Promise<number[]> => {
  const events = await collect(server.client.readAll(options));
  return events.filter(({ event }) => event?.streamId === stream).map(numberOf);
};

describe('reading the log forwards', () => {
  it('yields everything from the start in order of positions', async () => {
    const events = await collect(server.client.readAll({ fromPosition: START }));
    let last = -1n;
    for (const { event, commitPosition } of events) {
      expect(event?.position?.commit).toBe(event?.position?.prepare);
      expect(commitPosition).toBe(event?.position?.commit);
      expect(commitPosition).toBeGreaterThan(last);
      last = commitPosition ?? last;
    }
    expect(events.filter(({ event }) => event?.streamId === stream)).toHaveLength(COUNT);
  });

  it('includes the position given', async () => {
    expect((await ours({ fromPosition: positions[890]! }))[0]).toBe(890);
  });

  it('stops at the count', async () => {
    const events = await collect(server.client.readAll({ fromPosition: positions[5]!, maxCount: 4 }));
    expect(events).toHaveLength(4);
    expect(numberOf(events[0]!)).toBe(5);
  });

  it('yields nothing from the end', async () => {
    expect(await collect(server.client.readAll({ fromPosition: END }))).toEqual([]);
  });
});

describe('reading the log backwards', () => {
  it('begins with the newest event', async () => {
    const [newest] = await collect(
      server.client.readAll({ direction: BACKWARDS, fromPosition: END, maxCount: 1 }),
    );
    expect(newest?.commitPosition).toBeGreaterThanOrEqual(positions.at(-1)!.commit);
  });

  it('excludes the position given', async () => {
    expect((await ours({ direction: BACKWARDS, fromPosition: positions[500]!, maxCount: 3 })).at(0)).toBe(
      499,
    );
  });

  it('yields everything down to the start', async () => {
    const numbers = await ours({ direction: BACKWARDS, fromPosition: END });
    expect(numbers).toEqual(Array.from({ length: COUNT }, (_, index) => COUNT - 1 - index));
  });

  it('yields nothing from the start', async () => {
    expect(await collect(server.client.readAll({ direction: BACKWARDS, fromPosition: START }))).toEqual([]);
  });
});

describe('while the log is read', () => {
  it('appends are acknowledged', async () => {
    let isReading = true;
    const reading = collect(server.client.readAll()).finally(() => {
      isReading = false;
    });
    let acknowledged = 0;
    while (isReading) {
      await server.client.appendToStream(server.stream('meanwhile'), numbered(1));
      acknowledged += 1;
    }
    await reading;
    expect(acknowledged).toBeGreaterThan(0);
  });
});
