import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { decodeConfig, encodeConfig, type GroupEntry } from '../../src/events/embedded/persistent/config.ts';
import { Consumer } from '../../src/events/embedded/persistent/consumer.ts';
import type { Message } from '../../src/events/embedded/persistent/message.ts';
import { MessageBuffer } from '../../src/events/embedded/persistent/message-buffer.ts';
import { PinnedStrategy } from '../../src/events/embedded/persistent/pinned-strategy.ts';
import { Progress } from '../../src/events/embedded/persistent/progress.ts';
import type { GroupSettings } from '../../src/events/embedded/persistent/settings.ts';
import { formatPosition, parsePosition } from '../../src/events/embedded/persistent/source.ts';
import { Timings } from '../../src/events/embedded/persistent/timings.ts';
import { isOwnStreamOfAllGroup } from '../../src/events/embedded/streams/visible.ts';

const SETTINGS: GroupSettings = {
  startFrom: '0',
  resolveLinks: false,
  extraStatistics: false,
  messageTimeoutMs: 30_000,
  maxRetryCount: 10,
  checkpointAfterMs: 2_000,
  minCheckpointCount: 3,
  maxCheckpointCount: 10,
  maxSubscriberCount: 0,
  liveBufferSize: 500,
  readBatchSize: 20,
  historyBufferSize: 500,
  strategy: 'RoundRobin',
};

/** A message at a position of its source; undefined: one that is replayed. */
function message(position: number | undefined, id: string = randomUUID()): Message {
  return {
    id,
    event: Buffer.alloc(10),
    link: undefined,
    logPosition: 1,
    place: position === undefined ? undefined : { position, sequence: position, previous: undefined },
    retryCount: 0,
  };
}

const consumer = (slots: number): Consumer =>
  new Consumer(
    { connectionName: 'test', username: 'anonymous', send: () => {}, drop: () => {} },
    slots,
    false,
  );

describe('the progress of a group', () => {
  const considered = (count: number, settings: Partial<GroupSettings> = {}): Progress => {
    const progress = new Progress({ ...SETTINGS, ...settings }, undefined);
    for (let position = 0; position < count; position += 1) progress.consider(position * 10);
    return progress;
  };

  it('asks for no checkpoint before there is anything', () => {
    expect(considered(0).due(undefined, true, 0)).toBeUndefined();
  });

  it('waits for the lower bound when the clock asks', () => {
    expect(considered(2).due(undefined, true, 0)).toBeUndefined();
    expect(considered(3).due(undefined, true, 0)).toBe(20);
  });

  it('waits for the upper bound when an answer asks', () => {
    expect(considered(9).due(undefined, false, 0)).toBeUndefined();
    const progress = considered(10);
    expect(progress.mayBeFull).toBe(true);
    expect(progress.due(undefined, false, 0)).toBe(90);
    expect(progress.mayBeFull).toBe(false);
  });

  it('leaves time between two checkpoints unless the upper bound is met', () => {
    const progress = considered(3);
    expect(progress.due(undefined, true, 1_000)).toBe(20);
    for (let position = 3; position < 8; position += 1) progress.consider(position * 10);
    expect(progress.due(undefined, true, 2_999)).toBeUndefined();
    expect(progress.due(undefined, true, 3_000)).toBe(70);
    for (let position = 8; position < 18; position += 1) progress.consider(position * 10);
    expect(progress.due(undefined, true, 3_001)).toBe(170);
  });

  it('never asks by the clock without a time', () => {
    expect(considered(9, { checkpointAfterMs: 0 }).due(undefined, true, 1e9)).toBeUndefined();
    expect(considered(10, { checkpointAfterMs: 0 }).due(undefined, true, 1e9)).toBe(90);
  });

  it('stays before what is not done', () => {
    const progress = considered(5);
    const undone = { position: 30, sequence: 3, previous: 20 };
    expect(progress.due(undone, true, 0)).toBe(20);
    expect(progress.due(undone, true, 1e9)).toBeUndefined();
    expect(progress.last(undefined)).toBe(40);
    expect(progress.last(undefined)).toBeUndefined();
  });

  it('has nothing to write while the very first is not done', () => {
    expect(considered(20).due({ position: 0, sequence: 0, previous: undefined }, true, 0)).toBeUndefined();
  });

  it('goes on from a checkpoint', () => {
    const progress = new Progress(SETTINGS, 500);
    expect(progress.checkpoint).toBe(500);
    const first = progress.consider(510);
    expect(first.previous).toBe(500);
    expect(progress.last(first)).toBeUndefined();
    expect(progress.last(undefined)).toBe(510);
  });
});

describe('the buffer of messages', () => {
  const order = (buffer: MessageBuffer): (number | undefined)[] => {
    const positions: (number | undefined)[] = [];
    buffer.drain(({ place }) => {
      positions.push(place?.position);
      return 'skipped';
    });
    return positions;
  };

  it('puts what is sent again in the order of its source, and what is replayed behind', () => {
    const buffer = new MessageBuffer();
    for (const position of [5, 3, undefined, 9, 1]) buffer.insert(message(position));
    expect(order(buffer)).toEqual([1, 3, 5, undefined, 9]);
    expect(buffer.first()?.place?.position).toBe(1);
  });

  it('keeps what was skipped in its place, and stops where nobody has room', () => {
    const buffer = new MessageBuffer();
    for (let position = 0; position < 6; position += 1) buffer.append(message(position));
    const isThrough = buffer.drain(({ place }) =>
      place!.position === 4 ? 'full' : place!.position % 2 === 0 ? 'skipped' : 'sent',
    );
    expect(isThrough).toBe(false);
    expect(order(buffer)).toEqual([0, 2, 4, 5]);
    expect([buffer.length, buffer.bytes]).toEqual([4, 40]);
  });
});

