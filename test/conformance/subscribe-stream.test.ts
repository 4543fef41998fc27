import { END, ErrorType, type ResolvedEvent, START } from '@eventstore/db-client';
import { describe, expect, it } from 'vitest';
import { numbered, numbersOf } from './support/events.ts';
import { useServer } from './support/server.ts';
import { occurrence, record, take, until } from './support/subscriptions.ts';

const server = useServer();

async function streamOf(count: number): Promise<string> {
  const stream = server.stream();
  await server.client.appendToStream(stream, numbered(count));
  return stream;
}

describe('a subscription to a stream', () => {
  it('is confirmed, catches up, says so, and follows', async () => {
    const stream = await streamOf(400);
    const subscription = server.client.subscribeToStream(stream, { fromRevision: START });
    const seen = record<ResolvedEvent>(subscription);
    const order: string[] = [];
    subscription.once('confirmation', () => order.push('confirmation'));
    subscription.once('data', () => order.push('event'));
    subscription.once('caughtUp', () => order.push('caughtUp'));
    await occurrence(subscription, 'caughtUp');
    expect(order).toEqual(['confirmation', 'event', 'caughtUp']);
    await server.client.appendToStream(stream, numbered(100, 400));
    await until(() => seen.length === 500);
    expect(numbersOf(seen)).toEqual(Array.from({ length: 500 }, (_, index) => index));
    await subscription.unsubscribe();
  });

  it('begins after the revision given', async () => {
    const stream = await streamOf(10);
    const events = await take(server.client.subscribeToStream(stream, { fromRevision: 6n }), 3);
    expect(numbersOf(events)).toEqual([7, 8, 9]);
  });

  it('begins with what is new from the end', async () => {
    const stream = await streamOf(10);
    const subscription = server.client.subscribeToStream(stream, { fromRevision: END });
    const seen = record<ResolvedEvent>(subscription);
    await occurrence(subscription, 'caughtUp');
    await server.client.appendToStream(stream, numbered(2, 10));
    await until(() => seen.length === 2);
    expect(numbersOf(seen)).toEqual([10, 11]);
    await subscription.unsubscribe();
  });

  it('waits for a stream that does not exist yet', async () => {
    const stream = server.stream();
    const subscription = server.client.subscribeToStream(stream);
    const seen = record<ResolvedEvent>(subscription);
    await occurrence(subscription, 'caughtUp');
    await server.client.appendToStream(server.stream(), numbered(3));
    await server.client.appendToStream(stream, numbered(2));
    await until(() => seen.length === 2);
    expect(numbersOf(seen)).toEqual([0, 1]);
    await subscription.unsubscribe();
  });

  it('shows all that comes in live, whatever $maxCount leaves to readers', async () => {
    const stream = server.stream();
    await server.client.setStreamMetadata(stream, { maxCount: 1 });
    const subscription = server.client.subscribeToStream(stream);
    const seen = record<ResolvedEvent>(subscription);
    await occurrence(subscription, 'caughtUp');
    await server.client.appendToStream(stream, numbered(5));
    await until(() => seen.length === 5);
    await subscription.unsubscribe();
  });

  it('goes on with a stream that is deleted and written again', async () => {
    const stream = await streamOf(2);
    const subscription = server.client.subscribeToStream(stream);
    const seen = record<ResolvedEvent>(subscription);
    await until(() => seen.length === 2);
    await server.client.deleteStream(stream);
    await server.client.appendToStream(stream, numbered(1, 2));
    await until(() => seen.length === 3);
    expect(numbersOf(seen)).toEqual([0, 1, 2]);
    await subscription.unsubscribe();
  });

  it('ends when the stream is tombstoned', async () => {
    const stream = await streamOf(1);
    await server.client.tombstoneStream(stream);
    const subscription = server.client.subscribeToStream(stream);
    const error = await new Promise((resolve) => {
      subscription.once('error', resolve);
      subscription.resume();
    });
    expect(error).toMatchObject({ type: ErrorType.STREAM_DELETED });
  });

  it('lets many follow one stream', async () => {
    const stream = await streamOf(5);
    const subscriptions = Array.from({ length: 50 }, () => server.client.subscribeToStream(stream));
    const takings = subscriptions.map((subscription) => take(subscription, 8));
    await server.client.appendToStream(stream, numbered(3, 5));
    for (const events of await Promise.all(takings))
      expect(numbersOf(events)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });
});
