import {
  type AllStreamResolvedEvent,
  END,
  eventTypeFilter,
  excludeSystemEvents,
  type Filter,
  type Position,
  START,
  streamNameFilter,
} from '@eventstore/db-client';
import { describe, expect, it } from 'vitest';
import { numbered, numberOf, numbersOf } from './support/events.ts';
import { useServer } from './support/server.ts';
import { occurrence, record, take, until } from './support/subscriptions.ts';

const server = useServer();

describe('a subscription to the log', () => {
  it('is confirmed, catches up, says so, and follows', async () => {
    const stream = server.stream();
    await server.client.appendToStream(stream, numbered(600));
    const subscription = server.client.subscribeToAll({ fromPosition: START });
    const seen = record<AllStreamResolvedEvent>(subscription);
    await Promise.all([occurrence(subscription, 'confirmation'), occurrence(subscription, 'caughtUp')]);
    const ours = (): AllStreamResolvedEvent[] => seen.filter(({ event }) => event?.streamId === stream);
    expect(ours()).toHaveLength(600);
    await server.client.appendToStream(stream, numbered(200, 600));
    await until(() => ours().length === 800);
    expect(numbersOf(ours())).toEqual(Array.from({ length: 800 }, (_, index) => index));
    const positions = seen.map(({ commitPosition }) => commitPosition!);
    expect(positions.every((position, index) => index === 0 || position > positions[index - 1]!)).toBe(true);
    await subscription.unsubscribe();
  });

  it('begins after the position given', async () => {
    const stream = server.stream();
    await server.client.appendToStream(stream, numbered(1));
    const { position } = await server.client.appendToStream(stream, numbered(1, 1));
    await server.client.appendToStream(stream, numbered(1, 2));
    // A server's own projections may write between the two.
    const filter = streamNameFilter({ prefixes: [stream] });
    const [next] = await take(server.client.subscribeToAll({ fromPosition: position!, filter }), 1);
    expect(next?.event?.data).toEqual({ number: 2 });
  });

  it('begins with what is new from the end', async () => {
    const stream = server.stream();
    await server.client.appendToStream(stream, numbered(3));
    const subscription = server.client.subscribeToAll({
      fromPosition: END,
      filter: streamNameFilter({ prefixes: [stream] }),
    });
    const seen = record<AllStreamResolvedEvent>(subscription);
    await occurrence(subscription, 'caughtUp');
    await server.client.appendToStream(stream, numbered(2, 3));
    await until(() => seen.length === 2);
    expect(numbersOf(seen)).toEqual([3, 4]);
    await subscription.unsubscribe();
  });

  it('loses nothing between catching up and following', async () => {
    const stream = server.stream();
    await server.client.appendToStream(stream, numbered(300));
    const subscription = server.client.subscribeToAll({ filter: streamNameFilter({ prefixes: [stream] }) });
    const taking = take(subscription, 800);
    for (let index = 300; index < 800; index += 1) {
      void server.client.appendToStream(stream, numbered(1, index));
    }
    expect(numbersOf(await taking)).toEqual(Array.from({ length: 800 }, (_, index) => index));
  });

  it('costs a slow reader its place in memory, but no event', async () => {
    const stream = server.stream();
    const subscription = server.client.subscribeToAll({ filter: streamNameFilter({ prefixes: [stream] }) });
    const seen: number[] = [];
    const reading = (async () => {
      for await (const event of subscription) {
        seen.push(numberOf(event));
        if (seen.length === 1) await new Promise((resolve) => setTimeout(resolve, 1_000));
        if (seen.length === 12_000) break;
      }
    })();
    for (let index = 0; index < 12_000; index += 500) {
      await server.client.appendToStream(stream, numbered(500, index));
    }
    await reading;
    expect(seen).toEqual(Array.from({ length: 12_000 }, (_, index) => index));
  }, 30_000);

  it('that is cancelled leaves others alone', async () => {
    const stream = server.stream();
    const filter = streamNameFilter({ prefixes: [stream] });
    const cancelled = server.client.subscribeToAll({ filter });
    record(cancelled);
    await occurrence(cancelled, 'caughtUp');
    const kept = take(server.client.subscribeToAll({ filter }), 3);
    await cancelled.unsubscribe();
    await server.client.appendToStream(stream, numbered(3));
    expect(numbersOf(await kept)).toEqual([0, 1, 2]);
  });
});

