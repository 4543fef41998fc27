/**
 * How a route is defined: one entry gives the address, who may call it, what it takes and what it answers. The router
 * and the OpenAPI document are both made from it, so they cannot differ.
 */
import { z } from 'zod';
import type { ApiKey, Role } from './api-keys.ts';
import { isPosition } from './cursor.ts';
import type { AdminOptions } from './options.ts';
import type { ProblemCode } from './problems.ts';

export interface Access {
  roles: readonly Role[] | 'anyone';
  /** Open to callers on this machine, whatever the roles. */
  openOnLoopback?: boolean;
}

/** What a POST brings beside its address. */
export interface Sent {
  /** JSON that fits the route's `input`, as it came: defaults are not filled in. */
  body: unknown;
  /** The same key with the same body is the same request. */
  idempotencyKey: string;
  /** W3C Trace Context of the caller, when it gave one. */
  traceparent?: string;
}

export interface Call<Params, Query> {
  options: AdminOptions;
  /** Null where the route was open to the caller without one. */
  key: ApiKey | null;
  params: Params;
  query: Query;
  /** Log position that the caller asked the answer to hold; null when it asked for none. */
  desde: bigint | null;
  /** Of a POST; undefined for a GET. */
  sent?: Sent;
}

export interface Answer<Body> {
  /** 200 unless given. */
  status?: 201 | 503;
  /** The caller's wait ran out before the read models had caught up. */
  stale?: boolean;
  body: Body;
}

export interface Route<
  Params extends z.ZodObject = z.ZodObject,
  Query extends z.ZodObject = z.ZodObject,
  Body extends z.ZodType = z.ZodType,
> {
  /** As OpenAPI writes it: `/api/v1/usuarios/{id}`. */
  path: `/${string}`;
  operationId: string;
  summary: string;
  access: Access;
  /** Projection groups that the answer is read from: those a caller may ask to wait for. */
  groups: readonly string[];
  params: Params;
  query: Query;
  /** The JSON body of a POST; a route without one is a GET. */
  input?: z.ZodType;
  body: Body;
  /** `application/json` unless given; then the body is the text. */
  contentType?: string;
  /** What a 503 with the same body means; none unless given. */
  unwell?: string;
  /** Codes that are this route's own, beside those that every route can answer with. */
  problems: readonly ProblemCode[];
  handle(call: Call<z.infer<Params>, z.infer<Query>>): Promise<Answer<z.infer<Body>>>;
}

export function defineRoute<P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodType>(
  route: Route<P, Q, B>,
): Route {
  return route as unknown as Route;
}

export const NO_PARAMS = z.strictObject({});
/** Probes and scrapers may add what they like to the address. */
export const ANY_QUERY = z.object({});

export const methodOf = ({ input }: Route): 'get' | 'post' => (input ? 'post' : 'get');

const WAIT_DEFAULT_MS = 1_000;
const WAIT_MAX_MS = 5_000;

/** A parameter with a number of milliseconds to wait. */
export const waitMs = (defaultMs: number, description: string) =>
  z
    .string()
    .regex(/^\d{1,4}$/)
    .transform(Number)
    .pipe(z.int().min(0).max(WAIT_MAX_MS))
    .default(defaultMs)
    .describe(description);

const Wait = z.object({
  desde_posicion: z
    .string()
    .refine(isPosition, 'position')
    .optional()
    .describe('Log position, as a command answered it, that the answer must include.'),
  espera_ms: waitMs(WAIT_DEFAULT_MS, 'How long to wait for that position, in milliseconds.'),
});
export type Wait = z.infer<typeof Wait>;

/** The query of a route, with the parameters of waiting where it is read from projections. */
export function queryOf({ groups, query }: Route): z.ZodObject {
  return groups.length > 0 ? query.extend(Wait.shape) : query;
}

/** The body of a route, with the word on staleness where it is read from projections. */
export function bodyOf({ groups, body }: Route): z.ZodType {
  if (groups.length === 0 || !(body instanceof z.ZodObject)) return body;
  return body.extend({
    obsoleto: z.boolean().describe('True when the position waited for was not reached in time.'),
  });
}
