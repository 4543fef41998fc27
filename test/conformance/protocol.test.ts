import { randomUUID } from 'node:crypto';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import { type ServiceError, status } from '@grpc/grpc-js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { numbered } from './support/events.ts';
import {
  type BatchRequest,
  type BatchResponse,
  batchFragment,
  empty,
  identifier,
  type RawStreams,
  rawStreams,
  readAllRequest,
  responses,
  unaryAppend,
} from './support/raw.ts';
import { useServer } from './support/server.ts';

/** Requests that the official client never sends, but other clients may, and fields that it does not show. */

const server = useServer();
let raw: RawStreams;

beforeAll(() => {
  raw = rawStreams(server.url);
});
afterAll(() => raw.close());

const nameOf = (bytes: Uint8Array | string | undefined): string =>
  Buffer.from(bytes as Uint8Array).toString();

/** Sends fragments on one call, half-closes it, and gives all replies. */
function batch(requests: BatchRequest[]): Promise<BatchResponse[]> {
  return new Promise((resolve, reject) => {
    const call = raw.batchAppend();
    const replies: BatchResponse[] = [];
    call.on('data', (reply: BatchResponse) => replies.push(reply));
    call.on('end', () => resolve(replies));
    call.on('error', (error: ServiceError) => reject(error));
    for (const request of requests) call.write(request);
    call.end();
  });
}

describe('batch append', () => {
  it('answers each correlation id once, naming the stream, when its fragments are complete', async () => {
    const [first, second] = [server.stream(), server.stream()];
    const [one, two] = [randomUUID(), randomUUID()];
    const replies = await batch([
      batchFragment({ correlation: one, stream: first, events: 2, isFinal: false }),
      batchFragment({ correlation: two, stream: second, events: 1, isFinal: false }),
      batchFragment({ correlation: two, events: 1, isFinal: true }),
      batchFragment({ correlation: one, events: 3, isFinal: true }),
    ]);
    const told = replies.map((reply) => ({
      correlation: reply.getCorrelationId()?.getString(),
      stream: nameOf(reply.getStreamIdentifier()?.getStreamName_asU8()),
      revision: reply.getSuccess()?.getCurrentRevision(),
    }));
    expect(told).toHaveLength(2);
    expect(told).toContainEqual({ correlation: one, stream: first, revision: '4' });
    expect(told).toContainEqual({ correlation: two, stream: second, revision: '1' });
  });

  it('describes a wrong version as a status with details', async () => {
    const stream = server.stream();
    await server.client.appendToStream(stream, numbered(3));
    const [reply] = await batch([
      batchFragment({ correlation: randomUUID(), stream, events: 1, isFinal: true }),
    ]);
    const error = reply?.getError();
    expect(error?.getCode()).toBe(status.ALREADY_EXISTS);
    expect(nameOf(reply?.getStreamIdentifier()?.getStreamName_asU8())).toBe(stream);
    const detail = error
      ?.getDetails()
      ?.unpack(shared.WrongExpectedVersion.deserializeBinary, 'event_store.client.WrongExpectedVersion');
    expect(detail?.getCurrentStreamRevision()).toBe('2');
    expect(detail?.hasExpectedNoStream()).toBe(true);
  });

  it('describes a deleted stream as a status with details', async () => {
    const stream = server.stream();
    await server.client.tombstoneStream(stream);
    const [reply] = await batch([
      batchFragment({ correlation: randomUUID(), stream, events: 1, isFinal: true }),
    ]);
    expect(reply?.getError()?.getCode()).toBe(status.NOT_FOUND);
    expect(reply?.getError()?.getDetails()?.getTypeName()).toBe('event_store.client.StreamDeleted');
  });

  it('refuses an append with a bad event alone', async () => {
    const [good, bad] = [randomUUID(), randomUUID()];
    const replies = await batch([
      batchFragment({
        correlation: bad,
        stream: server.stream(),
        events: 1,
        isFinal: true,
        leaveOut: 'type',
      }),
      batchFragment({ correlation: good, stream: server.stream(), events: 1, isFinal: true }),
    ]);
    const byId = new Map(replies.map((reply) => [reply.getCorrelationId()?.getString(), reply]));
    expect(byId.get(bad)?.getError()?.getCode()).toBe(status.INVALID_ARGUMENT);
    expect(byId.get(good)?.hasSuccess()).toBe(true);
  });
});