describe('a filter', () => {
  const followed = async (filter: Filter, count: number): Promise<AllStreamResolvedEvent[]> =>
    take(server.client.subscribeToAll({ filter }), count);

  it('on stream names takes prefixes', async () => {
    const prefix = server.stream('prefix');
    await server.client.appendToStream(`${prefix}-a`, numbered(1));
    await server.client.appendToStream(server.stream('other'), numbered(1, 1));
    await server.client.appendToStream(`second-${prefix}`, numbered(1, 2));
    const events = await followed(streamNameFilter({ prefixes: [prefix, `second-${prefix}`] }), 2);
    expect(numbersOf(events)).toEqual([0, 2]);
  });

  it('on stream names takes a regular expression', async () => {
    const tag = server.stream('regex');
    await server.client.appendToStream(`a-${tag}`, numbered(1));
    await server.client.appendToStream(`b-${tag}`, numbered(1, 1));
    await server.client.appendToStream(`c-${tag}`, numbered(1, 2));
    const events = await followed(streamNameFilter({ regex: `^[ac]-${tag}$` }), 2);
    expect(numbersOf(events)).toEqual([0, 2]);
  });

  it('on event types takes prefixes and regular expressions', async () => {
    const type = `Type${crypto.randomUUID().slice(0, 8)}`;
    const stream = server.stream();
    await server.client.appendToStream(stream, numbered(1, 0, `${type}Made`));
    await server.client.appendToStream(stream, numbered(1, 1, 'Else'));
    await server.client.appendToStream(stream, numbered(1, 2, `${type}Lost`));
    expect(numbersOf(await followed(eventTypeFilter({ prefixes: [type] }), 2))).toEqual([0, 2]);
    expect(numbersOf(await followed(eventTypeFilter({ regex: `^${type}L` }), 1))).toEqual([2]);
  });

  it('leaves system events out when asked', async () => {
    const stream = server.stream();
    const { position } = await server.client.appendToStream(stream, numbered(1));
    await server.client.setStreamMetadata(stream, { maxCount: 5 });
    await server.client.appendToStream(stream, numbered(1, 1));
    const subscription = server.client.subscribeToAll({
      fromPosition: position!,
      filter: excludeSystemEvents(),
    });
    const [next] = await take(subscription, 1);
    expect(next?.event?.data).toEqual({ number: 1 });
  });
});

describe('checkpoints of a filtered subscription', () => {
  it('come at every interval of events considered, matching or not', async () => {
    const stream = server.stream();
    const { position: from } = await server.client.appendToStream(stream, numbered(1));
    await server.client.appendToStream(server.stream('unmatched'), numbered(300));
    const checkpoints: Position[] = [];
    const subscription = server.client.subscribeToAll({
      fromPosition: from!,
      filter: streamNameFilter({
        prefixes: ['nothing-has-this-prefix'],
        maxSearchWindow: 10,
        checkpointInterval: 5,
        checkpointReached: async (_subscription, position) => {
          checkpoints.push(position);
        },
      }),
    });
    record(subscription);
    await until(() => checkpoints.length >= 6);
    await subscription.unsubscribe();
    const commits = checkpoints.map(({ commit }) => commit);
    expect(checkpoints.every(({ commit, prepare }) => commit === prepare)).toBe(true);
    expect(
      commits.every((commit, index) => commit > (index === 0 ? from!.commit : commits[index - 1]!)),
    ).toBe(true);
  });

  it('come while following too, and can be gone on from', async () => {
    const stream = server.stream();
    const checkpoints: Position[] = [];
    const subscription = server.client.subscribeToAll({
      fromPosition: END,
      filter: streamNameFilter({
        prefixes: [stream],
        checkpointInterval: 1,
        checkpointReached: async (_subscription, position) => {
          checkpoints.push(position);
        },
      }),
    });
    record(subscription);
    await occurrence(subscription, 'caughtUp');
    for (let index = 0; index < 64; index += 1) {
      await server.client.appendToStream(server.stream('noise'), numbered(1));
    }
    await until(() => checkpoints.length >= 1);
    await subscription.unsubscribe();
    await server.client.appendToStream(stream, numbered(1, 7));
    const resumed = server.client.subscribeToAll({
      fromPosition: checkpoints.at(-1)!,
      filter: streamNameFilter({ prefixes: [stream] }),
    });
    expect(numbersOf(await take(resumed, 1))).toEqual([7]);
  });
});
