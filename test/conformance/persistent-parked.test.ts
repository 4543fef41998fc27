import { END, ErrorType, PARK, RETRY } from '@eventstore/db-client';
import { describe, expect, it } from 'vitest';
import { collect } from './support/events.ts';
import {
  acknowledge,
  type Consuming,
  consume,
  type Delivered,
  eventually,
  GROUP,
  groupOn,
  numbersDelivered,
  parkedStream,
  quiet,
} from './support/persistent.ts';
import { useServer } from './support/server.ts';

const server = useServer();
const stats = async (stream: string) =>
  (await server.client.getPersistentSubscriptionToStreamInfo(stream, GROUP)).stats;
const parked = (stream: string) => collect(server.client.readStream(parkedStream(stream)));

/** Parks what was sent for the first time, and acknowledges what comes again. */
const parkFirst = (event: Delivered, { subscription }: Consuming<Delivered>): unknown =>
  event.link === undefined ? subscription.nack(PARK, 'cannot do it', event) : subscription.ack(event);

async function parkedGroup(count: number): Promise<{ stream: string; consumer: Consuming<Delivered> }> {
  const stream = await groupOn(server, count);
  const consumer = await consume(server, stream, parkFirst);
  await consumer.has(count);
  await eventually(async () => (await stats(stream)).parkedMessageCount === BigInt(count));
  return { stream, consumer };
}

describe('parked messages', () => {
  it('are links in a stream of their own, with the reason', async () => {
    const { stream, consumer } = await parkedGroup(2);
    const events = await parked(stream);
    expect(events.map(({ event }) => event?.type)).toEqual(['$>', '$>']);
    expect(events.map(({ event }) => Buffer.from(event?.data as Uint8Array).toString())).toEqual([
      `0@${stream}`,
      `1@${stream}`,
    ]);
    expect(events[1]?.event?.metadata).toMatchObject({
      added: expect.any(String),
      reason: "Client explicitly NAK'ed message.\ncannot do it",
      subscriptionEventNumber: 1,
    });
    expect((await stats(stream)).totalInFlightMessages).toBe(0);
    await consumer.leave();
  });

  it('are those that were retried too often', async () => {
    const stream = await groupOn(server, 1, { maxRetryCount: 2 });
    const consumer = await consume(server, stream, (event, { subscription }) =>
      subscription.nack(RETRY, 'again', event),
    );
    await eventually(async () => (await stats(stream)).parkedMessageCount === 1n);
    expect(consumer.seen.map(({ retryCount }) => retryCount)).toEqual([0, 1, 2]);
    const [event] = await parked(stream);
    expect(event?.event?.metadata).toMatchObject({ reason: 'Reached retry count of 2' });
    await consumer.leave();
  });

  it('are those that were never answered', async () => {
    const stream = await groupOn(server, 1, { maxRetryCount: 1, messageTimeout: 100 });
    const consumer = await consume(server, stream, () => {});
    await eventually(async () => (await stats(stream)).parkedMessageCount === 1n);
    expect(consumer.seen.map(({ retryCount }) => retryCount)).toEqual([0, 1]);
    await consumer.leave();
  });

  it('come again when they are replayed, with the link that they were parked as', async () => {
    const { stream, consumer } = await parkedGroup(3);
    await server.client.replayParkedMessagesToStream(stream, GROUP);
    await consumer.has(6);
    const again = consumer.seen.slice(3);
    expect(numbersDelivered(again)).toEqual([0, 1, 2]);
    expect(again.map(({ link }) => link && [link.streamId, link.revision])).toEqual([
      [parkedStream(stream), 0n],
      [parkedStream(stream), 1n],
      [parkedStream(stream), 2n],
    ]);
    expect(again.every(({ retryCount }) => retryCount === 0)).toBe(true);
    await eventually(async () => (await stats(stream)).parkedMessageCount === 0n);
    expect(await parked(stream).catch(() => [])).toEqual([]);
    await consumer.leave();
  });

  it('come again up to where the replay is to stop', async () => {
    const { stream, consumer } = await parkedGroup(4);
    await server.client.replayParkedMessagesToStream(stream, GROUP, { stopAt: 2 });
    await consumer.has(6);
    await quiet();
    expect(numbersDelivered(consumer.seen.slice(4))).toEqual([0, 1]);
    await eventually(async () => (await stats(stream)).parkedMessageCount === 2n);
    await server.client.replayParkedMessagesToStream(stream, GROUP);
    await consumer.has(8);
    expect(numbersDelivered(consumer.seen.slice(6))).toEqual([2, 3]);
    await consumer.leave();
  });

  it('are parked anew if they are refused again', async () => {
    const stream = await groupOn(server, 1);
    const consumer = await consume(server, stream, (event, { subscription }) =>
      subscription.nack(PARK, 'never', event),
    );
    await eventually(async () => (await stats(stream)).parkedMessageCount === 1n);
    await server.client.replayParkedMessagesToStream(stream, GROUP);
    await consumer.has(2);
    await eventually(async () => {
      const events = await parked(stream).catch(() => []);
      return events.length === 1 && events[0]?.event?.revision === 1n;
    });
    const [event] = await parked(stream);
    expect(Buffer.from(event?.event?.data as Uint8Array).toString()).toBe(`0@${stream}`);
    await consumer.leave();
  });

  it('wait until there is a consumer', async () => {
    const { stream, consumer } = await parkedGroup(2);
    await consumer.leave();
    await eventually(async () => {
      const { connections } = await server.client.getPersistentSubscriptionToStreamInfo(stream, GROUP);
      return connections.length === 0;
    });
    await server.client.replayParkedMessagesToStream(stream, GROUP);
    const next = await consume(server, stream, acknowledge);
    await next.has(2);
    expect(numbersDelivered(next.seen)).toEqual([0, 1]);
    await next.leave();
  });

  it('are more than a batch', async () => {
    const stream = await groupOn(server, 60, { readBatchSize: 7, historyBufferSize: 15 });
    const consumer = await consume(server, stream, parkFirst);
    await consumer.has(60);
    await eventually(async () => (await stats(stream)).parkedMessageCount === 60n);
    await server.client.replayParkedMessagesToStream(stream, GROUP);
    await consumer.has(120);
    expect(numbersDelivered(consumer.seen.slice(60))).toEqual(
      Array.from({ length: 60 }, (_, index) => index),
    );
    await eventually(async () => (await stats(stream)).parkedMessageCount === 0n);
    await consumer.leave();
  });

  it('need not be there to be replayed', async () => {
    const stream = await groupOn(server, 1);
    const consumer = await consume(server, stream, acknowledge);
    await server.client.replayParkedMessagesToStream(stream, GROUP);
    await quiet();
    expect(consumer.seen).toHaveLength(1);
    await consumer.leave();
  });

  it('cannot be replayed where there is no group', async () => {
    const stream = server.stream();
    const missing = { type: ErrorType.PERSISTENT_SUBSCRIPTION_DOES_NOT_EXIST, groupName: GROUP };
    await expect(server.client.replayParkedMessagesToStream(stream, GROUP)).rejects.toMatchObject(missing);
    await expect(server.client.replayParkedMessagesToAll(GROUP)).rejects.toMatchObject(missing);
  });
});

