import {
  constants,
  createSecureServer,
  createServer,
  type Http2SecureServer,
  type Http2Server,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2';
import type { AddressInfo, Socket } from 'node:net';
import type { Caller } from '../access/caller.ts';
import { EmbeddedNodeError } from '../errors.ts';
import type { Log } from '../log.ts';
import { WireError } from '../wire/reader.ts';
import { Call } from './call.ts';
import { Deframer } from './framing.ts';
import { RpcError, STATUS } from './status.ts';
import type { TlsMaterial } from './tls.ts';

/** What a method does with the messages of one call. */
export interface CallHandler {
  message(bytes: Buffer): void;
  /** The client has sent all it had. */
  end?(): void;
}

/** Starts a call of one method. */
export type Method = (call: Call) => CallHandler;

/** A method with the path that it is called by. */
export type MethodEntry = readonly [path: string, method: Method];

/** How the server guards itself. */
export interface ServerSecurity {
  readonly tls?: TlsMaterial | undefined;
  /** Tells who makes a call of the method at `path`; throws or rejects if the call is not to be served. Absent: everybody is trusted. */
  readonly identify?: ((headers: IncomingHttpHeaders, path: string) => Caller | Promise<Caller>) | undefined;
}

/** The server takes messages of up to 16 MiB. */
const MESSAGE_SIZE_MAX = 16 * 1_048_576;

const STREAM_WINDOW = 1_048_576;
const CONNECTION_WINDOW = 16 * 1_048_576;

/**
 * Node guards its HTTP/2 servers against hostile clients by closing connections that reset many streams or have much queued.
 * A client of an event store does both in earnest (reads left early, many subscriptions that catch up), so that here the
 * operator decides who reaches the port: it is loopback's unless he configures certificate and password.
 */
const LENIENCE = {
  streamResetBurst: 1_000_000,
  streamResetRate: 1_000_000,
  maxSessionInvalidFrames: 1_000_000,
  maxSessionMemory: 1_024,
} as const;

/** How long calls get to end by themselves when the server closes. */
const CLOSE_GRACE_MS = 500;

/**
 * A gRPC server on `node:http2`. It exists because here many replies go out in one write, which the ready-made server's
 * interface of one message at a time does not allow.
 */
export class RpcServer {
  readonly #methods: ReadonlyMap<string, Method>;
  readonly #unserved: (path: string) => string;
  readonly #log: Log;
  readonly #identify: ServerSecurity['identify'];
  readonly #server: Http2Server | Http2SecureServer;
  readonly #sockets = new Set<Socket>();
  readonly #sessions = new Set<ServerHttp2Session>();
  readonly #calls = new Set<Call>();

  constructor(
    methods: ReadonlyMap<string, Method>,
    unserved: (path: string) => string,
    log: Log,
    { tls, identify }: ServerSecurity = {},
  ) {
    this.#methods = methods;
    this.#unserved = unserved;
    this.#log = log;
    this.#identify = identify;
    const options = {
      settings: { initialWindowSize: STREAM_WINDOW, maxConcurrentStreams: 4_096 },
      ...LENIENCE,
    };
    this.#server = tls === undefined ? createServer(options) : createSecureServer({ ...options, ...tls });
    this.#server.on('connection', (socket: Socket) => {
      socket.setNoDelay(true);
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
    this.#server.on('tlsClientError', (error: Error) =>
      log('debug', 'a connection failed', { error: error.message }),
    );
    this.#server.on('session', (session) => this.#admit(session));
    this.#server.on('stream', (stream, headers) => this.#accept(stream, headers));
    this.#server.on('sessionError', (error) => log('debug', 'a connection failed', { error: error.message }));
  }

  /** How much is going on. */
  get load(): { readonly connections: number; readonly calls: number } {
    return { connections: this.#sessions.size, calls: this.#calls.size };
  }

  /** Starts to listen; resolves with the port. */
  listen(host: string, port: number): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', (error: NodeJS.ErrnoException) => {
        reject(
          error.code === 'EADDRINUSE'
            ? new EmbeddedNodeError('EVENTSTORE_PORT_IN_USE', `Port ${port} on ${host} is already in use.`, {
                cause: error,
              })
            : error,
        );
      });
      this.#server.listen(port, host, () => resolve((this.#server.address() as AddressInfo).port));
    });
  }

  /** Ends all calls as unavailable and closes every connection. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    for (const call of this.#calls) call.fail(new RpcError(STATUS.unavailable, 'The node is shutting down.'));
    for (const session of this.#sessions) session.close();
    const timer = setTimeout(() => {
      for (const session of this.#sessions) session.destroy();
      // A connection that never got through its TLS handshake has no session.
      for (const socket of this.#sockets) socket.destroy();
    }, CLOSE_GRACE_MS);
    await closed;
    clearTimeout(timer);
  }

  #admit(session: ServerHttp2Session): void {
    this.#sessions.add(session);
    session.setLocalWindowSize(CONNECTION_WINDOW);
    session.on('close', () => this.#sessions.delete(session));
    session.on('error', (error) => this.#log('debug', 'a connection failed', { error: error.message }));
  }

  #accept(stream: ServerHttp2Stream, headers: IncomingHttpHeaders): void {
    stream.on('error', (error) => this.#log('debug', 'a call failed', { error: error.message }));
    if (!String(headers['content-type'] ?? '').startsWith('application/grpc')) {
      stream.respond({ ':status': 415 }, { endStream: true });
      return;
    }
    const call = new Call(stream, headers);
    const path = String(headers[constants.HTTP2_HEADER_PATH]);
    const method = this.#methods.get(path);
    if (method === undefined) {
      stream.resume();
      call.fail(new RpcError(STATUS.unimplemented, this.#unserved(path)));
      return;
    }
    this.#calls.add(call);
    call.onClose(() => this.#calls.delete(call));
    if (this.#identify === undefined) this.#serve(call, stream, method);
    else this.#serveIfAdmitted(call, stream, method, path, this.#identify);
  }

  /** Nothing of the request is read before it is known who sends it. */
  #serveIfAdmitted(
    call: Call,
    stream: ServerHttp2Stream,
    method: Method,
    path: string,
    identify: NonNullable<ServerSecurity['identify']>,
  ): void {
    const serve = (caller: Caller): void => {
      if (call.isOver) return;
      call.caller = caller;
      this.#serve(call, stream, method);
    };
    const refuse = (error: unknown): void => {
      stream.resume();
      call.fail(this.#toRpcError(error));
    };
    try {
      const caller = identify(call.headers, path);
      if (caller instanceof Promise) caller.then(serve).catch(refuse);
      else serve(caller);
    } catch (error) {
      refuse(error);
    }
  }

  #serve(call: Call, stream: ServerHttp2Stream, method: Method): void {
    const guarded = (step: () => void): void => {
      if (call.isOver) return;
      try {
        step();
      } catch (error) {
        call.fail(this.#toRpcError(error));
      }
    };
    let handler: CallHandler | undefined;
    guarded(() => {
      handler = method(call);
    });
    const deframer = new Deframer(MESSAGE_SIZE_MAX, (message) => handler?.message(message));
    stream.on('data', (chunk: Buffer) => guarded(() => deframer.push(chunk)));
    stream.on('end', () =>
      guarded(() => {
        if (deframer.isIncomplete) throw new RpcError(STATUS.internal, 'The request ended inside a message.');
        handler?.end?.();
      }),
    );
  }

  #toRpcError(error: unknown): RpcError {
    return toRpcError(error, this.#log);
  }
}

/** Any error as the status it ends a call with; what is not foreseen is logged. */
export function toRpcError(error: unknown, log: Log): RpcError {
  if (error instanceof RpcError) return error;
  if (error instanceof WireError) return new RpcError(STATUS.invalidArgument, error.message);
  const message = error instanceof Error ? error.message : String(error);
  const isDamage = error instanceof EmbeddedNodeError && error.code === 'EVENTSTORE_CORRUPT';
  log('error', isDamage ? 'damaged data was met and refused' : 'a call failed', {
    error: message,
    stack: error instanceof Error ? error.stack : undefined,
  });
  return new RpcError(isDamage ? STATUS.dataLoss : STATUS.internal, message);
}
