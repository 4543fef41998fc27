/** How a group chooses the consumer of an event. */
export const STRATEGIES = ['DispatchToSingle', 'RoundRobin', 'Pinned', 'PinnedByCorrelation'] as const;

export type StrategyName = (typeof STRATEGIES)[number];

/** What a group is created and updated with. */
export interface GroupSettings {
  /** Where a group without a checkpoint begins, as `formatPosition` writes it; inclusive. */
  readonly startFrom: string;
  readonly resolveLinks: boolean;
  readonly extraStatistics: boolean;
  /** Time in ms after which an event that was not answered is sent again. */
  readonly messageTimeoutMs: number;
  /** An event that is to be sent more often again is parked. */
  readonly maxRetryCount: number;
  /** Time in ms between two checkpoints; 0 leaves only the upper bound of events. */
  readonly checkpointAfterMs: number;
  readonly minCheckpointCount: number;
  readonly maxCheckpointCount: number;
  /** Number of consumers; 0 sets no bound. */
  readonly maxSubscriberCount: number;
  readonly liveBufferSize: number;
  readonly readBatchSize: number;
  readonly historyBufferSize: number;
  readonly strategy: StrategyName;
}

export function isStrategy(name: string): name is StrategyName {
  return (STRATEGIES as readonly string[]).includes(name);
}

const READ_BATCH_DEFAULT = 20;
const READ_BATCH_MAX = 100;

/** Events that a group reads back at a time, whatever its settings ask for. */
export function readBatchOf({ readBatchSize }: GroupSettings): number {
  return readBatchSize <= 0 ? READ_BATCH_DEFAULT : Math.min(readBatchSize, READ_BATCH_MAX);
}
