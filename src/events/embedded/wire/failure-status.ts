import shared from '@eventstore/db-client/generated/shared_pb.js';
import status from '@eventstore/db-client/generated/status_pb.js';
import anyMessages from 'google-protobuf/google/protobuf/any_pb.js';
import emptyMessages from 'google-protobuf/google/protobuf/empty_pb.js';
import type { AppendFailure } from '../streams/append-outcome.ts';
import { ANY, type ExpectedRevision, NO_STREAM, STREAM_EXISTS } from '../streams/expected-revision.ts';

/** Codes of `google.rpc.Code` that replies to batch appends carry. */
const CODE = {
  unknown: 2,
  invalidArgument: 3,
  deadlineExceeded: 4,
  notFound: 5,
  alreadyExists: 6,
  permissionDenied: 7,
  unavailable: 14,
} as const;

/** A refusal as the `google.rpc.Status` of a batch append reply; its details are never empty. */
export function failureStatus(
  failure: AppendFailure,
  identifier: Buffer,
  expected: ExpectedRevision,
): Uint8Array {
  switch (failure.kind) {
    case 'wrong-expected-version':
      return encode(
        CODE.alreadyExists,
        'Append failed due to WrongExpectedVersion.',
        'WrongExpectedVersion',
        wrongExpectedVersion(failure.current, expected),
      );
    case 'stream-deleted': {
      const detail = new shared.StreamDeleted();
      detail.setStreamIdentifier(shared.StreamIdentifier.deserializeBinary(identifier));
      return encode(CODE.notFound, 'Event stream is deleted.', 'StreamDeleted', detail.serializeBinary());
    }
    case 'too-large': {
      const detail = new shared.MaximumAppendSizeExceeded();
      detail.setMaxappendsize(failure.maximumBytes);
      const message = `Maximum Append Size of ${failure.maximumBytes} Exceeded.`;
      return encode(CODE.invalidArgument, message, 'MaximumAppendSizeExceeded', detail.serializeBinary());
    }
    case 'timeout':
      return encode(
        CODE.deadlineExceeded,
        'Operation timed out.',
        'Timeout',
        new shared.Timeout().serializeBinary(),
      );
    case 'access-denied':
      return encode(
        CODE.permissionDenied,
        failure.message,
        'AccessDenied',
        new shared.AccessDenied().serializeBinary(),
      );
    case 'invalid':
      return encode(CODE.invalidArgument, failure.message, 'BadRequest', badRequest(failure.message));
    case 'failed':
      // The client shows a status' message only beside a detail it does not know, which BadRequest is.
      return encode(
        failure.unknown ? CODE.unknown : CODE.unavailable,
        failure.message,
        'BadRequest',
        badRequest(failure.message),
      );
    default:
      return failure satisfies never;
  }
}

function encode(code: number, message: string, type: string, detail: Uint8Array): Uint8Array {
  const details = new anyMessages.Any();
  details.pack(detail, `event_store.client.${type}`);
  const result = new status.Status();
  result.setCode(code);
  result.setMessage(message);
  result.setDetails(details);
  return result.serializeBinary();
}

function badRequest(message: string): Uint8Array {
  const detail = new shared.BadRequest();
  detail.setMessage(message);
  return detail.serializeBinary();
}

function wrongExpectedVersion(current: number, expected: ExpectedRevision): Uint8Array {
  const detail = new shared.WrongExpectedVersion();
  if (current < 0) detail.setCurrentNoStream(emptyMessage());
  else detail.setCurrentStreamRevision(String(current));
  if (expected === ANY) detail.setExpectedAny(emptyMessage());
  else if (expected === NO_STREAM) detail.setExpectedNoStream(emptyMessage());
  else if (expected === STREAM_EXISTS) detail.setExpectedStreamExists(emptyMessage());
  else detail.setExpectedStreamPosition(String(expected));
  return detail.serializeBinary();
}

type EmptyMessage = Parameters<InstanceType<typeof shared.WrongExpectedVersion>['setExpectedAny']>[0];

function emptyMessage(): EmptyMessage {
  return new emptyMessages.Empty();
}
