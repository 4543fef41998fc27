/** The parts of the cache that need no server. */
import { Registry } from 'prom-client';
import { describe, expect, it } from 'vitest';
import { createCache, type Entry } from '../../src/platform/cache/cache.ts';
import { exposeCounts } from '../../src/platform/cache/counts.ts';
import { createFlights } from '../../src/platform/cache/flights.ts';
import { createMarks } from '../../src/platform/cache/marks.ts';
import { padded, positionIn } from '../../src/platform/cache/scripts.ts';
import { type Tier, TTL_MS } from '../../src/platform/cache/tiers.ts';
import { parseRedisUrl } from '../../src/platform/redis-url.ts';

describe('the tiers in process', () => {
  let loads = 0;
  let nowMs = 0;
  const entry = (tier: Tier, more: Partial<Entry<number>> = {}): Entry<number> => ({
    tier,
    key: 'ana:algo',
    tags: ['ana:dinero'],
    position: () => 1n,
    load: async () => ++loads,
    ...more,
  });
  function open(options: { entriesMax?: number } = {}) {
    loads = 0;
    nowMs = 1_000;
    const cache = createCache({ redis: null, reached: async () => null, now: () => nowMs, ...options });
    cache.drivenBy(() => true);
    return cache;
  }

  it.each([
    ['session', 30 * 60_000],
    ['content', 60 * 60_000],
    ['computed', 5 * 60_000],
  ] as const)('%s keeps an entry for as long as it says', async (tier, ttlMs) => {
    expect(TTL_MS[tier]).toBe(ttlMs);
    const cache = open();
    await cache.get(entry(tier));
    nowMs += ttlMs - 1;
    expect(await cache.get(entry(tier))).toBe(1);
    nowMs += 1;
    expect(await cache.get(entry(tier))).toBe(2);
    await cache.close();
  });

  it('hold no more entries than they may: those used longest ago leave', async () => {
    const cache = open({ entriesMax: 2 });
    const of = (name: string) => entry('session', { key: `ana:${name}` });
    for (const name of ['a', 'b', 'a', 'c', 'a']) await cache.get(of(name));
    expect(loads).toBe(3);
    expect(cache.stats().entries).toBe(2);
    await cache.get(of('b'));
    expect(loads).toBe(4);
    await cache.close();
  });

  it('keep an older value out where a newer one is', async () => {
    const cache = open();
    expect(await cache.get(entry('session', { position: () => 9n }))).toBe(1);
    expect(await cache.get(entry('session', { position: () => 3n }), { atLeast: 10n })).toBe(2);
    expect(await cache.get(entry('session'), { atLeast: 9n })).toBe(1);
    await cache.close();
  });

  it('tell Prometheus what they did', async () => {
    const cache = open();
    const registry = new Registry();
    exposeCounts(registry, cache.stats);
    await cache.get(entry('session'));
    await cache.get(entry('session'));
    await cache.invalidate(['ana:dinero', 'ana:tienda'], 2n);
    const text = await registry.metrics();
    expect(text).toContain('besitos_cache_hits_total{tier="in_process"} 1');
    expect(text).toContain('besitos_cache_hits_total{tier="redis"} 0');
    expect(text).toContain('besitos_cache_misses_total 1');
    expect(text).toContain('besitos_cache_loads_total 1');
    expect(text).toContain('besitos_cache_invalidations_total 2');
    expect(await registry.metrics()).toBe(text);
    expect(cache.stats().hitRate).toBe(0.5);
    await cache.close();
  });
});

