/**
 * Reading one's own write cannot leave a group out: the groups that each query names are those of the tables in its SQL,
 * and what routes and screens wait for are the queries that they ask.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ROUTES } from '../../src/admin/routes/registry.ts';
import { PROJECTIONS } from '../../src/projections/registro.ts';
import type { Consulta } from '../../src/queries/grupos.ts';

const SRC = new URL('../../src/', import.meta.url);
const filesIn = (folder: string): string[] =>
  readdirSync(new URL(folder, SRC), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `${folder}${name}`);
const textOf = (file: string): string => readFileSync(new URL(file, SRC), 'utf8');

/** Top-level declarations of a file, by name. */
function declarationsOf(text: string): Map<string, string> {
  const declarations = new Map<string, string>();
  // What is said of the groups is what is tested: it stands in no declaration.
  const code = text.replaceAll(/^\w+\.grupos = [^;]*;$/gm, '').replaceAll(/^ *(?:\/?\*|\/\/).*$/gm, '');
  for (const part of code.split(/^(?=(?:export |async |function |const |interface |type ))/m)) {
    const name = /^(?:export )?(?:async )?(?:function|const) (\w+)/.exec(part)?.[1];
    if (name) declarations.set(name, part);
  }
  return declarations;
}

/** Names of the values that a query imports from other queries, and from which. */
function importsOf(text: string): Map<string, string> {
  const imports = new Map<string, string>();
  for (const [, names, from] of text.matchAll(/^import \{([^}]*)\} from '(\.\/[^']*)';/gm))
    for (const name of names!.split(',').map((each) => each.trim()))
      if (name && !name.startsWith('type ')) imports.set(name, from!.split('/').at(-1)!);
  return imports;
}

const groupOf = new Map(
  PROJECTIONS.flatMap(({ grupo, tablas }) => tablas.map((tabla) => [tabla, grupo] as const)),
);
const FILES = filesIn('queries/');

/** Tables of a declaration's SQL, and of all that it is put together from. */
function tablesOf(file: string, name: string, seen = new Set<string>()): Set<string> {
  if (seen.has(`${file}/${name}`)) return new Set();
  seen.add(`${file}/${name}`);
  const text = textOf(file);
  const declarations = declarationsOf(text);
  const own = declarations.get(name);
  if (own === undefined) return new Set();
  const tables = new Set(
    [...own.matchAll(/(?:\bfrom|\bjoin|,)\s+lectura\.(\w+)/g)].map(([, table]) => table!),
  );
  const imports = importsOf(text);
  for (const word of new Set(own.match(/\w+/g))) {
    if (word === name) continue;
    const from = imports.get(word);
    const where = from ? FILES.find((each) => each.endsWith(`/${from}`)) : file;
    if (where) for (const table of tablesOf(where, word, seen)) tables.add(table);
  }
  return tables;
}

interface Query {
  file: string;
  name: string;
  tables: string[];
  grupos: readonly string[] | undefined;
}

const QUERIES: readonly Query[] = (
  await Promise.all(
    FILES.map(async (file) => {
      const module = (await import(new URL(file, SRC).href)) as Record<string, Partial<Consulta> | undefined>;
      return [...declarationsOf(textOf(file))]
        .filter(([, text]) => text.startsWith('export async function'))
        .map(([name]) => ({
          file,
          name,
          tables: [...tablesOf(file, name)].sort(),
          grupos: module[name]?.grupos,
        }));
    }),
  )
).flat();
const WITH_TABLES = QUERIES.filter(({ tables }) => tables.length > 0);
const NAMES = new Set(WITH_TABLES.map(({ name }) => name));

/** Queries with tables that a file imports. */
const askedBy = (file: string): string[] =>
  [...textOf(file).matchAll(/^import \{([^}]*)\} from '[./]*queries\/[^']*';/gm)]
    .flatMap(([, names]) => names!.split(',').map((each) => each.trim()))
    .filter((name) => NAMES.has(name))
    .sort();
const namesIn = (list: string | undefined): string[] => (list?.match(/\w+/g) ?? []).sort();

describe('each query', () => {
  it('is found by this test', () => {
    expect(WITH_TABLES.length).toBeGreaterThan(25);
    expect(NAMES.size).toBe(WITH_TABLES.length);
    expect(WITH_TABLES.find(({ name }) => name === 'cuentaDe')!.tables).toEqual([
      'catalogo',
      'ofertas',
      'referidos',
      'regalos',
      'revisiones',
      'usuarios',
      'vip',
    ]);
  });

  it.each(WITH_TABLES)('$name names the groups of its tables: $tables', ({ tables, grupos }) => {
    const groups = tables.map((table) => groupOf.get(table) ?? `no group keeps ${table}`);
    expect([...(grupos ?? [])].sort()).toEqual([...new Set(groups)].sort());
  });
});

describe('each route', () => {
  const routes = filesIn('admin/routes/').filter((file) => askedBy(file).length > 0);

  it.each(routes)('%s waits for the queries that it asks', (file) => {
    expect(namesIn(/groups: gruposDe\(([^)]*)\)/.exec(textOf(file))?.[1])).toEqual(askedBy(file));
  });

  it('reads nothing else from projections', () => {
    expect(routes.length).toBeGreaterThan(10);
    expect(
      filesIn('admin/').filter((file) => !file.startsWith('admin/routes/') && askedBy(file).length > 0),
    ).toEqual([]);
    const withGroups = ROUTES.filter(({ groups }) => groups.length > 0);
    expect(withGroups).toHaveLength(routes.length);
  });
});

describe('each screen', () => {
  const screens = filesIn('bot/').flatMap((file) => {
    const asked = askedBy(file);
    return [...declarationsOf(textOf(file))].flatMap(([name, text]) => {
      const called = asked.filter((query) => new RegExp(`\\b${query}\\(`).test(text));
      return called.length > 0 ? [{ file, name, called, text }] : [];
    });
  });

  it.each(screens)('$name waits for $called before it asks', ({ called, text }) => {
    expect(namesIn(/await alDia\(ctx, ([^)]*)\)/.exec(text)?.[1])).toEqual(called);
    for (const query of called) expect(text.indexOf('alDia(')).toBeLessThan(text.indexOf(`${query}(`));
  });

  it('is one that this test has found', () => {
    const asked = filesIn('bot/').flatMap(askedBy);
    expect(screens.flatMap(({ called }) => called).sort()).toEqual([...asked].sort());
    expect(screens.length).toBeGreaterThan(8);
  });
});
