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

export interface Call<Params, Query> {
  options: AdminOptions;
  /** Null where the route was open to the caller without one. */
  key: ApiKey | null;
  params: Params;
  query: Query;
}

export interface Answer<Body> {
  /** 200 unless given. */
  status?: 503;
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

const WAIT_DEFAULT_MS = 1_000;
const WAIT_MAX_MS = 5_000;

const Wait = z.object({
  desde_posicion: z
    .string()
    .refine(isPosition, 'position')
    .optional()
    .describe('Log position, as a command answered it, that the answer must include.'),
  espera_ms: z
    .string()
    .regex(/^\d{1,4}$/)
    .transform(Number)
    .pipe(z.int().min(0).max(WAIT_MAX_MS))
    .default(WAIT_DEFAULT_MS)
    .describe('How long to wait for that position, in milliseconds.'),
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
