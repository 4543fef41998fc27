import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCache } from '../../src/platform/cache/cache.ts';
import {
  commit,
  createSource,
  entryOf,
  type Process,
  type Source,
  startProcess,
  up,
} from '../support/cache.ts';
import { lacks } from '../support/programs.ts';
import { createNode, createWire, type Node } from '../support/redis.ts';

const PATIENCE = { timeout: 30_000, interval: 20 };

describe.skipIf(lacks('redis-server'))('the cache while Redis fails', () => {
  let node: Node;
  let source: Source;
  const closers: (() => Promise<void>)[] = [];

  beforeEach(async () => {
    node = await createNode();
    source = createSource();
    commit(source, 1n, { 'ana:saldo': 7 });
  });
  afterEach(async () => {
    for (const close of closers.splice(0)) await close();
    await node.remove();
  });

  const saldo = () => entryOf<number>(source, 'ana:saldo', ['ana:dinero']);
  async function start(url = node.url): Promise<Process> {
    const process = await startProcess(url, source);
    closers.unshift(() => process.end());
    await up(process);
    return process;
  }
  const away = ({ cache }: Process) => expect.poll(() => cache.stats().redis, PATIENCE).toBe('away');
  const isShared = async ({ redis }: Process) => (await redis.get('besitos:{ana}:e:saldo')) !== null;

  it('is told nothing and serves nothing outdated: it reads the source until Redis is back', async () => {
    const here = await start();
    expect(await here.cache.get(saldo())).toBe(7);
    await node.kill();
    await away(here);
    commit(source, 2n, { 'ana:saldo': 9 });
    // By a projector in another process, which cannot tell either.
    expect(await here.cache.get(saldo())).toBe(9);
    commit(source, 3n, { 'ana:saldo': 11 });
    expect(await here.cache.get(saldo())).toBe(11);
    await node.start();
    await up(here);
    expect(await here.cache.get(saldo())).toBe(11);
    const { loads } = source;
    expect(await here.cache.get(saldo())).toBe(11);
    expect(source.loads).toBe(loads);
  });

  it('believes nothing of a Redis that comes back with what it had before the last changes', async () => {
    const here = await start();
    await here.cache.get(saldo());
    await expect.poll(() => isShared(here), PATIENCE).toBe(true);
    await here.redis.save();
    commit(source, 2n, { 'ana:saldo': 9 });
    await here.cache.invalidate(['ana:dinero'], 2n);
    await node.kill();
    await node.start();
    await up(here);
    expect(await isShared(here)).toBe(true);
    expect(await here.cache.get(saldo())).toBe(9);
    // Nor does a process that starts only now.
    const late = await start();
    expect(await late.cache.get(saldo())).toBe(9);
  });

  it('has everybody forget what it could not tell them of, once it can', async () => {
    const wire = await createWire(node.port);
    closers.push(() => wire.close());
    const projector = await start(wire.url);
    const other = await start();
    expect(await other.cache.get(saldo())).toBe(7);
    await expect.poll(() => isShared(other), PATIENCE).toBe(true);
    wire.cut();
    await away(projector);
    commit(source, 2n, { 'ana:saldo': 9 });
    await projector.cache.invalidate(['ana:dinero'], 2n);
    // Nobody has told this one: it cannot know, but for who asks for a position.
    expect(await other.cache.get(saldo())).toBe(7);
    wire.mend();
    await up(projector);
    await expect.poll(() => other.cache.get(saldo()), PATIENCE).toBe(9);
    expect(await projector.cache.get(saldo())).toBe(9);
  });

  it('has everybody forget everything when a projector begins, for the one before it may have told nothing', async () => {
    const other = await start();
    expect(await other.cache.get(saldo())).toBe(7);
    // Committed by a projector that ended at once.
    commit(source, 2n, { 'ana:saldo': 9 });
    const next = await start();
    let leads = false;
    next.cache.drivenBy(() => leads);
    expect(await other.cache.get(saldo())).toBe(7);
    leads = true;
    await expect.poll(() => other.cache.get(saldo()), PATIENCE).toBe(9);
  });

  it('does without the in-process tier as soon as the connection that brings invalidations breaks', async () => {
    const here = await start();
    expect(await here.cache.get(saldo())).toBe(7);
    expect(here.cache.stats()).toMatchObject({ inProcess: true, entries: 1 });
    const before = here.cache.stats().errors;
    await here.redis.client('KILL', 'TYPE', 'PUBSUB');
    await expect.poll(() => here.cache.stats().entries, PATIENCE).toBe(0);
    await up(here);
    expect(await here.cache.get(saldo())).toBe(7);
    expect(here.cache.stats().errors).toBe(before);
  });

  it('waits once for a Redis that has stopped answering, and then no more', async () => {
    const here = await start();
    node.halt();
    try {
      const cold = entryOf<number>(source, 'beto:saldo', ['beto:dinero']);
      source.rows.set('beto:saldo', 3);
      expect(await here.cache.get(cold)).toBe(3);
      await away(here);
      const { errors } = here.cache.stats();
      for (let n = 0; n < 20; n++) expect(await here.cache.get(cold)).toBe(3);
      expect(here.cache.stats().errors).toBe(errors);
      expect(here.cache.stats().inProcess).toBe(false);
    } finally {
      node.resume();
    }
    await up(here);
    await here.cache.get(saldo());
    await expect.poll(() => isShared(here), PATIENCE).toBe(true);
  });

  it('is not relied on while it cannot be known how far the read models have come', async () => {
    let isKnown = false;
    const process = await startProcess(node.url, source, {
      async reached() {
        if (!isKnown) throw new Error('the database is away');
        return source.position;
      },
    });
    closers.unshift(() => process.end());
    expect(await process.cache.get(saldo())).toBe(7);
    expect(process.cache.stats()).toMatchObject({ redis: 'away', inProcess: false, entries: 0 });
    isKnown = true;
    await up(process);
  });

  it('says of a drop by hand that it reached nobody', async () => {
    const here = await start();
    await node.kill();
    expect(await here.cache.drop(['ana:dinero'])).toBe(false);
    expect(await here.cache.drop('all')).toBe(false);
  });
});

describe('the cache without Redis', () => {
  it('is used only while this process projects, and begins empty each time', async () => {
    const source = createSource();
    commit(source, 1n, { 'ana:saldo': 7 });
    const saldo = entryOf<number>(source, 'ana:saldo', ['ana:dinero']);
    const cache = createCache({ redis: null, reached: async () => source.position });
    let leads = false;
    try {
      await cache.get(saldo);
      await cache.get(saldo);
      expect(source.loads).toBe(2);
      cache.drivenBy(() => leads);
      leads = true;
      for (let n = 0; n < 3; n++) expect(await cache.get(saldo)).toBe(7);
      expect(source.loads).toBe(3);
      commit(source, 2n, { 'ana:saldo': 9 });
      await cache.invalidate(['ana:dinero'], 2n);
      expect(await cache.get(saldo)).toBe(9);
      // Another projects for a while, and does not tell.
      leads = false;
      commit(source, 3n, { 'ana:saldo': 11 });
      expect(await cache.get(saldo)).toBe(11);
      leads = true;
      expect(await cache.get(saldo)).toBe(11);
      expect(await cache.drop(['ana:dinero'])).toBe(true);
      expect(cache.stats()).toMatchObject({ redis: 'none', inProcess: true, entries: 0 });
    } finally {
      await cache.close();
    }
  });
});
