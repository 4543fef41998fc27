import { randomUUID } from 'node:crypto';
import {
  BACKWARDS,
  type BinaryEventType,
  binaryEvent,
  END,
  jsonEvent,
  type ResolvedEvent,
  StreamNotFoundError,
} from '@eventstore/db-client';
import { beforeAll, describe, expect, it } from 'vitest';
import { collect, numbered, numbersOf } from './support/events.ts';
import { useServer } from './support/server.ts';
import { take } from './support/subscriptions.ts';

const server = useServer();
const isEmbedded = process.env.CONFORMANCE_EVENTSTORE_URL === undefined;

const NAMES = ['$streams', '$stream_by_category', '$by_category', '$by_event_type', '$by_correlation_id'];

/** A name without a dash that no other case uses. */
const unique = (hint: string): string => hint + randomUUID().replaceAll('-', '');

/** Projections write a little later than the events that they write because of: reads until `isThere`. */
async function eventually<Found>(
  read: () => Promise<Found>,
  isThere: (found: Found) => boolean,
): Promise<Found> {
  const end = Date.now() + 10_000;
  for (;;) {
    const found = await read();
    if (isThere(found)) return found;
    if (Date.now() > end) throw new Error(`not there in time: ${JSON.stringify(found, big)}`);
    await pause(20);
  }
}

const big = (_key: string, value: unknown): unknown => (typeof value === 'bigint' ? `${value}` : value);

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function readIfThere(stream: string, resolveLinkTos = true): Promise<ResolvedEvent[]> {
  try {
    return await collect(server.client.readStream(stream, { resolveLinkTos }));
  } catch (error) {
    if (error instanceof StreamNotFoundError) return [];
    throw error;
  }
}

/** The events of a stream once there are `count` of them. */
const events = (stream: string, count: number): Promise<ResolvedEvent[]> =>
  eventually(
    () => readIfThere(stream),
    (found) => found.length >= count,
  );

/** The links of a stream as they are, once there are `count` of them. */
const links = (stream: string, count: number): Promise<ResolvedEvent[]> =>
  eventually(
    () => readIfThere(stream, false),
    (found) => found.length >= count,
  );

const textOf = ({ event }: ResolvedEvent): string =>
  Buffer.from((event as unknown as BinaryEventType).data as Uint8Array).toString('utf8');

const metadataOf = ({ event, link }: ResolvedEvent): Record<string, unknown> => {
  const { metadata } = link ?? event!;
  return (
    metadata instanceof Uint8Array ? JSON.parse(Buffer.from(metadata).toString('utf8')) : metadata
  ) as Record<string, unknown>;
};

const status = async (name: string): Promise<string> =>
  (await server.client.getProjectionStatus(name)).projectionStatus;

async function enable(name: string): Promise<void> {
  await server.client.enableProjection(name);
  await eventually(
    () => status(name),
    (found) => found === 'Running',
  );
}

beforeAll(async () => {
  for (const name of NAMES) await enable(name);
});

