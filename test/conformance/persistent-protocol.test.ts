import { randomUUID } from 'node:crypto';
import { jsonEvent } from '@eventstore/db-client';
import persistentService from '@eventstore/db-client/generated/persistent_grpc_pb.js';
import persistent from '@eventstore/db-client/generated/persistent_pb.js';
import type shared from '@eventstore/db-client/generated/shared_pb.js';
import { credentials, type ServiceError } from '@grpc/grpc-js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { numbered } from './support/events.ts';
import {
  acknowledge,
  type Consuming,
  consume,
  type Delivered,
  eventually,
  GROUP,
} from './support/persistent.ts';
import { empty, identifier } from './support/raw.ts';
import { useServer } from './support/server.ts';
import { until } from './support/subscriptions.ts';

const server = useServer();
let raw: InstanceType<typeof persistentService.PersistentSubscriptionsClient>;
type Settings = InstanceType<typeof persistent.CreateReq.Settings>;
type Options = InstanceType<typeof persistent.CreateReq.Options>;
type Response = InstanceType<typeof persistent.ReadResp>;

beforeAll(() => {
  const { host } = new URL(server.url.replace(/^esdb(\+discover)?:/, 'http:'));
  raw = new persistentService.PersistentSubscriptionsClient(host, credentials.createInsecure());
});
afterAll(() => raw.close());

/** Creates a group with settings that `change` completes; the client itself can send only some of them. */
function create(stream: string, change: (settings: Settings, options: Options) => void): Promise<void> {
  const settings = new persistent.CreateReq.Settings();
  settings.setMessageTimeoutMs(30_000);
  settings.setMaxRetryCount(10);
  settings.setCheckpointAfterMs(2_000);
  settings.setMinCheckpointCount(10);
  settings.setMaxCheckpointCount(1_000);
  settings.setLiveBufferSize(500);
  settings.setReadBatchSize(20);
  settings.setHistoryBufferSize(500);
  settings.setNamedConsumerStrategy(persistent.CreateReq.ConsumerStrategy.ROUNDROBIN);
  const target = new persistent.CreateReq.StreamOptions();
  target.setStreamIdentifier(identifier(stream));
  target.setStart(empty());
  const options = new persistent.CreateReq.Options();
  options.setStream(target);
  options.setGroupName(GROUP);
  options.setSettings(settings);
  change(settings, options);
  const request = new persistent.CreateReq();
  request.setOptions(options);
  return new Promise((resolve, reject) => {
    raw.create(request, (error: ServiceError | null) => (error === null ? resolve() : reject(error)));
  });
}

function readOptions(stream: string): InstanceType<typeof persistent.ReadReq> {
  const uuidOption = new persistent.ReadReq.Options.UUIDOption();
  uuidOption.setStructured(empty());
  const options = new persistent.ReadReq.Options();
  options.setStreamIdentifier(identifier(stream));
  options.setGroupName(GROUP);
  options.setBufferSize(10);
  options.setUuidOption(uuidOption);
  const request = new persistent.ReadReq();
  request.setOptions(options);
  return request;
}

const info = (stream: string) => server.client.getPersistentSubscriptionToStreamInfo(stream, GROUP);

