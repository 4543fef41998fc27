import { randomUUID } from 'node:crypto';
import {
  type BinaryEventData,
  binaryEvent,
  DISPATCH_TO_SINGLE,
  END,
  ErrorType,
  eventTypeFilter,
  jsonEvent,
  PARK,
  PINNED,
  persistentSubscriptionToAllSettingsFromDefaults,
  RETRY,
  ROUND_ROBIN,
  SKIP,
  START,
  STOP,
} from '@eventstore/db-client';
import { describe, expect, it } from 'vitest';
import { numbered } from './support/events.ts';
import {
  acknowledge,
  consume,
  consumeAll,
  eventually,
  GROUP,
  groupOn,
  keepSilent,
  numbersDelivered,
  quiet,
  streamSettings,
} from './support/persistent.ts';
import { useServer } from './support/server.ts';
import { until } from './support/subscriptions.ts';

const server = useServer();
const upTo = (count: number, first = 0): number[] =>
  Array.from({ length: count }, (_, index) => first + index);
/** A link to a revision of a stream. */
const linkTo = (revision: number, stream: string): BinaryEventData =>
  binaryEvent({ type: '$>', data: Buffer.from(`${revision}@${stream}`) });
const info = (stream: string) => server.client.getPersistentSubscriptionToStreamInfo(stream, GROUP);

