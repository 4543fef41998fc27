/**
 * The adapter against three nodes, under load, while leaders change, nodes restart and the network fails. Times to recovery
 * are printed and never asserted beyond what the program promises.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ClientOptions, createEventStore } from '../../src/events/store/cliente.ts';
import { type EventStore, StoreUnreachableError } from '../../src/events/store/tipos.ts';
import { type Cluster, startCluster } from '../support/cluster.ts';
import { idNamed } from '../support/fixtures.ts';
import { type KnownLoad, startKnownLoad } from '../support/known-load.ts';

const LANES = 32;
/** A command whose outcome is unknown is resolved within this time of the store being reachable again. */
const PROMISED_MS = 10_000;

describe('a cluster of three nodes, under load', () => {
  let cluster: Cluster;
  let store: EventStore;
  let load: KnownLoad;
  let reconnects: Record<string, number>;
  let breaker: string[];
  let name = 0;

  function open(url: string, options: Partial<ClientOptions> = {}): EventStore {
    reconnects = {};
    breaker = [];
    return createEventStore({
      url,
      appendTimeoutMs: 1_000,
      readTimeoutMs: 2_000,
      confirmTimeoutMs: 2_000,
      ...options,
      onReconnect: (what) => {
        reconnects[what] = (reconnects[what] ?? 0) + 1;
      },
      onBreaker: (connection, state) => breaker.push(`${connection} ${state}`),
    });
  }
  async function begin(url: string, options: Partial<ClientOptions> = {}): Promise<void> {
    store = open(url, options);
    name += 1;
    load = startKnownLoad(store, { lanes: LANES, name: `carga${name}`, pauseMs: 2 });
    await load.recovery();
    await load.recovery();
  }
  async function expectWhole(): Promise<void> {
    await load.stop();
    expect(await load.faults()).toEqual([]);
  }
  const say = (what: string, timesMs: number[]) =>
    process.stdout.write(
      `    ${what}: again after ${timesMs.join(', ')} ms (${load.acknowledged} acknowledged, repeated ${reconnects.append ?? 0}, ` +
        `failed fast ${load.failedFast}, unknown ${load.unknown})\n`,
    );

  beforeEach(async () => {
    cluster = await startCluster();
  });
  afterEach(async () => {
    await load?.stop().catch(() => {});
    await store?.close();
    await cluster.close();
  });

  it('follows the leader through changes', async () => {
    await begin(cluster.url());
    const timesMs: number[] = [];
    for (let change = 1; change <= 8; change++) {
      cluster.changeLeader(change % 3);
      timesMs.push(await load.recovery());
      await sleep(50);
    }
    say('8 leader changes', timesMs);
    await expectWhole();
  });

  it('finds the leader that a lone follower names', async () => {
    await begin(cluster.urlOf(1));
    expect(cluster.nodes[0]!.served.get('BatchAppend')).toBeGreaterThan(0);
    expect(cluster.nodes[1]!.served.has('BatchAppend')).toBe(false);
    cluster.changeLeader(2);
    say('leader change, one node known', [await load.recovery()]);
    await expectWhole();
  });

  it('reads the log from a follower and writes to the leader', async () => {
    await begin(cluster.url('&nodePreference=follower'));
    await sleep(200);
    await load.stop();
    expect(await load.faults()).toEqual([]);
    const all = await Array.fromAsync(store.readAll({ after: null, prefixes: ['usuario-'] }));
    expect(all.length).toBeGreaterThan(0);
    const served = (index: number, call: string) => cluster.nodes[index]!.served.get(call) ?? 0;
    expect(served(0, 'BatchAppend')).toBeGreaterThan(0);
    expect(served(1, 'BatchAppend') + served(2, 'BatchAppend')).toBe(0);
    expect(served(1, 'Read') + served(2, 'Read')).toBeGreaterThan(0);
  });

  it('goes on while the node that leads restarts, and another takes over', async () => {
    await begin(cluster.url());
    const timesMs: number[] = [];
    for (const next of [1, 2, 0]) {
      const { leader } = cluster;
      const stopping = cluster.stop(leader);
      cluster.changeLeader(next);
      await stopping;
      timesMs.push(await load.recovery());
      await cluster.restart(leader);
      await load.recovery();
    }
    say('3 restarts of the leader', timesMs);
    await expectWhole();
  });

  it('goes on after connections are reset', async () => {
    await begin(cluster.url());
    const timesMs: number[] = [];
    for (let time = 0; time < 6; time++) {
      cluster.cut(0);
      timesMs.push(await load.recovery());
    }
    say('6 resets', timesMs);
    await expectWhole();
  });

  it('gives up a leader that is cut off, for the one that was elected', async () => {
    await begin(cluster.url());
    await cluster.nodes[0]!.proxy.set('hold');
    cluster.changeLeader(1);
    const timesMs = [await load.recovery()];
    // What the old connection held arrives late: requests that were repeated long since, and replies that nobody awaits.
    await cluster.nodes[0]!.proxy.set('pass');
    await load.recovery();
    cluster.changeLeader(0);
    timesMs.push(await load.recovery());
    say('leader cut off', timesMs);
    await expectWhole();
  });

  it('resolves all in time once a partition from the only node heals', async () => {
    await begin(cluster.urlOf(0));
    await cluster.nodes[0]!.proxy.set('hold');
    await sleep(3_000);
    await cluster.nodes[0]!.proxy.set('pass');
    const afterMs = await load.recovery();
    say('partition of 3 s', [afterMs]);
    expect(afterMs).toBeLessThan(PROMISED_MS);
    await expectWhole();
  });

  it('takes a new connection when the open one is dead and does not know it', async () => {
    await begin(cluster.urlOf(0));
    const timesMs: number[] = [];
    for (let time = 0; time < 2; time++) {
      cluster.nodes[0]!.proxy.forget();
      timesMs.push(await load.recovery());
    }
    say('half-open connection', timesMs);
    for (const timeMs of timesMs) expect(timeMs).toBeLessThan(PROMISED_MS);
    await expectWhole();
  });

  it('gives up a node that takes calls and answers none', async () => {
    await begin(cluster.url());
    cluster.hush(0, true);
    cluster.cut(0);
    await sleep(1_500);
    cluster.changeLeader(2);
    say('leader without an answer', [await load.recovery()]);
    cluster.hush(0, false);
    await expectWhole();
  });

  it('makes one connection for all appends that lost theirs', async () => {
    store = open(cluster.urlOf(0));
    name += 1;
    load = startKnownLoad(store, { lanes: 512, name: `carga${name}` });
    await load.recovery();
    const { accepted } = cluster.nodes[0]!.proxy;
    cluster.cut(0);
    say('reset with 512 in flight', [await load.recovery()]);
    // One for appends, one for the subscription; a few more if the node is slow to answer the first.
    expect(cluster.nodes[0]!.proxy.accepted - accepted).toBeLessThan(10);
    await expectWhole();
  });

  it('appends once what was committed when the reply was lost', async () => {
    await begin(cluster.urlOf(0));
    const { proxy } = cluster.nodes[0]!;
    const timesMs: number[] = [];
    for (let time = 0; time < 4; time++) {
      const before = proxy.bytesBack;
      await proxy.set('mute');
      // Replies were sent, and did not arrive.
      while (proxy.bytesBack === before) await sleep(1);
      await sleep(20);
      await proxy.set('pass');
      timesMs.push(await load.recovery());
    }
    say('4 × replies lost', timesMs);
    expect(reconnects.append).toBeGreaterThan(0);
    await expectWhole();
  });

  it('calls an outcome unknown that it could not learn in time, and learns it when asked again', async () => {
    await begin(cluster.urlOf(0), { appendTimeoutMs: 300, appendGiveUpMs: 1_500 });
    const { proxy } = cluster.nodes[0]!;
    // Appends arrive and are committed; that they were is not heard of for longer than anybody waits.
    await proxy.set('mute');
    await expect.poll(() => load.unknown, { timeout: 20_000 }).toBeGreaterThan(0);
    await proxy.set('pass');
    say('replies lost for longer than an append is repeated', [await load.recovery()]);
    await expectWhole();
  });

  it('waits out a slow node', async () => {
    await begin(cluster.url(), { appendTimeoutMs: 300 });
    cluster.nodes[0]!.proxy.delay(400);
    await sleep(1_500);
    cluster.nodes[0]!.proxy.delay(0);
    say('answers later than the time-out', [await load.recovery()]);
    await expectWhole();
  });

  it('fails fast while nobody answers, and resolves all that was unknown once somebody does', async () => {
    await begin(cluster.url());
    for (const { proxy } of cluster.nodes) await proxy.set('refuse');
    await sleep(3_000);
    // New appends are refused at once by now; those that were under way are seen through.
    await expect.poll(() => breaker.includes('leader open'), { timeout: 10_000 }).toBe(true);
    const startedMs = performance.now();
    const event = { id: idNamed('fast'), type: 'Probado', data: {}, metadata: {} };
    const failing = store.append('usuario-rapido', -1, [event]);
    await expect(failing).rejects.toBeInstanceOf(StoreUnreachableError);
    await expect(failing).rejects.toMatchObject({
      code: 'STORE_UNREACHABLE',
      retryAfterMs: expect.any(Number),
    });
    await expect(store.head()).rejects.toMatchObject({ code: 'STORE_UNREACHABLE' });
    expect(performance.now() - startedMs).toBeLessThan(1_000);
    for (const { proxy } of cluster.nodes) await proxy.set('pass');
    const afterMs = await load.recovery();
    say('all nodes away for 3 s', [afterMs]);
    expect(afterMs).toBeLessThan(PROMISED_MS);
    expect(breaker).toContain('leader half_open');
    expect(breaker.filter((change) => change.startsWith('leader')).at(-1)).toBe('leader closed');
    await expectWhole();
  });

  it('survives all of it at once', async () => {
    await begin(cluster.url('&nodePreference=follower'));
    const timesMs: number[] = [];
    for (let round = 0; round < 3; round++) {
      const { leader } = cluster;
      const next = (leader + 1) % 3;
      cluster.cut(leader);
      cluster.changeLeader(next);
      await cluster.nodes[leader]!.proxy.set('mute');
      const stopping = cluster.stop((next + 1) % 3);
      timesMs.push(await load.recovery());
      await stopping;
      await cluster.restart((next + 1) % 3);
      await cluster.nodes[leader]!.proxy.set('pass');
      cluster.cut(next);
      timesMs.push(await load.recovery());
    }
    say('three rounds of several faults', timesMs);
    await expectWhole();
  }, 120_000);
});

