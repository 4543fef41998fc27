import { constants, type IncomingHttpHeaders, type ServerHttp2Stream } from 'node:http2';
import { type Caller, TRUSTED } from '../access/caller.ts';
import { encodeStatusMessage, type RpcError, STATUS } from './status.ts';

const CONTENT_TYPE = 'application/grpc+proto';

/** One gRPC call on the server's side. Frames are written whole, prefix included, and as many at once as there are. */
export class Call {
  readonly headers: IncomingHttpHeaders;
  /** Wall-clock time in ms at which the client stops waiting; Infinity if it said nothing. */
  readonly deadlineMs: number;
  /** Who calls, as the server found out before it handed the call on. */
  caller: Caller = TRUSTED;
  readonly #stream: ServerHttp2Stream;
  readonly #closers = new Set<() => void>();
  #hasResponded = false;
  #isEnded = false;
  #isClosed = false;

  constructor(stream: ServerHttp2Stream, headers: IncomingHttpHeaders) {
    this.#stream = stream;
    this.headers = headers;
    const timeout = headers['grpc-timeout'];
    this.deadlineMs =
      typeof timeout === 'string' ? Date.now() + parseTimeoutMs(timeout) : Number.POSITIVE_INFINITY;
    stream.on('close', () => {
      this.#isClosed = true;
      for (const close of this.#closers) close();
      this.#closers.clear();
    });
  }

  /** Whether nothing can be sent any more: the call has ended, or the client has gone. */
  get isOver(): boolean {
    return this.#isEnded || this.#isClosed || this.#stream.destroyed;
  }

  /** Calls `close` once when the call is over for whatever reason; the function returned takes that back. */
  onClose(close: () => void): () => void {
    if (this.#isClosed) close();
    else this.#closers.add(close);
    return () => this.#closers.delete(close);
  }

  /** Sends framed messages; false asks the caller to wait for `drained` before sending more. */
  write(frames: Uint8Array): boolean {
    if (this.isOver) return true;
    this.#respond();
    return this.#stream.write(frames);
  }

  /** Whether the client has not yet taken what was sent. */
  get needsDrain(): boolean {
    return this.#stream.writableNeedDrain;
  }

  /** Sends the response headers, so that the client knows that it has been heard. */
  open(): void {
    if (!this.isOver) this.#respond();
  }

  /** Resolves when more can be written, or the call is over. */
  drained(): Promise<void> {
    return new Promise((resolve) => {
      if (this.isOver || !this.#stream.writableNeedDrain) {
        resolve();
        return;
      }
      const stream = this.#stream;
      const done = (): void => {
        stream.off('drain', done);
        stream.off('close', done);
        resolve();
      };
      stream.on('drain', done);
      stream.on('close', done);
    });
  }

  /** Ends the call with status OK. */
  end(): void {
    this.#finish({ 'grpc-status': String(STATUS.ok), 'grpc-message': '' });
  }

  /** Ends the call with an error. */
  fail(error: RpcError): void {
    this.#finish({
      ...error.trailers,
      'grpc-status': String(error.code),
      'grpc-message': encodeStatusMessage(error.message),
    });
  }

  #respond(): void {
    if (this.#hasResponded) return;
    this.#hasResponded = true;
    this.#stream.respond({ ':status': 200, 'content-type': CONTENT_TYPE }, { waitForTrailers: true });
  }

  #finish(trailers: Record<string, string>): void {
    if (this.isOver) return;
    this.#isEnded = true;
    const stream = this.#stream;
    if (!this.#hasResponded) {
      this.#hasResponded = true;
      stream.respond({ ':status': 200, 'content-type': CONTENT_TYPE, ...trailers }, { endStream: true });
      this.#release();
      return;
    }
    stream.on('wantTrailers', () => {
      stream.sendTrailers(trailers);
      this.#release();
    });
    stream.end();
  }

  /** A client that is still sending is told that nobody listens. */
  #release(): void {
    setImmediate(() => {
      if (!this.#stream.destroyed && !this.#stream.closed) this.#stream.close(constants.NGHTTP2_NO_ERROR);
    });
  }
}

const UNIT_MS: Readonly<Record<string, number>> = {
  H: 3_600_000,
  M: 60_000,
  S: 1_000,
  m: 1,
  u: 0.001,
  n: 0.000_001,
};

function parseTimeoutMs(text: string): number {
  const unit = UNIT_MS[text.slice(-1)];
  const count = Number(text.slice(0, -1));
  return unit === undefined || !Number.isFinite(count) ? Number.POSITIVE_INFINITY : count * unit;
}