describe('a consumer of a persistent subscription', () => {
  it('gets what is there in order, then what comes in', async () => {
    const stream = await groupOn(server, 300);
    const consumer = await consume(server, stream, acknowledge);
    await consumer.has(300);
    await server.client.appendToStream(stream, numbered(50, 300));
    await consumer.has(350);
    expect(numbersDelivered(consumer.seen)).toEqual(upTo(350));
    expect(consumer.seen.every(({ retryCount }) => retryCount === 0)).toBe(true);
    await consumer.leave();
  });

  it('is sent no more than its buffer holds until it answers', async () => {
    const stream = await groupOn(server, 20);
    const consumer = await consume(server, stream, keepSilent, 4);
    await consumer.has(4);
    await quiet();
    expect(numbersDelivered(consumer.seen)).toEqual([0, 1, 2, 3]);
    await consumer.subscription.ack(...consumer.seen.slice(0, 2));
    await consumer.has(6);
    await quiet();
    expect(numbersDelivered(consumer.seen)).toEqual([0, 1, 2, 3, 4, 5]);
    await consumer.leave();
  });

  it('gets nothing of the past from the end', async () => {
    const stream = await groupOn(server, 5, { startFrom: END });
    const consumer = await consume(server, stream, acknowledge);
    await server.client.appendToStream(stream, numbered(3, 5));
    await consumer.has(3);
    await quiet();
    expect(numbersDelivered(consumer.seen)).toEqual([5, 6, 7]);
    await consumer.leave();
  });

  it('begins with the event at the revision given', async () => {
    const stream = await groupOn(server, 10, { startFrom: 6n });
    const consumer = await consume(server, stream, acknowledge);
    await consumer.has(4);
    await quiet();
    expect(numbersDelivered(consumer.seen)).toEqual([6, 7, 8, 9]);
    await consumer.leave();
  });

  it('waits for a revision that is still to come', async () => {
    const stream = await groupOn(server, 2, { startFrom: 4n });
    const consumer = await consume(server, stream, acknowledge);
    await server.client.appendToStream(stream, numbered(4, 2));
    await consumer.has(2);
    await quiet();
    expect(numbersDelivered(consumer.seen)).toEqual([4, 5]);
    await consumer.leave();
  });

  it('waits for a stream that does not exist yet', async () => {
    const stream = await groupOn(server, 0);
    const consumer = await consume(server, stream, acknowledge);
    await server.client.appendToStream(stream, numbered(2));
    await consumer.has(2);
    expect(numbersDelivered(consumer.seen)).toEqual([0, 1]);
    await consumer.leave();
  });

  it('is refused where there is no group', async () => {
    await expect(consume(server, server.stream(), keepSilent)).rejects.toMatchObject({
      type: ErrorType.PERSISTENT_SUBSCRIPTION_DOES_NOT_EXIST,
      groupName: GROUP,
    });
  });

  it('is refused where the group is full, until another leaves', async () => {
    const stream = await groupOn(server, 1, { maxSubscriberCount: 1 });
    const first = await consume(server, stream, acknowledge);
    await expect(consume(server, stream, keepSilent)).rejects.toMatchObject({
      type: ErrorType.MAXIMUM_SUBSCRIBERS_REACHED,
      streamName: stream,
      groupName: GROUP,
    });
    await first.leave();
    await eventually(async () => (await info(stream)).connections.length === 0);
    const second = await consume(server, stream, acknowledge);
    await second.leave();
  });

  it('is dropped where the stream is deleted for good', async () => {
    const stream = await groupOn(server, 3);
    await server.client.tombstoneStream(stream);
    const { settings } = await info(stream);
    await server.client.updatePersistentSubscriptionToStream(stream, GROUP, settings);
    await quiet();
    const error = await consume(server, stream, acknowledge).then(
      (consumer) => until(() => consumer.error() !== undefined).then(consumer.error),
      (refusal: unknown) => refusal,
    );
    expect(error).toMatchObject({ type: ErrorType.PERSISTENT_SUBSCRIPTION_DROPPED, streamName: stream });
  });

  it('goes on with a stream that is deleted and written again', async () => {
    const stream = await groupOn(server, 2);
    const consumer = await consume(server, stream, acknowledge);
    await consumer.has(2);
    await server.client.deleteStream(stream);
    await server.client.appendToStream(stream, numbered(2, 2));
    await consumer.has(4);
    expect(numbersDelivered(consumer.seen)).toEqual([0, 1, 2, 3]);
    await consumer.leave();
  });

  it('gets what comes in live, and of the past only what $maxCount leaves', async () => {
    const stream = server.stream();
    await server.client.setStreamMetadata(stream, { maxCount: 2 });
    await server.client.appendToStream(stream, numbered(5));
    await server.client.createPersistentSubscriptionToStream(stream, GROUP, streamSettings());
    const consumer = await consume(server, stream, acknowledge);
    await consumer.has(2);
    expect(numbersDelivered(consumer.seen)).toEqual([3, 4]);
    await server.client.appendToStream(stream, numbered(4, 5));
    await consumer.has(6);
    expect(numbersDelivered(consumer.seen.slice(2))).toEqual([5, 6, 7, 8]);
    await consumer.leave();
  });

  it('gets two events of one id one after the other', async () => {
    const type = `Twin-${randomUUID()}`;
    const twin = jsonEvent({ id: randomUUID(), type, data: { number: 1 } });
    const [one, other] = [server.stream(), server.stream()];
    await server.client.appendToStream(one, twin);
    await server.client.appendToStream(other, twin);
    const group = `group-${randomUUID()}`;
    await server.client.createPersistentSubscriptionToAll(
      group,
      persistentSubscriptionToAllSettingsFromDefaults({ startFrom: START }),
      { filter: eventTypeFilter({ prefixes: [type] }) },
    );
    const consumer = await consumeAll(server, group, acknowledge);
    await consumer.has(2);
    expect(consumer.seen.map(({ event }) => event?.streamId)).toEqual([one, other]);
    await eventually(async () => {
      const { stats } = await server.client.getPersistentSubscriptionToAllInfo(group);
      return stats.totalInFlightMessages === 0;
    });
    await consumer.leave();
    await server.client.deletePersistentSubscriptionToAll(group);
  });

  it('follows a stream longer than the buffers of its group', async () => {
    const stream = await groupOn(server, 0, { historyBufferSize: 12, readBatchSize: 5, liveBufferSize: 5 });
    for (let first = 0; first < 200; first += 50) {
      await server.client.appendToStream(stream, numbered(50, first));
    }
    const consumer = await consume(server, stream, acknowledge, 3);
    await consumer.has(200);
    expect(numbersDelivered(consumer.seen)).toEqual(upTo(200));
    await consumer.leave();
  });
});