describe('reads of a cluster', () => {
  const EVENTS = 3_000;
  let cluster: Cluster;
  let store: EventStore;
  const open = (url: string, options: Partial<ClientOptions> = {}) =>
    createEventStore({ url, readTimeoutMs: 1_000, confirmTimeoutMs: 1_000, ...options });

  beforeEach(async () => {
    cluster = await startCluster();
    const writer = open(cluster.url());
    for (let first = 0; first < EVENTS; first += 100)
      await writer.append(
        'usuario-lectura',
        first - 1,
        Array.from({ length: 100 }, (_unused, index) => ({
          id: idNamed(`lectura/${first + index}`),
          type: 'Probado',
          data: { relleno: 'x'.repeat(500) },
          metadata: {},
        })),
      );
    await writer.close();
  });
  afterEach(async () => {
    await store?.close();
    await cluster.close();
  });

  const FAULTS: [string, (cluster: Cluster) => unknown][] = [
    ['a reset', (cluster) => [0, 1, 2].map((index) => cluster.cut(index))],
    ['a half-open connection', (cluster) => cluster.nodes.map(({ proxy }) => proxy.forget())],
    [
      'a restart of every node in turn',
      async (cluster) => {
        for (const index of [0, 1, 2]) {
          await cluster.stop(index);
          await cluster.restart(index);
        }
      },
    ],
  ];
  const READS: [string, (store: EventStore) => AsyncIterable<{ revision: number }>][] = [
    ['of the log', (store) => store.readAll({ after: null })],
    ['of a stream', (store) => store.readStream('usuario-lectura', 0)],
    ['of so many events of a stream', (store) => store.readStream('usuario-lectura', 0, EVENTS - 5)],
  ];
  it.each(FAULTS.flatMap(([fault, spoil]) => READS.map(([read, begin]) => ({ fault, read, spoil, begin }))))(
    'go on $read after $fault where they were',
    async ({ read, spoil, begin }) => {
      store = open(cluster.url());
      const revisions: number[] = [];
      for await (const { revision } of begin(store)) {
        revisions.push(revision);
        if (revisions.length === 100 || revisions.length === 1_500) await spoil(cluster);
      }
      const wanted = read.includes('so many') ? EVENTS - 5 : EVENTS;
      expect(revisions).toEqual(Array.from({ length: wanted }, (_unused, index) => index));
    },
  );

  it('of the log wait for nodes that are away for longer than commands do', async () => {
    store = open(cluster.url(), { appendGiveUpMs: 1_000 });
    const revisions: number[] = [];
    for await (const { revision } of store.readAll({ after: null })) {
      revisions.push(revision);
      if (revisions.length !== 100) continue;
      for (const { proxy } of cluster.nodes) await proxy.set('refuse');
      const back = sleep(3_000).then(() => Promise.all(cluster.nodes.map(({ proxy }) => proxy.set('pass'))));
      back.catch(() => {});
    }
    expect(revisions).toHaveLength(EVENTS);
  });

  it('are not taken to have ended when their client is given up for another reason', async () => {
    store = open(cluster.urlOf(0), { appendTimeoutMs: 300 });
    const revisions: number[] = [];
    for await (const { revision } of store.readStream('usuario-lectura', 0)) {
      revisions.push(revision);
      if (revisions.length !== 100) continue;
      cluster.changeLeader(1);
      await store.append('usuario-otro', -1, [
        { id: idNamed('otro'), type: 'Probado', data: {}, metadata: {} },
      ]);
    }
    expect(revisions).toHaveLength(EVENTS);
  });

  it('wait as long as their consumer likes', async () => {
    store = open(cluster.url(), { readTimeoutMs: 300 });
    let count = 0;
    for await (const _event of store.readAll({ after: null })) if (++count % 1_000 === 1) await sleep(900);
    expect(count).toBe(EVENTS);
  });

  it('fail, typed and in time, at a node that answers none', async () => {
    store = open(cluster.urlOf(0), { readTimeoutMs: 300, readGiveUpMs: 3_000 });
    await store.head();
    cluster.hush(0, true);
    await expect(Array.fromAsync(store.readAll({ after: null }))).rejects.toMatchObject({
      code: expect.stringMatching(/^(READ_TIMEOUT|STORE_UNREACHABLE)$/),
    });
  });

  it('find no stream where there is none, after a fault as before', async () => {
    store = open(cluster.url());
    expect(await Array.fromAsync(store.readStream('usuario-nadie', 0))).toEqual([]);
    for (const index of [0, 1, 2]) cluster.cut(index);
    expect(await Array.fromAsync(store.readStream('usuario-nadie', 0))).toEqual([]);
  });

  it('make a subscription anew that nobody confirms', async () => {
    store = open(cluster.urlOf(0), { confirmTimeoutMs: 300 });
    await store.head();
    const stopping = new AbortController();
    let seen = 0;
    cluster.hush(0, true);
    const following = (async () => {
      for await (const batch of store.subscribe({ after: null, signal: stopping.signal }))
        seen += batch.length;
    })();
    await sleep(1_500);
    expect(seen).toBe(0);
    cluster.hush(0, false);
    await expect.poll(() => seen, { timeout: 20_000 }).toBe(EVENTS);
    stopping.abort();
    await following;
  });
});
