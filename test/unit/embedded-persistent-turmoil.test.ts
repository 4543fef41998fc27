import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  EventStoreDBClient,
  PARK,
  persistentSubscriptionToStreamSettingsFromDefaults,
  RETRY,
  START,
} from '@eventstore/db-client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type EmbeddedNode, startEmbeddedNode } from '../../src/events/embedded/node.ts';
import { collect, numbered, numbersOf } from '../conformance/support/events.ts';
import {
  type Delivered,
  eventually,
  numbersDelivered,
  parkedStream,
} from '../conformance/support/persistent.ts';

const STREAM = 'orders';
const GROUP = 'group';
const EVENTS = 1_500;
const CONSUMERS = 4;

let dir: string;
let node: EmbeddedNode;
let client: EventStoreDBClient;

async function start(): Promise<void> {
  node = await startEmbeddedNode({ dir, port: 0 });
  client = EventStoreDBClient.connectionString(node.url);
}

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'turmoil-'));
  await start();
});

afterEach(async () => {
  await client.dispose();
  await node.close();
  await rm(dir, { recursive: true, force: true });
});

/** A repeatable source of numbers below 1. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Consumers that answer by chance; some leave in the middle and are followed by others. */
function crowd(random: () => number, acknowledged: Set<number>): { open(): void; leave(): void } {
  const present = new Set<() => void>();
  const consume = (): void => {
    const bufferSize = 1 + Math.floor(random() * 20);
    const subscription = client.subscribeToPersistentSubscriptionToStream(STREAM, GROUP, { bufferSize });
    const leave = (): void => {
      present.delete(leave);
      subscription.unsubscribe().catch(() => {});
    };
    present.add(leave);
    subscription.on('error', leave);
    subscription.on('data', (event: Delivered) => {
      if (!present.has(leave)) return;
      const chance = random();
      if (chance < 0.9) {
        acknowledged.add(numbersDelivered([event])[0] as number);
        subscription.ack(event).catch(leave);
      } else if (chance < 0.94) subscription.nack(RETRY, 'again', event).catch(leave);
      else if (chance < 0.98) subscription.nack(PARK, 'later', event).catch(leave);
      else if (chance < 0.985) {
        leave();
        consume();
      }
    });
  };
  return {
    open() {
      for (let count = 0; count < CONSUMERS; count += 1) consume();
    },
    leave() {
      for (const leave of [...present]) leave();
    },
  };
}

const STRATEGIES = ['RoundRobin', 'DispatchToSingle', 'Pinned'] as const;

describe.each(STRATEGIES)('turmoil with %s', (consumerStrategyName) => {
  it('loses no event, whatever consumers answer, and whenever they and nodes stop', async () => {
    const acknowledged = new Set<number>();
    const consumers = crowd(randomOf(20_261_124), acknowledged);
    await client.createPersistentSubscriptionToStream(
      STREAM,
      GROUP,
      persistentSubscriptionToStreamSettingsFromDefaults({
        startFrom: START,
        consumerStrategyName,
        historyBufferSize: 50,
        readBatchSize: 20,
        checkPointAfter: 50,
        checkPointLowerBound: 1,
        checkPointUpperBound: 25,
        maxRetryCount: 5,
        messageTimeout: 500,
      }),
    );
    consumers.open();
    for (let first = 0; first < EVENTS; first += 100) {
      await client.appendToStream(STREAM, numbered(100, first));
      if (first !== EVENTS / 3 && first !== (EVENTS * 2) / 3) continue;
      consumers.leave();
      await client.dispose();
      await node.close();
      await start();
      consumers.open();
    }
    await eventually(async () => {
      const { stats } = await client.getPersistentSubscriptionToStreamInfo(STREAM, GROUP);
      return stats.lastCheckpointedEventRevision === BigInt(EVENTS - 1);
    }, 20_000);
    consumers.leave();
    const links = await collect(client.readStream(parkedStream(STREAM), { resolveLinkTos: true }));
    expect(new Set([...acknowledged, ...numbersOf(links)]).size).toBe(EVENTS);
  });
});
