/**
 * The holes of the official client that the adapter closes. Each test here ends its process, by an error that nobody can
 * catch, when the guard that it is about is taken away; the runner reports that as an unhandled error.
 */
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { END, type EventStoreDBClient, NO_STREAM } from '@eventstore/db-client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { failsWell } from '../../src/events/store/lecturas.ts';
import { type OpenClient, openClient } from '../../src/events/store/oficial.ts';
import { type Cluster, startCluster } from '../support/cluster.ts';
import { idNamed } from '../support/fixtures.ts';

describe('the official client, guarded', () => {
  let cluster: Cluster;
  const opened: OpenClient[] = [];
  const open = (url: string): EventStoreDBClient => {
    const made = openClient(url);
    opened.push(made);
    return made.client;
  };
  const append = (client: EventStoreDBClient, stream: string, bytes = 1) =>
    client.appendToStream(
      stream,
      {
        id: idNamed(stream),
        type: 'Probado',
        contentType: 'application/json',
        data: { relleno: 'x'.repeat(bytes) },
        metadata: {},
      },
      { expectedRevision: NO_STREAM },
    );

  beforeEach(async () => {
    cluster = await startCluster();
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map(({ retire }) => retire()));
    await cluster.close();
  });

  it('drops the reply to an append that the error of another stream has rejected', async () => {
    const first = open(cluster.urlOf(0));
    await append(first, 'a-0');
    const { proxy } = cluster.nodes[0]!;
    // The first client's reply is on its way when the stream of another, to a node that does not lead, fails.
    await proxy.set('hold');
    const waiting = append(first, 'a-1').catch((error: Error) => error);
    const other = open(cluster.urlOf(1));
    expect(await append(other, 'c-0').catch(({ type }) => type)).toBe('not-leader');
    expect(await waiting).toMatchObject({ type: 'not-leader' });
    await proxy.set('pass');
    await sleep(200);
    await append(first, 'a-2');
  });

  it('leaves no promise behind when a channel that it looks at cannot be discovered', async () => {
    // The leader is none of those that the client asks for the cluster's nodes.
    const others = `,127.0.0.1:${cluster.nodes[2]!.proxy.port}?`;
    const url = cluster.urlOf(1, '&gossipTimeout=1&maxDiscoverAttempts=1').replace('?', others);
    const client = open(url);
    const following = client.subscribeToAll({ fromPosition: END }).on('error', () => {});
    await once(following, 'confirmation');
    await append(client, 'a-0');
    cluster.failWrites(0);
    await sleep(50);
    // They are silent while the last call on the old channel fails, too.
    for (const index of [1, 2]) await cluster.nodes[index]!.proxy.set('hold');
    const reading = failsWell(client.readAll({ maxCount: 1 }));
    await sleep(50);
    await cluster.stop(0);
    await expect(Array.fromAsync(reading)).rejects.toThrow('discover');
    await sleep(200);
  });

  it('leaves no promise behind when its connection breaks with much unsent', async () => {
    const client = open(cluster.urlOf(0));
    await append(client, 'a-0');
    await cluster.nodes[0]!.proxy.set('hold');
    const appends = Array.from({ length: 300 }, (_unused, index) => append(client, `b-${index}`, 20_000));
    const outcomes = Promise.allSettled(appends);
    await sleep(100);
    await cluster.nodes[0]!.proxy.set('pass');
    cluster.cut(0);
    expect(new Set((await outcomes).map(({ status }) => status))).toEqual(new Set(['rejected']));
    await sleep(100);
  });

  it('keeps an error of a read for a consumer that comes later', async () => {
    await cluster.nodes[0]!.proxy.set('refuse');
    const client = open(cluster.urlOf(0));
    const reading = failsWell(client.readAll({ maxCount: 1 }));
    await sleep(300);
    await expect(Array.fromAsync(reading)).rejects.toThrow();
  });

  it('connects no more once it is given up', async () => {
    const client = open(cluster.urlOf(0));
    await opened[0]!.retire();
    await expect(append(client, 'a-0')).rejects.toThrow('given up');
  });
});
