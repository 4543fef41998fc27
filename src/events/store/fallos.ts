/** What an error of the official client says about the connection it came over. */
import {
  AccessDeniedError,
  DeadlineExceededError,
  InvalidArgumentError,
  InvalidTransactionError,
  isCommandError,
  MaxAppendSizeExceededError,
  RequiredMetadataPropertyMissingError,
  TimeoutError,
  UnknownError,
  UnsupportedError,
} from '@eventstore/db-client';
import { DeadlineError } from './plazos.ts';
import { ReadTimeoutError } from './tipos.ts';

/**
 * `refused`: the server understood and will not, now or later. `busy`: it answered that it could not in time. `silent`:
 * no answer came. `lost`: the connection, or the server's being the right one, is gone.
 */
export type Verdict = 'refused' | 'busy' | 'silent' | 'lost';

const REFUSALS = [
  AccessDeniedError,
  InvalidArgumentError,
  InvalidTransactionError,
  MaxAppendSizeExceededError,
  RequiredMetadataPropertyMissingError,
  UnsupportedError,
];

export function verdictOn(error: unknown): Verdict {
  if (REFUSALS.some((refusal) => error instanceof refusal)) return 'refused';
  if (error instanceof DeadlineError || error instanceof ReadTimeoutError) return 'silent';
  if (error instanceof TimeoutError) return 'busy';
  if (error instanceof DeadlineExceededError) return hasStatus(error) ? 'silent' : 'busy';
  // An error without a status was the reply to one append; with one, it ended the call.
  if (error instanceof UnknownError && !hasStatus(error)) return 'busy';
  return 'lost';
}

function hasStatus(error: Error): boolean {
  return isCommandError(error) && error.code !== undefined;
}
