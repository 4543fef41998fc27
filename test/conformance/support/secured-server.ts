import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Credentials, EventStoreDBClient } from '@eventstore/db-client';
import usersService from '@eventstore/db-client/generated/users_grpc_pb.js';
import users from '@eventstore/db-client/generated/users_pb.js';
import {
  type ChannelCredentials,
  type Client,
  type ClientOptions,
  credentials as channel,
  Metadata,
  type ServiceError,
} from '@grpc/grpc-js';
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
  /** A client of a service that the event store's client does not offer, or without its conveniences; closed at the end. */
  raw<Service extends Client>(
    Service: new (address: string, credentials: ChannelCredentials, options?: ClientOptions) => Service,
  ): Service;
  /** Makes a user in these groups, with a login that no other case uses. */
  user(...groups: string[]): Promise<Credentials>;
  stream(hint?: string): string;
}

/** The header that shows credentials in a raw call. */
export function basic({ username, password }: Credentials): Metadata {
  const metadata = new Metadata();
  const encoded = Buffer.from(`${username}:${password}`).toString('base64');
  metadata.set('authorization', `Basic ${encoded}`);
  return metadata;
}

/** The reply to a raw call. */
export function reply<Response>(
  start: (done: (error: ServiceError | null, response: Response) => void) => unknown,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    start((error, response) => (error === null ? resolve(response) : reject(error)));
  });
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
  const rawClients: Client[] = [];
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
    for (const client of rawClients) client.close();
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
    raw(Service) {
      const { host, searchParams } = new URL(url.replace(/^[a-z+]+:/, 'http:'));
      const authority = searchParams.get('tlsCAFile');
      const client = new Service(
        host,
        channel.createSsl(authority === null ? null : readFileSync(authority)),
      );
      rawClients.push(client);
      return client;
    },
    async user(...groups) {
      const made = { username: `u${randomUUID().slice(0, 8)}`, password: randomUUID() };
      const options = new users.CreateReq.Options();
      options.setLoginName(made.username);
      options.setFullName('Made by a test');
      options.setPassword(made.password);
      options.setGroupsList(groups);
      const request = new users.CreateReq();
      request.setOptions(options);
      const service = this.raw(usersService.UsersClient);
      await reply((done) => service.create(request, basic(adminCredentials), done));
      return made;
    },
    stream: (hint = 'access') => `${hint}-${randomUUID()}`,
  };
}

function withCredentials(url: string, credentials: Credentials | undefined): string {
  const authority = credentials
    ? `${encodeURIComponent(credentials.username)}:${encodeURIComponent(credentials.password)}@`
    : '';
  return url.replace(/^([a-z+]+:\/\/)(?:[^/@]*@)?/, `$1${authority}`);
}
