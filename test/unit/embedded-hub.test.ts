import { EventEmitter } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Call } from '../../src/events/embedded/rpc/call.ts';
import type { ReadPlan } from '../../src/events/embedded/services/read-plan.ts';
import { subscribeAll } from '../../src/events/embedded/services/subscribe-all.ts';
import { subscribeStream } from '../../src/events/embedded/services/subscribe-stream.ts';
import { Store } from '../../src/events/embedded/storage/store.ts';
import { compileFilter } from '../../src/events/embedded/streams/filter.ts';
import { type CommittedEvent, Hub } from '../../src/events/embedded/streams/hub.ts';
import { parseLink } from '../../src/events/embedded/streams/links.ts';
import { StreamCache } from '../../src/events/embedded/streams/stream-cache.ts';
import { StreamReader } from '../../src/events/embedded/streams/stream-reader.ts';
import { newStreamState } from '../../src/events/embedded/streams/stream-state.ts';
import { eventIdFromText } from '../../src/events/embedded/wire/event-id.ts';
import { encodeRecord } from '../../src/events/embedded/wire/record.ts';

const committed = (position: number, bytes = 10, streamName = 's'): CommittedEvent => ({
  position,
  streamName,
  record: Buffer.alloc(bytes, position % 256),
});

describe('the hub', () => {
  it('hands out what is new, and says so when it no longer has it', () => {
    const hub = new Hub();
    hub.reset(100);
    hub.publish([committed(101), committed(102), committed(103)]);
    expect(hub.from(100, 10)).toBeUndefined();
    expect(hub.from(101, 2)?.map((record) => record[0])).toEqual([101, 102]);
    expect(hub.from(103, 10)).toHaveLength(1);
    expect(hub.from(104, 10)).toEqual([]);
  });

  it('holds a bounded number of events', () => {
    const hub = new Hub();
    hub.publish(Array.from({ length: 20_000 }, (_, index) => committed(index + 1)));
    expect(hub.from(10_000, 1)).toBeUndefined();
    expect(hub.from(20_000 - 8_191, 9_000)).toHaveLength(8_192);
  });

  it('holds a bounded number of bytes', () => {
    const hub = new Hub();
    for (let position = 1; position <= 100; position += 1) hub.publish([committed(position, 1_048_576)]);
    expect(hub.from(60, 1)).toBeUndefined();
    expect(hub.from(90, 100)).toHaveLength(11);
  });

  it('wakes those concerned, once', () => {
    const hub = new Hub();
    const woken: string[] = [];
    hub.onCommit(() => woken.push('all'));
    hub.onStreamCommit('a', () => woken.push('a'));
    hub.onStreamCommit('b', () => woken.push('b'));
    hub.publish([committed(1, 1, 'a'), committed(2, 1, 'a')]);
    hub.publish([committed(3, 1, 'a')]);
    expect(woken).toEqual(['all', 'a']);
    expect(hub.waiting).toBe(1);
  });

  it('forgets those who take their wish back', () => {
    const hub = new Hub();
    const forget = [hub.onCommit(() => {}), hub.onStreamCommit('a', () => {})];
    for (const each of forget) each();
    expect(hub.waiting).toBe(0);
  });
});

describe('a cancelled subscription', () => {
  let dir: string | undefined;
  let store: Store | undefined;

  afterEach(async () => {
    store?.close(true);
    if (dir !== undefined) await rm(dir, { recursive: true, force: true });
  });

  it('leaves nothing behind', async () => {
    dir = await mkdtemp(join(tmpdir(), 'embedded-hub-'));
    store = Store.open(dir);
    const hub = new Hub();
    const reader = new StreamReader(store);
    const node = { store, reader, hub };
    const plan: ReadPlan = {
      streamName: undefined,
      from: 'start',
      isBackwards: false,
      resolveLinks: false,
      isIdText: true,
      limit: 'subscription',
      filter: undefined,
    };
    const calls = [fakeCall(), fakeCall()] as const;
    const work = [subscribeAll(calls[0], plan, node), subscribeStream(calls[1], plan, 'any', node)];
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(hub.waiting).toBe(2);
    for (const call of calls) call.cancel();
    await Promise.all(work);
    expect(hub.waiting).toBe(0);
  });
});

/** A call that takes everything and can be cancelled. */
function fakeCall(): Call & { cancel(): void } {
  const events = new EventEmitter();
  const call = {
    isOver: false,
    write: () => true,
    drained: () => Promise.resolve(),
    onClose(close: () => void) {
      events.once('close', close);
      return () => events.off('close', close);
    },
    cancel() {
      call.isOver = true;
      events.emit('close');
    },
  };
  return call as unknown as Call & { cancel(): void };
}

describe('filters', () => {
  const record = (stream: string, type: string): Buffer =>
    encodeRecord(Buffer.from(stream), 0, 1, Buffer.from('1'), {
      id: eventIdFromText(Buffer.from('0f8fad5b-d9cb-469f-a165-70867728950e')),
      type: Buffer.from(type),
      isJson: true,
      metadata: Buffer.alloc(0),
      data: Buffer.alloc(0),
    });

  it('go by a regular expression if there is one, else by prefixes', () => {
    const byBoth = compileFilter({ on: 'type', regex: 'de$', prefixes: ['Lost'] });
    expect([byBoth(record('s', 'Made')), byBoth(record('s', 'Lost')), byBoth(record('s', 'Made'))]).toEqual([
      true,
      false,
      true,
    ]);
    const byPrefix = compileFilter({ on: 'stream', regex: '', prefixes: ['user-', 'ñ'] });
    expect(['user-1', 'ñandú', 'other'].map((stream) => byPrefix(record(stream, 'T')))).toEqual([
      true,
      true,
      false,
    ]);
  });

  it('refuse what is no regular expression', () => {
    expect(() => compileFilter({ on: 'type', regex: '(', prefixes: [] })).toThrow(SyntaxError);
  });
});

describe('links', () => {
  it('name a revision and a stream', () => {
    expect(parseLink(Buffer.from('12@a@b'))).toEqual({ revision: 12, streamName: 'a@b' });
    for (const text of ['', '@a', 'x@a', '12', '-1@a']) expect(parseLink(Buffer.from(text))).toBeUndefined();
  });
});

describe('the cache of streams', () => {
  it('keeps what is used and drops the rest', () => {
    const cache = new StreamCache(2);
    cache.set(newStreamState('used'));
    for (let index = 0; index < 10; index += 1) {
      cache.set(newStreamState(`s${index}`));
      expect(cache.get('used')?.name).toBe('used');
    }
    expect(cache.get('s0')).toBeUndefined();
  });
});
