/** A schema as rows of a table: one for each field, nested ones by their path, with everything that bounds them. */
import type { z } from 'zod';
import { type JsonSchema, jsonSchemaOf } from '../../src/admin/json-schema.ts';

/** Patterns that have a name in the domain. */
const PATTERNS: Record<string, string> = {
  '^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$': 'slug',
  '^[a-z0-9-]+\\/[a-z0-9-]+$': '`fragmento/decision`',
  '^[0-9a-f]{64}$': 'SHA-256 in hexadecimal',
  '^v1\\.[A-Za-z0-9_-]{38,8000}$': 'sealed personal data',
};
const FORMATS: Record<string, string> = { uuid: 'UUID', 'date-time': 'UTC time', date: 'day', uri: 'URL' };

interface Row {
  name: string;
  /** `yes`, nothing, or the optional part that it is required in. */
  required: string;
  shape: string;
}

/** A markdown table of the fields of an object schema; empty when it has none. */
export function fieldsOf(schema: z.ZodType, noun: string): string {
  const rows = rowsOf(jsonSchemaOf(schema, 'input'), '', 'yes');
  if (rows.length === 0) return `It has no ${noun}.\n`;
  return table(
    [noun, 'required', 'shape'],
    rows.map(({ name, required, shape }) => [`\`${name}\``, required, shape]),
  );
}

export function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return `${[line(heads), line(heads.map(() => '---')), ...rows.map(line)].join('\n')}\n`;
}

function rowsOf({ properties = {}, required = [] }: JsonSchema, above: string, whenRequired: string): Row[] {
  return Object.entries(properties as Record<string, JsonSchema>).flatMap(([field, schema]) => {
    const name = `${above}${field}`;
    const isRequired = required.includes(field);
    const row = { name, required: isRequired ? whenRequired : '', shape: shapeOf(schema) };
    const nested = schema.type === 'array' ? (schema.items as JsonSchema) : schema;
    if (nested?.type !== 'object' || !nested.properties) return [row];
    const path = `${name}${schema.type === 'array' ? '[]' : ''}`;
    if (schema.type !== 'array' && isRequired) return rowsOf(nested, `${path}.`, whenRequired);
    return [row, ...rowsOf(nested, `${path}.`, `in \`${path}\``)];
  });
}

function shapeOf(schema: JsonSchema): string {
  const shape = bareShapeOf(schema);
  return schema.default === undefined
    ? shape
    : `${shape}; \`${JSON.stringify(schema.default)}\` unless given`;
}

function bareShapeOf(schema: JsonSchema): string {
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``;
  if (schema.enum) return schema.enum.map((value) => `\`${value}\``).join(' \\| ');
  if (schema.$ref) return 'condition tree';
  const either = (schema.anyOf ?? schema.oneOf) as JsonSchema[] | undefined;
  if (either) return either.map(shapeOf).join(' or ');
  switch (schema.type) {
    case 'array':
      return `list of${sizes(schema.minItems, schema.maxItems)} ${shapeOf((schema.items ?? {}) as JsonSchema)}`;
    case 'object':
      return objectShape(schema);
    case 'integer':
    case 'number':
      return `${schema.type}${bounds(schema)}`;
    case 'string':
      return stringShape(schema);
    default:
      return typeof schema.type === 'string' ? schema.type : 'anything';
  }
}

function objectShape({ properties = {} }: JsonSchema): string {
  const fields = Object.entries(properties as Record<string, JsonSchema>).map(([name, { const: only }]) =>
    only === undefined ? name : `${name}: ${JSON.stringify(only)}`,
  );
  return fields.length > 0 ? `\`{ ${fields.join(', ')} }\`` : 'object';
}

function stringShape({ format, pattern, minLength, maxLength }: JsonSchema): string {
  const kind =
    FORMATS[format ?? ''] ??
    PATTERNS[pattern ?? ''] ??
    (pattern ? `text like \`${pattern.replaceAll('|', '\\|')}\`` : 'text');
  return `${kind}${minLength === undefined && maxLength === undefined ? '' : `, ${range(minLength ?? 0, maxLength, true)} characters`}`;
}

const sizes = (min?: number, max?: number): string =>
  min === undefined && max === undefined ? '' : ` ${range(min ?? 0, max, true)}:`;

function bounds({ minimum, maximum }: JsonSchema): string {
  const low = minimum === undefined || minimum <= Number.MIN_SAFE_INTEGER ? undefined : minimum;
  const high = maximum === undefined || maximum >= Number.MAX_SAFE_INTEGER ? undefined : maximum;
  if (low === undefined && high === undefined) return '';
  if (low === undefined) return `, at most ${amount(high!)}`;
  return `, ${range(low, high)}`;
}

function range(low: number, high: number | undefined, isCount = false): string {
  if (isCount && low === 0 && high !== undefined) return `at most ${amount(high)}`;
  if (high === undefined) return `at least ${amount(low)}`;
  return low === high ? amount(low) : `${amount(low)} to ${amount(high)}`;
}

const amount = (value: number): string => value.toLocaleString('en');
