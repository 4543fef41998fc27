import { randomUUID } from 'node:crypto';
import {
  DISPATCH_TO_SINGLE,
  END,
  ErrorType,
  type PersistentSubscriptionToStreamInfo,
  PINNED,
  ROUND_ROBIN,
  START,
  UNBOUNDED,
} from '@eventstore/db-client';
import { describe, expect, it } from 'vitest';
import { collect, numbered } from './support/events.ts';
import {
  acknowledge,
  allSettings,
  checkpointStream,
  consume,
  consumeAll,
  eventually,
  GROUP,
  groupOn,
  keepSilent,
  numbersDelivered,
  parkedStream,
  quiet,
  streamSettings,
} from './support/persistent.ts';
import { useServer } from './support/server.ts';
import { until } from './support/subscriptions.ts';

const server = useServer();
const info = (stream: string) => server.client.getPersistentSubscriptionToStreamInfo(stream, GROUP);
const group = (): string => `group-${randomUUID()}`;
const missing = (streamName: string, groupName = GROUP) => ({
  type: ErrorType.PERSISTENT_SUBSCRIPTION_DOES_NOT_EXIST,
  streamName,
  groupName,
});

describe('creating a persistent subscription', () => {
  it('keeps every setting', async () => {
    const stream = server.stream();
    const settings = streamSettings({
      startFrom: 3n,
      resolveLinkTos: true,
      extraStatistics: true,
      messageTimeout: 1_234,
      maxRetryCount: 7,
      checkPointAfter: 4_321,
      checkPointLowerBound: 5,
      checkPointUpperBound: 55,
      maxSubscriberCount: 9,
      liveBufferSize: 33,
      readBatchSize: 11,
      historyBufferSize: 44,
      consumerStrategyName: PINNED,
    });
    await server.client.createPersistentSubscriptionToStream(stream, GROUP, settings);
    expect((await info(stream)).settings).toEqual(settings);
  });

  it.each([ROUND_ROBIN, DISPATCH_TO_SINGLE, PINNED])(
    'knows the strategy %s',
    async (consumerStrategyName) => {
      const stream = await groupOn(server, 0, { consumerStrategyName });
      expect((await info(stream)).settings.consumerStrategyName).toBe(consumerStrategyName);
    },
  );

  it.each([START, END] as const)('tells a start from %s', async (startFrom) => {
    const stream = await groupOn(server, 0, { startFrom });
    expect((await info(stream)).settings.startFrom).toBe(startFrom);
    const name = group();
    await server.client.createPersistentSubscriptionToAll(name, allSettings({ startFrom }));
    const all = await server.client.getPersistentSubscriptionToAllInfo(name);
    expect(all.settings.startFrom).toBe(startFrom);
    await server.client.deletePersistentSubscriptionToAll(name);
  });

  it('is refused for a name that is taken', async () => {
    const stream = await groupOn(server, 0);
    await expect(
      server.client.createPersistentSubscriptionToStream(stream, GROUP, streamSettings()),
    ).rejects.toMatchObject({
      type: ErrorType.PERSISTENT_SUBSCRIPTION_EXISTS,
      streamName: stream,
      groupName: GROUP,
    });
    await server.client.createPersistentSubscriptionToStream(stream, 'another', streamSettings());
    const name = group();
    await server.client.createPersistentSubscriptionToAll(name, allSettings());
    await expect(server.client.createPersistentSubscriptionToAll(name, allSettings())).rejects.toMatchObject({
      type: ErrorType.PERSISTENT_SUBSCRIPTION_EXISTS,
      streamName: '$all',
    });
    await server.client.deletePersistentSubscriptionToAll(name);
  });

  it('is refused if a batch fills the buffer', async () => {
    const settings = streamSettings({ readBatchSize: 20, historyBufferSize: 20 });
    await expect(
      server.client.createPersistentSubscriptionToStream(server.stream(), GROUP, settings),
    ).rejects.toMatchObject({ type: ErrorType.PERSISTENT_SUBSCRIPTION_FAILED, groupName: GROUP });
  });

  it('is refused for $all as the name of a stream', async () => {
    await expect(
      server.client.createPersistentSubscriptionToStream('$all', group(), streamSettings()),
    ).rejects.toMatchObject({ type: ErrorType.PERSISTENT_SUBSCRIPTION_FAILED });
  });

  it('is refused beyond the end of the log', async () => {
    const beyond = { commit: 2n ** 62n, prepare: 2n ** 62n };
    await expect(
      server.client.createPersistentSubscriptionToAll(group(), allSettings({ startFrom: beyond })),
    ).rejects.toMatchObject({ type: ErrorType.PERSISTENT_SUBSCRIPTION_FAILED });
  });

  it('writes the group into the configuration stream', async () => {
    const stream = await groupOn(server, 0);
    const events = await collect(
      server.client.readStream('$persistentSubscriptionConfig', {
        direction: 'backwards',
        fromRevision: END,
        maxCount: 1,
      }),
    );
    expect(events[0]?.event?.type).toBe('$PersistentConfig');
    const data = events[0]?.event?.data as unknown as {
      version: string;
      entries: { stream: string; group: string }[];
    };
    expect(data.version).toBe('2');
    expect(data.entries).toContainEqual(expect.objectContaining({ stream, group: GROUP }));
  });
});

