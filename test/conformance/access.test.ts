import { randomUUID } from 'node:crypto';
import {
  binaryEvent,
  type Credentials,
  type EventStoreDBClient,
  jsonEvent,
  persistentSubscriptionToStreamSettingsFromDefaults,
  START,
  type StreamACL,
} from '@eventstore/db-client';
import streamsService from '@eventstore/db-client/generated/streams_grpc_pb.js';
import { Metadata, type ServiceError } from '@grpc/grpc-js';
import { beforeAll, describe, expect, it } from 'vitest';
import { collect, numbered, numbersOf } from './support/events.ts';
import { type BatchResponse, batchFragment, readAllRequest } from './support/raw.ts';
import { basic, hasSecuredServer, useSecuredServer } from './support/secured-server.ts';
import { take } from './support/subscriptions.ts';

const server = useSecuredServer();
const isEmbedded = process.env.CONFORMANCE_EVENTSTORE_URL === undefined;
const DENIED = { type: 'access-denied' };

const append = (client: EventStoreDBClient, stream: string, credentials?: Credentials) =>
  client.appendToStream(stream, numbered(1), credentials === undefined ? {} : { credentials });
const read = (client: EventStoreDBClient, stream: string) => collect(client.readStream(stream));

/** Every way to reach a stream, by the right that it takes. */
const USES: Record<keyof StreamACL, (client: EventStoreDBClient, stream: string) => Promise<unknown>> = {
  readRoles: read,
  writeRoles: append,
  deleteRoles: (client, stream) => client.deleteStream(stream),
  metaReadRoles: (client, stream) => client.getStreamMetadata(stream),
  metaWriteRoles: (client, stream) => client.setStreamMetadata(stream, { changed: true }),
};
const RIGHTS = Object.keys(USES) as (keyof StreamACL)[];

