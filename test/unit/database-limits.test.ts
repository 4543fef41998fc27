import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../../src/platform/config.ts';
import {
  type DatabaseLimits,
  databaseLimits,
  type Machine,
  machineOf,
  maxConnectionsFor,
  POOL_MAX_LEAST,
  serverSettings,
} from '../../src/platform/postgres/limits.ts';
import { PROJECTIONS } from '../../src/projections/registro.ts';

const SMALL: Machine = { cores: 2, memoryMib: 4 * 1024 };
const LARGE: Machine = { cores: 64, memoryMib: 256 * 1024 };
const GUIDE = readFileSync(join(import.meta.dirname, '../../docs/how-to/tune-postgres.md'), 'utf8');
const limitsOf = (machine: Machine): DatabaseLimits => databaseLimits(machine, PROJECTIONS.length);

/** Cells of the rows below a heading, by the name in their first. */
function tableOf(heading: string): Map<string, string[]> {
  const section = GUIDE.split('\n## ').find((part) => part.startsWith(heading)) ?? '';
  const rows = section
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim().replaceAll('`', '')),
    );
  return new Map(rows.map(([name, ...cells]) => [name!, cells]));
}

describe('the guide to tuning', () => {
  it('tells the sizes of the pools', () => {
    const sizes = (machine: Machine) => {
      const { pools, total, needed } = limitsOf(machine);
      const { operacion, consultas, reactores, proyector } = pools;
      const max = Object.entries({ operacion, consultas, reactores, proyector }).map(
        ([name, pool]) => [name, pool.max] as const,
      );
      return new Map<string, number>([...max, ['total', total], ['needed', needed]]);
    };
    const [small, large] = [sizes(SMALL), sizes(LARGE)];
    const told = [...tableOf('Connections of one process')].map(([name, cells]) => [
      name,
      ...cells.slice(0, 2),
    ]);
    expect(told).toEqual([...small].map(([name, size]) => [name, String(size), String(large.get(name))]));
  });

  it('tells the time limits', () => {
    const seconds = (ms: number) => (ms === 0 ? '–' : `${ms / 1000} s`);
    const told = [...tableOf('Time limits')].map(([name, cells]) => [name, ...cells.slice(0, 5)]);
    const { pools } = limitsOf(SMALL);
    expect(told).toEqual(
      Object.entries(pools).map(
        ([name, { acquireMs, statementMs, lockMs, idleInTransactionMs, answerMs }]) => [
          name,
          ...[acquireMs, statementMs, lockMs, idleInTransactionMs, answerMs].map(seconds),
        ],
      ),
    );
  });

  it.skipIf(process.platform !== 'linux')('tells the settings of the embedded server', () => {
    const settings = (machine: Machine) =>
      new Map(
        serverSettings(machine, maxConnectionsFor(limitsOf(machine))).map(
          (setting) => setting.split('=') as [string, string],
        ),
      );
    const [small, large] = [settings(SMALL), settings(LARGE)];
    const told = [...tableOf('The embedded server')].map(([name, cells]) => [name, ...cells.slice(0, 2)]);
    expect(told).toEqual([...small].map(([name, value]) => [name, value, large.get(name)]));
  });

  it('names every variable that there is', () => {
    const variables = readFileSync(
      join(import.meta.dirname, '../../src/platform/config.ts'),
      'utf8',
    ).matchAll(/^ {4}(DATABASE_\w+|CPU_CORES|MEMORY_MIB):/gm);
    for (const [, name] of variables) if (name !== 'DATABASE_URL') expect(GUIDE).toContain(`\`${name}\``);
  });
});

