import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  EventStoreDBClient,
  eventTypeFilter,
  PARK,
  type PersistentSubscriptionToAll,
  type PersistentSubscriptionToStream,
  persistentSubscriptionToAllSettingsFromDefaults,
  persistentSubscriptionToStreamSettingsFromDefaults,
  START,
} from '@eventstore/db-client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type EmbeddedNode, startEmbeddedNode } from '../../src/events/embedded/node.ts';
import { numbered } from '../conformance/support/events.ts';
import { type Delivered, eventually, numbersDelivered } from '../conformance/support/persistent.ts';

const STREAM = 'orders';
const GROUP = 'billing';

let dir: string;
let node: EmbeddedNode;
let client: EventStoreDBClient;

async function start(): Promise<void> {
  node = await startEmbeddedNode({ dir, port: 0 });
  client = EventStoreDBClient.connectionString(node.url);
}

async function restart(): Promise<void> {
  await client.dispose();
  await node.close();
  await start();
}

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'persistent-'));
  await start();
});

afterEach(async () => {
  await client.dispose();
  await node.close();
  await rm(dir, { recursive: true, force: true });
});

/** The first `count` events of a subscription, each answered as told. */
async function take(
  subscription: PersistentSubscriptionToStream | PersistentSubscriptionToAll,
  count: number,
  action: 'ack' | 'park' = 'ack',
): Promise<Delivered[]> {
  const taken: Delivered[] = [];
  for await (const event of subscription as AsyncIterable<Delivered>) {
    if (action === 'ack') await subscription.ack(event);
    else await subscription.nack(PARK, 'later', event);
    taken.push(event);
    if (taken.length === count) break;
  }
  return taken;
}

const consumer = (bufferSize = 1): PersistentSubscriptionToStream =>
  client.subscribeToPersistentSubscriptionToStream(STREAM, GROUP, { bufferSize });
const info = () => client.getPersistentSubscriptionToStreamInfo(STREAM, GROUP);
const settings = persistentSubscriptionToStreamSettingsFromDefaults({ startFrom: START, maxRetryCount: 3 });

describe('a persistent subscription, when its node was started again', () => {
  it('is there with its settings', async () => {
    await client.createPersistentSubscriptionToStream(STREAM, GROUP, settings);
    await client.createPersistentSubscriptionToStream(STREAM, 'gone', settings);
    await client.deletePersistentSubscriptionToStream(STREAM, 'gone');
    await restart();
    expect((await info()).settings).toEqual(settings);
    const groups = await client.listAllPersistentSubscriptions();
    expect(groups.map(({ groupName }) => groupName)).toEqual([GROUP]);
  });

  it('goes on after the last event that was done', async () => {
    await client.appendToStream(STREAM, numbered(10));
    await client.createPersistentSubscriptionToStream(STREAM, GROUP, settings);
    await take(consumer(), 4);
    await restart();
    await client.appendToStream(STREAM, numbered(2, 10));
    const first = numbersDelivered(await take(consumer(), 7));
    // Of the last acknowledgement it is not sure that it had come in.
    expect([3, 4]).toContain(first[0]);
    expect(first).toEqual(Array.from({ length: 7 }, (_, index) => (first[0] as number) + index));
  });

  it('still has what it had parked, and replays it', async () => {
    await client.appendToStream(STREAM, numbered(3));
    await client.createPersistentSubscriptionToStream(STREAM, GROUP, settings);
    await take(consumer(), 3, 'park');
    await eventually(async () => (await info()).stats.parkedMessageCount === 3n);
    await restart();
    expect((await info()).stats.parkedMessageCount).toBe(3n);
    await client.replayParkedMessagesToStream(STREAM, GROUP);
    expect(numbersDelivered(await take(consumer(3), 3))).toEqual([0, 1, 2]);
    await eventually(async () => (await info()).stats.parkedMessageCount === 0n);
  });

  it('keeps its filter', async () => {
    await client.createPersistentSubscriptionToAll(
      GROUP,
      persistentSubscriptionToAllSettingsFromDefaults({ startFrom: START }),
      { filter: eventTypeFilter({ regex: '^Wanted$' }) },
    );
    await restart();
    await client.appendToStream(STREAM, [...numbered(2), ...numbered(2, 2, 'Wanted'), ...numbered(1, 4)]);
    const events = await take(client.subscribeToPersistentSubscriptionToAll(GROUP), 2);
    expect(numbersDelivered(events)).toEqual([2, 3]);
  });

  it('is not served while its configuration cannot be read, which is left as it is', async () => {
    const broken = {
      type: '$PersistentConfig',
      data: { entries: 'none' },
      contentType: 'application/json' as const,
    };
    await client.appendToStream('$persistentSubscriptionConfig', {
      ...broken,
      id: '11111111-1111-4111-8111-111111111111',
      metadata: undefined,
    });
    await restart();
    const creation = client.createPersistentSubscriptionToStream(STREAM, GROUP, settings);
    await expect(creation).rejects.toThrow(/UNAVAILABLE: Server Is Not Ready/);
    const { success } = await client.appendToStream(STREAM, numbered(1));
    expect(success).toBe(true);
  });
});
