import { randomUUID } from 'node:crypto';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import streamsService from '@eventstore/db-client/generated/streams_grpc_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import { credentials, type ServiceError } from '@grpc/grpc-js';

/** The Streams service without the client's conveniences, for requests that it never sends. */
export type RawStreams = InstanceType<typeof streamsService.StreamsClient>;

export type ReadRequest = InstanceType<typeof streams.ReadReq>;
export type ReadResponse = InstanceType<typeof streams.ReadResp>;
export type BatchRequest = InstanceType<typeof streams.BatchAppendReq>;
export type BatchResponse = InstanceType<typeof streams.BatchAppendResp>;
export type AppendResponse = InstanceType<typeof streams.AppendResp>;

export function rawStreams(url: string): RawStreams {
  const { host } = new URL(url.replace(/^esdb(\+discover)?:/, 'http:'));
  return new streamsService.StreamsClient(host, credentials.createInsecure());
}

export function identifier(stream: string): InstanceType<typeof shared.StreamIdentifier> {
  const result = new shared.StreamIdentifier();
  result.setStreamName(Buffer.from(stream));
  return result;
}

export function uuid(text: string): InstanceType<typeof shared.UUID> {
  const result = new shared.UUID();
  result.setString(text);
  return result;
}

export const empty = (): InstanceType<typeof shared.Empty> => new shared.Empty();

/** A read of the log from its start whose options `change` completes. */
export function readAllRequest(
  change: (options: InstanceType<typeof streams.ReadReq.Options>) => void,
): ReadRequest {
  const all = new streams.ReadReq.Options.AllOptions();
  all.setStart(empty());
  const uuidOption = new streams.ReadReq.Options.UUIDOption();
  uuidOption.setString(empty());
  const options = new streams.ReadReq.Options();
  options.setAll(all);
  options.setCount('1000000');
  options.setNoFilter(empty());
  options.setUuidOption(uuidOption);
  change(options);
  const request = new streams.ReadReq();
  request.setOptions(options);
  return request;
}

/** One fragment of a batch append; its first event's properties are left out as asked. */
export function batchFragment(given: {
  correlation: string;
  stream?: string;
  events: number;
  isFinal: boolean;
  leaveOut?: string;
}): BatchRequest {
  const request = new streams.BatchAppendReq();
  request.setCorrelationId(uuid(given.correlation));
  request.setIsFinal(given.isFinal);
  if (given.stream !== undefined) {
    const options = new streams.BatchAppendReq.Options();
    options.setStreamIdentifier(identifier(given.stream));
    options.setNoStream(empty());
    request.setOptions(options);
  }
  for (let index = 0; index < given.events; index += 1) {
    const message = new streams.BatchAppendReq.ProposedMessage();
    message.setId(uuid(randomUUID()));
    const metadata = message.getMetadataMap();
    for (const [key, value] of [
      ['type', 'Raw'],
      ['content-type', 'application/json'],
    ] as const) {
      if (key !== given.leaveOut) metadata.set(key, value);
    }
    message.setData(Buffer.from('{}'));
    request.addProposedMessages(message);
  }
  return request;
}

/** All responses of a read, up to `limit`; rejects with the call's error. */
export function responses(
  client: RawStreams,
  request: ReadRequest,
  limit = Number.POSITIVE_INFINITY,
): Promise<ReadResponse[]> {
  return new Promise((resolve, reject) => {
    const call = client.read(request);
    const seen: ReadResponse[] = [];
    call.on('data', (response: ReadResponse) => {
      seen.push(response);
      if (seen.length < limit) return;
      call.cancel();
      resolve(seen);
    });
    call.on('end', () => resolve(seen));
    call.on('error', (error: ServiceError) => reject(error));
  });
}

/** The reply to a unary append of events that lack the metadata named, or the call's error. */
export function unaryAppend(
  client: RawStreams,
  stream: string,
  setExpected: (options: InstanceType<typeof streams.AppendReq.Options>) => void,
  leaveOut?: string,
): Promise<AppendResponse> {
  return new Promise((resolve, reject) => {
    const call = client.append((error: ServiceError | null, response: AppendResponse) => {
      if (error === null) resolve(response);
      else reject(error);
    });
    call.on('error', reject);
    const options = new streams.AppendReq.Options();
    options.setStreamIdentifier(identifier(stream));
    setExpected(options);
    const head = new streams.AppendReq();
    head.setOptions(options);
    call.write(head);
    const message = new streams.AppendReq.ProposedMessage();
    message.setId(uuid(randomUUID()));
    if (leaveOut !== 'type') message.getMetadataMap().set('type', 'Raw');
    if (leaveOut !== 'content-type') message.getMetadataMap().set('content-type', 'application/json');
    message.setData(Buffer.from('{}'));
    const body = new streams.AppendReq();
    body.setProposedMessage(message);
    call.write(body);
    call.end();
  });
}
