import type { GroupEntry } from './config.ts';
import type { Consumer } from './consumer.ts';
import type { Rate } from './rate.ts';
import type { GroupSettings } from './settings.ts';
import { formatPosition, sourceName } from './source.ts';
import type { Measurement } from './timings.ts';

/** A consumer as statistics tell of it. */
export interface ConsumerInfo {
  readonly connectionName: string;
  readonly username: string;
  readonly averagePerSecond: number;
  readonly totalItems: number;
  readonly countSinceLast: number;
  readonly measurements: readonly Measurement[];
  readonly availableSlots: number;
  readonly inFlightCount: number;
}

/** A group as statistics tell of it; its settings are the group's own. */
export interface GroupInfo {
  readonly eventSource: string;
  readonly groupName: string;
  readonly settings: GroupSettings;
  readonly status: string;
  readonly consumers: readonly ConsumerInfo[];
  readonly averagePerSecond: number;
  readonly totalItems: number;
  readonly countSinceLast: number;
  /** As `formatPosition` writes it; empty if there is none. */
  readonly lastCheckpoint: string;
  readonly lastKnown: string;
  readonly readBufferCount: number;
  readonly liveBufferCount: number;
  readonly retryBufferCount: number;
  readonly inFlightCount: number;
  readonly outstandingCount: number;
  readonly parkedCount: number;
}

/** What a group hands over to be described. */
export interface GroupFigures {
  readonly group: GroupEntry;
  readonly status: string;
  readonly consumers: readonly Consumer[];
  readonly rate: ReturnType<Rate['measure']>;
  readonly totalItems: number;
  readonly lastKnown: number | undefined;
  readonly checkpoint: number | undefined;
  readonly readBufferCount: number;
  readonly liveBufferCount: number;
  readonly retryBufferCount: number;
  readonly outstandingCount: number;
  readonly parkedCount: number;
}

/** Puts a group's figures together; counts "since last" start again. */
export function describeGroup(figures: GroupFigures): GroupInfo {
  const { group, rate, consumers, checkpoint, lastKnown, ...counts } = figures;
  const { source } = group;
  const text = (position: number | undefined): string =>
    position === undefined ? '' : formatPosition(source, position);
  return {
    ...counts,
    eventSource: sourceName(source),
    groupName: group.groupName,
    settings: group.settings,
    consumers: consumers.map((consumer) => describeConsumer(consumer, rate)),
    averagePerSecond: rate.perSecond(rate.items),
    countSinceLast: rate.items,
    lastCheckpoint: text(checkpoint),
    lastKnown: text(lastKnown),
    inFlightCount: consumers.reduce((sum, consumer) => sum + consumer.inFlightCount, 0),
  };
}

function describeConsumer(consumer: Consumer, rate: GroupFigures['rate']): ConsumerInfo {
  const countSinceLast = consumer.countSinceLast();
  return {
    connectionName: consumer.link.connectionName,
    username: consumer.link.username,
    averagePerSecond: rate.perSecond(countSinceLast),
    totalItems: consumer.totalItems,
    countSinceLast,
    measurements: consumer.measurements(),
    availableSlots: consumer.availableSlots,
    inFlightCount: consumer.inFlightCount,
  };
}
