/** The pools of this program, each of its role's limits, on the way that is right for it. */
import type { Config } from '../platform/config.ts';
import type { Role } from '../platform/postgres/limits.ts';
import { createPool, type Pool } from '../platform/postgres/pool.ts';
import { createDatabase, type Database } from '../queries/database.ts';
import type { Backends } from './embedded.ts';
import { limitsOf } from './limits.ts';

/** A pool of one role. Reactors listen and hold locks for as long as they live, for which they go past a pooler. */
export function openPool(config: Config, backends: Backends, role: Exclude<Role, 'claves'>): Pool {
  const { databaseUrl, databaseDirectUrl, databasePooler } = backends;
  const limits = limitsOf(config).pools[role];
  return role === 'reactores'
    ? createPool({ url: databaseDirectUrl, name: role, ...limits })
    : createPool({ url: databaseUrl, name: role, pooler: databasePooler, ...limits });
}

/** Of `max` connections, where a verb needs fewer than the program. */
export function openDatabase(config: Config, backends: Backends, max?: number): Promise<Database> {
  const limits = limitsOf(config).pools.consultas;
  return createDatabase(backends.databaseUrl, max ?? limits.max, {
    ...limits,
    pooler: backends.databasePooler,
  });
}
