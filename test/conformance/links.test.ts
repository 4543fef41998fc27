import { type BinaryEventData, binaryEvent, jsonEvent } from '@eventstore/db-client';
import { describe, expect, it } from 'vitest';
import { collect, numbered } from './support/events.ts';
import { useServer } from './support/server.ts';
import { take } from './support/subscriptions.ts';

const server = useServer();

/** A link to a revision of a stream: its data is that text. */
const link = (revision: number, stream: string): BinaryEventData =>
  binaryEvent({ type: '$>', data: Buffer.from(`${revision}@${stream}`) });

async function linkedStreams(): Promise<{ target: string; links: string }> {
  const target = server.stream('target');
  const links = server.stream('links');
  await server.client.appendToStream(target, numbered(3));
  await server.client.appendToStream(links, [link(2, target), link(0, target), link(9, target)]);
  await server.client.appendToStream(links, jsonEvent({ type: 'Plain', data: {} }));
  return { target, links };
}

describe('links', () => {
  it('are read as they are unless asked otherwise', async () => {
    const { links } = await linkedStreams();
    const events = await collect(server.client.readStream(links));
    expect(events.map(({ event }) => event?.type)).toEqual(['$>', '$>', '$>', 'Plain']);
    expect(events.every((event) => event.link === undefined)).toBe(true);
  });

  it('lead to their events when they are resolved', async () => {
    const { target, links } = await linkedStreams();
    const events = await collect(server.client.readStream(links, { resolveLinkTos: true }));
    expect(events.map(({ event }) => event && [event.streamId, event.revision])).toEqual([
      [target, 2n],
      [target, 0n],
      undefined,
      [links, 3n],
    ]);
    expect(events.map((event) => event.link && [event.link.streamId, event.link.revision])).toEqual([
      [links, 0n],
      [links, 1n],
      [links, 2n],
      undefined,
    ]);
  });

  it('lead nowhere when their stream is deleted', async () => {
    const { target, links } = await linkedStreams();
    await server.client.tombstoneStream(target);
    const events = await collect(server.client.readStream(links, { resolveLinkTos: true, maxCount: 2 }));
    expect(events.map(({ event }) => event)).toEqual([undefined, undefined]);
    expect(events.map((event) => event.link?.revision)).toEqual([0n, 1n]);
  });

  it('are resolved in subscriptions', async () => {
    const { target, links } = await linkedStreams();
    const events = await take(server.client.subscribeToStream(links, { resolveLinkTos: true }), 2);
    expect(events.map(({ event }) => event?.streamId)).toEqual([target, target]);
  });
});