describe('unary append', () => {
  it('tells a wrong version inside its response, in both generations of fields', async () => {
    const stream = server.stream();
    await server.client.appendToStream(stream, numbered(3));
    const response = await unaryAppend(raw, stream, (options) => options.setRevision('7'));
    const wrong = response.getWrongExpectedVersion();
    expect(wrong?.getCurrentRevision()).toBe('2');
    expect(wrong?.getCurrentRevision2060()).toBe(2);
    expect(wrong?.getExpectedRevision()).toBe('7');
    expect(wrong?.getExpectedRevision2060()).toBe(7);
  });

  it('tells so of a stream that does not exist, too', async () => {
    const response = await unaryAppend(raw, server.stream(), (options) => options.setStreamExists(empty()));
    const wrong = response.getWrongExpectedVersion();
    expect(wrong?.hasCurrentNoStream()).toBe(true);
    expect(wrong?.hasNoStream2060()).toBe(true);
    expect(wrong?.hasExpectedStreamExists()).toBe(true);
    expect(wrong?.hasStreamExists2060()).toBe(true);
  });

  it.each(['type', 'content-type'])('requires %s', async (property) => {
    const appending = unaryAppend(raw, server.stream(), (options) => options.setAny(empty()), property);
    await expect(appending).rejects.toMatchObject({ code: status.INVALID_ARGUMENT });
    const error = (await appending.catch((reason: unknown) => reason)) as ServiceError;
    expect(error.metadata.get('exception')).toEqual(['missing-required-metadata-property']);
    expect(error.metadata.get('required-metadata-properties')).toEqual([property]);
  });
});

describe('read', () => {
  const expression = (
    change: (given: InstanceType<typeof streams.ReadReq.Options.FilterOptions.Expression>) => void,
  ) => {
    const result = new streams.ReadReq.Options.FilterOptions.Expression();
    change(result);
    return result;
  };

  it('filters the log without a subscription', async () => {
    const stream = server.stream();
    await server.client.appendToStream(stream, numbered(3));
    await server.client.appendToStream(server.stream(), numbered(3));
    const request = readAllRequest((options) => {
      const filter = new streams.ReadReq.Options.FilterOptions();
      filter.setStreamIdentifier(expression((given) => given.setPrefixList([stream])));
      filter.setCount(empty());
      filter.setCheckpointintervalmultiplier(1);
      options.setFilter(filter);
      options.setCount('2');
    });
    const events = (await responses(raw, request)).filter((response) => response.hasEvent());
    expect(events.map((response) => response.getEvent()?.getEvent()?.getStreamRevision())).toEqual([
      '0',
      '1',
    ]);
  });

  it('refuses a checkpoint interval of 0', async () => {
    const request = readAllRequest((options) => {
      const filter = new streams.ReadReq.Options.FilterOptions();
      filter.setStreamIdentifier(expression((given) => given.setRegex('.')));
      filter.setCount(empty());
      filter.setCheckpointintervalmultiplier(0);
      options.setFilter(filter);
      options.setSubscription(new streams.ReadReq.Options.SubscriptionOptions());
    });
    await expect(responses(raw, request)).rejects.toMatchObject({ code: status.INVALID_ARGUMENT });
  });

  it('gives ids as halves to who asks for that', async () => {
    const stream = server.stream();
    const [event] = numbered(1);
    await server.client.appendToStream(stream, event!);
    const request = readAllRequest((options) => {
      const streamOptions = new streams.ReadReq.Options.StreamOptions();
      streamOptions.setStreamIdentifier(identifier(stream));
      streamOptions.setStart(empty());
      options.setStream(streamOptions);
      const uuidOption = new streams.ReadReq.Options.UUIDOption();
      uuidOption.setStructured(empty());
      options.setUuidOption(uuidOption);
    });
    const [response] = await responses(raw, request);
    const halves = response?.getEvent()?.getEvent()?.getId()?.getStructured();
    const hex = [halves?.getMostSignificantBits(), halves?.getLeastSignificantBits()]
      .map((half) =>
        BigInt.asUintN(64, BigInt(half ?? 0))
          .toString(16)
          .padStart(16, '0'),
      )
      .join('');
    expect(hex).toBe(event!.id.replaceAll('-', ''));
    expect(response?.getEvent()?.getEvent()?.getStreamRevision()).toBe('0');
  });

  it('tells a missing stream by a message and ends well', async () => {
    const stream = server.stream();
    const request = readAllRequest((options) => {
      const streamOptions = new streams.ReadReq.Options.StreamOptions();
      streamOptions.setStreamIdentifier(identifier(stream));
      streamOptions.setStart(empty());
      options.setStream(streamOptions);
    });
    const [response] = await responses(raw, request);
    const named = response?.getStreamNotFound()?.getStreamIdentifier()?.getStreamName_asU8();
    expect(nameOf(named)).toBe(stream);
  });

  it('opens every subscription with its confirmation', async () => {
    const request = readAllRequest((options) => {
      options.setSubscription(new streams.ReadReq.Options.SubscriptionOptions());
    });
    const [first] = await responses(raw, request, 1);
    expect(first?.getConfirmation()?.getSubscriptionId()).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('refuses options that make no sense', async () => {
    await expect(responses(raw, new streams.ReadReq())).rejects.toMatchObject({
      code: status.INVALID_ARGUMENT,
    });
  });
});
