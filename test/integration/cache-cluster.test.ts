import { randomUUID } from 'node:crypto';
import { Cluster } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLocalRateLimiter } from '../../src/platform/rate-limiter.ts';
import { createRedisRateLimiter } from '../../src/platform/rate-limiter-redis.ts';
import { connectRedis, type RedisClient } from '../../src/platform/redis.ts';
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
import { type RedisCluster, startRedisCluster } from '../support/redis.ts';

const PATIENCE = { timeout: 30_000, interval: 20 };
const USERS = Array.from({ length: 60 }, () => randomUUID());

describe.skipIf(lacks('redis-server'))('with a Redis Cluster of three masters', () => {
  let cluster: RedisCluster;
  let source: Source;
  let here: Process;
  let there: Process;

  beforeAll(async () => {
    cluster = await startRedisCluster();
    source = createSource();
    [here, there] = [await start(), await start()];
  }, 120_000);
  afterAll(async () => {
    await here?.end();
    await there?.end();
    await cluster?.remove();
  });

  async function start(): Promise<Process> {
    const process = await startProcess(cluster.url, source);
    await up(process);
    return process;
  }
  const saldo = (id: string) => entryOf<number>(source, `${id}:saldo`, [`${id}:dinero`, `${id}:usuarios`]);
  const rows = (value: number) => Object.fromEntries(USERS.map((id) => [`${id}:saldo`, value]));
  const readAll = ({ cache }: Process) => Promise.all(USERS.map((id) => cache.get(saldo(id))));

  it('spreads entries over all masters, each beside its tags, and shares them', async () => {
    commit(source, 1n, rows(7));
    await readAll(here);
    const masters = (here.redis as Cluster).nodes('master');
    const kept = async () =>
      Promise.all(
        masters.map(async (master) =>
          Number(/keys=(\d+)/.exec((await master.info('keyspace')) ?? '')?.[1] ?? 0),
        ),
      );
    // Two tags and the entry of each user, and the generation.
    await expect.poll(async () => (await kept()).reduce((sum, keys) => sum + keys, 0), PATIENCE).toBe(181);
    expect(Math.min(...(await kept()))).toBeGreaterThan(0);
    const { loads } = source;
    expect(await readAll(there)).toEqual(USERS.map(() => 7));
    expect(source.loads).toBe(loads);
    expect(there.cache.stats().hitsRedis).toBe(USERS.length);
  });

  it('drops what changed in both processes and in Redis, on whichever master it is', async () => {
    await readAll(here);
    await readAll(there);
    const [changed, same] = [USERS.slice(0, 30), USERS.slice(30)];
    commit(source, 2n, { ...rows(7), ...Object.fromEntries(changed.map((id) => [`${id}:saldo`, 9])) });
    await here.cache.invalidate(
      changed.map((id) => `${id}:dinero`),
      2n,
    );
    const expected = [...changed.map(() => 9), ...same.map(() => 7)];
    expect(await readAll(here)).toEqual(expected);
    await expect.poll(() => readAll(there), PATIENCE).toEqual(expected);
    const late = await start();
    expect(await readAll(late)).toEqual(expected);
    await late.end();
  });

  it('checks tags of other owners too, which stand in other slots', async () => {
    const vista = entryOf<string>(source, `${USERS[0]}:vista`, [`${USERS[0]}:tienda`, 'contenido:item']);
    commit(source, 3n, { [`${USERS[0]}:vista`]: 'old' });
    expect(await here.cache.get(vista)).toBe('old');
    expect(await there.cache.get(vista)).toBe('old');
    commit(source, 4n, { [`${USERS[0]}:vista`]: 'new' });
    await there.cache.invalidate(['contenido:item'], 4n);
    await expect.poll(() => here.cache.get(vista), PATIENCE).toBe('new');
    const late = await start();
    expect(await late.cache.get(vista)).toBe('new');
    await late.end();
  });

  it('does not keep a load that is overtaken from the other process', async () => {
    const id = randomUUID();
    commit(source, 5n, { [`${id}:saldo`]: 7 });
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    let began = () => {};
    const reading = new Promise<void>((resolve) => {
      began = resolve;
    });
    const slow = here.cache.get({
      ...saldo(id),
      async load() {
        began();
        await held;
        return 7;
      },
    });
    await reading;
    commit(source, 6n, { [`${id}:saldo`]: 9 });
    await there.cache.invalidate([`${id}:dinero`], 6n);
    release();
    expect(await slow).toBe(7);
    await expect.poll(() => here.cache.get(saldo(id)), PATIENCE).toBe(9);
    expect(await there.cache.get(saldo(id))).toBe(9);
  });

  it('is dropped by hand, by tags or whole', async () => {
    const [ana] = USERS as [string];
    await here.cache.get(saldo(ana));
    await there.cache.get(saldo(ana));
    source.rows.set(`${ana}:saldo`, 100);
    expect(await here.cache.drop([`${ana}:dinero`, 'contenido:item'])).toBe(true);
    await expect.poll(() => there.cache.get(saldo(ana)), PATIENCE).toBe(100);
    source.rows.set(`${ana}:saldo`, 101);
    expect(await there.cache.drop('all')).toBe(true);
    await expect.poll(() => here.cache.get(saldo(ana)), PATIENCE).toBe(101);
  });

  it('counts rate limits once for all processes', async () => {
    const limits = { purchase: { max: 3, windowMs: 60_000 }, other: { max: 100, windowMs: 60_000 } };
    const limiterOf = (redis: RedisClient) =>
      createRedisRateLimiter(redis, createLocalRateLimiter({ purchase: { max: 0, windowMs: 1 } }), limits);
    const limiters = [limiterOf(here.redis), limiterOf(there.redis)];
    for (const id of USERS.slice(0, 12)) {
      const verdicts = [];
      for (let n = 0; n < 4; n++)
        verdicts.push((await limiters[n % 2]!.hit(id, 'purchase', 1_800_000_000_000)).allowed);
      expect(verdicts).toEqual([true, true, true, false]);
    }
  });

  it('connects by any node that answers, and says what is wrong with an address', async () => {
    const [first] = cluster.masters;
    const redis = await connectRedis(`redis+cluster://127.0.0.1:1,127.0.0.1:${first!.port}`);
    expect(redis).toBeInstanceOf(Cluster);
    expect(await redis.ping()).toBe('PONG');
    redis.disconnect();
    await expect(connectRedis('redis+cluster://127.0.0.1')).rejects.toMatchObject({
      code: 'REDIS_UNREACHABLE',
    });
  });

  it('reads the source while a master is away, and is whole again with it', async () => {
    const [, second] = cluster.masters;
    await second!.kill();
    await expect.poll(() => here.cache.stats().redis, PATIENCE).toBe('away');
    commit(source, 7n, rows(11));
    expect(await readAll(here)).toEqual(USERS.map(() => 11));
    await here.cache.invalidate(
      USERS.map((id) => `${id}:dinero`),
      7n,
    );
    await second!.start();
    for (const each of [here, there]) await up(each);
    await expect.poll(() => readAll(there), PATIENCE).toEqual(USERS.map(() => 11));
    expect(await readAll(here)).toEqual(USERS.map(() => 11));
  });
});
