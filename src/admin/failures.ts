/** What went wrong, as the caller is told it: any error becomes a code of the table, its data, and headers. */
import {
  BackendTerminatedError,
  BackendTerminatedUnexpectedlyError,
  ConnectionError,
  StatementTimeoutError,
} from 'slonik';
import { CommandError } from '../commands/errores.ts';
import { ReadTimeoutError, StoreUnreachableError } from '../events/store/tipos.ts';
import { codeOf } from '../platform/errors.ts';
import { DatabaseLimitError } from '../platform/postgres/limit-errors.ts';
import { OperatorError } from '../projections/engine/operator-error.ts';
import { MomentError } from '../queries/momento/errores.ts';
import { isProblemCode, type ProblemCode } from './problems.ts';

/** A refusal by the API itself. */
export class ApiError extends Error {
  readonly code: ProblemCode;
  readonly data: Record<string, unknown>;
  constructor(code: ProblemCode, data: Record<string, unknown> = {}, options?: ErrorOptions) {
    super(code, options);
    this.name = 'ApiError';
    this.code = code;
    this.data = data;
  }
}

export interface Failure {
  code: ProblemCode;
  data: Record<string, unknown>;
  headers: Record<string, string>;
}

/** Seconds after which a database or log that is away is worth another try. */
const RETRY_OUTAGE_S = 5;
/** The same for one that answers others: its turn may come at any moment. */
const RETRY_BUSY_S = 1;
const CONNECTION_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ETIMEDOUT',
  'DATABASE_CONNECT_TIMEOUT',
  'EPIPE',
  'ENOTFOUND',
  'EHOSTUNREACH',
]);
/** Of the log, where a route reads it without the bus. */
const LOG_OUTAGES = [StoreUnreachableError, ReadTimeoutError];
/** SQLSTATE classes: connection, resources, operator's intervention. */
const OUTAGE_CLASSES = /^(?:08|53|57)/;
const OUTAGES = [
  ConnectionError,
  BackendTerminatedError,
  BackendTerminatedUnexpectedlyError,
  StatementTimeoutError,
];

/** Refusals that say themselves what they are. */
const CODED = [ApiError, CommandError, MomentError, OperatorError];

export function failureOf(error: unknown): Failure {
  if (isBusy(error)) return withHeaders('DATABASE_BUSY', {});
  if (CODED.some((Coded) => error instanceof Coded)) {
    const { code, data } = error as ApiError | CommandError | MomentError | OperatorError;
    if (isProblemCode(code)) return withHeaders(code, data);
  }
  if (LOG_OUTAGES.some((Outage) => error instanceof Outage)) return withHeaders('STORE_UNAVAILABLE', {});
  if (isOutage(error)) return withHeaders('DATABASE_UNAVAILABLE', {});
  // Express refuses an address whose percent-encoding is broken.
  if (error instanceof URIError) return withHeaders('VALIDATION', { issues: [] });
  return withHeaders('INTERNAL', {});
}

function withHeaders(code: ProblemCode, data: Record<string, unknown>): Failure {
  switch (code) {
    case 'UNAUTHENTICATED':
      return {
        code,
        data,
        headers: {
          'www-authenticate': `Bearer realm="besitos"${data.presentada ? ', error="invalid_token"' : ''}`,
        },
      };
    case 'FORBIDDEN':
      return {
        code,
        data,
        headers: { 'www-authenticate': 'Bearer realm="besitos", error="insufficient_scope"' },
      };
    case 'METHOD_NOT_ALLOWED':
      return { code, data, headers: { allow: (data.permitidos as string[]).join(', ') } };
    case 'PAYLOAD_TOO_LARGE':
      // What is still on its way is not waited for.
      return { code, data, headers: { connection: 'close' } };
    case 'RATE_LIMIT_EXCEEDED': {
      const segundos = Math.max(1, Math.ceil(Number(data.retryAfterMs) / 1000));
      return { code, data: { ...data, segundos }, headers: { 'retry-after': String(segundos) } };
    }
    case 'DATABASE_BUSY':
      return {
        code,
        data: { ...data, segundos: RETRY_BUSY_S },
        headers: { 'retry-after': String(RETRY_BUSY_S) },
      };
    case 'STORE_UNAVAILABLE':
    case 'DATABASE_UNAVAILABLE':
      return {
        code,
        data: { ...data, segundos: RETRY_OUTAGE_S },
        headers: { 'retry-after': String(RETRY_OUTAGE_S) },
      };
    default:
      return { code, data, headers: {} };
  }
}

/** The database is there, and had no connection, lock or time for this. */
function isBusy(error: unknown): boolean {
  if (error instanceof DatabaseLimitError) return error.limit !== 'connect';
  return error instanceof ApiError && error.code === 'DATABASE_UNAVAILABLE' && isBusy(error.cause);
}

function isOutage(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (OUTAGES.some((Outage) => error instanceof Outage)) return true;
  const code = codeOf(error);
  if (code && (CONNECTION_CODES.has(code) || OUTAGE_CLASSES.test(code))) return true;
  if (error instanceof AggregateError && error.errors.some(isOutage)) return true;
  return isOutage(error.cause);
}
