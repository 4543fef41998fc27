import { RpcError, STATUS } from '../rpc/status.ts';
import { ANY, type ExpectedRevision, NO_STREAM, STREAM_EXISTS } from '../streams/expected-revision.ts';
import { BEYOND } from '../wire/varint.ts';

/** The options that appends, deletes and tombstones have in common, as the generated classes give them. */
interface TargetOptions {
  getStreamIdentifier(): { getStreamName_asU8(): Uint8Array } | undefined;
  hasRevision(): boolean;
  getRevision(): string;
  hasNoStream(): boolean;
  hasStreamExists(): boolean;
}

/** Stream and expected revision of a write; throws `RpcError` INVALID_ARGUMENT if the stream cannot be written to. */
export function writeTarget(options: TargetOptions): { streamName: string; expected: ExpectedRevision } {
  const streamName = Buffer.from(options.getStreamIdentifier()?.getStreamName_asU8() ?? []).toString('utf8');
  const problem = streamNameProblem(streamName);
  if (problem !== undefined) throw new RpcError(STATUS.invalidArgument, problem);
  let expected = ANY;
  if (options.hasRevision()) expected = Math.min(Number(options.getRevision()), BEYOND);
  else if (options.hasNoStream()) expected = NO_STREAM;
  else if (options.hasStreamExists()) expected = STREAM_EXISTS;
  return { streamName, expected };
}

/** Why nothing can be written to a stream of this name, undefined if it can. */
export function streamNameProblem(streamName: string): string | undefined {
  if (streamName === '') return 'A stream needs a name.';
  if (streamName === '$all') return 'The stream $all cannot be written to.';
  if (streamName.startsWith('$$$$'))
    return `The metadata stream ${streamName.slice(2)} has no metadata of its own.`;
  return undefined;
}
