/**
 * A server that costs as little as one can: it acknowledges batch appends that it throws away, and answers every read with
 * the same ready-made messages. What the client reaches against it is what the client itself can do. Runs in a thread of its
 * own, as the embedded node does.
 */
import { once } from 'node:events';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import { PREFIX_SIZE } from '../src/events/embedded/rpc/framing.ts';
import { type Method, RpcServer } from '../src/events/embedded/rpc/server.ts';
import { serverFeaturesMethod } from '../src/events/embedded/services/server-features.ts';
import { batchSuccessFrame, readBatchFragment } from '../src/events/embedded/wire/batch-append.ts';
import { eventIdFromText } from '../src/events/embedded/wire/event-id.ts';
import { ReadResponseBatch } from '../src/events/embedded/wire/read-response.ts';
import { encodeRecord } from '../src/events/embedded/wire/record.ts';
import { DATA, METADATA, READ_EVENTS, STREAM_EVENTS, STREAM_PREFIX } from './eventstore-sample.ts';

const PAGE_EVENTS = 256;

/** Starts the server; gives its connection string. */
export async function startDiscardServer(): Promise<{ url: string; close(): Promise<void> }> {
  const worker = new Worker(new URL(import.meta.url));
  const [port] = (await once(worker, 'message')) as [number];
  return {
    url: `esdb://127.0.0.1:${port}?tls=false`,
    async close() {
      await worker.terminate();
    },
  };
}

function discard(): Method {
  return (call) => {
    call.open();
    let position = 0;
    let frames: Buffer[] = [];
    return {
      message(bytes) {
        const { correlation, options, events } = readBatchFragment(bytes, Date.now());
        position += events.length;
        frames.push(batchSuccessFrame(correlation, options!.identifier, position, position));
        if (frames.length > 1) return;
        setImmediate(() => {
          call.write(Buffer.concat(frames));
          frames = [];
        });
      },
      end: () => call.end(),
    };
  };
}

/** Answers each read with the same events, whatever it asks for. */
function canned(): Method {
  const page = new ReadResponseBatch(true);
  for (let index = 0; index < PAGE_EVENTS; index += 1) {
    const record = encodeRecord(
      Buffer.from('bench-canned'),
      index,
      index + 1,
      Buffer.from(`${Date.now()}0000`),
      {
        id: eventIdFromText(Buffer.from('0d0f2a3c-6c52-4b3b-8f44-6a0d7a0a9d11')),
        type: Buffer.from('Benchmarked'),
        isJson: true,
        metadata: Buffer.from(JSON.stringify(METADATA)),
        data: Buffer.from(JSON.stringify(DATA)),
      },
    );
    page.event(record, undefined, index + 1);
  }
  const bytes = page.take();
  const stream = Buffer.concat(split(bytes).slice(0, STREAM_EVENTS));
  return (call) => ({
    message(request) {
      void (async () => {
        // A read of a stream asks for few events, one of the log for all.
        if (request.includes(STREAM_PREFIX)) call.write(stream);
        else
          for (let sent = 0; sent < READ_EVENTS; sent += PAGE_EVENTS)
            if (!call.write(bytes)) await call.drained();
        call.end();
      })();
    },
  });
}

function split(bytes: Buffer): Buffer[] {
  const messages: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = at + PREFIX_SIZE + bytes.readUInt32BE(at + 1);
    messages.push(bytes.subarray(at, end));
    at = end;
  }
  return messages;
}

if (!isMainThread) {
  const streams = '/event_store.client.streams.Streams';
  const methods = new Map<string, Method>([
    [`${streams}/BatchAppend`, discard()],
    [`${streams}/Read`, canned()],
    ['/event_store.client.server_features.ServerFeatures/GetSupportedMethods', serverFeaturesMethod()],
  ]);
  const server = new RpcServer(
    methods,
    (path) => path,
    () => {},
  );
  parentPort!.postMessage(await server.listen('127.0.0.1', 0));
}
