/**
 * A cached balance beside a bare GET of ioredis of the same value, from the same server over the same connection: read from
 * Redis with the in-process tier off, from the in-process tier, and loaded where nothing is cached.
 */
import { randomUUID } from 'node:crypto';
import { setImmediate as immediate } from 'node:timers/promises';
import { type Cache, createCache, type Entry } from '../src/platform/cache/cache.ts';
import { connectRedis, type RedisClient } from '../src/platform/redis.ts';
import { createNode } from '../test/support/redis.ts';
import { closedLoop, inTurn, machine, median, type Report } from './measure.ts';

const USERS = 1_000;
/** Of the reads from Redis, where the machine stood still for longer than a command may take. */
const MISSED_MAX = 0.001;
const IN_FLIGHT = 64;
/** Short, so that whatever disturbs the machine disturbs all sides. */
const RUN_MS = 500;
const ROUNDS = 15;
/** Hits in process never leave the microtasks: the connections must be heard now and then, as in a program. */
const CALLS_PER_TURN = 256;
const POSITION = 1_000n;
/** On the mixed side. */
const READS_PER_CHANGE = 100;

export const GOALS = {
  'cached balance from Redis / bare GET, 64 in flight': 1 / 1.5,
  'cached balance from Redis / bare GET, one at a time': 1 / 1.5,
  'in-process hit / cached balance from Redis': 20,
};

const users = Array.from({ length: USERS }, () => randomUUID());
const userOf = (n: number): string => users[n % USERS]!;

function saldoDe(usuarioId: string, position = () => POSITION): Entry<number> {
  return {
    tier: 'session',
    key: `${usuarioId}:saldo`,
    tags: [`${usuarioId}:dinero`],
    position,
    load: async () => 1_234,
  };
}

async function openCache(redis: RedisClient, entriesMax: number): Promise<Cache> {
  const cache = createCache({ redis, reached: async () => POSITION, entriesMax });
  while (cache.stats().redis !== 'up') await new Promise((resolve) => setTimeout(resolve, 10));
  return cache;
}

export async function benchCache(): Promise<Report> {
  const server = await createNode();
  const redis = await connectRedis(server.url);
  const withoutLocal = await openCache(redis, 0);
  const whole = await openCache(redis, 10_000);
  const mixed = await openCache(redis, 10_000);
  const entries = users.map((usuarioId) => saldoDe(usuarioId));
  const entryOf = (n: number) => entries[n % USERS]!;
  for (const usuarioId of users) await redis.set(`bench:{${usuarioId}}`, '1234');
  for (const cache of [withoutLocal, whole]) await Promise.all(entries.map((entry) => cache.get(entry)));
  const missesBefore = withoutLocal.stats().misses;

  const bareGet = (n: number) => redis.get(`bench:{${userOf(n)}}`);
  const fromRedis = (n: number) => withoutLocal.get(entryOf(n));
  const inProcess = async (n: number) => {
    if (n % CALLS_PER_TURN === 0) await immediate();
    return whole.get(entryOf(n));
  };
  let position = POSITION;
  const moving = users.map((usuarioId) => saldoDe(usuarioId, () => position));
  /** A session's reads, now and then after a change: hits of both tiers and loads, as they come. */
  const withChanges = async (n: number) => {
    if (n % READS_PER_CHANGE === 0) {
      position += 1n;
      await mixed.invalidate([`${userOf(n * 7)}:dinero`], position);
    }
    if (n % CALLS_PER_TURN === 0) await immediate();
    return mixed.get(moving[n % USERS]!);
  };
  const loop = (inFlight: number, call: (n: number) => Promise<unknown>) => () =>
    closedLoop(inFlight, RUN_MS, call);
  const rates = await inTurn(
    [
      { name: 'bare GET, 64 in flight', run: loop(IN_FLIGHT, bareGet) },
      { name: 'cached balance from Redis, 64 in flight', run: loop(IN_FLIGHT, fromRedis) },
      { name: 'bare GET, one at a time', run: loop(1, bareGet) },
      { name: 'cached balance from Redis, one at a time', run: loop(1, fromRedis) },
      { name: 'in-process hit, one at a time', run: loop(1, inProcess) },
      { name: 'reads with a change every hundred', run: loop(IN_FLIGHT, withChanges) },
    ],
    ROUNDS,
  );
  const { hitsRedis, misses } = withoutLocal.stats();
  const missed = (misses - missesBefore) / hitsRedis;
  if (!(missed < MISSED_MAX)) throw new Error(`${missed} of what was to come from Redis was loaded`);
  const shares = mixed.stats();
  for (const cache of [withoutLocal, whole, mixed]) await cache.close();
  redis.disconnect();
  await server.remove();

  const figures = Object.fromEntries([...rates].map(([name, values]) => [name, median(values)]));
  const rate = (name: string): number => figures[name]!;
  const part = (count: number) =>
    `${((100 * count) / (shares.hitsInProcess + shares.hitsRedis + shares.misses)).toFixed(1)} %`;
  return {
    bench: 'cache',
    machine: machine(),
    figures,
    ratios: {
      'cached balance from Redis / bare GET, 64 in flight':
        rate('cached balance from Redis, 64 in flight') / rate('bare GET, 64 in flight'),
      'cached balance from Redis / bare GET, one at a time':
        rate('cached balance from Redis, one at a time') / rate('bare GET, one at a time'),
      'in-process hit / cached balance from Redis':
        rate('in-process hit, one at a time') / rate('cached balance from Redis, one at a time'),
      'in-process hit / cached balance from Redis, 64 in flight':
        rate('in-process hit, one at a time') / rate('cached balance from Redis, 64 in flight'),
    },
    notes: [
      `${USERS} users, ${ROUNDS} rounds of ${RUN_MS / 1000} s in turn, medians; one Redis over loopback, one connection.`,
      `A balance from Redis is one MGET of the entry and its tag; ${misses - missesBefore} of ${hitsRedis} were no hits.`,
      `With changes: ${part(shares.hitsInProcess)} in process, ${part(shares.hitsRedis)} from Redis, ${part(shares.misses)} loaded.`,
    ],
  };
}
