/** The addresses that a cluster can be given by: several hosts, one name, TLS with credentials; and how a wrong one fails. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openServices } from '../../src/cli/services.ts';
import { type EmbeddedNode, startEmbeddedNode } from '../../src/events/embedded/node.ts';
import { startEmbeddedNodeThread } from '../../src/events/embedded/thread.ts';
import { createEventStore } from '../../src/events/store/cliente.ts';
import { type EventStore, StoreRefusedError, StoreUnreachableError } from '../../src/events/store/tipos.ts';
import { silentLogger } from '../../src/platform/logger.ts';
import { testFolder } from '../support/backends.ts';
import { makeCertificate } from '../support/certificate.ts';
import { type Cluster, startCluster } from '../support/cluster.ts';
import { idNamed } from '../support/fixtures.ts';

const append = (store: EventStore, name: string, expected = -1) =>
  store.append('usuario-direccion', expected, [
    { id: idNamed(name), type: 'Probado', data: {}, metadata: {} },
  ]);

describe('a cluster', () => {
  let cluster: Cluster;
  let store: EventStore;
  beforeEach(async () => {
    cluster = await startCluster();
  });
  afterEach(async () => {
    await store?.close();
    await cluster.close();
  });

  it.each([
    ['by all its nodes', () => cluster.url()],
    ['by one name', () => cluster.urlOf(2).replace('esdb://', 'esdb+discover://')],
    ['in the words of newer servers', () => cluster.url().replace('esdb://', 'kurrentdb://')],
    ['with nodes that are down', () => cluster.url().replace('esdb://', 'esdb://127.0.0.1:1,')],
    ['without a keep-alive', () => cluster.url('&keepAliveInterval=-1&keepAliveTimeout=-1')],
  ])('is found %s', async (_how, url) => {
    store = createEventStore({ url: url() });
    expect(await append(store, 'a')).toMatchObject({ repeated: false });
    expect(await Array.fromAsync(store.readAll({ after: null }))).toHaveLength(1);
  });

  it('that is away ends the start by naming its hosts, and not the password', async () => {
    const folder = testFolder();
    const url = 'esdb://ana:secretisimo@127.0.0.1:1,127.0.0.1:2?tls=false';
    const config = folder.config({ EVENTSTORE_URL: url, DATABASE_URL: 'postgres://127.0.0.1:1/x' });
    const starting = openServices(config, silentLogger, { borrow: false });
    await expect(starting).rejects.toMatchObject({
      code: 'EVENTSTORE_UNREACHABLE',
      message: expect.stringContaining('127.0.0.1:1, 127.0.0.1:2'),
    });
    await expect(starting).rejects.not.toMatchObject({ message: expect.stringContaining('secretisimo') });
    folder.remove();
  });
});

describe('a node with TLS and users', () => {
  const ADMIN_PASSWORD = 'dos:puntos@y/barra';
  let dir: string;
  let node: EmbeddedNode;
  let store: EventStore;
  let certFile: string;
  beforeEach(async () => {
    dir = mkdtempSync(join(tmpdir(), 'besitos-tls-'));
    const certificate = makeCertificate(dir);
    certFile = certificate.certFile;
    node = await startEmbeddedNode({
      dir: join(dir, 'nodo'),
      port: 0,
      tls: { certFile, keyFile: certificate.keyFile },
      auth: { adminPassword: ADMIN_PASSWORD },
    });
  });
  afterEach(async () => {
    await store?.close();
    await node.close();
    rmSync(dir, { recursive: true, force: true });
  });
  const address = (credentials: string, caFile = certFile) =>
    `esdb://${credentials}localhost:${node.port}?tls=true&tlsCAFile=${encodeURIComponent(caFile)}`;

  it('is written and read with credentials whose password has everything in it', async () => {
    store = createEventStore({ url: address(`admin:${encodeURIComponent(ADMIN_PASSWORD)}@`) });
    await append(store, 'a');
    await append(store, 'b', 0);
    expect(await Array.fromAsync(store.readAll({ after: null }))).toHaveLength(2);
  });

  it('is not there for those without', async () => {
    for (const credentials of ['', 'admin:equivocada@']) {
      const stranger = createEventStore({ url: address(credentials) });
      const refused = append(stranger, 'a');
      await expect(refused).rejects.toBeInstanceOf(StoreRefusedError);
      await expect(refused).rejects.toThrow(/refuses/);
      await expect(stranger.head()).rejects.toBeInstanceOf(StoreRefusedError);
      await stranger.close();
    }
  }, 60_000);

  it('is refused when its authority’s certificate is not where the address says', () => {
    expect(() => createEventStore({ url: address('', join(dir, 'nada.crt')) })).toThrow(
      StoreUnreachableError,
    );
    expect(() => createEventStore({ url: address('', join(dir, 'nada.crt')) })).toThrow('certificate');
  });
});

describe('a node whose clock is ahead of ours', () => {
  afterEach(() => void vi.useRealTimers());

  it('takes appends all the same', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'besitos-reloj-'));
    const node = await startEmbeddedNodeThread({ dir, port: 0, log: () => {}, onExit: () => {} });
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - 20_000 });
    const store = createEventStore({ url: node.url });
    expect(await append(store, 'a')).toMatchObject({ repeated: false });
    await store.close();
    await node.close();
    rmSync(dir, { recursive: true, force: true });
  });
});