describe('marks', () => {
  it('cover what was read at or after the last change of each tag, and above the floor', () => {
    const marks = createMarks();
    const slots = marks.slotsOf(['ana:dinero', 'ana:tienda']);
    expect(marks.covers(slots, -1n)).toBe(true);
    marks.raise(['ana:dinero'], 0n);
    expect(marks.covers(slots, -1n)).toBe(false);
    expect(marks.covers(slots, 0n)).toBe(true);
    marks.raise(['ana:tienda'], 5n);
    marks.raise(['ana:tienda'], 3n);
    expect(marks.covers(slots, 4n)).toBe(false);
    expect(marks.covers(slots, 5n)).toBe(true);
    marks.raiseFloor(7n);
    marks.raiseFloor(6n);
    expect(marks.covers(slots, 6n)).toBe(false);
    expect(marks.covers([], 7n)).toBe(true);
  });

  it('hold positions beyond what a number holds exactly', () => {
    const marks = createMarks();
    const slots = marks.slotsOf(['a:b']);
    marks.raise(['a:b'], 9_223_372_036_854_775_807n);
    expect(marks.covers(slots, 9_223_372_036_854_775_806n)).toBe(false);
  });
});

describe('positions as text', () => {
  it.each([-1n, 0n, 9n, 10n, 9_007_199_254_740_993n, 9_223_372_036_854_775_807n])(
    '%s comes back',
    (position) => {
      expect(positionIn(`${padded(position)}:nonce`)).toBe(position);
    },
  );

  it('compare as the positions do', () => {
    const positions = [-1n, 0n, 1n, 9n, 10n, 99n, 100n, 9_223_372_036_854_775_807n];
    expect(positions.map(padded).sort()).toEqual(positions.map(padded));
  });
});

describe('flights', () => {
  const value = (position: bigint) => ({ value: position, position });

  it('take nobody along who asks for more than they were sent for', async () => {
    const flights = createFlights<{ value: bigint; position: bigint }>();
    let departures = 0;
    let land = () => {};
    const held = new Promise<void>((resolve) => {
      land = resolve;
    });
    const depart = (position: bigint) => async () => {
      departures += 1;
      if (position === 1n) await held;
      return value(position);
    };
    const early = flights.board('k', -1n, () => true, depart(1n));
    const late = Array.from({ length: 100 }, () =>
      flights.board('k', 2n, ({ position }) => position >= 2n, depart(2n)),
    );
    land();
    expect((await early).position).toBe(1n);
    expect(new Set((await Promise.all(late)).map(({ position }) => position))).toEqual(new Set([2n]));
    expect(departures).toBe(2);
    expect(flights.isUnderWay('k')).toBe(false);
  });

  it('end for all who wait where nothing better is to be had', async () => {
    const flights = createFlights<{ value: bigint; position: bigint }>();
    let departures = 0;
    const readers = Array.from({ length: 100 }, () =>
      flights.board(
        'k',
        5n,
        () => false,
        async () => {
          departures += 1;
          await new Promise((resolve) => setTimeout(resolve, 5));
          return value(1n);
        },
      ),
    );
    expect((await Promise.all(readers)).every(({ position }) => position === 1n)).toBe(true);
    expect(departures).toBeLessThanOrEqual(2);
  });
});

describe('REDIS_URL', () => {
  it.each([
    ['redis://127.0.0.1:6379/2', { kind: 'single', url: 'redis://127.0.0.1:6379/2' }],
    [
      'redis+cluster://a:1,b:2,[::1]:3',
      {
        kind: 'cluster',
        tls: false,
        nodes: [
          { host: 'a', port: 1 },
          { host: 'b', port: 2 },
          { host: '::1', port: 3 },
        ],
      },
    ],
    [
      'rediss+cluster://ana:se%40creta@a:7000/',
      {
        kind: 'cluster',
        tls: true,
        nodes: [{ host: 'a', port: 7000 }],
        username: 'ana',
        password: 'se@creta',
      },
    ],
    [
      'redis+cluster://:clave@a:1',
      { kind: 'cluster', tls: false, nodes: [{ host: 'a', port: 1 }], password: 'clave' },
    ],
  ])('%s is read', (url, address) => {
    expect(parseRedisUrl(url)).toEqual(address);
  });

  it.each([
    'http://a:1',
    'redis+cluster://',
    'redis+cluster://a',
    'redis+cluster://a:1,b',
    'redis+cluster://a:0',
    'redis+cluster://a:70000',
    'redis+cluster://:%zz@a:1',
    'redis://a:port',
  ])('%s is not', (url) => {
    expect(parseRedisUrl(url)).toEqual(expect.any(String));
  });
});