describe('pinning', () => {
  const strategy = (): PinnedStrategy => new PinnedStrategy(({ id }) => id.split('/')[0] as string);

  it('keeps a key with its consumer, and skips it while that one is full', () => {
    const pinned = strategy();
    const consumers = [consumer(1), consumer(1)];
    for (const each of consumers) pinned.add(each);
    const first = pinned.push(message(0, 'a/0'));
    expect(first.result).toBe('sent');
    expect(pinned.push(message(1, 'a/1')).result).toBe('skipped');
    expect(pinned.push(message(2, 'b/0'))).toMatchObject({ result: 'sent' });
    expect(pinned.push(message(3, 'b/1')).result).toBe('full');
  });

  it('gives the keys of a consumer that has gone to others', () => {
    const pinned = strategy();
    const [leaver, stayer] = [consumer(100), consumer(100)];
    pinned.add(leaver);
    pinned.push(message(0, 'a/0'));
    pinned.add(stayer);
    pinned.remove(leaver);
    expect(pinned.push(message(1, 'a/1'))).toEqual({ result: 'sent', consumer: stayer });
  });

  it('gives a consumer that joins its share', () => {
    const pinned = strategy();
    const [first, second] = [consumer(1_000), consumer(1_000)];
    pinned.add(first);
    for (let key = 0; key < 100; key += 1) pinned.push(message(key, `${key}/0`));
    pinned.add(second);
    for (let key = 0; key < 100; key += 1) pinned.push(message(key, `${key}/1`));
    expect(second.inFlightCount).toBeGreaterThan(35);
    expect(second.inFlightCount).toBeLessThan(65);
  });
});

describe('positions of a source', () => {
  const log = { kind: 'all', filter: undefined } as const;
  const stream = { kind: 'stream', name: 'some' } as const;

  it('are written as the server writes them', () => {
    expect(formatPosition(stream, 7)).toBe('7');
    expect(formatPosition(log, 7)).toBe('C:7/P:7');
    expect(parsePosition(stream, '-1')).toBe(-1);
    expect(parsePosition(log, 'C:9/P:8')).toBe(9);
  });

  it.each(['', 'x', '1.5', 'C:1/P:1', '99999999999999999999'])('of a stream are not %j', (text) => {
    expect(parsePosition(stream, text)).toBeUndefined();
  });

  it('leave out what groups on the log write for themselves', () => {
    expect(isOwnStreamOfAllGroup('$persistentsubscription-$all::g-checkpoint')).toBe(true);
    expect(isOwnStreamOfAllGroup('$persistentsubscription-$all::g-parked')).toBe(true);
    expect(isOwnStreamOfAllGroup('$persistentsubscription-orders::g-parked')).toBe(false);
  });
});

describe('the configuration', () => {
  const entries: GroupEntry[] = [
    { source: { kind: 'stream', name: 'orders' }, groupName: 'one', settings: SETTINGS },
    {
      source: { kind: 'all', filter: { on: 'type', regex: '', prefixes: ['a', 'b'] } },
      groupName: 'two',
      settings: { ...SETTINGS, startFrom: 'C:-1/P:-1', strategy: 'PinnedByCorrelation' },
    },
    {
      source: { kind: 'all', filter: { on: 'stream', regex: '^x,y$', prefixes: [] } },
      groupName: 'three',
      settings: { ...SETTINGS, startFrom: 'C:5/P:5' },
    },
  ];
  const bytes = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));
  const refuse = (): never => {
    throw new Error('nothing is to be ignored');
  };

  it('is read as it was written', () => {
    expect(decodeConfig(bytes(encodeConfig(entries, 0)), refuse)).toEqual(entries);
  });

  it('of version 1 names its strategy by a flag', () => {
    const written = encodeConfig([entries[0]!], 0) as { entries: object[] };
    const old = { ...written.entries[0], namedConsumerStrategy: null, startPosition: null, startFrom: 4 };
    const read = (preferRoundRobin: boolean): GroupEntry[] =>
      decodeConfig(bytes({ version: '1', entries: [{ ...old, preferRoundRobin }] }), refuse);
    expect(read(true)[0]?.settings).toMatchObject({ strategy: 'RoundRobin', startFrom: '4' });
    expect(read(false)[0]?.settings.strategy).toBe('DispatchToSingle');
  });

  it('is read without the entries that make no sense', () => {
    const written = encodeConfig(entries, 0) as { entries: object[] };
    const ignored: string[] = [];
    const read = decodeConfig(
      bytes({
        version: '2',
        entries: [{ ...written.entries[0], namedConsumerStrategy: 'ByChance' }, written.entries[1]],
      }),
      (stream, group) => ignored.push(`${stream}::${group}`),
    );
    expect(read).toEqual([entries[1]]);
    expect(ignored).toEqual(['orders::one']);
  });

  it('is refused if it is none', () => {
    expect(() => decodeConfig(bytes({ entries: [] }), refuse)).toThrow();
  });
});

describe('the timings of a consumer', () => {
  it('are told as the server tells them', () => {
    const timings = new Timings();
    expect(timings.measurements()).toEqual([]);
    for (let took = 1; took <= 100; took += 1) {
      timings.start(String(took), 0);
      timings.end(String(took), took);
    }
    expect(Object.fromEntries(timings.measurements())).toEqual({
      Mean: 50,
      Median: 51,
      Fastest: 1,
      'Quintile 1': 1,
      'Quintile 2': 21,
      'Quintile 3': 41,
      'Quintile 4': 61,
      'Quintile 5': 81,
      '90%': 91,
      '95%': 96,
      '99%': 100,
      '99.5%': 100,
      '99.9%': 100,
      Highest: 100,
    });
  });
});
