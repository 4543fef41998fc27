import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  commit,
  createSource,
  entryOf,
  type Process,
  type Source,
  startProcess,
  up,
} from '../support/cache.ts';
import { lacks, type RedisServer, startRedis } from '../support/programs.ts';

const PATIENCE = { timeout: 20_000, interval: 20 };

describe.skipIf(lacks('redis-server'))('the cache with a real Redis', () => {
  let server: RedisServer;
  let source: Source;
  let here: Process;
  let there: Process;
  /** Owner of the keys of one test. */
  let ana: string;
  let tests = 0;
  const open: Process[] = [];

  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(() => server.kill());
  beforeEach(async () => {
    ana = `ana${++tests}`;
    source = createSource();
    [here, there] = [await start(), await start()];
  });
  afterEach(async () => {
    for (const each of open.splice(0)) await each.end();
  });

  async function start(options: Parameters<typeof startProcess>[2] = {}): Promise<Process> {
    const process = await startProcess(server.url, source, options);
    open.push(process);
    await up(process);
    return process;
  }
  const saldo = () => entryOf<number>(source, `${ana}:saldo`, [`${ana}:dinero`]);
  const isShared = async () => (await here.redis.get(`besitos:{${ana}}:e:saldo`)) !== null;

  it('loads a cold key once for five hundred readers', async () => {
    commit(source, 1n, { [`${ana}:saldo`]: 7 });
    const entry = {
      ...saldo(),
      load: async () => {
        source.loads += 1;
        await new Promise((resolve) => setTimeout(resolve, 50));
        return 7;
      },
    };
    const values = await Promise.all(Array.from({ length: 500 }, () => here.cache.get(entry)));
    expect(values).toEqual(new Array(500).fill(7));
    expect(source.loads).toBe(1);
    expect(here.cache.stats()).toMatchObject({ misses: 500, loads: 1 });
    expect(await here.cache.get(entry)).toBe(7);
    expect(here.cache.stats()).toMatchObject({ hitsInProcess: 1, loads: 1 });
  });

  it('shares what one process loaded with the others, through Redis', async () => {
    commit(source, 1n, { [`${ana}:saldo`]: 7 });
    await here.cache.get(saldo());
    await expect.poll(isShared, PATIENCE).toBe(true);
    expect(await there.cache.get(saldo())).toBe(7);
    expect(await there.cache.get(saldo())).toBe(7);
    expect(source.loads).toBe(1);
    expect(there.cache.stats()).toMatchObject({ hitsRedis: 1, hitsInProcess: 1, misses: 0, hitRate: 1 });
  });

  it('drops what changed in every process, and nothing else', async () => {
    commit(source, 1n, { [`${ana}:saldo`]: 7, 'beto:saldo': 3 });
    const deBeto = entryOf<number>(source, 'beto:saldo', ['beto:dinero']);
    for (const { cache } of [here, there]) {
      await cache.get(saldo());
      await cache.get(deBeto);
    }
    const { loads } = source;
    commit(source, 2n, { [`${ana}:saldo`]: 9, 'beto:saldo': 'not told of' });
    await here.cache.invalidate([`${ana}:dinero`], 2n);
    expect(await here.cache.get(saldo())).toBe(9);
    await expect.poll(() => there.cache.get(saldo()), PATIENCE).toBe(9);
    expect(await there.cache.get(deBeto)).toBe(3);
    expect(source.loads).toBeLessThanOrEqual(loads + 2);
  });

  it('finds in Redis that an entry is older than its tag, before any word of it has come', async () => {
    commit(source, 1n, { [`${ana}:saldo`]: 7 });
    await here.cache.get(saldo());
    await expect.poll(isShared, PATIENCE).toBe(true);
    commit(source, 2n, { [`${ana}:saldo`]: 9 });
    await here.cache.invalidate([`${ana}:dinero`], 2n);
    const third = await start();
    expect(await third.cache.get(saldo())).toBe(9);
  });

  it('takes an entry older than the position asked for as a miss', async () => {
    commit(source, 1n, { [`${ana}:saldo`]: 7 });
    await here.cache.get(saldo());
    await expect.poll(isShared, PATIENCE).toBe(true);
    // Committed, and not told of yet.
    commit(source, 2n, { [`${ana}:saldo`]: 9 });
    expect(await here.cache.get(saldo())).toBe(7);
    expect(await there.cache.get(saldo(), { atLeast: 2n })).toBe(9);
    expect(await here.cache.get(saldo(), { atLeast: 2n })).toBe(9);
    expect(await here.cache.get(saldo(), { atLeast: 2n })).toBe(9);
    expect(source.loads).toBeLessThanOrEqual(3);
  });

  it('keeps an entry that was read after the change that it is told of', async () => {
    commit(source, 5n, { [`${ana}:saldo`]: 7 });
    await here.cache.get(saldo());
    await here.cache.invalidate([`${ana}:dinero`], 5n);
    await here.cache.invalidate([`${ana}:dinero`], 3n);
    expect(await here.cache.get(saldo())).toBe(7);
    expect(source.loads).toBe(1);
  });

  describe('a load that is overtaken by a change', () => {
    it.each([
      ['in the same process', () => here],
      ['in another process', () => there],
    ])('%s is given, and kept nowhere', async (_where, teller) => {
      commit(source, 1n, { [`${ana}:saldo`]: 7 });
      let release = () => {};
      const held = new Promise<void>((resolve) => {
        release = resolve;
      });
      let reading = () => {};
      const hasRead = new Promise<void>((resolve) => {
        reading = resolve;
      });
      const slow = here.cache.get({
        ...saldo(),
        async load() {
          const value = source.rows.get(`${ana}:saldo`) as number;
          reading();
          await held;
          return value;
        },
      });
      await hasRead;
      commit(source, 2n, { [`${ana}:saldo`]: 9 });
      await teller().cache.invalidate([`${ana}:dinero`], 2n);
      // Who asks now must not be given what was read before.
      const later = teller().cache.get(saldo());
      if (teller() === there) expect(await later).toBe(9);
      release();
      expect(await slow).toBe(7);
      expect(await later).toBe(9);
      await expect.poll(() => here.cache.stats().overtaken, PATIENCE).toBeGreaterThanOrEqual(1);
      await expect.poll(() => here.cache.get(saldo()), PATIENCE).toBe(9);
      await expect.poll(isShared, PATIENCE).toBe(true);
      expect(await here.redis.get(`besitos:{${ana}}:e:saldo`)).toMatch(/\n9$/);
    });
  });

  it('is dropped by hand, by tags or whole, whatever the positions', async () => {
    commit(source, 1n, { [`${ana}:saldo`]: 7, 'beto:saldo': 3 });
    const deBeto = entryOf<number>(source, 'beto:saldo', ['beto:dinero']);
    const read = async ({ cache }: Process) => [await cache.get(saldo()), await cache.get(deBeto)];
    for (const each of [here, there]) await read(each);
    await expect.poll(isShared, PATIENCE).toBe(true);
    commit(source, 1n, { [`${ana}:saldo`]: 8, 'beto:saldo': 4 });
    expect(await here.cache.drop([`${ana}:dinero`])).toBe(true);
    expect((await read(here))[0]).toBe(8);
    await expect.poll(() => there.cache.get(saldo()), PATIENCE).toBe(8);
    expect(await there.cache.get(deBeto)).toBe(3);
    expect(await there.cache.drop('all')).toBe(true);
    expect(await read(there)).toEqual([8, 4]);
    await expect.poll(() => read(here), PATIENCE).toEqual([8, 4]);
  });

  it('takes a tag that Redis evicted as a miss of its entries', async () => {
    commit(source, 1n, { [`${ana}:saldo`]: 7 });
    await here.cache.get(saldo());
    await expect.poll(isShared, PATIENCE).toBe(true);
    await here.redis.del(`besitos:{${ana}}:t:dinero`);
    commit(source, 2n, { [`${ana}:saldo`]: 9 });
    await here.cache.invalidate([`${ana}:dinero`], 2n);
    // The tag is made anew by somebody who is behind, at a position below that of the lost one.
    const behind = entryOf<number>(source, `${ana}:otra`, [`${ana}:dinero`], { position: () => 0n });
    await there.cache.get(behind);
    expect(await there.cache.get(saldo())).toBe(9);
  });

  describe('an entry past its time', () => {
    const HOUR_MS = 3_600_000;
    let nowMs = 1_800_000_000_000;
    const menu = (staleMs: number) =>
      entryOf<string>(source, `${ana}:menu`, [`${ana}:carta`], { tier: 'content', staleMs });

    it.each(['in process', 'from Redis'])(
      'is given %s where that is allowed, while a new one is loaded',
      async (tier) => {
        const process = await start({ now: () => nowMs, entriesMax: tier === 'in process' ? 100 : 0 });
        commit(source, 1n, { [`${ana}:menu`]: 'old' });
        await process.cache.get(menu(60_000));
        await expect.poll(() => here.redis.exists(`besitos:{${ana}}:e:menu`), PATIENCE).toBe(1);
        // Nothing says that it has changed.
        commit(source, 1n, { [`${ana}:menu`]: 'new' });
        nowMs += HOUR_MS + 1;
        expect(await process.cache.get(menu(60_000))).toBe('old');
        await expect.poll(() => process.cache.get(menu(60_000)), PATIENCE).toBe('new');
        expect(process.cache.stats().stale).toBeGreaterThanOrEqual(1);
        expect(source.loads).toBe(2);
        nowMs += HOUR_MS + 60_001;
        commit(source, 1n, { [`${ana}:menu`]: 'newest' });
        expect(await process.cache.get(menu(60_000))).toBe('newest');
      },
    );

    it('is a miss where that is not allowed, and once a tag has changed', async () => {
      const process = await start({ now: () => nowMs });
      commit(source, 1n, { [`${ana}:menu`]: 'old' });
      await process.cache.get(menu(0));
      nowMs += HOUR_MS;
      expect(await process.cache.get(menu(0))).toBe('old');
      expect(source.loads).toBe(2);
      nowMs += HOUR_MS + 1;
      commit(source, 2n, { [`${ana}:menu`]: 'new' });
      await process.cache.invalidate([`${ana}:carta`], 2n);
      expect(await process.cache.get(menu(60_000))).toBe('new');
      expect(process.cache.stats().stale).toBe(0);
    });
  });

  it('lets a load that fails fail for all who wait, and loads again for the next', async () => {
    const failing = {
      ...saldo(),
      load: async () => {
        source.loads += 1;
        throw new Error('the database is away');
      },
    };
    const asked = await Promise.allSettled(Array.from({ length: 5 }, () => here.cache.get(failing)));
    expect(asked.map(({ status }) => status)).toEqual(new Array(5).fill('rejected'));
    expect(source.loads).toBe(1);
    source.rows.set(`${ana}:saldo`, 7);
    expect(await here.cache.get(saldo())).toBe(7);
  });

  it('gives every reader the same value, which nobody can change', async () => {
    source.rows.set(`${ana}:saldo`, { de: { ana: [1, 2] } });
    const entry = entryOf<{ de: { ana: number[] } }>(source, `${ana}:saldo`, [`${ana}:dinero`]);
    const value = await here.cache.get(entry);
    expect(() => value.de.ana.push(3)).toThrow(TypeError);
    expect(await here.cache.get(entry)).toBe(value);
  });
});
