import { randomUUID } from 'node:crypto';
import {
  binaryEvent,
  END,
  eventTypeFilter,
  type Filter,
  PARK,
  type Position,
  streamNameFilter,
} from '@eventstore/db-client';
import { afterEach, describe, expect, it } from 'vitest';
import { collect, numbered } from './support/events.ts';
import {
  acknowledge,
  allSettings,
  consume,
  consumeAll,
  eventually,
  groupOn,
  keepSilent,
  numbersDelivered,
  parkedStream,
  quiet,
} from './support/persistent.ts';
import { useServer } from './support/server.ts';

const server = useServer();
const created: string[] = [];
const info = (group: string) => server.client.getPersistentSubscriptionToAllInfo(group);

async function groupOnAll(changes: Parameters<typeof allSettings>[0] = {}, filter?: Filter): Promise<string> {
  const group = `group-${randomUUID()}`;
  await server.client.createPersistentSubscriptionToAll(group, allSettings(changes), filter && { filter });
  created.push(group);
  return group;
}

/** A type that no other case uses, and a filter for it. */
function wanted(): { type: string; filter: Filter } {
  const type = `Wanted-${randomUUID()}`;
  return { type, filter: eventTypeFilter({ prefixes: [type] }) };
}

afterEach(async () => {
  for (const group of created.splice(0)) await server.client.deletePersistentSubscriptionToAll(group);
});

