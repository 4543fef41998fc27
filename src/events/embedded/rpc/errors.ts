import type { AppendFailure } from '../streams/append-outcome.ts';
import type { ExpectedRevision } from '../streams/expected-revision.ts';
import { RpcError, STATUS } from './status.ts';

/** Names of streams go into trailers as ASCII; what lies beyond it is percent-encoded. */
export function headerText(text: string): string {
  return /^[\x20-\x7e]*$/.test(text) ? text : encodeURIComponent(text);
}

/** The stream has a tombstone. */
export function streamDeleted(streamName: string): RpcError {
  return new RpcError(STATUS.failedPrecondition, `Event stream '${streamName}' is deleted.`, {
    exception: 'stream-deleted',
    'stream-name': headerText(streamName),
  });
}

/** A refused write as the status of a call that carries that write alone. */
export function failureError(
  failure: AppendFailure,
  streamName: string,
  expected: ExpectedRevision,
): RpcError {
  switch (failure.kind) {
    case 'stream-deleted':
      return streamDeleted(streamName);
    case 'wrong-expected-version':
      return new RpcError(
        STATUS.failedPrecondition,
        `Append failed due to WrongExpectedVersion. Stream: ${streamName}, Expected version: ${expected}, ` +
          `Actual version: ${failure.current}`,
        {
          exception: 'wrong-expected-version',
          'stream-name': headerText(streamName),
          'expected-version': String(expected),
          ...(failure.current < 0 ? {} : { 'actual-version': String(failure.current) }),
        },
      );
    case 'too-large':
      return new RpcError(
        STATUS.invalidArgument,
        `Maximum Append Size of ${failure.maximumBytes} Exceeded.`,
        { exception: 'maximum-append-size-exceeded', 'maximum-append-size': String(failure.maximumBytes) },
      );
    case 'timeout':
      return new RpcError(STATUS.aborted, 'Operation timed out.');
    case 'access-denied':
      return new RpcError(STATUS.permissionDenied, failure.message, { exception: 'access-denied' });
    case 'invalid':
      return new RpcError(
        STATUS.invalidArgument,
        failure.message,
        failure.missing === undefined
          ? {}
          : {
              exception: 'missing-required-metadata-property',
              'required-metadata-properties': failure.missing.join(','),
            },
      );
    case 'failed':
      return new RpcError(failure.unknown ? STATUS.unknown : STATUS.unavailable, failure.message);
    default:
      return failure satisfies never;
  }
}
