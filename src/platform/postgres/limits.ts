/**
 * Every size and every time limit towards PostgreSQL, from what the machine has: the one place for such numbers. Why each
 * is what it is stands in docs/how-to/tune-postgres.md, which a test holds to this file.
 */
import { availableParallelism, totalmem } from 'node:os';

export interface Machine {
  cores: number;
  memoryMib: number;
}

/** Who uses a pool. `herramientas`: a verb of the command line, whose work may take hours. */
export type Role = 'operacion' | 'consultas' | 'reactores' | 'proyector' | 'claves' | 'herramientas';

/** Pools of one process that divide its connections among them. */
type Shared = 'operacion' | 'consultas' | 'reactores' | 'proyector';

/** In milliseconds. */
export interface TimeLimits {
  /** A statement, by the server. */
  statementMs: number;
  /** The wait for a lock within it, by the server. */
  lockMs: number;
  /** A transaction in which nothing is done: the server ends its connection. */
  idleInTransactionMs: number;
  /** The server's answer, by this side: for a server, or a network, that says nothing more. 0 for no limit. */
  answerMs: number;
}

export interface PoolLimits extends TimeLimits {
  max: number;
  /** The wait for a free connection, or for a new one to open. */
  acquireMs: number;
  /** A connection that nobody needed for so long is closed. */
  idleMs: number;
}

/** What the operator wants otherwise; see the variables in docs/how-to/tune-postgres.md. */
export interface LimitOverrides {
  /** Connections of one process in all its pools, that of a key store apart. */
  poolMax?: number | undefined;
  acquireMs?: number | undefined;
  idleMs?: number | undefined;
  statementMs?: number | undefined;
  lockMs?: number | undefined;
  idleInTransactionMs?: number | undefined;
  longWorkMs?: number | undefined;
}

export interface DatabaseLimits {
  pools: Readonly<Record<Role, PoolLimits>>;
  /** Connections that the running program may open; those of a key store apart, `claves`, are not among them. */
  total: number;
  /** `max_connections` below which a program and its command line may be refused one. */
  needed: number;
}

/** Fewest connections that a process does with: below that, its parts would wait for each other. */
export const POOL_MAX_LEAST = 14;

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** What the command line takes: two verbs at once, each with its tools and a pair for queries. */
const COMMAND_LINE = 20;
const TOOLS_MAX = 8;
/** The thread that fills the tables of a rebuild: one that writes, one that reads back. */
export const REBUILD_MAX = 2;
/** `superuser_reserved_connections`, as PostgreSQL has it when nobody says otherwise. */
const SUPERUSER_RESERVED = 3;
/** Four tasks at a time with two each, the one that listens, the one that holds locks, the log's follower and the clock's. */
const REACTORS_MAX = 12;
/** Of each pool, whatever the operator's total. */
const LEAST: Readonly<Record<Shared, number>> = { operacion: 2, consultas: 2, reactores: 7, proyector: 3 };

/** A migration may take long, but one that waits for a lock holds up all who come after it. */
export const MIGRATION_LIMITS: TimeLimits = {
  statementMs: 6 * HOUR,
  lockMs: MINUTE,
  idleInTransactionMs: 10 * MINUTE,
  answerMs: 0,
};

/** Goes after `begin` where one transaction is to take as long as it takes, whatever the limits of its pool. */
export const UNLIMITED =
  '; set local statement_timeout = 0; set local idle_in_transaction_session_timeout = 0';

/** What the operating system says, or a container's limit where there is one. */
export function machineOf(given: { cores?: number | undefined; memoryMib?: number | undefined }): Machine {
  const constrained = process.constrainedMemory();
  const total = totalmem();
  const bytes = constrained > 0 && constrained < total ? constrained : total;
  return {
    cores: given.cores ?? availableParallelism(),
    memoryMib: given.memoryMib ?? Math.floor(bytes / 2 ** 20),
  };
}