describe('limits towards PostgreSQL', () => {
  it('fit into the embedded server, with the command line beside, whatever the machine', () => {
    for (const cores of [1, 2, 3, 4, 8, 16, 64, 256])
      for (const groups of [1, 12, 40]) {
        const limits = databaseLimits({ cores, memoryMib: 2048 }, groups);
        const { herramientas } = limits.pools;
        expect(maxConnectionsFor(limits)).toBeGreaterThanOrEqual(
          limits.total + 2 * (herramientas.max + 2) + 3,
        );
      }
  });

  it('grow with the cores, and never shrink', () => {
    const totals = [1, 2, 4, 8, 16, 32, 64, 128].map((cores) => limitsOf({ cores, memoryMib: 4096 }).total);
    expect(totals).toEqual([...totals].sort((a, b) => a - b));
  });

  it.each([POOL_MAX_LEAST, 15, 20, 30, 44, 100, 500])('keep to a total of %i', (poolMax) => {
    const { pools, total } = databaseLimits(LARGE, PROJECTIONS.length, { poolMax });
    expect(total).toBeLessThanOrEqual(poolMax);
    // Four tasks that hold one each, the one that listens, the one that holds locks, and one for all else.
    expect(pools.reactores.max).toBeGreaterThanOrEqual(7);
    for (const name of ['operacion', 'consultas', 'proyector'] as const)
      expect(pools[name].max).toBeGreaterThanOrEqual(2);
  });

  it('have the server speak before this side gives up on it', () => {
    for (const { statementMs, answerMs } of Object.values(limitsOf(SMALL).pools))
      if (answerMs !== 0) expect(answerMs).toBeGreaterThan(statementMs);
  });

  it('leave long work its time when what is waited for is cut short', () => {
    const { pools } = databaseLimits(SMALL, 12, { statementMs: 50, lockMs: 20, idleInTransactionMs: 70 });
    expect(pools.consultas).toMatchObject({ statementMs: 50, lockMs: 20, idleInTransactionMs: 70 });
    expect(pools.proyector.statementMs).toBe(60_000);
    expect(pools.herramientas.statementMs).toBe(21_600_000);
    expect(databaseLimits(SMALL, 12, { longWorkMs: 1 }).pools.herramientas.statementMs).toBe(1);
  });

  it('are made for this machine, or for the one that is named', () => {
    expect(machineOf({}).cores).toBeGreaterThanOrEqual(1);
    expect(machineOf({}).memoryMib).toBeGreaterThan(0);
    expect(machineOf({ cores: 3, memoryMib: 777 })).toEqual({ cores: 3, memoryMib: 777 });
  });
});

describe('their variables', () => {
  it('are read', () => {
    const config = readConfig({
      DATABASE_URL: 'postgres://pooler/besitos',
      DATABASE_DIRECT_URL: 'postgres://server/besitos',
      DATABASE_POOLER: 'transaction',
      DATABASE_POOL_MAX: '20',
      DATABASE_ACQUIRE_TIMEOUT_MS: '1',
      DATABASE_IDLE_TIMEOUT_MS: '2',
      DATABASE_STATEMENT_TIMEOUT_MS: '3',
      DATABASE_LOCK_TIMEOUT_MS: '4',
      DATABASE_IDLE_TRANSACTION_TIMEOUT_MS: '5',
      DATABASE_LONG_WORK_TIMEOUT_MS: '6',
      CPU_CORES: '7',
      MEMORY_MIB: '800',
    });
    expect(config).toMatchObject({
      databaseUrl: 'postgres://pooler/besitos',
      databaseDirectUrl: 'postgres://server/besitos',
      databasePooler: 'transaction',
      databaseLimits: {
        poolMax: 20,
        acquireMs: 1,
        idleMs: 2,
        statementMs: 3,
        lockMs: 4,
        idleInTransactionMs: 5,
        longWorkMs: 6,
      },
      machine: { cores: 7, memoryMib: 800 },
    });
  });

  it.each([
    [{ DATABASE_POOL_MAX: '13' }, 'DATABASE_POOL_MAX: from 14'],
    [{ DATABASE_LOCK_TIMEOUT_MS: '0' }, 'DATABASE_LOCK_TIMEOUT_MS: from 1'],
    [{ DATABASE_STATEMENT_TIMEOUT_MS: '5s' }, 'DATABASE_STATEMENT_TIMEOUT_MS: a whole number'],
    [{ CPU_CORES: '0' }, 'CPU_CORES: from 1'],
    [{ DATABASE_POOLER: 'statement' }, 'DATABASE_POOLER: '],
    [
      { DATABASE_POOLER: 'transaction', DATABASE_URL: 'postgres://pooler/besitos' },
      'DATABASE_DIRECT_URL: with DATABASE_POOLER=transaction',
    ],
  ])('are refused when they make no sense: %o', (environment, words) => {
    expect(() => readConfig(environment)).toThrow(words);
  });
});
