import { z } from 'zod';
import type { FilterExpression } from '../streams/filter.ts';
import { type GroupSettings, isStrategy } from './settings.ts';
import { ALL_STREAM, type GroupSource, parsePosition, sourceName } from './source.ts';

/** Stream that holds the settings of all groups; its last event is the whole truth. */
export const CONFIG_STREAM = '$persistentSubscriptionConfig';

/** Type of the events of that stream, since 23.10. */
export const CONFIG_TYPE = '$PersistentConfig';

/** A group as it is written down. */
export interface GroupEntry {
  readonly source: GroupSource;
  readonly groupName: string;
  readonly settings: GroupSettings;
}

const filterSchema = z.object({
  context: z.enum(['streamid', 'eventtype']),
  type: z.enum(['regex', 'prefix']),
  data: z.string(),
});

const entrySchema = z.object({
  stream: z.string(),
  group: z.string(),
  filter: filterSchema.nullish(),
  resolveLinkTos: z.boolean(),
  extraStatistics: z.boolean(),
  messageTimeout: z.number(),
  startFrom: z.number().optional(),
  startPosition: z.string().nullish(),
  liveBufferSize: z.number(),
  historyBufferSize: z.number(),
  maxRetryCount: z.number(),
  readBatchSize: z.number(),
  preferRoundRobin: z.boolean().optional(),
  checkPointAfter: z.number(),
  minCheckPointCount: z.number(),
  maxCheckPointCount: z.number(),
  maxSubscriberCount: z.number(),
  namedConsumerStrategy: z.string().nullish(),
});

const configSchema = z.object({ version: z.string(), entries: z.array(entrySchema) });

type WrittenEntry = z.infer<typeof entrySchema>;
type WrittenFilter = z.infer<typeof filterSchema>;

/** The data of a configuration event, in the server's own form. */
export function encodeConfig(entries: readonly GroupEntry[], nowMs: number): unknown {
  return {
    version: '2',
    updated: new Date(nowMs).toISOString(),
    updatedBy: 'anonymous',
    entries: entries.map(encodeEntry),
  };
}

/** The groups of a configuration event; throws if it cannot be read. Entries that make no sense are passed to `ignore`. */
export function decodeConfig(data: Buffer, ignore: (stream: string, group: string) => void): GroupEntry[] {
  const config = configSchema.parse(JSON.parse(data.toString('utf8')));
  return config.entries.flatMap((written) => {
    const entry = decodeEntry(written);
    if (entry === undefined) ignore(written.stream, written.group);
    return entry ?? [];
  });
}

function encodeEntry({ source, groupName, settings }: GroupEntry): WrittenEntry {
  return {
    stream: sourceName(source),
    group: groupName,
    ...(source.kind === 'all' && source.filter !== undefined ? { filter: encodeFilter(source.filter) } : {}),
    resolveLinkTos: settings.resolveLinks,
    extraStatistics: settings.extraStatistics,
    messageTimeout: settings.messageTimeoutMs,
    ...(source.kind === 'stream' ? { startFrom: Number(settings.startFrom) } : {}),
    startPosition: settings.startFrom,
    liveBufferSize: settings.liveBufferSize,
    historyBufferSize: settings.historyBufferSize,
    maxRetryCount: settings.maxRetryCount,
    readBatchSize: settings.readBatchSize,
    preferRoundRobin: false,
    checkPointAfter: settings.checkpointAfterMs,
    minCheckPointCount: settings.minCheckpointCount,
    maxCheckPointCount: settings.maxCheckpointCount,
    maxSubscriberCount: settings.maxSubscriberCount,
    namedConsumerStrategy: settings.strategy,
  };
}

function encodeFilter({ on, regex, prefixes }: FilterExpression): WrittenFilter & { isAllStream: true } {
  return {
    context: on === 'stream' ? 'streamid' : 'eventtype',
    type: regex === '' ? 'prefix' : 'regex',
    data: regex === '' ? prefixes.join(',') : regex,
    isAllStream: true,
  };
}

function decodeEntry(written: WrittenEntry): GroupEntry | undefined {
  const source: GroupSource =
    written.stream === ALL_STREAM
      ? { kind: 'all', filter: written.filter ? decodeFilter(written.filter) : undefined }
      : { kind: 'stream', name: written.stream };
  const strategy =
    written.namedConsumerStrategy || (written.preferRoundRobin ? 'RoundRobin' : 'DispatchToSingle');
  const startFrom = written.startPosition ?? String(written.startFrom);
  if (!isStrategy(strategy) || parsePosition(source, startFrom) === undefined) return undefined;
  return {
    source,
    groupName: written.group,
    settings: {
      startFrom,
      resolveLinks: written.resolveLinkTos,
      extraStatistics: written.extraStatistics,
      messageTimeoutMs: written.messageTimeout,
      maxRetryCount: written.maxRetryCount,
      checkpointAfterMs: written.checkPointAfter,
      minCheckpointCount: written.minCheckPointCount,
      maxCheckpointCount: written.maxCheckPointCount,
      maxSubscriberCount: written.maxSubscriberCount,
      liveBufferSize: written.liveBufferSize,
      readBatchSize: written.readBatchSize,
      historyBufferSize: written.historyBufferSize,
      strategy,
    },
  };
}

function decodeFilter({ context, type, data }: WrittenFilter): FilterExpression {
  return {
    on: context === 'streamid' ? 'stream' : 'type',
    regex: type === 'regex' ? data : '',
    prefixes: type === 'prefix' ? data.split(',').filter((prefix) => prefix !== '') : [],
  };
}