describe('a persistent subscription to $all', () => {
  it('gets everything from the start, then what comes in', async () => {
    const stream = server.stream();
    await server.client.appendToStream(stream, numbered(3));
    const group = await groupOnAll();
    const consumer = await consumeAll(server, group, acknowledge, 100);
    const own = () => consumer.seen.filter(({ event }) => event?.streamId === stream);
    await eventually(async () => own().length === 3);
    await server.client.appendToStream(stream, numbered(2, 3));
    await eventually(async () => own().length === 5);
    expect(numbersDelivered(own())).toEqual([0, 1, 2, 3, 4]);
    await consumer.leave();
  });

  it('gets only what is new from the end', async () => {
    const stream = server.stream();
    await server.client.appendToStream(stream, numbered(3));
    const group = await groupOnAll({ startFrom: END });
    const consumer = await consumeAll(server, group, acknowledge);
    await server.client.appendToStream(stream, numbered(2, 3));
    const own = () => consumer.seen.filter(({ event }) => event?.streamId === stream);
    await eventually(async () => own().length === 2);
    expect(numbersDelivered(own())).toEqual([3, 4]);
    await consumer.leave();
  });

  it('begins with the event at the position given', async () => {
    const stream = server.stream();
    const { position } = await server.client.appendToStream(stream, numbered(1));
    await server.client.appendToStream(stream, numbered(2, 1));
    const group = await groupOnAll(
      { startFrom: position as Position },
      streamNameFilter({ prefixes: [stream] }),
    );
    const consumer = await consumeAll(server, group, acknowledge);
    await consumer.has(3);
    await quiet();
    expect(numbersDelivered(consumer.seen)).toEqual([0, 1, 2]);
    await consumer.leave();
  });

  it.each([
    ['prefixes of types', (type: string) => eventTypeFilter({ prefixes: [`${type}-a`, `${type}-b`] })],
    ['a regex on types', (type: string) => eventTypeFilter({ regex: `^${type}-[ab]$` })],
    ['prefixes of streams', (type: string) => streamNameFilter({ prefixes: [`${type}-a`, `${type}-b`] })],
    ['a regex on streams', (type: string) => streamNameFilter({ regex: `^${type}-[ab]$` })],
  ] as const)('is filtered by %s', async (_, filterFor) => {
    const type = `Wanted-${randomUUID()}`;
    for (const suffix of ['a', 'c', 'b']) {
      await server.client.appendToStream(`${type}-${suffix}`, numbered(2, 0, `${type}-${suffix}`));
    }
    const group = await groupOnAll({}, filterFor(type));
    const consumer = await consumeAll(server, group, acknowledge);
    await consumer.has(4);
    await server.client.appendToStream(`${type}-c`, numbered(1, 2, `${type}-c`));
    await server.client.appendToStream(`${type}-a`, numbered(1, 2, `${type}-a`));
    await consumer.has(5);
    await quiet();
    expect(consumer.seen.map(({ event }) => event?.type.at(-1))).toEqual(['a', 'a', 'b', 'b', 'a']);
    await consumer.leave();
  });

  it('tells its figures as positions', async () => {
    const { type, filter } = wanted();
    const group = await groupOnAll({ checkPointAfter: 100, checkPointLowerBound: 1 }, filter);
    const { position } = await server.client.appendToStream(server.stream(), numbered(2, 0, type));
    const consumer = await consumeAll(server, group, acknowledge);
    await consumer.has(2);
    await eventually(async () => {
      const checkpoint = (await info(group)).stats.lastCheckpointedEventPosition;
      return checkpoint !== undefined && checkpoint.commit >= position!.commit;
    });
    const { eventSource, stats } = await info(group);
    expect(eventSource).toBe('$all');
    expect(stats.lastKnownEventPosition!.commit).toBeGreaterThanOrEqual(position!.commit);
    await consumer.leave();
  });

  it('moves its checkpoint past what its filter leaves out', async () => {
    const { filter } = wanted();
    const group = await groupOnAll(
      { startFrom: END, checkPointAfter: 100, checkPointLowerBound: 1, checkPointUpperBound: 20 },
      filter,
    );
    await server.client.appendToStream(server.stream(), numbered(200));
    await eventually(async () => (await info(group)).stats.lastCheckpointedEventPosition !== undefined);
    expect((await info(group)).stats.totalItems).toBe(0n);
  });

  it('is not shown what it writes down itself', async () => {
    const { type } = wanted();
    const group = await groupOnAll({ startFrom: END, checkPointAfter: 100, checkPointLowerBound: 1 });
    const consumer = await consumeAll(server, group, (event, { subscription }) =>
      event.event?.type === type ? subscription.nack(PARK, 'no', event) : subscription.ack(event),
    );
    await server.client.appendToStream(server.stream(), numbered(3, 0, type));
    await eventually(async () => (await info(group)).stats.parkedMessageCount === 3n);
    await eventually(async () => (await info(group)).stats.lastCheckpointedEventPosition !== undefined);
    await quiet(1_500);
    const own = new Set([parkedStream('$all', group), `$persistentsubscription-$all::${group}-checkpoint`]);
    expect(consumer.seen.filter(({ event }) => own.has(event?.streamId ?? ''))).toEqual([]);
    // Nor is anybody else who reads the log, though the streams themselves can be read.
    const all = await collect(server.client.readAll());
    expect(all.filter(({ event }) => own.has(event?.streamId ?? ''))).toEqual([]);
    expect(await collect(server.client.readStream(parkedStream('$all', group)))).toHaveLength(3);
    await consumer.leave();
  });

  it('parks and replays', async () => {
    const { type, filter } = wanted();
    const stream = server.stream();
    const group = await groupOnAll({}, filter);
    await server.client.appendToStream(stream, numbered(2, 0, type));
    const consumer = await consumeAll(server, group, (event, { subscription }) =>
      event.link === undefined ? subscription.nack(PARK, 'no', event) : subscription.ack(event),
    );
    await eventually(async () => (await info(group)).stats.parkedMessageCount === 2n);
    const links = await collect(server.client.readStream(parkedStream('$all', group)));
    expect(links.map(({ event }) => Buffer.from(event?.data as Uint8Array).toString())).toEqual([
      `0@${stream}`,
      `1@${stream}`,
    ]);
    await server.client.replayParkedMessagesToAll(group);
    await consumer.has(4);
    expect(numbersDelivered(consumer.seen.slice(2))).toEqual([0, 1]);
    await consumer.leave();
  });

  it('resolves links', async () => {
    const target = server.stream('target');
    const links = server.stream('links');
    await server.client.appendToStream(target, numbered(1));
    await server.client.appendToStream(links, [
      binaryEvent({ type: '$>', data: Buffer.from(`0@${target}`) }),
    ]);
    const group = await groupOnAll({ resolveLinkTos: true }, streamNameFilter({ prefixes: [links] }));
    const consumer = await consumeAll(server, group, acknowledge);
    await consumer.has(1);
    expect(consumer.seen[0]).toMatchObject({ event: { streamId: target }, link: { streamId: links } });
    await eventually(async () => (await info(group)).stats.totalInFlightMessages === 0);
    await consumer.leave();
  });

  it('counts retries of a consumer that vanishes', async () => {
    const { type, filter } = wanted();
    const group = await groupOnAll({}, filter);
    await server.client.appendToStream(server.stream(), numbered(2, 0, type));
    const first = await consumeAll(server, group, keepSilent);
    await first.has(2);
    await first.leave();
    const second = await consumeAll(server, group, acknowledge);
    await second.has(2);
    expect(second.seen.map(({ retryCount }) => retryCount)).toEqual([1, 1]);
    await second.leave();
  });

  it('is one of many groups, each with all events', async () => {
    const { type, filter } = wanted();
    const groups = [await groupOnAll({}, filter), await groupOnAll({}, filter)];
    const stream = await groupOn(server, 0);
    await server.client.appendToStream(stream, numbered(20, 0, type));
    const consumers = [
      ...(await Promise.all(groups.map((group) => consumeAll(server, group, acknowledge)))),
      await consume(server, stream, acknowledge),
    ];
    for (const consumer of consumers) {
      await consumer.has(20);
      expect(numbersDelivered(consumer.seen)).toEqual(Array.from({ length: 20 }, (_, index) => index));
      await consumer.leave();
    }
  });
});
