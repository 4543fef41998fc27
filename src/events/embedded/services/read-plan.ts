import streams from '@eventstore/db-client/generated/streams_pb.js';
import { RpcError, STATUS } from '../rpc/status.ts';
import { compileFilter, type FilterExpression, type RecordFilter } from '../streams/filter.ts';
import { BEYOND } from '../wire/varint.ts';

/** Where a read begins. */
export type ReadStart = 'start' | 'end' | number;

/** A filter together with how often a subscription reports how far it has looked. */
export interface FilterPlan {
  readonly matches: RecordFilter;
  /** Events considered between two checkpoints. */
  readonly checkpointInterval: number;
}

/** A read request, checked. */
export interface ReadPlan {
  /** undefined: the whole log. */
  readonly streamName: string | undefined;
  readonly from: ReadStart;
  readonly isBackwards: boolean;
  readonly resolveLinks: boolean;
  readonly isIdText: boolean;
  /** Number of events to read, or to follow the log for ever. */
  readonly limit: number | 'subscription';
  readonly filter: FilterPlan | undefined;
}

/** Window of a filter that does not give one. */
const DEFAULT_WINDOW = 32;

type Options = InstanceType<typeof streams.ReadReq.Options>;

/** Decodes a `ReadReq`; throws `RpcError` INVALID_ARGUMENT if it makes no sense. */
export function readPlanOf(bytes: Buffer): ReadPlan {
  const options = streams.ReadReq.deserializeBinary(bytes).getOptions();
  if (options === undefined) throw invalid('A read needs options.');
  const isSubscription = options.hasSubscription();
  const isBackwards = options.getReadDirection() === streams.ReadReq.Options.ReadDirection.BACKWARDS;
  if (isSubscription && isBackwards) throw invalid('A subscription cannot go backwards.');
  const target = targetOf(options);
  if (target.streamName !== undefined && options.hasFilter()) throw invalid('A filter applies to $all only.');
  return {
    ...target,
    isBackwards,
    resolveLinks: options.getResolveLinks(),
    isIdText: options.getUuidOption()?.hasString() ?? false,
    limit: isSubscription ? 'subscription' : number(options.getCount()),
    filter: filterOf(options),
  };
}

function targetOf(options: Options): { streamName: string | undefined; from: ReadStart } {
  const stream = options.getStream();
  if (stream !== undefined) {
    const streamName = Buffer.from(stream.getStreamIdentifier()?.getStreamName_asU8() ?? []).toString('utf8');
    if (streamName === '') throw invalid('A stream needs a name.');
    const from = stream.hasRevision() ? number(stream.getRevision()) : stream.hasEnd() ? 'end' : 'start';
    return { streamName, from };
  }
  const all = options.getAll();
  if (all === undefined) throw invalid('A read names a stream or $all.');
  const position = all.getPosition();
  const from = position !== undefined ? number(position.getCommitPosition()) : all.hasEnd() ? 'end' : 'start';
  return { streamName: undefined, from };
}

function filterOf(options: Options): FilterPlan | undefined {
  const filter = options.getFilter();
  if (filter === undefined) return undefined;
  const expression = filter.getStreamIdentifier() ?? filter.getEventType();
  if (expression === undefined) throw invalid('A filter is on streams or on event types.');
  const asked: FilterExpression = {
    on: filter.hasStreamIdentifier() ? 'stream' : 'type',
    regex: expression.getRegex(),
    prefixes: expression.getPrefixList(),
  };
  if (asked.regex === '' && asked.prefixes.length === 0) throw invalid('A filter needs a regex or prefixes.');
  const multiplier = filter.getCheckpointintervalmultiplier();
  if (multiplier === 0) throw invalid('The checkpoint interval multiplier must be greater than 0.');
  const window = filter.hasMax() ? filter.getMax() : DEFAULT_WINDOW;
  if (window === 0) throw invalid('The search window must be greater than 0.');
  try {
    return { matches: compileFilter(asked), checkpointInterval: multiplier * window };
  } catch (error) {
    throw invalid(`The filter's regular expression is not valid: ${(error as Error).message}`);
  }
}

/** A uint64 in decimal as a number; what no position reaches becomes `BEYOND`. */
function number(decimal: string): number {
  return Math.min(Number(decimal), BEYOND);
}

function invalid(message: string): RpcError {
  return new RpcError(STATUS.invalidArgument, message);
}
