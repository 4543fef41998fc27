import { randomUUID } from 'node:crypto';
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import persistentService from '@eventstore/db-client/generated/persistent_grpc_pb.js';
import streamsService from '@eventstore/db-client/generated/streams_grpc_pb.js';
import { describe, expect, it } from 'vitest';
import { collect } from './support/events.ts';
import { useServer } from './support/server.ts';

const server = useServer();
const isEmbedded = process.env.CONFORMANCE_EVENTSTORE_URL === undefined;

/** What the client asked its server for at the start; it keeps that to itself. */
interface Capabilities {
  readonly serverVersion: string;
  supports(method: { path: string }, feature?: string): boolean;
}

const capabilities = (): Promise<Capabilities> =>
  (server.client as unknown as { capabilities: Promise<Capabilities> }).capabilities;

describe('server features', () => {
  it('names a version of the 23.10 line or later', async () => {
    const { serverVersion } = await capabilities();
    const [major = 0, minor = 0] = serverVersion.split('.').map(Number);
    expect(major * 100 + minor).toBeGreaterThanOrEqual(2310);
  });

  it('lists every method of the Streams service', async () => {
    const { supports } = await capabilities();
    const methods = Object.values(streamsService.StreamsService) as { path: string }[];
    expect(methods.filter((method) => !supports(method))).toEqual([]);
  });

  it('takes deadlines as durations in batch appends and reports positions', async () => {
    const { supports } = await capabilities();
    expect(supports(streamsService.StreamsService.batchAppend, 'deadline_duration')).toBe(true);
    expect(supports(streamsService.StreamsService.read, 'position')).toBe(true);
    expect(supports(streamsService.StreamsService.read, 'events')).toBe(true);
  });

  it('lists every method of the PersistentSubscriptions service, to streams and to $all', async () => {
    const { supports } = await capabilities();
    const methods = Object.values(persistentService.PersistentSubscriptionsService) as { path: string }[];
    expect(methods).toHaveLength(8);
    for (const feature of ['stream', 'all']) {
      expect(methods.filter((method) => !supports(method, feature))).toEqual([]);
    }
  });
});

describe('gossip', () => {
  it('leads a discovering client to the node', async () => {
    const { host } = new URL(server.url.replace(/^esdb(\+discover)?:/, 'http:'));
    const client = EventStoreDBClient.connectionString(`esdb+discover://${host}?tls=false`);
    const stream = server.stream();
    await client.appendToStream(stream, jsonEvent({ type: 'Found', data: {} }));
    expect(await collect(client.readStream(stream))).toHaveLength(1);
    await client.dispose();
  });
});

describe.runIf(isEmbedded)('services that the embedded node leaves out', () => {
  it('refuses user-defined projections in clear words', async () => {
    const creation = server.client.createProjection(randomUUID(), 'fromAll()');
    await expect(creation).rejects.toThrow(/UNIMPLEMENTED.*User-defined projections are not served/);
  });

  it('goes on serving after a refusal', async () => {
    await expect(server.client.deleteProjection('none')).rejects.toThrow(/not served/);
    const stream = server.stream();
    const { success } = await server.client.appendToStream(stream, jsonEvent({ type: 'Kept', data: {} }));
    expect(success).toBe(true);
  });
});
