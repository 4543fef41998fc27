/** The OpenAPI document is made from the route table and says what the router does. */
import { describe, expect, test } from 'vitest';
import { openApiOf } from '../../src/admin/openapi.ts';
import { PROBLEMS } from '../../src/admin/problems.ts';
import { ROUTES } from '../../src/admin/routes/registry.ts';

// biome-ignore lint/suspicious/noExplicitAny: a JSON document, looked into freely
const document = JSON.parse(JSON.stringify(openApiOf(ROUTES, '1.2.3'))) as any;
const get = (path: string) => document.paths[path].get;
const operation = (path: string) => document.paths[path].get ?? document.paths[path].post;
const parameter = (path: string, name: string) =>
  get(path).parameters.find((each: { name: string }) => each.name === name);

describe('the document', () => {
  test('is OpenAPI 3.1, of this version, with exactly the routes of the table', () => {
    expect(document.openapi).toBe('3.1.0');
    expect(document.info.version).toBe('1.2.3');
    expect(
      Object.keys(document.paths)
        .filter((path) => !path.startsWith('/api/v1/comandos/'))
        .sort(),
    ).toEqual([
      '/api/v1/ajustes',
      '/api/v1/ajustes/{id}',
      '/api/v1/analitica/actividad',
      '/api/v1/analitica/cohortes',
      '/api/v1/analitica/conversion',
      '/api/v1/analitica/economia',
      '/api/v1/analitica/embudo-experiencia',
      '/api/v1/analitica/embudo-historia',
      '/api/v1/analitica/resumen',
      '/api/v1/aparcados',
      '/api/v1/aparcados/{grupo}/{posicion}/reintento',
      '/api/v1/aparcados/{grupo}/{posicion}/salto',
      '/api/v1/cache',
      '/api/v1/cache/invalidar',
      '/api/v1/candidatos-vip',
      '/api/v1/catalogo',
      '/api/v1/existencias/{item}',
      '/api/v1/pagos/{id}',
      '/api/v1/procesos',
      '/api/v1/proyecciones',
      '/api/v1/proyecciones/{nombre}/parada',
      '/api/v1/proyecciones/{nombre}/reconstruccion',
      '/api/v1/proyecciones/{nombre}/vuelta',
      '/api/v1/revisiones',
      '/api/v1/tienda/momento',
      '/api/v1/usuarios',
      '/api/v1/usuarios/{id}',
      '/api/v1/usuarios/{id}/cuenta',
      '/api/v1/usuarios/{id}/estado',
      '/api/v1/usuarios/{id}/momento',
      '/api/v1/usuarios/{id}/movimientos',
      '/api/v1/usuarios/{id}/pagos',
      '/api/v1/usuarios/{id}/requisitos/{tipo}/{contenido}',
      '/health/live',
      '/health/projections',
      '/health/ready',
      '/metrics',
      '/openapi.json',
    ]);
  });

  test('names each operation once, and every parameter of its path', () => {
    const ids = Object.keys(document.paths).map((path) => operation(path).operationId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const path of Object.keys(document.paths)) {
      const inPath = operation(path).parameters.filter((each: { in: string }) => each.in === 'path');
      expect(inPath.map(({ name }: { name: string }) => `{${name}}`)).toEqual(path.match(/\{\w+\}/g) ?? []);
      expect(inPath.every(({ required }: { required: boolean }) => required)).toBe(true);
    }
  });

  test('gives parameters their bounds and defaults', () => {
    expect(parameter('/api/v1/usuarios', 'limite')).toEqual({
      name: 'limite',
      in: 'query',
      required: false,
      description: 'Rows on the page.',
      schema: { type: 'integer', minimum: 1, maximum: 100, default: 20 },
    });
    expect(parameter('/api/v1/usuarios', 'espera_ms').schema).toEqual({
      type: 'integer',
      minimum: 0,
      maximum: 5000,
      default: 1000,
    });
    expect(parameter('/api/v1/catalogo', 'tipo')).toMatchObject({
      required: true,
      schema: { enum: ['fragmento', 'experiencia', 'item'] },
    });
  });

  test('says of answers read from projections that they can be stale, and of no other', () => {
    const fields = (path: string) =>
      Object.keys(get(path).responses[200].content['application/json'].schema.properties);
    expect(fields('/api/v1/usuarios')).toEqual(['usuarios', 'siguiente', 'obsoleto']);
    expect(get('/api/v1/usuarios').responses[200].headers).toHaveProperty('Besitos-Stale');
    expect(fields('/health/ready')).not.toContain('obsoleto');
    expect(get('/health/ready').parameters).toEqual([]);
  });

  test('says who may call: roles, anyone, or anyone on this machine', () => {
    expect(get('/api/v1/usuarios').security).toEqual([
      { apiKey: ['admin', 'auditor', 'operador', 'soporte'] },
    ]);
    expect(get('/health/live').security).toEqual([]);
    expect(get('/metrics').security).toEqual([{}, { apiKey: ['admin', 'operador'] }]);
  });

  test('lists the refusals of each route by status', () => {
    const statuses = (path: string) => Object.keys(get(path).responses).sort();
    expect(statuses('/api/v1/usuarios/{id}')).toEqual([
      '200',
      '400',
      '401',
      '403',
      '404',
      '429',
      '500',
      '503',
    ]);
    expect(statuses('/api/v1/usuarios')).toEqual(['200', '400', '401', '403', '429', '500', '503']);
    expect(statuses('/health/live')).toEqual(['200', '500']);
    expect(statuses('/health/ready')).toEqual(['200', '500', '503']);
    expect(document.components.schemas.Problem.properties.code.enum).toEqual(Object.keys(PROBLEMS));
  });

  test('refers to nothing that it does not hold', () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(
      ([, path]) => path!,
    );
    expect(references.length).toBeGreaterThan(0);
    for (const path of references)
      expect(
        path.split('/').reduce((node, name) => node?.[name], document),
        path,
      ).toBeDefined();
  });

  test('has no mark of JSON Schema dialects inside, which the document itself fixes', () => {
    expect(JSON.stringify(document)).not.toContain('$schema');
  });
});
