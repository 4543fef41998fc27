import type persistent from '@eventstore/db-client/generated/persistent_pb.js';
import type shared from '@eventstore/db-client/generated/shared_pb.js';
import type { GroupSettings } from '../persistent/settings.ts';
import { isStrategy } from '../persistent/settings.ts';
import { type GroupSource, LIVE_START, sourceName } from '../persistent/source.ts';
import { groupFailed } from '../rpc/persistent-errors.ts';
import { RpcError, STATUS } from '../rpc/status.ts';
import type { FilterExpression } from '../streams/filter.ts';

type StreamIdentifier = InstanceType<typeof shared.StreamIdentifier>;
type CreateOptions = InstanceType<typeof persistent.CreateReq.Options>;
type UpdateOptions = InstanceType<typeof persistent.UpdateReq.Options>;
type Settings =
  | InstanceType<typeof persistent.CreateReq.Settings>
  | InstanceType<typeof persistent.UpdateReq.Settings>;

/** Consumer strategies by their number on the wire. */
const NAMED_STRATEGIES = ['DispatchToSingle', 'RoundRobin', 'Pinned'] as const;

const UINT64_MAX = 2n ** 64n - 1n;
const TICKS_PER_MS = 10_000;

/** The source of a request that names a stream or `$all`. */
export function sourceOf(options: {
  hasAll(): boolean;
  getStreamIdentifier(): StreamIdentifier | undefined;
}): GroupSource {
  return options.hasAll() ? { kind: 'all', filter: undefined } : streamNamed(options.getStreamIdentifier());
}

/** The source of a request that creates or updates a group, and where the group is to start. */
export function startingSourceOf(options: CreateOptions | UpdateOptions): {
  source: GroupSource;
  startFrom: string;
} {
  const all = options.getAll();
  if (all !== undefined) {
    const position = all.getPosition();
    const startFrom = all.hasEnd()
      ? allPosition(String(LIVE_START), String(LIVE_START))
      : position === undefined
        ? allPosition('0', '0')
        : allPosition(signed(position.getCommitPosition()), signed(position.getPreparePosition()));
    return { source: { kind: 'all', filter: 'getFilter' in all ? filterOf(all) : undefined }, startFrom };
  }
  const stream = options.getStream();
  // Clients of before 21.10 name the stream and the start elsewhere.
  if (stream === undefined) {
    return {
      source: streamNamed(options.getStreamIdentifier()),
      startFrom: signed(options.getSettings()?.getRevision() ?? '0'),
    };
  }
  return {
    source: streamNamed(stream.getStreamIdentifier()),
    startFrom: stream.hasEnd()
      ? String(LIVE_START)
      : stream.hasRevision()
        ? signed(stream.getRevision())
        : '0',
  };
}

/** The settings of a request that creates or updates a group. */
export function settingsOf(
  options: CreateOptions | UpdateOptions,
  source: GroupSource,
  startFrom: string,
): GroupSettings {
  const settings = options.getSettings();
  if (settings === undefined) throw new RpcError(STATUS.invalidArgument, 'A group needs settings.');
  const strategy = strategyName(settings);
  if (!isStrategy(strategy)) {
    throw groupFailed(
      sourceName(source),
      options.getGroupName(),
      `Consumer strategy ${strategy} does not exist.`,
    );
  }
  return {
    startFrom,
    resolveLinks: settings.getResolveLinks(),
    extraStatistics: settings.getExtraStatistics(),
    messageTimeoutMs: settings.hasMessageTimeoutTicks()
      ? Math.trunc(Number(settings.getMessageTimeoutTicks()) / TICKS_PER_MS)
      : settings.getMessageTimeoutMs(),
    maxRetryCount: settings.getMaxRetryCount(),
    checkpointAfterMs: settings.hasCheckpointAfterTicks()
      ? Math.trunc(Number(settings.getCheckpointAfterTicks()) / TICKS_PER_MS)
      : settings.getCheckpointAfterMs(),
    minCheckpointCount: settings.getMinCheckpointCount(),
    maxCheckpointCount: settings.getMaxCheckpointCount(),
    maxSubscriberCount: settings.getMaxSubscriberCount(),
    liveBufferSize: settings.getLiveBufferSize(),
    readBatchSize: settings.getReadBatchSize(),
    historyBufferSize: settings.getHistoryBufferSize(),
    strategy,
  };
}

function streamNamed(identifier: StreamIdentifier | undefined): GroupSource {
  return { kind: 'stream', name: Buffer.from(identifier?.getStreamName_asU8() ?? []).toString('utf8') };
}

function strategyName(settings: Settings): string {
  const given = 'getConsumerStrategy' in settings ? settings.getConsumerStrategy() : '';
  return given !== ''
    ? given
    : (NAMED_STRATEGIES[settings.getNamedConsumerStrategy()] ?? String(settings.getNamedConsumerStrategy()));
}

function filterOf(all: InstanceType<typeof persistent.CreateReq.AllOptions>): FilterExpression | undefined {
  const filter = all.getFilter();
  if (filter === undefined) return undefined;
  const expression = filter.getStreamIdentifier() ?? filter.getEventType();
  if (expression === undefined) {
    throw new RpcError(STATUS.invalidArgument, 'A filter is on streams or on event types.');
  }
  return {
    on: filter.hasStreamIdentifier() ? 'stream' : 'type',
    regex: expression.getRegex(),
    prefixes: expression.getPrefixList(),
  };
}

function allPosition(commit: string, prepare: string): string {
  return `C:${commit}/P:${prepare}`;
}

/** A uint64 in decimal, of which the highest value means the end. */
function signed(decimal: string): string {
  return BigInt(decimal) === UINT64_MAX ? String(LIVE_START) : decimal;
}

/** Name of the log, for requests that list groups. */
export const LOG_SOURCE: GroupSource = { kind: 'all', filter: undefined };
