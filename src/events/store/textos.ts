/**
 * Reads the log through the official client's connection (6.2.1), and leaves data and metadata as the texts that the server
 * sends. The client makes a tree of objects of each message and parses what it holds, and has no option for anything else:
 * whoever reads in one thread and folds in another would have it written out and parsed once more.
 */
import { Transform, type TransformCallback } from 'node:stream';
import type { EventStoreDBClient, StreamingRead } from '@eventstore/db-client';
import { convertToCommandError, isClientCancellationError } from '@eventstore/db-client/dist/utils/index.js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import stubs from '@eventstore/db-client/generated/streams_grpc_pb.js';
import messages from '@eventstore/db-client/generated/streams_pb.js';
import type { CallOptions, ClientReadableStream, Metadata } from '@grpc/grpc-js';
import { type Respuesta, respuestaDe } from './respuesta.ts';
import type { StoredEvent, StoredText } from './tipos.ts';

type Llamada = ClientReadableStream<Respuesta>;

/** What is reached for; protected in the client's types. */
interface Internals {
  callArguments(options: object, callOptions: CallOptions): [Metadata, CallOptions];
  GRPCStreamCreator(
    stub: unknown,
    name: string,
    create: (stub: stubs.StreamsClient) => Llamada,
  ): () => Promise<Llamada>;
}

const READ = '/event_store.client.streams.Streams/Read';

/** As the client's `readAll`, forwards, in sets of what has come; `after` is where it starts, inclusive, as the server has it. */
export function textsOf(client: EventStoreDBClient, after: bigint | null): StreamingRead<StoredText[]> {
  const internals = client as unknown as Internals;
  const begin = internals.GRPCStreamCreator(stubs.StreamsClient, 'readAll', (stub) =>
    stub.makeServerStreamRequest(
      READ,
      (request: messages.ReadReq) => Buffer.from(request.serializeBinary()),
      respuestaDe,
      requestOf(after),
      ...internals.callArguments({}, { deadline: Infinity }),
    ),
  );
  return new Textos(begin());
}

function requestOf(after: bigint | null): messages.ReadReq {
  const { ReadReq } = messages;
  const all = new ReadReq.Options.AllOptions();
  if (after === null) all.setStart(new shared.Empty());
  else {
    const position = new ReadReq.Options.Position();
    position.setCommitPosition(after.toString());
    position.setPreparePosition(after.toString());
    all.setPosition(position);
  }
  const ids = new ReadReq.Options.UUIDOption();
  ids.setString(new shared.Empty());
  const options = new ReadReq.Options();
  options.setAll(all);
  options.setReadDirection(ReadReq.Options.ReadDirection.FORWARDS);
  options.setResolveLinks(false);
  options.setCount(Number.MAX_SAFE_INTEGER.toString());
  options.setUuidOption(ids);
  options.setNoFilter(new shared.Empty());
  const request = new ReadReq();
  request.setOptions(options);
  return request;
}

/** Events in a set, at most; and sets that wait for the consumer, before the server has to. */
const LOTE = 256;
const LOTES = 4;

/** Hands on what has come by the end of a turn of the event loop; errors are those that the client makes of them. */
class Textos extends Transform implements StreamingRead<StoredText[]> {
  readonly #call: Promise<Llamada>;
  #lote: StoredText[] = [];
  #isDue = false;
  /** Asks for the next event; held while enough waits. */
  #next: (() => void) | null = null;

  constructor(call: Promise<Llamada>) {
    super({ objectMode: true, readableHighWaterMark: LOTES, writableHighWaterMark: LOTE });
    this.#call = call;
    call.then(
      (live) =>
        live
          .on('error', (error) => {
            if (!isClientCancellationError(error)) this.emit('error', convertToCommandError(error));
          })
          .pipe(this),
      (error: unknown) => this.emit('error', error),
    );
  }

  override _transform({ texto }: Respuesta, _encoding: string, next: TransformCallback): void {
    if (texto) this.#lote.push(texto);
    if (this.#lote.length >= LOTE) this.#hand();
    else if (!this.#isDue) {
      this.#isDue = true;
      setImmediate(() => {
        this.#isDue = false;
        if (!this.destroyed) this.#hand();
      });
    }
    // A set is handed on after its events were taken, so that the stream by itself would never see that it is full.
    if (this.readableLength < LOTES) next();
    else this.#next = next;
  }

  override _read(size: number): void {
    super._read(size);
    const next = this.#next;
    this.#next = null;
    // What is being read is still counted here.
    if (next) process.nextTick(next);
  }

  override _flush(next: TransformCallback): void {
    this.#hand();
    next();
  }

  async cancel(): Promise<void> {
    const live = await this.#call;
    live.cancel();
  }

  #hand(): void {
    if (this.#lote.length === 0) return;
    this.push(this.#lote);
    this.#lote = [];
  }
}

/** The event as `readAll` gives it; what is no JSON is null, which no schema reads. */
export function parseText({ data, metadata, ...event }: StoredText): StoredEvent {
  return { ...event, data: parsed(data), metadata: parsed(metadata) };
}

function parsed(text: string | null): unknown {
  if (text === null) return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
