/** `/openapi.json`: the description of the API, this route included. */
import { z } from 'zod';
import { openApiOf } from '../openapi.ts';
import { ANY_QUERY, defineRoute, NO_PARAMS, type Route } from '../route.ts';

export const getOpenApi = (routes: () => readonly Route[]): Route =>
  defineRoute({
    path: '/openapi.json',
    operationId: 'getOpenApi',
    summary: 'This description, in OpenAPI 3.1.',
    access: { roles: 'anyone' },
    groups: [],
    params: NO_PARAMS,
    query: ANY_QUERY,
    body: z.record(z.string(), z.unknown()),
    problems: [],
    handle: async ({ options }) => ({ body: openApiOf(routes(), options.version) }),
  });
