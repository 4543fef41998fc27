/** `/openapi.json`: the description of the API, this route included. */
import { z } from 'zod';
import { openApiOf } from '../openapi.ts';
import { ANY_QUERY, defineRoute, NO_PARAMS, type Route } from '../route.ts';

export function getOpenApi(routes: () => readonly Route[]): Route {
  // Made once: anyone may ask, and the making costs milliseconds.
  const made = new Map<string, Record<string, unknown>>();
  function documentOf(version: string): Record<string, unknown> {
    const document = made.get(version) ?? openApiOf(routes(), version);
    made.set(version, document);
    return document;
  }
  return defineRoute({
    path: '/openapi.json',
    operationId: 'getOpenApi',
    summary: 'This description, in OpenAPI 3.1.',
    access: { roles: 'anyone' },
    groups: [],
    params: NO_PARAMS,
    query: ANY_QUERY,
    body: z.record(z.string(), z.unknown()),
    problems: [],
    handle: async ({ options }) => ({ body: documentOf(options.version) }),
  });
}