/** `groups`: how many projection groups there are, each of which follows the log by itself. */
export function databaseLimits(
  { cores }: Machine,
  groups: number,
  overrides: LimitOverrides = {},
): DatabaseLimits {
  const wanted = {
    operacion: between(8, 4 * cores, 32),
    consultas: between(10, 4 * cores, 64),
    reactores: REACTORS_MAX,
    proyector: groups + 2,
  };
  const max = overrides.poolMax === undefined ? wanted : shared(wanted, overrides.poolMax);
  const { acquireMs = 5 * SECOND, idleMs = 30 * SECOND, longWorkMs = 6 * HOUR } = overrides;
  const lockMs = overrides.lockMs ?? 5 * SECOND;
  /** For what somebody waits for. */
  const brief = (statementMs: number, idleInTransactionMs: number) => {
    const limit = overrides.statementMs ?? statementMs;
    return {
      acquireMs,
      idleMs,
      lockMs,
      statementMs: limit,
      idleInTransactionMs: overrides.idleInTransactionMs ?? idleInTransactionMs,
      // The server is to be the first to say so.
      answerMs: limit + 5 * SECOND,
    };
  };
  const patient = { acquireMs: Math.max(acquireMs, 10 * SECOND), idleMs, answerMs: 0 };
  const pools: Record<Role, PoolLimits> = {
    operacion: { max: max.operacion, ...brief(30 * SECOND, 30 * SECOND) },
    consultas: { max: max.consultas, ...brief(10 * SECOND, 10 * SECOND) },
    claves: { max: between(4, 2 * cores, 16), ...brief(5 * SECOND, 10 * SECOND) },
    reactores: { max: max.reactores, ...brief(30 * SECOND, MINUTE), ...patient },
    // It waits for a rebuild to exchange its tables, and compares what it has rebuilt in one transaction.
    proyector: {
      max: max.proyector,
      ...patient,
      statementMs: MINUTE,
      lockMs: MINUTE,
      idleInTransactionMs: 10 * MINUTE,
    },
    herramientas: {
      max: TOOLS_MAX,
      ...patient,
      statementMs: longWorkMs,
      lockMs: MINUTE,
      idleInTransactionMs: longWorkMs,
    },
  };
  const total = Object.values(max).reduce((sum, size) => sum + size, 0);
  return { pools, total, needed: total + REBUILD_MAX + COMMAND_LINE + SUPERUSER_RESERVED };
}

/** Settings of the embedded server, which shares the machine with the program and the event store. */
export function serverSettings({ cores, memoryMib }: Machine, maxConnections: number): string[] {
  const mib = (least: number, wanted: number, most: number) =>
    `${Math.round(between(least, wanted, most))}MB`;
  const isParallel = cores >= 8;
  return [
    `max_connections=${maxConnections}`,
    `shared_buffers=${mib(128, Math.min(memoryMib / 8, 256 * cores), 8192)}`,
    `effective_cache_size=${mib(512, memoryMib / 2, 262_144)}`,
    `work_mem=${mib(4, memoryMib / (4 * maxConnections), 64)}`,
    `maintenance_work_mem=${mib(64, memoryMib / 16, 2048)}`,
    `max_wal_size=${mib(1024, memoryMib / 4, 16_384)}`,
    'checkpoint_timeout=15min',
    'random_page_cost=1.1',
    'jit=off',
    `max_worker_processes=${between(4, cores, 64)}`,
    `max_parallel_workers=${isParallel ? Math.min(Math.floor(cores / 2), 16) : 0}`,
    `max_parallel_workers_per_gather=${isParallel ? 2 : 0}`,
    `autovacuum_max_workers=${between(2, Math.floor(cores / 8), 6)}`,
    // What these need of the operating system is not everywhere.
    ...(process.platform === 'linux'
      ? ['effective_io_concurrency=200', 'client_connection_check_interval=10s']
      : []),
  ];
}

/** `max_connections` of the embedded server, in round numbers. */
export const maxConnectionsFor = ({ needed }: DatabaseLimits): number => Math.ceil(needed / 10) * 10;

/** Divides a total in the proportion of what each would have, and gives none less than it does with. */
function shared(wanted: Record<Shared, number>, total: number): Record<Shared, number> {
  const names = Object.keys(LEAST) as Shared[];
  const sumOf = (sizes: Record<Shared, number>) => names.reduce((sum, name) => sum + sizes[name], 0);
  const spare = Math.max(0, total - sumOf(LEAST)) / Math.max(1, sumOf(wanted) - sumOf(LEAST));
  const share = (name: Shared) => LEAST[name] + Math.floor(spare * Math.max(0, wanted[name] - LEAST[name]));
  return {
    operacion: share('operacion'),
    consultas: share('consultas'),
    reactores: share('reactores'),
    proyector: share('proyector'),
  };
}

const between = (least: number, wanted: number, most: number): number =>
  Math.min(most, Math.max(least, wanted));
