import shared from '@eventstore/db-client/generated/shared_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import { accessDenied } from '../rpc/access-errors.ts';
import { failureError } from '../rpc/errors.ts';
import { frame } from '../rpc/framing.ts';
import type { Method } from '../rpc/server.ts';
import { RpcError, STATUS } from '../rpc/status.ts';
import type { AppendOutcome } from '../streams/append-outcome.ts';
import { ANY, type ExpectedRevision, NO_STREAM, STREAM_EXISTS } from '../streams/expected-revision.ts';
import { MissingMetadataError, type ProposedEvent, readProposedEvent } from '../wire/proposed-event.ts';
import { WireReader } from '../wire/reader.ts';
import { UINT64_MAX_VARINT } from '../wire/varint.ts';
import { APPEND_SIZE_MAX, type NodeContext, WRITE_TIMEOUT_MS } from './node-context.ts';
import { writeTarget } from './write-target.ts';

/** Field `expected_revision_20_6_0` saying "no stream": uint64 max, which the generated class cannot hold as a number. */
const EXPECTED_NO_STREAM_2060 = Buffer.concat([Buffer.of(0x18), UINT64_MAX_VARINT]);

/** `Streams/Append`: options, then events, one message each; the reply comes when the client has sent all of them. */
export function appendMethod(node: NodeContext): Method {
  return (call) => {
    let target: { streamName: string; expected: ExpectedRevision } | undefined;
    const events: ProposedEvent[] = [];
    let bytes = 0;
    return {
      message(message) {
        const reader = new WireReader(message);
        for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
          if (tag === 0x0a) {
            target = writeTarget(streams.AppendReq.Options.deserializeBinary(reader.view()));
            if (!node.access.allows(call.caller, 'write', target.streamName)) throw accessDenied();
          } else if (tag === 0x12) {
            if (target === undefined)
              throw new RpcError(STATUS.invalidArgument, 'An append starts with its options.');
            const event = readEvent(reader, target);
            bytes += event.data.length;
            if (bytes > APPEND_SIZE_MAX) {
              throw failureError(
                { kind: 'too-large', maximumBytes: APPEND_SIZE_MAX },
                target.streamName,
                target.expected,
              );
            }
            events.push(event);
          } else {
            reader.skip(tag);
          }
        }
      },
      end() {
        if (target === undefined) throw new RpcError(STATUS.invalidArgument, 'An append needs options.');
        const { streamName, expected } = target;
        node.writer.enqueue({
          operation: 'append',
          streamName,
          expected,
          events,
          deadlineMs: Math.min(call.deadlineMs, Date.now() + WRITE_TIMEOUT_MS),
          settle(outcome) {
            if (outcome.kind !== 'success' && outcome.kind !== 'wrong-expected-version') {
              call.fail(failureError(outcome, streamName, expected));
              return;
            }
            call.write(frame(response(outcome, expected)));
            call.end();
          },
        });
      },
    };
  };
}

function readEvent(
  reader: WireReader,
  target: { streamName: string; expected: ExpectedRevision },
): ProposedEvent {
  try {
    return readProposedEvent(reader, reader.delimited());
  } catch (error) {
    if (!(error instanceof MissingMetadataError)) throw error;
    throw failureError(
      { kind: 'invalid', message: error.message, missing: error.missing },
      target.streamName,
      target.expected,
    );
  }
}

type Answer = Extract<AppendOutcome, { kind: 'success' | 'wrong-expected-version' }>;

function response(outcome: Answer, expected: ExpectedRevision): Uint8Array {
  if (outcome.kind === 'wrong-expected-version') {
    const wrong = wrongExpectedVersion(outcome.current, expected);
    return Buffer.concat([Buffer.of(0x12, wrong.length), wrong]);
  }
  const result = new streams.AppendResp();
  const success = new streams.AppendResp.Success();
  if (outcome.revision < 0) success.setNoStream(new shared.Empty());
  else success.setCurrentRevision(String(outcome.revision));
  if (outcome.position === undefined) {
    success.setNoPosition(new shared.Empty());
  } else {
    const position = new streams.AppendResp.Position();
    position.setCommitPosition(String(outcome.position));
    position.setPreparePosition(String(outcome.position));
    success.setPosition(position);
  }
  result.setSuccess(success);
  return result.serializeBinary();
}

/** A message of less than 128 bytes. Both generations of the fields are set: older clients read the `_20_6_0` ones. */
function wrongExpectedVersion(current: number, expected: ExpectedRevision): Uint8Array {
  const wrong = new streams.AppendResp.WrongExpectedVersion();
  if (current < 0) {
    wrong.setCurrentNoStream(new shared.Empty());
    wrong.setNoStream2060(new shared.Empty());
  } else {
    wrong.setCurrentRevision(String(current));
    wrong.setCurrentRevision2060(current);
  }
  switch (expected) {
    case ANY:
      wrong.setExpectedAny(new shared.Empty());
      wrong.setAny2060(new shared.Empty());
      break;
    case STREAM_EXISTS:
      wrong.setExpectedStreamExists(new shared.Empty());
      wrong.setStreamExists2060(new shared.Empty());
      break;
    case NO_STREAM:
      wrong.setExpectedNoStream(new shared.Empty());
      return Buffer.concat([wrong.serializeBinary(), EXPECTED_NO_STREAM_2060]);
    default:
      wrong.setExpectedRevision(String(expected));
      wrong.setExpectedRevision2060(expected);
  }
  return wrong.serializeBinary();
}