describe('retries', () => {
  it('sends again, counted, what is to be retried', async () => {
    const stream = await groupOn(server, 3);
    const consumer = await consume(server, stream, (event, { subscription }) =>
      event.retryCount < 2 && event.event?.revision === 1n
        ? subscription.nack(RETRY, 'not yet', event)
        : subscription.ack(event),
    );
    await consumer.has(5);
    const tries = consumer.seen.filter(({ event }) => event?.revision === 1n);
    expect(tries.map(({ retryCount }) => retryCount)).toEqual([0, 1, 2]);
    await consumer.leave();
  });

  it('sends again what was not answered in time', async () => {
    const stream = await groupOn(server, 1, { messageTimeout: 300 });
    const consumer = await consume(server, stream, (event, { subscription }) => {
      if (event.retryCount > 0) subscription.ack(event);
    });
    await consumer.has(2, 8_000);
    expect(consumer.seen.map(({ retryCount }) => retryCount)).toEqual([0, 1]);
    await consumer.leave();
  });

  it('gives to others what a consumer that vanishes did not answer', async () => {
    const stream = await groupOn(server, 6);
    const first = await consume(server, stream, keepSilent, 6);
    await first.has(6);
    await first.subscription.ack(...first.seen.slice(0, 2));
    await eventually(async () => (await info(stream)).stats.totalInFlightMessages === 4);
    const second = await consume(server, stream, acknowledge);
    await first.leave();
    await second.has(4);
    expect(numbersDelivered(second.seen)).toEqual([2, 3, 4, 5]);
    expect(second.seen.every(({ retryCount }) => retryCount === 1)).toBe(true);
    await second.leave();
  });

  it('takes any answer but park and retry as the end of an event', async () => {
    const stream = await groupOn(server, 4);
    const consumer = await consume(server, stream, (event, { subscription }) =>
      subscription.nack(event.event?.revision === 1n ? STOP : SKIP, 'no', event),
    );
    await consumer.has(4);
    await quiet();
    expect(numbersDelivered(consumer.seen)).toEqual([0, 1, 2, 3]);
    const { stats } = await info(stream);
    expect([stats.totalInFlightMessages, stats.parkedMessageCount]).toEqual([0, 0n]);
    expect(consumer.error()).toBeUndefined();
    await consumer.leave();
  });

  it('goes on with others while one event is retried', async () => {
    const stream = await groupOn(server, 30, { maxRetryCount: 3 });
    const consumer = await consume(
      server,
      stream,
      (event, { subscription }) =>
        event.event?.revision === 0n ? subscription.nack(RETRY, 'no', event) : subscription.ack(event),
      1,
    );
    await consumer.has(33);
    expect(new Set(numbersDelivered(consumer.seen)).size).toBe(30);
    await consumer.leave();
  });

  it('ignores answers to what was never sent', async () => {
    const stream = await groupOn(server, 2);
    const other = await groupOn(server, 1);
    const stranger = await consume(server, other, keepSilent);
    await stranger.has(1);
    const consumer = await consume(server, stream, keepSilent);
    await consumer.has(2);
    await consumer.subscription.ack(...stranger.seen);
    await consumer.subscription.nack(PARK, 'what?', ...stranger.seen);
    await consumer.subscription.ack(...consumer.seen);
    await eventually(async () => (await info(stream)).stats.totalInFlightMessages === 0);
    expect((await info(stream)).stats.parkedMessageCount).toBe(0n);
    await Promise.all([stranger.leave(), consumer.leave()]);
  });
});