describe('settings that the client does not send', () => {
  it('pin what has the same correlation id to one consumer', async () => {
    const stream = server.stream();
    await create(stream, (settings) => settings.setConsumerStrategy('PinnedByCorrelation'));
    expect((await info(stream)).settings.consumerStrategyName).toBe('PinnedByCorrelation');
    const consumers: Consuming<Delivered>[] = [];
    for (let count = 0; count < 3; count += 1) {
      consumers.push(await consume(server, stream, acknowledge, 100));
    }
    const ids = Array.from({ length: 20 }, () => randomUUID());
    for (let round = 0; round < 3; round += 1) {
      await server.client.appendToStream(
        stream,
        ids.map((id) => jsonEvent({ type: 'Correlated', data: {}, metadata: { $correlationId: id } })),
      );
    }
    await until(() => consumers.reduce((sum, { seen }) => sum + seen.length, 0) === 60);
    const idsOf = ({ seen }: Consuming<Delivered>): Set<unknown> =>
      new Set(
        seen.map(({ event }) => (event?.metadata as { $correlationId: string } | undefined)?.$correlationId),
      );
    expect(consumers.reduce((sum, consumer) => sum + idsOf(consumer).size, 0)).toBe(20);
    for (const consumer of consumers) await consumer.leave();
  });

  it('are refused if they name a strategy that is not known', async () => {
    const creation = create(server.stream(), (settings) => settings.setConsumerStrategy('ByChance'));
    const error = (await creation.catch((reason: unknown) => reason)) as ServiceError;
    expect(error.metadata.get('exception')).toEqual(['persistent-subscription-failed']);
    expect(error.metadata.get('reason')).toEqual(['Consumer strategy ByChance does not exist.']);
  });

  it('may give times in ticks', async () => {
    const stream = server.stream();
    await create(stream, (settings) => {
      settings.setMessageTimeoutTicks('12340000');
      settings.setCheckpointAfterTicks('56780000');
    });
    expect((await info(stream)).settings).toMatchObject({ messageTimeout: 1_234, checkPointAfter: 5_678 });
  });

  it('may name stream and start as older clients do', async () => {
    const stream = server.stream();
    await create(stream, (settings, options) => {
      options.clearStream();
      options.setStreamIdentifier(identifier(stream));
      settings.setRevision('5');
    });
    expect((await info(stream)).settings.startFrom).toBe(5n);
  });
});

describe('the call of a consumer', () => {
  it('gives ids in two halves if asked to, and takes them so', async () => {
    const stream = server.stream();
    await server.client.appendToStream(stream, numbered(3));
    await create(stream, () => {});
    const call = raw.read();
    const seen: Response[] = [];
    call.on('data', (response: Response) => seen.push(response));
    call.on('error', () => {});
    call.write(readOptions(stream));
    await until(() => seen.length === 4);
    expect(seen[0]?.getSubscriptionConfirmation()?.getSubscriptionId()).toBe(`${stream}::${GROUP}`);
    const ids = seen.slice(1).map((response) => response.getEvent()?.getEvent()?.getId());
    expect(ids.every((id) => id?.hasStructured())).toBe(true);
    expect(seen.slice(1).every((response) => response.getEvent()?.hasRetryCount())).toBe(true);
    const ack = new persistent.ReadReq.Ack();
    ack.setIdsList(ids as InstanceType<typeof shared.UUID>[]);
    const request = new persistent.ReadReq();
    request.setAck(ack);
    call.write(request);
    await eventually(async () => (await info(stream)).stats.totalInFlightMessages === 0);
    call.cancel();
  });

  it('fails if it does not start with options', async () => {
    const call = raw.read();
    const failed = new Promise((resolve) => call.on('error', resolve));
    call.on('data', () => {});
    const request = new persistent.ReadReq();
    request.setAck(new persistent.ReadReq.Ack());
    call.write(request);
    expect(await failed).toMatchObject({ code: expect.any(Number) });
    call.cancel();
  });

  it('is over for the group when its connection breaks', async () => {
    const stream = server.stream();
    await create(stream, () => {});
    const { host } = new URL(server.url.replace(/^esdb(\+discover)?:/, 'http:'));
    const other = new persistentService.PersistentSubscriptionsClient(host, credentials.createInsecure());
    const call = other.read();
    call.on('error', () => {});
    call.on('data', () => {});
    call.write(readOptions(stream));
    await eventually(async () => (await info(stream)).connections.length === 1);
    call.cancel();
    other.close();
    await eventually(async () => (await info(stream)).connections.length === 0);
  });
});

describe('a replay of parked messages', () => {
  it('is refused if it is to stop before it starts', async () => {
    const stream = server.stream();
    await create(stream, () => {});
    const options = new persistent.ReplayParkedReq.Options();
    options.setStreamIdentifier(identifier(stream));
    options.setGroupName(GROUP);
    options.setStopAt('-1');
    const request = new persistent.ReplayParkedReq();
    request.setOptions(options);
    const error = await new Promise<ServiceError | null>((resolve) => raw.replayParked(request, resolve));
    expect(error?.metadata.get('exception')).toEqual(['persistent-subscription-failed']);
  });
});
