/** What the API says and keeps of commands: descriptions that are complete, inputs that take nothing more, sealed data. */
import { describe, expect, test } from 'vitest';
import { type JsonSchema, jsonSchemaOf } from '../../src/admin/json-schema.ts';
import { openApiOf } from '../../src/admin/openapi.ts';
import { isProblemCode } from '../../src/admin/problems.ts';
import { COMMAND_ROUTES, withoutSealed } from '../../src/admin/routes/comandos.ts';
import { ROUTES } from '../../src/admin/routes/registry.ts';
import { COMANDOS } from '../../src/commands/registro.ts';
import { SELLADO } from '../support/fixtures.ts';

// biome-ignore lint/suspicious/noExplicitAny: a JSON document, looked into freely
const document = JSON.parse(JSON.stringify(openApiOf(ROUTES, '1.2.3'))) as any;
const NAMES = COMMAND_ROUTES.map(({ path }) => path.split('/').at(-1)!);

/** Every object schema within one. */
function objectsIn(schema: JsonSchema): JsonSchema[] {
  const found: JsonSchema[] = [];
  JSON.parse(JSON.stringify(schema), (_name, value) => {
    if (value?.type === 'object') found.push(value);
    return value;
  });
  return found;
}

describe('every command that the API takes', () => {
  test.each(NAMES)('%s takes no field that it does not name, at any depth', (name) => {
    const objects = objectsIn(jsonSchemaOf(COMANDOS[name as keyof typeof COMANDOS].schema, 'input'));
    expect(objects.length).toBeGreaterThan(0);
    expect(objects.filter(({ additionalProperties }) => additionalProperties !== false)).toEqual([]);
  });

  test.each(NAMES)('%s is described: purpose, roles, key, input, answer, refusals', (name) => {
    const { post } = document.paths[`/api/v1/comandos/${name}`];
    const { resumen, de, falla } = COMANDOS[name as keyof typeof COMANDOS];
    expect(post).toMatchObject({ operationId: `send${name}`, summary: resumen });
    expect(post.security).toEqual([
      { apiKey: expect.arrayContaining(de.filter((who) => who !== 'usuario' && who !== 'sistema')) },
    ]);
    expect(post.parameters).toContainEqual({ $ref: '#/components/parameters/IdempotencyKey' });
    expect(post.requestBody.content['application/json'].schema.type).toBe('object');
    expect(Object.keys(post.responses)).toEqual(
      expect.arrayContaining(['200', '201', '400', '401', '403', '409', '413', '415', '422', '429', '503']),
    );
    const told = JSON.stringify(post.responses);
    for (const code of falla) expect(told).toContain(`\`${code}\``);
  });
});

test('commands name no error that has no words', () => {
  const named = Object.values(COMANDOS).flatMap(({ falla }) => [...falla]);
  expect(named.filter((code) => !isProblemCode(code))).toEqual([]);
});

test('what is sealed leaves the program in no form, wherever it stands', () => {
  expect(withoutSealed({ a: SELLADO, b: [{ c: SELLADO, d: 1 }], e: null, f: 'v1.short', g: true })).toEqual({
    a: null,
    b: [{ c: null, d: 1 }],
    e: null,
    f: 'v1.short',
    g: true,
  });
});

test('conditions are described once, by name', () => {
  expect(document.components.schemas.Requisito.anyOf.length).toBeGreaterThan(5);
  const { schema } =
    document.paths['/api/v1/comandos/PublicarItem'].post.requestBody.content['application/json'];
  expect(schema.properties.item.properties.requisitos).toEqual({ $ref: '#/components/schemas/Requisito' });
});