describe.runIf(hasSecuredServer)('a secured server', () => {
  let ana: EventStoreDBClient;
  let ben: EventStoreDBClient;
  let anaLogin: string;

  beforeAll(async () => {
    const [anasCredentials, bensCredentials] = [await server.user('writers'), await server.user()];
    anaLogin = anasCredentials.username;
    ana = server.as(anasCredentials);
    ben = server.as(bensCredentials);
  });

  /** A stream with one event and this access list. */
  async function guarded(acl: StreamACL): Promise<string> {
    const stream = server.stream();
    await append(server.admin, stream);
    await server.admin.setStreamMetadata(stream, { acl });
    return stream;
  }

  describe('credentials', () => {
    it('that are right let in', async () => {
      const stream = server.stream();
      expect((await append(server.admin, stream)).success).toBe(true);
      expect(await read(server.admin, stream)).toHaveLength(1);
    });

    it.each(RIGHTS)('that are wrong are refused whatever is asked for: %s', async (right) => {
      const wrong = server.as({ ...server.adminCredentials, password: 'not the password' });
      await expect(USES[right](wrong, server.stream())).rejects.toThrow(/UNAUTHENTICATED/);
    });

    it('of nobody are refused', async () => {
      const nobody = server.as({ username: 'nobody', password: 'not the password' });
      await expect(append(nobody, server.stream())).rejects.toThrow(/UNAUTHENTICATED/);
    });

    it('of one call count for that call', async () => {
      const stream = await guarded({ writeRoles: ['$admins'] });
      await expect(append(ana, stream)).rejects.toMatchObject(DENIED);
      expect((await append(ana, stream, server.adminCredentials)).success).toBe(true);
      await expect(append(ana, stream)).rejects.toMatchObject(DENIED);
      const wrong = { ...server.adminCredentials, password: 'not the password' };
      await expect(append(server.admin, stream, wrong)).rejects.toThrow(/UNAUTHENTICATED/);
    });

    it.runIf(isEmbedded).each(['', 'Basic', 'Basic !', 'Basic YWRtaW4=', 'Bearer YWRtaW46YWRtaW4='])(
      'that make no sense are refused: "%s"',
      async (header) => {
        const metadata = new Metadata();
        metadata.set('authorization', header);
        const call = server.raw(streamsService.StreamsClient).read(
          readAllRequest(() => {}),
          metadata,
        );
        call.on('data', () => {});
        const refusal = new Promise((_resolve, reject) => call.on('error', reject));
        await expect(refusal).rejects.toMatchObject({ code: 16 });
      },
    );
  });

  describe('a caller without credentials', () => {
    it.each(RIGHTS)(
      'may do nothing with a stream, not even with one that is open to all: %s',
      async (right) => {
        const stream = await guarded(Object.fromEntries(RIGHTS.map((each) => [each, ['$all']])));
        await expect(USES[right](server.stranger, stream)).rejects.toMatchObject(DENIED);
      },
    );

    it('may not end a stream', async () => {
      await expect(server.stranger.tombstoneStream(server.stream())).rejects.toMatchObject(DENIED);
    });

    it('may not read the log', async () => {
      await expect(collect(server.stranger.readAll({ maxCount: 1 }))).rejects.toMatchObject(DENIED);
    });

    it('is told what the server can do, and where it is', async () => {
      const [protocol, rest = ''] = server.url.split('://');
      const found = `${protocol?.replace(/\+discover$/, '')}+discover://${rest}`;
      const client = server.as(server.adminCredentials);
      expect(found).toContain('+discover://');
      expect((await append(client, server.stream())).success).toBe(true);
    });

    it('is denied in the words of the protocol', async () => {
      const call = server.raw(streamsService.StreamsClient).read(readAllRequest(() => {}));
      call.on('data', () => {});
      const refusal = await new Promise<ServiceError>((resolve) => call.on('error', resolve));
      expect(refusal).toMatchObject({ code: 7, details: 'Access Denied' });
      expect(refusal.metadata.get('exception')).toEqual(['access-denied']);
    });
  });

  describe('without an access list', () => {
    it.each(RIGHTS)('every user may do everything with a stream: %s', async (right) => {
      const stream = server.stream();
      await append(server.admin, stream);
      await USES[right](ben, stream);
    });

    it.each(RIGHTS)('only administrators may do anything with a system stream: %s', async (right) => {
      const stream = server.stream('$case');
      await append(server.admin, stream);
      await expect(USES[right](ben, stream)).rejects.toMatchObject(DENIED);
      await USES[right](server.admin, stream);
    });

    it('only administrators read the log', async () => {
      await expect(collect(ben.readAll({ maxCount: 1 }))).rejects.toMatchObject(DENIED);
      expect(await collect(server.admin.readAll({ maxCount: 1 }))).toHaveLength(1);
    });

    it('a group makes an administrator', async () => {
      const other = server.as(await server.user('$admins'));
      expect((await append(other, server.stream('$case'))).success).toBe(true);
      expect(await collect(other.readAll({ maxCount: 1 }))).toHaveLength(1);
    });
  });

  describe('an access list', () => {
    it.each(RIGHTS)('gives a right to a user, and keeps it from the others: %s', async (right) => {
      const stream = await guarded({ [right]: [anaLogin] });
      await expect(USES[right](ben, stream)).rejects.toMatchObject(DENIED);
      await USES[right](ana, stream);
    });

    it.each(RIGHTS)('gives a right to a group: %s', async (right) => {
      const stream = await guarded({ [right]: ['others', 'writers'] });
      await expect(USES[right](ben, stream)).rejects.toMatchObject(DENIED);
      await USES[right](ana, stream);
    });

    it.each(RIGHTS)('that is empty leaves a right to administrators: %s', async (right) => {
      const stream = await guarded({ [right]: [] });
      await expect(USES[right](ana, stream)).rejects.toMatchObject(DENIED);
      await USES[right](server.admin, stream);
    });

    it.each(RIGHTS)('leaves the rights alone that it does not name: %s', async (right) => {
      const others = RIGHTS.filter((each) => each !== right);
      const stream = await guarded(Object.fromEntries(others.map((each) => [each, ['$admins']])));
      await USES[right](ben, stream);
    });

    it('guards the tombstone as it guards deletes', async () => {
      const stream = await guarded({ deleteRoles: [anaLogin] });
      await expect(ben.tombstoneStream(stream)).rejects.toMatchObject(DENIED);
      await ana.tombstoneStream(stream);
    });

    it('opens a system stream to a user', async () => {
      const stream = server.stream('$case');
      await append(server.admin, stream);
      await server.admin.setStreamMetadata(stream, { acl: { readRoles: [anaLogin] } });
      expect(await read(ana, stream)).toHaveLength(1);
      await expect(read(ben, stream)).rejects.toMatchObject(DENIED);
      await expect(append(ana, stream)).rejects.toMatchObject(DENIED);
    });

    it('may name one role alone, instead of a list', async () => {
      const stream = server.stream();
      await append(server.admin, stream);
      const data = { $acl: { $r: anaLogin } };
      await server.admin.appendToStream(`$$${stream}`, jsonEvent({ type: '$metadata', data }));
      expect(await read(ana, stream)).toHaveLength(1);
      await expect(read(ben, stream)).rejects.toMatchObject(DENIED);
    });

    it('that is malformed is none', async () => {
      const stream = server.stream();
      await append(server.admin, stream);
      const data = { $acl: { $r: { wrong: true } } };
      await server.admin.appendToStream(`$$${stream}`, jsonEvent({ type: '$metadata', data }));
      expect(await read(ben, stream)).toHaveLength(1);
    });

    it('counts from the next call on', async () => {
      const stream = await guarded({ readRoles: ['$admins'] });
      await expect(read(ben, stream)).rejects.toMatchObject(DENIED);
      await server.admin.setStreamMetadata(stream, {});
      expect(await read(ben, stream)).toHaveLength(1);
    });

    it('opens the log', async () => {
      try {
        await server.admin.setStreamMetadata('$all', { acl: { readRoles: [anaLogin] } });
        expect(await collect(ana.readAll({ maxCount: 1 }))).toHaveLength(1);
        await expect(collect(ben.readAll({ maxCount: 1 }))).rejects.toMatchObject(DENIED);
        const [first] = await take(ana.subscribeToAll({ fromPosition: START }), 1);
        expect(first).toBeDefined();
      } finally {
        await server.admin.setStreamMetadata('$all', {});
      }
      await expect(collect(ana.readAll({ maxCount: 1 }))).rejects.toMatchObject(DENIED);
    });

    it('is the reader of a link’s, not that of what it leads to', async () => {
      const target = await guarded({ readRoles: ['$admins'] });
      const links = server.stream('links');
      const link = binaryEvent({ type: '$>', data: Buffer.from(`0@${target}`) });
      await server.admin.appendToStream(links, link);
      await expect(read(ben, target)).rejects.toMatchObject(DENIED);
      const [resolved] = await collect(ben.readStream(links, { resolveLinkTos: true }));
      expect(resolved?.event?.streamId).toBe(target);
    });
  });

  describe('the defaults in $settings', () => {
    it('stand in for lists that streams do not have', async () => {
      const [stream, system] = [server.stream(), server.stream('$case')];
      await append(server.admin, stream);
      await append(server.admin, system);
      const own = await guarded({ readRoles: ['$all'] });
      const set = (data: Record<string, unknown>) =>
        server.admin.appendToStream('$settings', jsonEvent({ type: 'update-default-acl', data }));
      try {
        await set({ $userStreamAcl: { $r: ['$admins'] }, $systemStreamAcl: { $r: [anaLogin] } });
        await expect(read(ana, stream)).rejects.toMatchObject(DENIED);
        expect((await append(ana, stream)).success).toBe(true);
        expect(await read(ana, system)).toHaveLength(1);
        await expect(append(ana, system)).rejects.toMatchObject(DENIED);
        expect(await read(ana, own)).toHaveLength(1);
      } finally {
        await set({});
      }
      expect(await read(ana, stream)).toHaveLength(2);
      await expect(read(ana, system)).rejects.toMatchObject(DENIED);
    });
  });

  describe('appends that share one call', () => {
    it('are denied one by one', async () => {
      const [open, closed] = [server.stream(), await guarded({ writeRoles: ['$admins'] })];
      const outcomes = await Promise.allSettled(
        Array.from({ length: 40 }, (_, index) =>
          ben.appendToStream(index % 2 === 0 ? open : closed, numbered(1, index)),
        ),
      );
      outcomes.forEach((outcome, index) => {
        if (index % 2 === 0) expect(outcome).toMatchObject({ status: 'fulfilled', value: { success: true } });
        else expect(outcome).toMatchObject({ status: 'rejected', reason: DENIED });
      });
      expect(numbersOf(await read(ben, open))).toHaveLength(20);
      expect(await read(server.admin, closed)).toHaveLength(1);
    });

    it('are answered by their correlation ids, the denied ones too', async () => {
      const [open, closed] = [server.stream(), await guarded({ writeRoles: ['$admins'] })];
      const [allowed, denied] = [randomUUID(), randomUUID()];
      const call = server.raw(streamsService.StreamsClient).batchAppend(basic(await server.user()));
      const answers = new Map<string, BatchResponse>();
      const isAnswered = new Promise<void>((resolve, reject) => {
        call.on('data', (response: BatchResponse) => {
          answers.set(response.getCorrelationId()?.getString() ?? '', response);
          if (answers.size === 2) resolve();
        });
        call.on('error', reject);
      });
      call.write(batchFragment({ correlation: denied, stream: closed, events: 1, isFinal: false }));
      call.write(batchFragment({ correlation: denied, events: 1, isFinal: true }));
      call.write(batchFragment({ correlation: allowed, stream: open, events: 1, isFinal: true }));
      await isAnswered;
      call.on('error', () => {});
      call.end();
      expect(answers.get(allowed)?.hasSuccess()).toBe(true);
      const error = answers.get(denied)?.getError();
      expect(error?.getCode()).toBe(7);
      expect(error?.getDetails()?.getTypeName()).toBe('event_store.client.AccessDenied');
    });
  });

  describe('a subscription', () => {
    const failure = (subscription: { once(name: 'error', listener: (error: Error) => void): unknown }) =>
      new Promise((_resolve, reject) => subscription.once('error', reject));

    it('to a stream takes the right to read it', async () => {
      const stream = await guarded({ readRoles: [anaLogin] });
      await expect(failure(ben.subscribeToStream(stream))).rejects.toMatchObject(DENIED);
      await expect(failure(server.stranger.subscribeToStream(stream))).rejects.toMatchObject(DENIED);
      expect(await take(ana.subscribeToStream(stream, { fromRevision: START }), 1)).toHaveLength(1);
    });

    it('to the log takes the right to read that', async () => {
      await expect(failure(ben.subscribeToAll())).rejects.toMatchObject(DENIED);
      await expect(failure(server.stranger.subscribeToAll())).rejects.toMatchObject(DENIED);
      expect(await take(server.admin.subscribeToAll({ fromPosition: START }), 1)).toHaveLength(1);
    });

    it('of a persistent group takes the right to read its stream, and operators to make the group', async () => {
      const stream = await guarded({ readRoles: [anaLogin] });
      const settings = persistentSubscriptionToStreamSettingsFromDefaults({ startFrom: START });
      const make = (client: EventStoreDBClient) =>
        client.createPersistentSubscriptionToStream(stream, 'group', settings);
      await expect(make(ana)).rejects.toMatchObject(DENIED);
      await make(server.as(await server.user('$ops')));
      const join = (client: EventStoreDBClient) =>
        client.subscribeToPersistentSubscriptionToStream(stream, 'group');
      await expect(failure(join(ben))).rejects.toMatchObject(DENIED);
      await expect(failure(join(server.stranger))).rejects.toMatchObject(DENIED);
      expect(await take(join(ana), 1)).toHaveLength(1);
    });

    it('with wrong credentials is refused', async () => {
      const wrong = server.as({ ...server.adminCredentials, password: 'not the password' });
      await expect(failure(wrong.subscribeToAll())).rejects.toThrow(/UNAUTHENTICATED/);
    });
  });

  it('denies an append over a call of its own', async () => {
    const stream = await guarded({ writeRoles: ['$admins'] });
    await expect(append(server.admin, stream, await server.user())).rejects.toMatchObject(DENIED);
    expect(await read(server.admin, stream)).toHaveLength(1);
  });
});
