/** What a limit towards PostgreSQL has cut off, told apart by type: every pool gives these in place of the driver's own errors. */

/** `acquire`, `connect`, `answer`: cut off on this side. `statement`, `lock`, `transaction`: by the server. */
export type Limit = 'acquire' | 'connect' | 'answer' | 'statement' | 'lock' | 'transaction';

const CODES = {
  acquire: 'POOL_EXHAUSTED',
  connect: 'DATABASE_CONNECT_TIMEOUT',
  answer: 'DATABASE_ANSWER_TIMEOUT',
  // Those of the server keep its SQLSTATE, by which callers know them.
  statement: '57014',
  lock: '55P03',
  transaction: '25P03',
} as const satisfies Record<Limit, string>;

const ADVICE = {
  acquire: 'all connections of this pool are taken: raise DATABASE_POOL_MAX, or find what holds them',
  connect: 'the server, or what stands before it, does not take the connection: see its max_connections',
  answer: 'the server, or the network to it, does not answer',
  statement:
    'the statement ran longer than it may, or somebody cancelled it: see DATABASE_STATEMENT_TIMEOUT_MS',
  lock: 'somebody else holds the lock for long: see pg_locks and DATABASE_LOCK_TIMEOUT_MS',
  transaction: 'nothing was done in the transaction for too long: see DATABASE_IDLE_TRANSACTION_TIMEOUT_MS',
} as const satisfies Record<Limit, string>;

export class DatabaseLimitError extends Error {
  readonly limit: Limit;
  readonly code: (typeof CODES)[Limit];
  readonly pool: string;
  constructor(limit: Limit, pool: string, options?: ErrorOptions) {
    super(`PostgreSQL (${pool}): ${ADVICE[limit]}`, options);
    this.name = 'DatabaseLimitError';
    this.limit = limit;
    this.code = CODES[limit];
    this.pool = pool;
  }
}

/** The connection is gone in the middle of something; whether that took effect is not known. */
export class DatabaseConnectionLostError extends Error {
  readonly code = 'ECONNRESET';
  constructor(pool: string, options?: ErrorOptions) {
    super(`PostgreSQL (${pool}): the connection broke`, options);
    this.name = 'DatabaseConnectionLostError';
  }
}

const BY_STATE: Readonly<Record<string, Limit>> = {
  '57014': 'statement',
  '55P03': 'lock',
  '25P03': 'transaction',
};
/** The driver has no codes for what happens on this side, and its words are all there is to go by. */
const BY_MESSAGE: readonly (readonly [string, Limit])[] = [
  ['Query read timeout', 'answer'],
  ['timeout exceeded when trying to connect', 'acquire'],
  ['Connection terminated due to connection timeout', 'connect'],
];
const LOST = ['Connection terminated', 'Client has encountered a connection error'];

/** The error of this program for one of the driver's; any other stays as it is. */
export function typedError(error: unknown, pool: string): unknown {
  if (!(error instanceof Error)) return error;
  const code = 'code' in error ? String(error.code) : '';
  const limit = BY_STATE[code] ?? BY_MESSAGE.find(([words]) => error.message === words)?.[1];
  if (limit) return new DatabaseLimitError(limit, pool, { cause: error });
  if (code === '' && LOST.some((words) => error.message.startsWith(words)))
    return new DatabaseConnectionLostError(pool, { cause: error });
  return error;
}
