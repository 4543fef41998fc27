/** JSON Schema of the zod schemas, as the API's description and the generated references show it. */
import { z } from 'zod';
import { Requisito } from '../events/contenido.ts';

export type JsonSchema = z.core.JSONSchema.BaseSchema;

/** A tree of its own kind gets a name, so that every schema that holds one refers to the same. */
const NAMED = { Requisito };
const { pattern: UUID } = jsonSchemaOf(z.uuid(), 'input');

for (const [id, schema] of Object.entries(NAMED)) z.globalRegistry.add(schema, { id });

/** Named parts stand under `$defs`. */
export function jsonSchemaOf(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, {
    io,
    override({ jsonSchema }) {
      const { allOf, format } = jsonSchema;
      // What a date is needs no page of pattern beside it.
      if (format === 'date-time' || format === 'date') delete jsonSchema.pattern;
      // A UUID in lower case is said by three patterns; it is a UUID.
      if (jsonSchema.type !== 'string' || !allOf?.some(({ pattern }) => pattern === UUID)) return;
      delete jsonSchema.allOf;
      jsonSchema.format = 'uuid';
    },
  });
  return rest;
}
