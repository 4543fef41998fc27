import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Credentials, EventStoreDBClient } from '@eventstore/db-client';
import { afterAll, beforeAll } from 'vitest';
import { type EmbeddedNode, startEmbeddedNode } from '../../../src/events/embedded/node.ts';
import { makeCertificate } from '../../support/certificate.ts';

/** A server with users, over TLS. */
export interface SecuredServer {
  /** Calls as administrator. */
  readonly admin: EventStoreDBClient;
  /** Calls without credentials, unless a call brings its own. */
  readonly stranger: EventStoreDBClient;
  readonly adminCredentials: Credentials;
  /** Connection string without credentials. */
  readonly url: string;
  /** A client that shows these credentials with every call; it is disposed of at the end. */
  as(credentials: Credentials): EventStoreDBClient;
  stream(hint?: string): string;
}

const GIVEN = process.env.CONFORMANCE_EVENTSTORE_URL;

/** Whether the cases can run: a server that is given must have been given with credentials, which an insecure one lacks. */
export const hasSecuredServer = GIVEN === undefined || /^[a-z+]+:\/\/[^/@]+:[^/@]+@/.test(GIVEN);

/**
 * Gives the cases of a file a secured server: the one at CONFORMANCE_EVENTSTORE_URL with the administrator's credentials in
 * it, or an embedded node of their own. Call it at the top of the file.
 */
export function useSecuredServer(): SecuredServer {
  let node: EmbeddedNode | undefined;
  let dir: string | undefined;
  let url = '';
  let adminCredentials: Credentials = { username: 'admin', password: 'a password for admin' };
  const clients: EventStoreDBClient[] = [];
  let admin: EventStoreDBClient | undefined;
  let stranger: EventStoreDBClient | undefined;

  const connect = (credentials: Credentials | undefined): EventStoreDBClient => {
    const client = EventStoreDBClient.connectionString(withCredentials(url, credentials));
    clients.push(client);
    return client;
  };

  beforeAll(async () => {
    if (!hasSecuredServer) return;
    if (GIVEN === undefined) {
      dir = await mkdtemp(join(tmpdir(), 'conformance-access-'));
      const tls = makeCertificate(dir);
      const auth = { adminPassword: adminCredentials.password, opsPassword: 'a password for ops' };
      node = await startEmbeddedNode({ dir: join(dir, 'data'), port: 0, tls, auth });
      url = `${node.url}&tlsCAFile=${tls.certFile}`;
    } else {
      const { username, password } = new URL(GIVEN);
      adminCredentials = { username: decodeURIComponent(username), password: decodeURIComponent(password) };
      url = withCredentials(GIVEN, undefined);
    }
    admin = connect(adminCredentials);
    stranger = connect(undefined);
  });

  afterAll(async () => {
    for (const client of clients) await client.dispose();
    await node?.close();
    if (dir !== undefined) await rm(dir, { recursive: true, force: true });
  });

  const there = (client: EventStoreDBClient | undefined): EventStoreDBClient => {
    if (client === undefined) throw new Error('the server is there inside cases only');
    return client;
  };
  return {
    get admin() {
      return there(admin);
    },
    get stranger() {
      return there(stranger);
    },
    get adminCredentials() {
      return adminCredentials;
    },
    get url() {
      return url;
    },
    as: connect,
    stream: (hint = 'access') => `${hint}-${randomUUID()}`,
  };
}

function withCredentials(url: string, credentials: Credentials | undefined): string {
  const authority = credentials
    ? `${encodeURIComponent(credentials.username)}:${encodeURIComponent(credentials.password)}@`
    : '';
  return url.replace(/^([a-z+]+:\/\/)(?:[^/@]*@)?/, `$1${authority}`);
}