describe('$by_category', () => {
  it('links the events of all streams of a category in the order of the log', async () => {
    const category = unique('cat');
    await server.client.appendToStream(`${category}-a`, numbered(2, 0));
    await server.client.appendToStream(`${category}-b-c`, numbered(2, 2));
    await server.client.appendToStream(`${category}-a`, numbered(1, 4));
    const found = await events(`$ce-${category}`, 5);
    expect(numbersOf(found)).toEqual([0, 1, 2, 3, 4]);
    expect(found.map(({ event }) => event?.streamId)).toEqual(
      ['a', 'a', 'b-c', 'b-c', 'a'].map((end) => `${category}-${end}`),
    );
    expect(found.map(({ link }) => [link?.streamId, link?.revision])).toEqual(
      [0n, 1n, 2n, 3n, 4n].map((revision) => [`$ce-${category}`, revision]),
    );
  });

  it('writes links that say where they come from', async () => {
    const category = unique('cat');
    const stream = `${category}-one`;
    const cause = jsonEvent({ type: 'Caused', data: {}, metadata: { $correlationId: 'story' } });
    await server.client.appendToStream(stream, [jsonEvent({ type: 'First', data: {} }), cause]);
    const found = await links(`$ce-${category}`, 2);
    expect(found.map(textOf)).toEqual([`0@${stream}`, `1@${stream}`]);
    expect(found.map(({ event }) => [event?.type, event?.isJson])).toEqual([
      ['$>', false],
      ['$>', false],
    ]);
    expect(metadataOf(found[1]!)).toMatchObject({
      $v: expect.stringMatching(/^\d+:-?\d+:\d+:\d+$/),
      $c: expect.any(Number),
      $p: expect.any(Number),
      $o: stream,
      $causedBy: cause.id,
      $correlationId: 'story',
    });
    expect(metadataOf(found[0]!)).not.toHaveProperty('$correlationId');
  });

  it('looks neither at names without a category nor at system streams nor at metadata', async () => {
    const category = unique('cat');
    await server.client.appendToStream(category, numbered(1));
    await server.client.appendToStream(`-${category}`, numbered(1));
    await server.client.appendToStream(`$${category}-system`, numbered(1));
    await server.client.setStreamMetadata(`${category}-real`, { maxCount: 10 });
    await server.client.appendToStream(`${category}-real`, numbered(1, 7));
    await pause(200);
    expect(numbersOf(await events(`$ce-${category}`, 1))).toEqual([7]);
    for (const none of ['$ce-', `$ce-$${category}`, `$ce-$$${category}`]) {
      expect(await readIfThere(none)).toEqual([]);
    }
  });

  it('passes on what a link in a stream of the category leads to', async () => {
    const category = unique('cat');
    const target = server.stream('target');
    await server.client.appendToStream(target, numbered(3));
    await server.client.appendToStream(
      `${category}-links`,
      binaryEvent({ type: '$>', data: Buffer.from(`2@${target}`) }),
    );
    const found = await events(`$ce-${category}`, 1);
    expect([found[0]?.event?.streamId, found[0]?.event?.revision]).toEqual([target, 2n]);
    expect(textOf((await links(`$ce-${category}`, 1))[0]!)).toBe(`2@${target}`);
  });

  it('is followed live by a subscription', async () => {
    const category = unique('cat');
    const subscription = server.client.subscribeToStream(`$ce-${category}`, { resolveLinkTos: true });
    const taken = take(subscription, 6);
    for (let round = 0; round < 3; round += 1) {
      await server.client.appendToStream(`${category}-${round}`, numbered(2, 2 * round));
    }
    expect(numbersOf(await taken)).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('keeps links that lead nowhere when their stream is gone', async () => {
    const category = unique('cat');
    await server.client.appendToStream(`${category}-gone`, numbered(2));
    await server.client.appendToStream(`${category}-kept`, numbered(1, 2));
    await events(`$ce-${category}`, 3);
    await server.client.tombstoneStream(`${category}-gone`);
    const found = await events(`$ce-${category}`, 4);
    expect(found.map(({ event }) => event?.streamId)).toEqual([
      undefined,
      undefined,
      `${category}-kept`,
      undefined,
    ]);
    expect(metadataOf(found[3]!)).toMatchObject({ $o: `${category}-gone`, $deleted: -1 });
    expect(textOf((await links(`$ce-${category}`, 4))[3]!)).toBe(`9223372036854775807@${category}-gone`);
  });

  it('links to a soft delete as well, and to what is written after it', async () => {
    const category = unique('cat');
    const stream = `${category}-hidden`;
    await server.client.appendToStream(stream, numbered(2));
    await server.client.deleteStream(stream);
    await server.client.appendToStream(stream, numbered(1, 2));
    const found = await links(`$ce-${category}`, 4);
    expect(found.map(textOf)).toEqual([`0@${stream}`, `1@${stream}`, `0@$$${stream}`, `2@${stream}`]);
    expect(metadataOf(found[2]!)).toMatchObject({ $o: stream, $deleted: -1 });
    const resolved = await events(`$ce-${category}`, 4);
    expect(numbersOf([resolved[0]!, resolved[1]!, resolved[3]!])).toEqual([Number.NaN, Number.NaN, 2]);
  });
});

describe('the other system projections', () => {
  it('$by_event_type links the events of a type wherever they are', async () => {
    const type = unique('Type');
    const [one, two] = [server.stream('one'), unique('two')];
    await server.client.appendToStream(one, numbered(1, 0, type));
    await server.client.appendToStream(two, [...numbered(1, 1, type), ...numbered(1, 9, `${type}Other`)]);
    await server.client.appendToStream(one, numbered(1, 2, type));
    const found = await events(`$et-${type}`, 3);
    expect(numbersOf(found)).toEqual([0, 1, 2]);
    expect(numbersOf(await events(`$et-${type}Other`, 1))).toEqual([9]);
  });

  it('$by_event_type does not look at links', async () => {
    const type = unique('Type');
    const target = server.stream('target');
    await server.client.appendToStream(target, numbered(1, 5, type));
    await server.client.appendToStream(
      server.stream('links'),
      binaryEvent({ type: '$>', data: Buffer.from(`0@${target}`) }),
    );
    await pause(200);
    expect(numbersOf(await events(`$et-${type}`, 1))).toEqual([5]);
  });

  it('$streams links the first event of every stream', async () => {
    const [one, two] = [server.stream('one'), unique('two')];
    await server.client.appendToStream(one, numbered(2));
    await server.client.appendToStream(two, numbered(1));
    await server.client.appendToStream(one, numbered(1));
    const newest = async (): Promise<string[]> =>
      (
        await collect(
          server.client.readStream('$streams', { direction: BACKWARDS, fromRevision: END, maxCount: 20 }),
        )
      ).map(textOf);
    const found = await eventually(newest, (texts) => texts.includes(`0@${two}`));
    expect(found.filter((text) => text.endsWith(`@${one}`))).toEqual([`0@${one}`]);
    expect(found.indexOf(`0@${two}`)).toBeLessThan(found.indexOf(`0@${one}`));
  });

  it('$stream_by_category names the streams of a category', async () => {
    const category = unique('cat');
    await server.client.appendToStream(`${category}-one`, numbered(2));
    await server.client.appendToStream(`${category}-two`, numbered(1));
    const found = await links(`$category-${category}`, 2);
    expect(found.map(textOf)).toEqual([`${category}-one`, `${category}-two`]);
    expect(found.map(({ event }) => event?.type)).toEqual(['$@', '$@']);
  });

  it('$by_correlation_id links the events of one correlation', async () => {
    const correlation = randomUUID();
    const correlated = (number: number, $correlationId: string) =>
      jsonEvent({ type: 'Correlated', data: { number }, metadata: { $correlationId } });
    await server.client.appendToStream(server.stream(), [
      correlated(0, correlation),
      correlated(1, randomUUID()),
    ]);
    await server.client.appendToStream(server.stream(), [...numbered(1, 2), correlated(3, correlation)]);
    const found = await events(`$bc-${correlation}`, 2);
    expect(numbersOf(found)).toEqual([0, 3]);
    expect(metadataOf(found[0]!)).toMatchObject({
      $eventTimestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/),
    });
  });
});

describe('the Projections service', () => {
  it('stops a projection and lets it go on with what it missed', async () => {
    const category = unique('cat');
    await server.client.appendToStream(`${category}-1`, numbered(2));
    await events(`$ce-${category}`, 2);
    await server.client.disableProjection('$by_category');
    expect(
      await eventually(
        () => status('$by_category'),
        (found) => found !== 'Running',
      ),
    ).toBe('Stopped');
    await server.client.appendToStream(`${category}-1`, numbered(2, 2));
    await pause(200);
    expect(numbersOf(await events(`$ce-${category}`, 2))).toEqual([0, 1]);
    await enable('$by_category');
    await server.client.appendToStream(`${category}-2`, numbered(1, 4));
    expect(numbersOf(await events(`$ce-${category}`, 5))).toEqual([0, 1, 2, 3, 4]);
  });

  it('stops a projection without a checkpoint, and nothing is linked twice', async () => {
    const category = unique('cat');
    await server.client.appendToStream(`${category}-1`, numbered(3));
    await events(`$ce-${category}`, 3);
    await server.client.abortProjection('$by_category');
    await eventually(
      () => status('$by_category'),
      (found) => found !== 'Running',
    );
    await enable('$by_category');
    await server.client.appendToStream(`${category}-1`, numbered(1, 3));
    await events(`$ce-${category}`, 4);
    await pause(200);
    expect(numbersOf(await events(`$ce-${category}`, 4))).toEqual([0, 1, 2, 3]);
  });

  it('enables what is enabled and disables what is disabled without complaint', async () => {
    await server.client.enableProjection('$streams');
    await server.client.disableProjection('$streams');
    await server.client.disableProjection('$streams');
    await enable('$streams');
  });

  it('lists the system projections', async () => {
    const found = await server.client.listProjections();
    expect(found.map(({ name }) => name)).toEqual(expect.arrayContaining(NAMES));
  });

  it('tells how far a projection has come', async () => {
    await server.client.appendToStream(server.stream(), numbered(3));
    const found = await eventually(
      () => server.client.getProjectionStatus('$by_event_type'),
      ({ progress, eventsProcessedAfterRestart }) => progress === 100 && eventsProcessedAfterRestart >= 3n,
    );
    expect(found).toMatchObject({
      name: '$by_event_type',
      effectiveName: '$by_event_type',
      status: 'Running',
      projectionStatus: 'Running',
      stateReason: '',
      position: expect.stringMatching(/^C:\d+\/P:\d+$/),
    });
  });

  it('has neither state nor result for a system projection', async () => {
    expect(await server.client.getProjectionState('$by_category')).toEqual({});
    expect(await server.client.getProjectionResult('$by_category')).toEqual({});
  });

  it('knows no other names', async () => {
    const name = unique('none');
    const { client } = server;
    const calls = [
      client.getProjectionStatus(name),
      client.enableProjection(name),
      client.disableProjection(name),
      client.abortProjection(name),
      client.resetProjection(name),
      client.getProjectionState(name),
      client.getProjectionResult(name),
    ];
    await Promise.all(calls.map((call) => expect(call).rejects.toThrow(/not ?found/i)));
  });

  it('does not delete a system projection', async () => {
    await expect(server.client.deleteProjection('$by_category')).rejects.toThrow(/OperationFailed/);
    expect(await status('$by_category')).toBe('Running');
  });
});

describe.runIf(isEmbedded)('the Projections service of the embedded node', () => {
  it('refuses user-defined projections in clear words', async () => {
    const { client } = server;
    const refusal = /UNIMPLEMENTED.*User-defined projections are not served.*connect to a full server/;
    const calls = [
      client.createProjection(unique('user'), 'fromAll()'),
      client.createProjection(unique('user'), 'fromAll()', { emitEnabled: true, trackEmittedStreams: true }),
      client.updateProjection('$by_category', 'fromAll()'),
      client.deleteProjection(unique('user')),
    ];
    await Promise.all(calls.map((call) => expect(call).rejects.toThrow(refusal)));
  });

  it('begins anew after a reset and hides what was written before', async () => {
    const category = unique('cat');
    await server.client.appendToStream(`${category}-1`, numbered(3));
    await events(`$ce-${category}`, 3);
    await server.client.resetProjection('$by_category');
    const found = await eventually(
      () => readIfThere(`$ce-${category}`),
      (read) => read.length === 3 && read[0]?.link?.revision === 3n,
    );
    expect(numbersOf(found)).toEqual([0, 1, 2]);
    await server.client.appendToStream(`${category}-1`, numbered(1, 3));
    expect(numbersOf(await events(`$ce-${category}`, 4))).toEqual([0, 1, 2, 3]);
  });

  it('goes on after the subsystem was restarted', async () => {
    const category = unique('cat');
    await server.client.appendToStream(`${category}-1`, numbered(2));
    await server.client.restartSubsystem();
    await server.client.appendToStream(`${category}-1`, numbered(2, 2));
    expect(numbersOf(await events(`$ce-${category}`, 4))).toEqual([0, 1, 2, 3]);
  });
});
