import {
  eventsByCategory,
  eventsByCorrelation,
  eventsByType,
  type LinkRule,
  streamIndex,
  streamsByCategory,
} from './link-rules.ts';

/** One of the projections that every server has. */
export interface ProjectionDefinition {
  readonly name: string;
  /** Number of the projection in the tags of its links. */
  readonly id: number;
  /** The server's name of the code that runs it, kept with its state. */
  readonly handlerType: string;
  readonly query: string;
  readonly rule: LinkRule;
}

const define = (
  id: number,
  name: string,
  handler: string,
  query: string,
  rule: LinkRule,
): ProjectionDefinition => ({
  id,
  name,
  handlerType: `native:EventStore.Projections.Core.Standard.${handler}`,
  query,
  rule,
});

/** Categories end at the first `-` of a stream's name. */
const FIRST_DASH = 'first\r\n-';

/** The system projections in the order in which the server creates them. */
export const SYSTEM_PROJECTIONS: readonly ProjectionDefinition[] = [
  define(1, '$streams', 'IndexStreams', '', streamIndex),
  define(2, '$stream_by_category', 'CategorizeStreamByPath', FIRST_DASH, streamsByCategory),
  define(3, '$by_category', 'CategorizeEventsByStreamPath', FIRST_DASH, eventsByCategory),
  define(4, '$by_event_type', 'IndexEventsByEventType', '', eventsByType),
  define(
    5,
    '$by_correlation_id',
    'ByCorrelationId',
    '{"correlationIdProperty":"$correlationId"}',
    eventsByCorrelation,
  ),
];

/** Where the server keeps whether a projection is enabled. */
export function stateStreamOf(name: string): string {
  return `$projections-${name}`;
}

/** Where the server keeps how far a projection has come. */
export function checkpointStreamOf(name: string): string {
  return `$projections-${name}-checkpoint`;
}