describe('checkpoints of a group', () => {
  const last = async (stream: string): Promise<unknown> => {
    const own = `$persistentsubscription-${stream}::${GROUP}-checkpoint`;
    const events = await collect(
      server.client.readStream(own, { direction: 'backwards', fromRevision: END, maxCount: 1 }),
    ).catch(() => []);
    return events[0]?.event?.data;
  };

  it('are written after as many events as the upper bound says', async () => {
    const stream = await groupOn(server, 30, { checkPointAfter: 60_000, checkPointUpperBound: 10 });
    const consumer = await consume(server, stream, acknowledge);
    await consumer.has(30);
    await eventually(async () => Number(await last(stream)) >= 19);
    await eventually(async () => ((await stats(stream)).lastCheckpointedEventRevision ?? 0n) >= 19n);
    await consumer.leave();
  });

  it('are written in time for fewer', async () => {
    const stream = await groupOn(server, 5, { checkPointAfter: 100, checkPointLowerBound: 1 });
    const consumer = await consume(server, stream, acknowledge);
    await eventually(async () => (await last(stream)) === '4');
    expect((await stats(stream)).lastCheckpointedEventRevision).toBe(4n);
    await consumer.leave();
  });

  it('stay before what is not done', async () => {
    const stream = await groupOn(server, 30, {
      checkPointAfter: 100,
      checkPointLowerBound: 1,
      checkPointUpperBound: 5,
    });
    const consumer = await consume(
      server,
      stream,
      (event, { subscription }) => event.event?.revision !== 12n && subscription.ack(event),
      30,
    );
    await consumer.has(30);
    await eventually(async () => (await last(stream)) === '11');
    await quiet(1_500);
    expect(await last(stream)).toBe('11');
    await consumer.leave();
  });

  it('pass what is parked', async () => {
    const stream = await groupOn(server, 3, { checkPointAfter: 100, checkPointLowerBound: 1 });
    const consumer = await consume(server, stream, (event, { subscription }) =>
      event.event?.revision === 1n ? subscription.nack(PARK, 'no', event) : subscription.ack(event),
    );
    await eventually(async () => (await last(stream)) === '2');
    expect(consumer.seen).toHaveLength(3);
    await consumer.leave();
  });

  it('are where a group goes on after it was restarted', async () => {
    const stream = await groupOn(server, 10, { checkPointAfter: 100, checkPointLowerBound: 1 });
    const consumer = await consume(
      server,
      stream,
      (event, { subscription }) => event.event!.revision < 6n && subscription.ack(event),
    );
    await consumer.has(10);
    await eventually(async () => (await last(stream)) === '5');
    const { settings } = await server.client.getPersistentSubscriptionToStreamInfo(stream, GROUP);
    await server.client.updatePersistentSubscriptionToStream(stream, GROUP, settings);
    const next = await consume(server, stream, acknowledge);
    await next.has(4);
    await quiet();
    expect(numbersDelivered(next.seen)).toEqual([6, 7, 8, 9]);
    await next.leave();
  });
});