describe('updating a persistent subscription', () => {
  it('changes its settings and drops its consumers', async () => {
    const stream = await groupOn(server, 5);
    const consumer = await consume(server, stream, keepSilent);
    await consumer.has(5);
    const settings = streamSettings({ messageTimeout: 5_000, maxSubscriberCount: UNBOUNDED });
    await server.client.updatePersistentSubscriptionToStream(stream, GROUP, settings);
    await until(() => consumer.error() !== undefined);
    expect(consumer.error()).toMatchObject({
      type: ErrorType.PERSISTENT_SUBSCRIPTION_DROPPED,
      streamName: stream,
      groupName: GROUP,
    });
    expect((await info(stream)).settings.messageTimeout).toBe(5_000);
    const next = await consume(server, stream, acknowledge);
    await next.has(5);
    expect(next.seen.every(({ retryCount }) => retryCount === 0)).toBe(true);
    await next.leave();
  });

  it('is refused for a group that does not exist', async () => {
    const stream = server.stream();
    await expect(
      server.client.updatePersistentSubscriptionToStream(stream, GROUP, streamSettings()),
    ).rejects.toMatchObject(missing(stream));
    const name = group();
    await expect(server.client.updatePersistentSubscriptionToAll(name, allSettings())).rejects.toMatchObject(
      missing('$all', name),
    );
  });

  it('leaves the filter of a group on the log as it was', async () => {
    const type = `Wanted-${randomUUID()}`;
    const name = group();
    await server.client.createPersistentSubscriptionToAll(name, allSettings(), {
      filter: { filterOn: 'eventType', prefixes: [type], checkpointInterval: 1 },
    });
    await server.client.updatePersistentSubscriptionToAll(name, allSettings({ messageTimeout: 9_000 }));
    await server.client.appendToStream(server.stream(), [...numbered(3), ...numbered(2, 0, type)]);
    const consumer = await consumeAll(server, name, acknowledge);
    await consumer.has(2);
    await quiet();
    expect(consumer.seen.map(({ event }) => event?.type)).toEqual([type, type]);
    await consumer.leave();
    await server.client.deletePersistentSubscriptionToAll(name);
  });
});

describe('deleting a persistent subscription', () => {
  it('drops its consumers and forgets it', async () => {
    const stream = await groupOn(server, 1);
    const consumer = await consume(server, stream, acknowledge);
    await consumer.has(1);
    await server.client.deletePersistentSubscriptionToStream(stream, GROUP);
    await until(() => consumer.error() !== undefined);
    expect(consumer.error()).toMatchObject({
      type: ErrorType.PERSISTENT_SUBSCRIPTION_DROPPED,
      streamName: stream,
      groupName: GROUP,
    });
    await expect(info(stream)).rejects.toMatchObject(missing(stream));
    await expect(consume(server, stream, keepSilent)).rejects.toMatchObject(missing(stream));
  });

  it('deletes what the group had written down, so that its name can start anew', async () => {
    const stream = await groupOn(server, 30, {
      checkPointAfter: 1,
      checkPointLowerBound: 1,
      checkPointUpperBound: 5,
    });
    const consumer = await consume(server, stream, (event, { subscription }) =>
      event.event?.revision === 3n ? subscription.nack('park', 'no', event) : subscription.ack(event),
    );
    await consumer.has(30);
    await eventually(async () => (await info(stream)).stats.lastCheckpointedEventRevision !== undefined);
    await eventually(async () => (await info(stream)).stats.parkedMessageCount === 1n);
    await server.client.deletePersistentSubscriptionToStream(stream, GROUP);
    for (const own of [checkpointStream(stream), parkedStream(stream)]) {
      await expect(collect(server.client.readStream(own))).rejects.toMatchObject({
        type: ErrorType.STREAM_NOT_FOUND,
      });
    }
    await server.client.createPersistentSubscriptionToStream(stream, GROUP, streamSettings());
    const anew = await consume(server, stream, acknowledge);
    await anew.has(30);
    expect(numbersDelivered(anew.seen)[0]).toBe(0);
    expect((await info(stream)).stats.parkedMessageCount).toBe(0n);
    await anew.leave();
  });

  it('is refused for a group that does not exist', async () => {
    const stream = server.stream();
    await expect(server.client.deletePersistentSubscriptionToStream(stream, GROUP)).rejects.toMatchObject(
      missing(stream),
    );
    const name = group();
    await expect(server.client.deletePersistentSubscriptionToAll(name)).rejects.toMatchObject(
      missing('$all', name),
    );
  });
});

