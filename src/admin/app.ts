/**
 * The admin API as one router, to be mounted at the root: it answers under its own addresses and leaves every other
 * one to what is mounted beside it. The route table says what there is; this file, in which order a request is treated.
 */
import express, { type ErrorRequestHandler, type Request, type RequestHandler, type Response } from 'express';
import helmet from 'helmet';
import { UnknownCommandError } from '../commands/errores.ts';
import { createKeyFinder, type FindKey } from './api-keys.ts';
import { authenticate } from './authentication.ts';
import { readSent } from './body.ts';
import { beginExchange, exchangeOf, logFailure, send, sendProblem } from './exchange.ts';
import { ApiError } from './failures.ts';
import { parse } from './input.ts';
import type { AdminOptions } from './options.ts';
import { methodOf, queryOf, type Route, type Wait } from './route.ts';
import { ROUTES } from './routes/registry.ts';

export type { AdminOptions } from './options.ts';

const METHODS = { get: ['GET', 'HEAD'], post: ['POST'] };
const OWN_ADDRESSES = ['/api/v1', '/health', '/metrics', '/openapi.json'];

export function createAdminRouter(options: AdminOptions): express.Router {
  const findKey = createKeyFinder(options.pool, options.now);
  const router = express.Router({ caseSensitive: true });
  router.use(OWN_ADDRESSES, beginExchange(options), securityHeaders());
  for (const route of ROUTES) {
    const path = route.path.replace(/\{(\w+)\}/g, ':$1');
    router.all(path, allowOnlyItsOwn(route));
    router[methodOf(route)](path, (request, response) => answer(options, findKey, route, request, response));
  }
  router.all('/api/v1/comandos/:tipo', ({ params: { tipo } }) => {
    throw new UnknownCommandError(String(tipo));
  });
  router.use(OWN_ADDRESSES, () => {
    throw new ApiError('ROUTE_NOT_FOUND');
  });
  router.use(OWN_ADDRESSES, refuse(options));
  return router;
}

function securityHeaders(): RequestHandler {
  const none = ["'none'"];
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { defaultSrc: none, frameAncestors: none, baseUri: none, formAction: none },
    },
    xFrameOptions: { action: 'deny' },
    // Other hosts of the operator's domain are not this program's to speak for.
    strictTransportSecurity: { includeSubDomains: false },
  });
}

function allowOnlyItsOwn(route: Route): RequestHandler {
  return (request, response, next) => {
    exchangeOf(response).route = route.path;
    const permitidos = METHODS[methodOf(route)];
    if (permitidos.includes(request.method)) return next();
    throw new ApiError('METHOD_NOT_ALLOWED', { permitidos });
  };
}

async function answer(
  options: AdminOptions,
  findKey: FindKey,
  route: Route,
  request: Request,
  response: Response,
): Promise<void> {
  const exchange = exchangeOf(response);
  const { language } = exchange;
  const key = await authenticate(options, findKey, request, response, route.access);
  const params = parse('path', route.params, request.params, language);
  const query = parse('query', queryOf(route), request.query, language);
  exchange.stale = await isStale(options, route, query);
  const sent = route.input && (await readSent(request, response, route.input));
  const {
    status = 200,
    body,
    stale,
  } = await route.handle({
    options,
    key,
    params,
    query,
    desde: desdeOf(route, query),
    ...(sent && { sent }),
  });
  exchange.stale ||= stale === true;
  if (route.contentType) return send(response, status, route.contentType, body as string);
  const told = route.groups.length > 0 ? { ...(body as object), obsoleto: exchange.stale } : body;
  send(response, status, 'application/json; charset=utf-8', JSON.stringify(told));
}

function desdeOf({ groups }: Pick<Route, 'groups'>, query: unknown): bigint | null {
  const { desde_posicion } = query as Partial<Wait>;
  return groups.length === 0 || desde_posicion === undefined ? null : BigInt(desde_posicion);
}

/** Waits for the caller's own write, where asked to, and says whether the wait was in vain. */
async function isStale(
  options: AdminOptions,
  { groups }: Pick<Route, 'groups'>,
  query: unknown,
): Promise<boolean> {
  const desde = desdeOf({ groups }, query);
  if (desde === null) return false;
  return !(await options.waitFor(groups, desde, (query as Wait).espera_ms));
}

function refuse(options: AdminOptions): ErrorRequestHandler {
  return (error, request, response, next) => {
    logFailure(options, request, response, error);
    if (response.headersSent) return next(error);
    sendProblem(response, error);
  };
}
