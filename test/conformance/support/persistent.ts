import {
  type PersistentSubscriptionToAll,
  type PersistentSubscriptionToAllResolvedEvent,
  type PersistentSubscriptionToAllSettings,
  type PersistentSubscriptionToStream,
  type PersistentSubscriptionToStreamResolvedEvent,
  type PersistentSubscriptionToStreamSettings,
  persistentSubscriptionToAllSettingsFromDefaults,
  persistentSubscriptionToStreamSettingsFromDefaults,
  START,
} from '@eventstore/db-client';
import { numbered } from './events.ts';
import type { ServerUnderTest } from './server.ts';
import { occurrence, until } from './subscriptions.ts';

export const GROUP = 'group';

/** An event of a group as a consumer got it. */
export type Delivered =
  | PersistentSubscriptionToStreamResolvedEvent
  | PersistentSubscriptionToAllResolvedEvent;

/** Settings from the start of the stream. */
export function streamSettings(
  changes: Partial<PersistentSubscriptionToStreamSettings> = {},
): PersistentSubscriptionToStreamSettings {
  return persistentSubscriptionToStreamSettingsFromDefaults({ startFrom: START, ...changes });
}

/** Settings from the start of the log. */
export function allSettings(
  changes: Partial<PersistentSubscriptionToAllSettings> = {},
): PersistentSubscriptionToAllSettings {
  return persistentSubscriptionToAllSettingsFromDefaults({ startFrom: START, ...changes });
}

/** A stream of `count` numbered events with a group on it. */
export async function groupOn(
  server: ServerUnderTest,
  count: number,
  changes: Partial<PersistentSubscriptionToStreamSettings> = {},
): Promise<string> {
  const stream = server.stream();
  if (count > 0) await server.client.appendToStream(stream, numbered(count));
  await server.client.createPersistentSubscriptionToStream(stream, GROUP, streamSettings(changes));
  return stream;
}

/** What a consumer does with an event that it is sent. */
export type Answer<Item> = (event: Item, consumer: Consuming<Item>) => unknown;

/** A consumer at work. */
export interface Consuming<Item> {
  readonly subscription: Pick<
    PersistentSubscriptionToStream & PersistentSubscriptionToAll,
    'ack' | 'nack' | 'unsubscribe'
  >;
  /** All that it was sent, in order. */
  readonly seen: Item[];
  /** The error that its call has ended with. */
  readonly error: () => unknown;
  /** Waits until it has been sent `count` events. */
  has(count: number, limitMs?: number): Promise<void>;
  leave(): Promise<void>;
}

/** Acknowledges everything. */
export const acknowledge: Answer<Delivered> = (event, { subscription }) => subscription.ack(event);

/** Answers nothing. */
export const keepSilent = (): void => {};

/** Starts a consumer of a stream's group; it is connected when this resolves. */
export function consume(
  server: ServerUnderTest,
  stream: string,
  answer: Answer<Delivered>,
  bufferSize = 10,
  group = GROUP,
): Promise<Consuming<Delivered>> {
  return started(
    server.client.subscribeToPersistentSubscriptionToStream(stream, group, { bufferSize }),
    answer,
  );
}

/** The same for a group on the log. */
export function consumeAll(
  server: ServerUnderTest,
  group: string,
  answer: Answer<Delivered>,
  bufferSize = 10,
): Promise<Consuming<Delivered>> {
  return started(server.client.subscribeToPersistentSubscriptionToAll(group, { bufferSize }), answer);
}

async function started(
  subscription: PersistentSubscriptionToStream | PersistentSubscriptionToAll,
  answer: Answer<Delivered>,
): Promise<Consuming<Delivered>> {
  const seen: Delivered[] = [];
  let error: unknown;
  const consuming: Consuming<Delivered> = {
    subscription: subscription as Consuming<Delivered>['subscription'],
    seen,
    error: () => error,
    has: (count, limitMs) => until(() => seen.length >= count, limitMs),
    async leave() {
      await subscription.unsubscribe();
    },
  };
  const isConnected = occurrence(subscription, 'confirmation');
  const hasFailed = new Promise<never>((_, reject) => {
    subscription.on('error', (reason: unknown) => {
      error = reason;
      reject(reason as Error);
    });
  });
  hasFailed.catch(() => {});
  subscription.on('data', (event: Delivered) => {
    seen.push(event);
    answer(event, consuming);
  });
  await Promise.race([isConnected, hasFailed]);
  return consuming;
}

/** Repeats `look` until it holds, as what a server reports may take a moment to be so. */
export async function eventually(look: () => Promise<boolean>, limitMs = 10_000): Promise<void> {
  const end = Date.now() + limitMs;
  while (!(await look())) {
    if (Date.now() > end) throw new Error('what was waited for did not happen');
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

/** Time for a server to do what it must not do. */
export function quiet(ms = 300): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** `numberOf` each event delivered. */
export function numbersDelivered(events: readonly Delivered[]): number[] {
  return events.map(({ event }) => (event?.data as { number: number } | undefined)?.number ?? Number.NaN);
}

/** Names of the streams that a server keeps for a group. */
export const parkedStream = (stream: string, group = GROUP): string =>
  `$persistentsubscription-${stream}::${group}-parked`;
export const checkpointStream = (stream: string, group = GROUP): string =>
  `$persistentsubscription-${stream}::${group}-checkpoint`;