describe('what is told of persistent subscriptions', () => {
  it('counts what is on its way', async () => {
    const stream = await groupOn(server, 8, { extraStatistics: true });
    const consumer = await consume(server, stream, keepSilent, 5);
    await consumer.has(5);
    await consumer.subscription.ack(...consumer.seen.slice(0, 2));
    await consumer.has(7);
    const told: PersistentSubscriptionToStreamInfo = await info(stream);
    expect(told).toMatchObject({ eventSource: stream, groupName: GROUP });
    expect(told.status).toContain('Live');
    expect(told.stats).toMatchObject({
      totalItems: 7n,
      totalInFlightMessages: 5,
      outstandingMessagesCount: 5,
      readBufferCount: 1,
      retryBufferCount: 0,
      parkedMessageCount: 0n,
      lastKnownEventRevision: 7n,
      lastCheckpointedEventRevision: undefined,
    });
    expect(told.connections).toHaveLength(1);
    expect(told.connections[0]).toMatchObject({ availableSlots: 0, inFlightMessages: 5, totalItems: 7n });
    expect(told.connections[0]?.extraStatistics?.has('highest')).toBe(true);
    await consumer.leave();
  });

  it('is refused for a group that does not exist', async () => {
    const stream = server.stream();
    await expect(info(stream)).rejects.toMatchObject(missing(stream));
    const name = group();
    await expect(server.client.getPersistentSubscriptionToAllInfo(name)).rejects.toMatchObject(
      missing('$all', name),
    );
    await expect(server.client.listPersistentSubscriptionsToStream(stream)).rejects.toMatchObject({
      type: ErrorType.PERSISTENT_SUBSCRIPTION_DOES_NOT_EXIST,
      streamName: stream,
    });
  });

  it('lists the groups of a stream, of the log, and all', async () => {
    const stream = await groupOn(server, 0);
    await server.client.createPersistentSubscriptionToStream(stream, 'second', streamSettings());
    const name = group();
    await server.client.createPersistentSubscriptionToAll(name, allSettings({ startFrom: END }));
    const ofStream = await server.client.listPersistentSubscriptionsToStream(stream);
    expect(ofStream.map(({ groupName }) => groupName)).toEqual([GROUP, 'second']);
    const ofAll = await server.client.listPersistentSubscriptionsToAll();
    expect(ofAll.map(({ groupName }) => groupName)).toContain(name);
    expect(ofAll.every(({ eventSource }) => eventSource === '$all')).toBe(true);
    const all = await server.client.listAllPersistentSubscriptions();
    const names = all.map(({ eventSource, groupName }) => `${eventSource}::${groupName}`);
    expect(names).toEqual(
      expect.arrayContaining([`${stream}::${GROUP}`, `${stream}::second`, `$all::${name}`]),
    );
    await server.client.deletePersistentSubscriptionToAll(name);
  });
});

// It drops the consumers of all cases, so that it is not for a server that they share.
describe.runIf(process.env.CONFORMANCE_EVENTSTORE_URL === undefined)('restarting the subsystem', () => {
  it('drops all consumers and keeps all groups', async () => {
    const stream = await groupOn(server, 2);
    const consumer = await consume(server, stream, keepSilent);
    await consumer.has(2);
    await server.client.restartPersistentSubscriptionSubsystem();
    await until(() => consumer.error() !== undefined);
    expect(consumer.error()).toMatchObject({ type: ErrorType.PERSISTENT_SUBSCRIPTION_DROPPED });
    await eventually(async () => {
      try {
        return (await info(stream)).groupName === GROUP;
      } catch {
        return false;
      }
    });
    const next = await consume(server, stream, acknowledge);
    await next.has(2);
    await next.leave();
  });
});