describe('consumer strategies', () => {
  it('take turns', async () => {
    const stream = await groupOn(server, 0, { consumerStrategyName: ROUND_ROBIN });
    const consumers = [
      await consume(server, stream, acknowledge),
      await consume(server, stream, acknowledge),
    ];
    for (let number = 0; number < 10; number += 1) {
      await server.client.appendToStream(stream, numbered(1, number));
    }
    await until(() => consumers.every(({ seen }) => seen.length === 5));
    for (const consumer of consumers) await consumer.leave();
  });

  it('keep to one as long as it has room', async () => {
    const stream = await groupOn(server, 0, { consumerStrategyName: DISPATCH_TO_SINGLE });
    const consumers = [
      await consume(server, stream, keepSilent, 5),
      await consume(server, stream, keepSilent, 5),
    ];
    await server.client.appendToStream(stream, numbered(5));
    await until(() => consumers.some(({ seen }) => seen.length === 5));
    expect(consumers.map(({ seen }) => seen.length).sort()).toEqual([0, 5]);
    await server.client.appendToStream(stream, numbered(3, 5));
    await until(() => consumers.every(({ seen }) => seen.length >= 3));
    for (const consumer of consumers) await consumer.leave();
  });

  it('keep what comes from one stream with one consumer', async () => {
    const targets = Array.from({ length: 12 }, () => server.stream('pinned'));
    const links = server.stream('links');
    for (const target of targets) await server.client.appendToStream(target, numbered(4));
    await server.client.appendToStream(
      links,
      [0, 1, 2, 3].flatMap((revision) => targets.map((target) => linkTo(revision, target))),
    );
    await server.client.createPersistentSubscriptionToStream(links, GROUP, {
      ...streamSettings({ consumerStrategyName: PINNED, resolveLinkTos: true }),
    });
    const consumers = [
      await consume(server, links, keepSilent, 100),
      await consume(server, links, keepSilent, 100),
      await consume(server, links, keepSilent, 100),
    ];
    await server.client.appendToStream(
      links,
      [0, 1, 2, 3].map((revision) => linkTo(revision, targets[0]!)),
    );
    await until(() => consumers.reduce((sum, { seen }) => sum + seen.length, 0) === 52);
    const later = consumers.filter(({ seen }) => seen.some(({ link }) => link!.revision >= 48n));
    expect(later).toHaveLength(1);
    for (const consumer of consumers) await consumer.leave();
  });
});

describe('links', () => {
  it('lead to their events, and are acknowledged as what they are', async () => {
    const target = server.stream('target');
    const links = server.stream('links');
    await server.client.appendToStream(target, numbered(2));
    await server.client.appendToStream(links, [linkTo(1, target), linkTo(9, target)]);
    await server.client.appendToStream(links, jsonEvent({ type: 'Plain', data: { number: 7 } }));
    await server.client.createPersistentSubscriptionToStream(
      links,
      GROUP,
      streamSettings({ resolveLinkTos: true }),
    );
    const consumer = await consume(server, links, acknowledge);
    await consumer.has(3);
    expect(consumer.seen.map(({ event }) => event && [event.streamId, event.revision])).toEqual([
      [target, 1n],
      undefined,
      [links, 2n],
    ]);
    expect(consumer.seen.map(({ link }) => link?.revision)).toEqual([0n, 1n, undefined]);
    await eventually(async () => (await info(links)).stats.totalInFlightMessages === 0);
    await consumer.leave();
  });

  it('come as they are unless asked otherwise', async () => {
    const target = server.stream('target');
    const links = server.stream('links');
    await server.client.appendToStream(target, numbered(1));
    await server.client.appendToStream(links, linkTo(0, target));
    await server.client.createPersistentSubscriptionToStream(links, GROUP, streamSettings());
    const consumer = await consume(server, links, acknowledge);
    await consumer.has(1);
    expect(consumer.seen[0]?.event?.type).toBe('$>');
    expect(consumer.seen[0]?.link).toBeUndefined();
    await consumer.leave();
  });
});
