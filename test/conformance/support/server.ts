import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Credentials, EventStoreDBClient } from '@eventstore/db-client';
import { afterAll, beforeAll } from 'vitest';
import { type EmbeddedNode, startEmbeddedNode } from '../../../src/events/embedded/node.ts';

/**
 * Credentials for a call that is to carry some: those of the server that is given. An insecure server is never sent them, so
 * that there any will do.
 */
export function callCredentials(): Credentials {
  const { username, password } = new URL(process.env.CONFORMANCE_EVENTSTORE_URL ?? 'esdb://embedded');
  return { username: decodeURIComponent(username) || 'any', password: decodeURIComponent(password) || 'any' };
}

/** The server that the cases of one file talk to. */
export interface ServerUnderTest {
  readonly client: EventStoreDBClient;
  readonly url: string;
  /** A stream name that no other case uses. */
  stream(hint?: string): string;
}

/**
 * Gives the cases of a file a server: the one at CONFORMANCE_EVENTSTORE_URL, or an embedded node of their own on a temporary
 * folder. Call it at the top of the file.
 */
export function useServer(): ServerUnderTest {
  const given = process.env.CONFORMANCE_EVENTSTORE_URL;
  let node: EmbeddedNode | undefined;
  let dir: string | undefined;
  let client: EventStoreDBClient | undefined;
  let url = given ?? '';

  beforeAll(async () => {
    if (given === undefined) {
      dir = await mkdtemp(join(tmpdir(), 'conformance-'));
      node = await startEmbeddedNode({ dir, port: 0 });
      url = node.url;
    }
    client = EventStoreDBClient.connectionString(url);
  });

  afterAll(async () => {
    await client?.dispose();
    await node?.close();
    if (dir !== undefined) await rm(dir, { recursive: true, force: true });
  });

  return {
    get client() {
      if (client === undefined) throw new Error('the server is there inside cases only');
      return client;
    },
    get url() {
      return url;
    },
    stream: (hint = 'case') => `${hint}-${randomUUID()}`,
  };
}
