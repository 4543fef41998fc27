/** Content files: what is read, and how every fault of every file is named with its place. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CONTENT_FOLDER } from '../../src/cli/content/bundled.ts';
import { importInk, inkStoryId } from '../../src/cli/content/ink.ts';
import { loadContent } from '../../src/cli/content/load.ts';
import { editorSchemas } from '../../src/cli/content/schema.ts';
import { checkContent, errorsIn } from '../../src/commands/contenido/revision/check.ts';
import { contentOf } from '../../src/commands/contenido/revision/content.ts';
import {
  ContentError,
  type ContentProblem,
  formatProblem,
} from '../../src/commands/contenido/revision/problems.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'besitos-content-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(file: string, text: string): void {
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), text);
}

const fragment = (id: string, more = '', historia = 'noche') => `id: ${id}
historia: ${historia}
titulo: { es: Uno, en: One }
texto:
  es: Texto.
  en: Text.
${more}`;

const item = (id: string, more = '') => `id: ${id}
tipo: consumible
icono: 🎇
titulo: { es: Uno, en: One }
descripcion: { es: Uno, en: One }
precio: 5
${more}`;

function problems(): readonly ContentProblem[] {
  try {
    loadContent(folder);
  } catch (error) {
    if (error instanceof ContentError) return error.problems;
    throw error;
  }
  return [];
}

describe('the content that comes with the program', () => {
  it('loads, in the order of its files', () => {
    const { fragmentos, experiencias, items } = loadContent(CONTENT_FOLDER);
    expect([fragmentos.size, experiencias.size, items.size]).toEqual([52, 4, 17]);
    expect([...fragmentos.keys()].slice(0, 3)).toEqual(['carta', 'cabina', 'cubierta']);
  });

  it('has schemas for editors that are up to date', () => {
    const path = join(CONTENT_FOLDER, 'esquema');
    const stand = readdirSync(path).sort();
    expect(stand).toEqual(
      editorSchemas()
        .map(({ file }) => file)
        .sort(),
    );
    for (const { file, text } of editorSchemas())
      expect(
        readFileSync(join(path, file), 'utf8') === text,
        `run node src/cli/content/schema.ts: ${file}`,
      ).toBe(true);
  });
});

describe('the how-to for writers', () => {
  const guide = readFileSync(join(import.meta.dirname, '../../docs/how-to/write-a-story.md'), 'utf8');
  const blocks = (language: string) =>
    guide
      .split('```')
      .filter((text, index) => index % 2 === 1 && text.startsWith(`${language}\n`))
      .map((text) => text.slice(language.length + 1));

  it('shows files that hold together once the page they lead to is written', () => {
    for (const text of blocks('yaml')) {
      const [, id = ''] = /^id: (.*)$/m.exec(text) ?? [];
      const place = /^precio:/m.test(text)
        ? 'tienda'
        : /^componentes:/m.test(text)
          ? 'experiencias'
          : 'historias/la-calle';
      write(`${place}/${id}.yaml`, text);
    }
    write(
      'historias/la-calle/taller.yaml',
      fragment('taller', 'final: { titulo: { es: Fin, en: End } }', 'la-calle'),
    );
    const content = loadContent(folder);
    expect([content.fragmentos.size, content.experiencias.size, content.items.size]).toEqual([3, 1, 2]);
    expect(errorsIn(checkContent(content))).toEqual([]);
  });

  it('shows an Ink story that can be imported', () => {
    const [source = ''] = blocks('ink');
    const fragmentos = importInk(source, { historia: inkStoryId(source) ?? '', idioma: 'es' });
    expect(fragmentos.map(({ id }) => id)).toEqual(['farola', 'farola-llamar-a-la', 'patio', 'fin']);
    expect(errorsIn(checkContent(contentOf({ fragmentos })))).toEqual([]);
  });
});

describe('loading', () => {
  it('knows where each part was written', () => {
    write(
      'historias/noche/01-uno.yaml',
      fragment('uno', 'decisiones:\n  - id: ir\n    texto: { es: Ir, en: Go }\n    destino: dos\n'),
    );
    const content = loadContent(folder);
    const file = 'historias/noche/01-uno.yaml';
    expect(content.locate('fragmento', 'uno')).toEqual({ file, line: 1 });
    expect(content.locate('fragmento', 'uno', ['texto', 'en'])).toEqual({ file, line: 6 });
    expect(content.locate('fragmento', 'uno', ['decisiones', 0, 'destino'])).toEqual({ file, line: 10 });
  });

  it('falls back to the nearest part that exists', () => {
    write('tienda/uno.yaml', item('uno'));
    expect(loadContent(folder).locate('item', 'uno', ['titulo', 'fr', 0]).line).toBe(4);
  });

  it('takes a folder without content for empty content', () => {
    expect(loadContent(folder).fragmentos.size).toBe(0);
  });

  it('takes the number before a fragment for its place', () => {
    write('historias/noche/01-uno.yaml', fragment('uno'));
    write('historias/noche/24-horas.yaml', fragment('horas'));
    write('historias/noche/tres.yaml', fragment('tres'));
    expect(problems()).toEqual([]);
  });

  it('passes over hidden files and other folders', () => {
    write('historias/noche/.01-uno.yaml.swp', 'x');
    write('ink/uno.ink', 'x');
    expect(problems()).toEqual([]);
  });
});

describe('a fault', () => {
  it.each<[what: string, files: Record<string, string>, expected: string[]]>([
    [
      'of syntax',
      { 'tienda/uno.yaml': `${item('uno')}vip: [true\n` },
      ['tienda/uno.yaml:8: Flow sequence in block collection must be sufficiently indented and end with a ]'],
    ],
    [
      'of a key written twice',
      { 'tienda/uno.yaml': item('uno', 'precio: 6\n') },
      ['tienda/uno.yaml:7: Map keys must be unique'],
    ],
    [
      'of an alias that names nothing',
      { 'tienda/uno.yaml': item('uno', 'vip: *nadie\n') },
      ['tienda/uno.yaml:1: Unresolved alias (the anchor must be set before the alias): nadie'],
    ],
    [
      'of an empty file',
      { 'tienda/uno.yaml': '' },
      ['tienda/uno.yaml: Invalid input: expected object, received null'],
    ],
    [
      'of a field that is missing',
      { 'tienda/uno.yaml': item('uno').replace('precio: 5\n', '') },
      ['tienda/uno.yaml:1 precio: this field is missing'],
    ],
    [
      'of a translation that is missing',
      { 'historias/noche/01-uno.yaml': fragment('uno').replace('  en: Text.\n', '') },
      ['historias/noche/01-uno.yaml:4 texto.en: this field is missing'],
    ],
    [
      'of a field that does not exist',
      { 'tienda/uno.yaml': item('uno', 'color: azul\n') },
      ['tienda/uno.yaml:7 color: there is no field called color here'],
    ],
    [
      'of a value of the wrong kind',
      { 'tienda/uno.yaml': item('uno').replace('precio: 5', 'precio: caro') },
      ['tienda/uno.yaml:6 precio: Invalid input: expected number, received string'],
    ],
    [
      'deep in a requirement',
      { 'tienda/uno.yaml': item('uno', 'requisitos:\n  all:\n    - vip: true\n    - not: { item: 5 }\n') },
      ['tienda/uno.yaml:10 requisitos.all.1.not.item: Invalid input: expected string, received number'],
    ],
    [
      'of a requirement that does not exist',
      { 'tienda/uno.yaml': item('uno', 'requisitos: { itme: lupa }\n') },
      [
        'tienda/uno.yaml:7 requisitos: a requirement is exactly one of all, any, not, vip, saldo, item, decision, fragmento, experiencia, arquetipo, nivel, desde, hasta',
      ],
    ],
    [
      'of a component of no known kind',
      {
        'experiencias/uno.yaml':
          'id: uno\ntitulo: { es: U, en: O }\ndescripcion: { es: U, en: O }\ncomponentes:\n  - id: a\n    tipo: baile\n    titulo: { es: U, en: O }\n',
      },
      [
        "experiencias/uno.yaml:6 componentes.0.tipo: Invalid discriminator value. Expected 'fragmento' | 'compra' | 'reaccion' | 'cuestionario'",
      ],
    ],
    [
      'of an id that is not the file name',
      { 'historias/noche/01-uno.yaml': fragment('dos'), 'tienda/uno.yaml': item('dos') },
      [
        'historias/noche/01-uno.yaml:1 id: the id is dos, the file name says uno',
        'tienda/uno.yaml:1 id: the id is dos, the file name says uno',
      ],
    ],
    [
      'of an item file with a number',
      { 'tienda/01-uno.yaml': item('uno') },
      ['tienda/01-uno.yaml:1 id: the id is uno, the file name says 01-uno'],
    ],
    [
      'of a story that is not the folder',
      { 'historias/dia/01-uno.yaml': fragment('uno') },
      ['historias/dia/01-uno.yaml:2 historia: the story is noche, the folder says dia'],
    ],
    [
      'of an id taken twice, also by another story',
      {
        'historias/dia/01-uno.yaml': fragment('uno', '', 'dia'),
        'historias/noche/01-uno.yaml': fragment('uno'),
        'historias/noche/02-uno.yaml': fragment('uno'),
      },
      [
        'historias/noche/01-uno.yaml:1 id: the id uno is taken by historias/dia/01-uno.yaml',
        'historias/noche/02-uno.yaml:1 id: the id uno is taken by historias/dia/01-uno.yaml',
      ],
    ],
    [
      'of a file where none belongs',
      { 'historias/uno.yaml': '', 'tienda/uno.yml': '', 'tienda/mas/uno.yaml': '' },
      [
        'historias/uno.yaml: a folder for each story goes here',
        'tienda/mas: only .yaml files go here',
        'tienda/uno.yml: only .yaml files go here',
      ],
    ],
  ])('%s is named with its place', (_what, files, expected) => {
    for (const [file, text] of Object.entries(files)) write(file, text);
    expect(problems().map(formatProblem)).toEqual(expected);
  });

  it('does not hide another', () => {
    write('tienda/uno.yaml', item('uno', 'color: azul\n').replace('precio: 5', 'precio: 0'));
    write('tienda/dos.yaml', 'id: [');
    write('experiencias/tres.yaml', '{}');
    expect(new Set(problems().map(({ file }) => file))).toEqual(
      new Set(['tienda/uno.yaml', 'tienda/dos.yaml', 'experiencias/tres.yaml']),
    );
    expect(problems().filter(({ file }) => file === 'tienda/uno.yaml')).toHaveLength(2);
  });

  it('of the folder itself is told like the others', () => {
    expect(() => loadContent(join(folder, 'nada'))).toThrow(
      expect.objectContaining({ code: 'CONTENT_INVALID', message: '.: there is no such content folder' }),
    );
  });
});
