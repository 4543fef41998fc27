/** The OpenAPI 3.1 document, made from the route table and its zod schemas. */
import { z } from 'zod';
import { jsonSchemaOf } from './json-schema.ts';
import { PROBLEMS, type ProblemCode } from './problems.ts';
import { type Access, bodyOf, methodOf, queryOf, type Route } from './route.ts';

type Json = Record<string, unknown>;

export function openApiOf(routes: readonly Route[], version: string): Json {
  return {
    openapi: '3.1.0',
    info: {
      title: 'besitos: admin API',
      version,
      description:
        'Reads the models projected from the event log, and sends commands. Errors are problem details (RFC 9457) with a stable `code`.',
    },
    paths: Object.fromEntries(routes.map((route) => [route.path, { [methodOf(route)]: operationOf(route) }])),
    components: {
      securitySchemes: {
        apiKey: { type: 'http', scheme: 'bearer', description: 'An API key, `besitos_…`.' },
      },
      headers: {
        Stale: {
          description: 'Present when the position waited for was not reached in time.',
          schema: { const: 'true' },
        },
      },
      parameters: {
        IdempotencyKey: {
          name: 'Idempotency-Key',
          in: 'header',
          required: true,
          description: 'The same key with the same body is the same command, and is done once.',
          schema: { type: 'string', pattern: '^[\\x21-\\x7e]{1,200}$' },
        },
      },
      schemas: { Problem: schemaOf(Problem), ...namedIn(routes) },
    },
  };
}

const Problem = z.object({
  type: z.string(),
  status: z.int(),
  code: z.enum(Object.keys(PROBLEMS) as [ProblemCode, ...ProblemCode[]]),
  title: z.string(),
  detail: z.string().describe('In Spanish, or in English by Accept-Language.'),
  instance: z.string().describe('Names this occurrence by its request id.'),
  data: z.record(z.string(), z.unknown()).describe('Facts for a program.'),
  obsoleto: z.literal(true).optional(),
});

function operationOf(route: Route): Json {
  const { operationId, summary, access, params, groups, unwell, input } = route;
  const { contentType = 'application/json' } = route;
  const content = { [contentType]: { schema: schemaOf(bodyOf(route)) } };
  const staleHeader = { 'Besitos-Stale': { $ref: '#/components/headers/Stale' } };
  return {
    operationId,
    summary,
    security: securityOf(access),
    parameters: [
      ...parametersOf('path', params),
      ...parametersOf('query', queryOf(route)),
      ...(input ? [{ $ref: '#/components/parameters/IdempotencyKey' }] : []),
    ],
    ...(input && {
      requestBody: { required: true, content: { 'application/json': { schema: schemaOf(input, 'input') } } },
    }),
    responses: {
      ...(input && { 201: { description: 'Done.', headers: staleHeader, content } }),
      200: {
        description: input ? 'Done before, or nothing had to change.' : 'The answer.',
        ...((groups.length > 0 || input) && { headers: staleHeader }),
        content,
      },
      ...(unwell && { 503: { description: unwell, content } }),
      ...problemResponses(problemsOf(route)),
    },
  };
}

/** For a key, OpenAPI 3.1 lists the roles of which one is needed. */
function securityOf({ roles, openOnLoopback }: Access): Json[] {
  if (roles === 'anyone') return [];
  return [...(openOnLoopback ? [{}] : []), { apiKey: roles }];
}

/** Everything that a route can be refused with. */
function problemsOf({ access, params, groups, query, input, problems }: Route): ProblemCode[] {
  const codes: ProblemCode[] = [...problems, 'INTERNAL'];
  if (access.roles !== 'anyone')
    codes.push(
      'UNAUTHENTICATED',
      'FORBIDDEN',
      'RATE_LIMIT_EXCEEDED',
      'DATABASE_UNAVAILABLE',
      'DATABASE_BUSY',
    );
  if (groups.length > 0 || [params, query].some(({ shape }) => Object.keys(shape).length > 0))
    codes.push('VALIDATION');
  if (input) codes.push('IDEMPOTENCY_KEY_REQUIRED', 'PAYLOAD_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE');
  return [...new Set(codes)];
}

function problemResponses(codes: readonly ProblemCode[]): Json {
  const byStatus = Map.groupBy(codes, (code) => PROBLEMS[code].status);
  return Object.fromEntries(
    [...byStatus].map(([status, those]) => [
      status,
      {
        description: those.map((code) => `\`${code}\`: ${PROBLEMS[code].en.title}.`).join(' '),
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    ]),
  );
}

function parametersOf(where: 'path' | 'query', schema: z.ZodObject): Json[] {
  return Object.entries(schema.shape as Record<string, z.ZodType>).map(([name, field]) => {
    const { description, ...rest } = schemaOf(field);
    return {
      name,
      in: where,
      required: !field.safeParse(undefined).success,
      ...(description ? { description } : {}),
      schema: rest,
    };
  });
}

/** Parts that have a name stand among the document's components. */
function schemaOf(schema: z.ZodType, io: 'input' | 'output' = 'output'): Json {
  const { $defs: _named, ...rest } = jsonSchemaOf(schema, io);
  return inComponents(rest);
}

function namedIn(routes: readonly Route[]): Json {
  const schemas = routes.flatMap((route) => (route.input ? [jsonSchemaOf(route.input, 'input')] : []));
  return inComponents(Object.assign({}, ...schemas.map(({ $defs }) => $defs ?? {})));
}

const inComponents = (schema: object): Json =>
  JSON.parse(JSON.stringify(schema).replaceAll('"#/$defs/', '"#/components/schemas/'));
