import type { AppendFailure } from '../streams/append-outcome.ts';
import { ANY, type ExpectedRevision, NO_STREAM, STREAM_EXISTS } from '../streams/expected-revision.ts';
import { failureStatus } from './failure-status.ts';
import { MissingMetadataError, type ProposedEvent, readProposedEvent } from './proposed-event.ts';
import { WireError, WireReader } from './reader.ts';
import { varintSize, writeVarint } from './varint.ts';

/** The options that the first fragment of a batch append carries. */
export interface BatchOptions {
  /** The stream identifier message as it came; replies echo it. */
  readonly identifier: Buffer;
  readonly streamName: Buffer;
  readonly expected: ExpectedRevision;
  /** Wall-clock time in ms after which the append is not to be made; Infinity if the client set none. */
  readonly deadlineMs: number;
}

/** One fragment of a batch append. */
export interface BatchFragment {
  /** The correlation id message as it came; replies echo it. */
  readonly correlation: Buffer;
  readonly options: BatchOptions | undefined;
  readonly events: ProposedEvent[];
  readonly isFinal: boolean;
  /** What is wrong with the events of this fragment, if anything. */
  readonly invalid: string | undefined;
}

const EMPTY = Buffer.alloc(0);

/** Decodes a `BatchAppendReq`; `nowMs` turns a relative deadline into a point in time. */
export function readBatchFragment(bytes: Buffer, nowMs: number): BatchFragment {
  const reader = new WireReader(bytes);
  let correlation: Buffer = EMPTY;
  let options: BatchOptions | undefined;
  const events: ProposedEvent[] = [];
  let isFinal = false;
  let invalid: string | undefined;
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    switch (tag) {
      case 0x0a:
        correlation = reader.view();
        break;
      case 0x12:
        options = readBatchOptions(reader, reader.delimited(), nowMs);
        break;
      case 0x1a: {
        const end = reader.delimited();
        try {
          events.push(readProposedEvent(reader, end));
        } catch (error) {
          // A bad event spoils its own append only: the stream carries other appends too.
          if (!(error instanceof MissingMetadataError || error instanceof WireError)) throw error;
          invalid = error.message;
          reader.position = end;
        }
        break;
      }
      case 0x20:
        isFinal = reader.varint() !== 0;
        break;
      default:
        reader.skip(tag);
    }
  }
  return { correlation, options, events, isFinal, invalid };
}

function readBatchOptions(outer: WireReader, end: number, nowMs: number): BatchOptions {
  const reader = new WireReader(outer.bytes, outer.position, end);
  outer.position = end;
  let identifier: Buffer = EMPTY;
  let expected: ExpectedRevision = ANY;
  let deadlineMs = Number.POSITIVE_INFINITY;
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    switch (tag) {
      case 0x0a:
        identifier = reader.view();
        break;
      case 0x10:
        expected = reader.varint();
        break;
      case 0x1a:
        reader.skip(tag);
        expected = NO_STREAM;
        break;
      case 0x22:
        reader.skip(tag);
        expected = ANY;
        break;
      case 0x2a:
        reader.skip(tag);
        expected = STREAM_EXISTS;
        break;
      case 0x32:
        deadlineMs = readSeconds(reader);
        break;
      case 0x3a:
        deadlineMs = nowMs + readSeconds(reader);
        break;
      default:
        reader.skip(tag);
    }
  }
  return { identifier, streamName: readStreamName(identifier), expected, deadlineMs };
}

/** A Timestamp or a Duration (both: 1 seconds, 2 nanoseconds) in milliseconds. */
function readSeconds(outer: WireReader): number {
  const end = outer.delimited();
  const reader = new WireReader(outer.bytes, outer.position, end);
  outer.position = end;
  let milliseconds = 0;
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag === 0x08) milliseconds += Number(BigInt.asIntN(64, reader.varint64())) * 1_000;
    else if (tag === 0x10) milliseconds += Number(BigInt.asIntN(32, reader.varint64())) / 1_000_000;
    else reader.skip(tag);
  }
  return milliseconds;
}

/** The name inside a `StreamIdentifier` message. */
export function readStreamName(identifier: Buffer): Buffer {
  const reader = new WireReader(identifier);
  let name: Buffer = EMPTY;
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag === 0x1a) name = reader.view();
    else reader.skip(tag);
  }
  return name;
}

/** Encodes the framed reply to an append that succeeded. `position` is undefined if nothing was ever written. */
export function batchSuccessFrame(
  correlation: Buffer,
  identifier: Buffer,
  revision: number,
  position: number | undefined,
): Buffer {
  // Success { 1 current_revision | 2 no_stream, 3 position { 1 commit, 2 prepare } | 4 no_position }
  const positionSize = position === undefined ? 0 : 2 + 2 * varintSize(position);
  const revisionSize = revision < 0 ? 2 : 1 + varintSize(revision);
  const successSize = revisionSize + 2 + positionSize;
  const size =
    delimitedSize(correlation.length) +
    1 +
    varintSize(successSize) +
    successSize +
    delimitedSize(identifier.length);
  const frame = Buffer.allocUnsafe(5 + size);
  frame[0] = 0;
  frame.writeUInt32BE(size, 1);
  let at = writeDelimited(frame, 5, 0x0a, correlation);
  frame[at] = 0x1a;
  at = writeVarint(frame, at + 1, successSize);
  if (revision < 0) {
    frame[at] = 0x12;
    frame[at + 1] = 0;
    at += 2;
  } else {
    frame[at] = 0x08;
    at = writeVarint(frame, at + 1, revision);
  }
  if (position === undefined) {
    frame[at] = 0x22;
    frame[at + 1] = 0;
    at += 2;
  } else {
    frame[at] = 0x1a;
    frame[at + 1] = positionSize;
    frame[at + 2] = 0x08;
    at = writeVarint(frame, at + 3, position);
    frame[at] = 0x10;
    at = writeVarint(frame, at + 1, position);
  }
  writeDelimited(frame, at, 0x22, identifier);
  return frame;
}

/** Encodes the framed reply to an append that was refused: a `google.rpc.Status` with the reason in its details. */
export function batchFailureFrame(
  correlation: Buffer,
  identifier: Buffer,
  expected: ExpectedRevision,
  failure: AppendFailure,
): Buffer {
  const status = failureStatus(failure, identifier, expected);
  const size =
    delimitedSize(correlation.length) + delimitedSize(status.length) + delimitedSize(identifier.length);
  const frame = Buffer.allocUnsafe(5 + size);
  frame[0] = 0;
  frame.writeUInt32BE(size, 1);
  let at = writeDelimited(frame, 5, 0x0a, correlation);
  at = writeDelimited(frame, at, 0x12, status);
  writeDelimited(frame, at, 0x22, identifier);
  return frame;
}

function delimitedSize(length: number): number {
  return 1 + varintSize(length) + length;
}

function writeDelimited(frame: Buffer, offset: number, tag: number, bytes: Uint8Array): number {
  frame[offset] = tag;
  const at = writeVarint(frame, offset + 1, bytes.length);
  frame.set(bytes, at);
  return at + bytes.length;
}
