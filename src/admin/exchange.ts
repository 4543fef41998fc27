/** One request and its answer: identity, language, log line, metric, and how bodies are sent. */
import type { Request, RequestHandler, Response } from 'express';
import { newUuid } from '../platform/ids.ts';
import { failureOf } from './failures.ts';
import { type Language, languageOf } from './language.ts';
import type { AdminOptions } from './options.ts';
import { PROBLEMS, textOf, typeOf } from './problems.ts';

export interface Exchange {
  requestId: string;
  language: Language;
  /** Pattern of the route, never the address itself, which names users. */
  route: string;
  /** Id of the API key; null before one is known, and where none is asked for. */
  keyId: string | null;
  /** The wait for the caller's own write ran out. */
  stale: boolean;
}

const UNMATCHED = 'unmatched';
const REQUEST_ID = /^[A-Za-z0-9._-]{8,64}$/;
/** A client that left before it was answered, in the log and the metrics. */
const CLIENT_CLOSED = 499;

const exchanges = new WeakMap<Response, Exchange>();

export function exchangeOf(response: Response): Exchange {
  const exchange = exchanges.get(response);
  if (!exchange) throw new TypeError('the response has not passed through beginExchange');
  return exchange;
}

export function beginExchange({ log, metrics }: AdminOptions): RequestHandler {
  return (request, response, next) => {
    const given = request.get('x-request-id') ?? '';
    const requestId = REQUEST_ID.test(given) ? given : newUuid();
    const exchange: Exchange = {
      requestId,
      language: languageOf(request),
      route: UNMATCHED,
      keyId: null,
      stale: false,
    };
    exchanges.set(response, exchange);
    response.set({ 'x-request-id': requestId, 'cache-control': 'no-store' });
    const startedMs = performance.now();
    response.once('close', () => {
      const durationMs = performance.now() - startedMs;
      const status = response.writableFinished ? response.statusCode : CLIENT_CLOSED;
      const { route, keyId } = exchange;
      metrics.http(route, status, durationMs);
      const line = { requestId, method: request.method, route, status, durationMs, keyId };
      // Probes and scrapes come every few seconds; they are told of only when they fail.
      if (status >= 500) log.warn(line, 'http');
      else if (route.startsWith('/api/') || route === UNMATCHED) log.info(line, 'http');
      else log.debug(line, 'http');
    });
    next();
  };
}

/** Sends without `response.send`, which would add an ETag and answer 304 to private data. */
export function send(response: Response, status: number, contentType: string, text: string): void {
  const { stale } = exchangeOf(response);
  if (stale) response.set('besitos-stale', 'true');
  const body = Buffer.from(text, 'utf8');
  response.status(status).set({ 'content-type': contentType, 'content-length': String(body.length) });
  response.end(body);
}

/** Answers with problem details (RFC 9457). */
export function sendProblem(response: Response, error: unknown): void {
  const { requestId, language, stale } = exchangeOf(response);
  const { code, data, headers } = failureOf(error);
  const { status } = PROBLEMS[code];
  const body = {
    type: typeOf(code),
    status,
    code,
    ...textOf(code, language, data),
    instance: `urn:besitos:request:${requestId}`,
    data,
    ...(stale && { obsoleto: true }),
  };
  response.set({ ...headers, 'content-language': language });
  response.vary('accept-language');
  send(response, status, 'application/problem+json; charset=utf-8', JSON.stringify(body));
}

/** Logs what the caller is not told. Only name, code, message and stack: a query's error carries rows, which may name people. */
export function logFailure(
  options: AdminOptions,
  request: Request,
  response: Response,
  error: unknown,
): void {
  const { requestId, route } = exchangeOf(response);
  const { code } = failureOf(error);
  if (PROBLEMS[code].status < 500) return;
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  options.log.error(
    { requestId, route, method: request.method, code, error: { name, message, stack } },
    'http request failed',
  );
}
