/** Reads the content folder: every YAML file against its schema, its name and its place, with all problems at once. */
import { type Dirent, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'zod';
import type { Content, Path, TipoDeContenido } from '../../commands/contenido/revision/content.ts';
import { ContentError, type ContentProblem } from '../../commands/contenido/revision/problems.ts';
import { Experiencia, Fragmento, Item } from '../../events/contenido.ts';
import { flattenIssues } from './issues.ts';
import { parseYamlFile, type YamlFile } from './yaml-file.ts';

interface Reading {
  folder: string;
  problems: ContentProblem[];
  /** By kind and id; what `locate` looks into. */
  sources: Map<string, { file: string; yaml: YamlFile }>;
}

/**
 * `historias/<historia>/[NN-]<id>.yaml`, `experiencias/<id>.yaml` and `tienda/<id>.yaml` under `folder`. Files are read
 * in the order of their names. Each of the three folders may be absent; hidden files are passed over.
 * @throws ContentError with every problem of every file
 */
export function loadContent(folder: string): Content {
  const reading: Reading = { folder, problems: [], sources: new Map() };
  const { problems, sources } = reading;
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    throw new ContentError([{ file: '.', path: '', message: 'there is no such content folder' }]);

  const fragmentos = new Map<string, Fragmento>();
  for (const story of entries(reading, 'historias', 'folder'))
    read(reading, 'fragmento', `historias/${story}`, Fragmento, fragmentos, story);
  const experiencias = new Map<string, Experiencia>();
  read(reading, 'experiencia', 'experiencias', Experiencia, experiencias);
  const items = new Map<string, Item>();
  read(reading, 'item', 'tienda', Item, items);

  if (problems.length > 0) throw new ContentError(problems);
  return {
    fragmentos,
    experiencias,
    items,
    locate(tipo, id, path = []) {
      const source = sources.get(`${tipo}/${id}`);
      if (!source) return { file: id };
      const line = source.yaml.lineOf(path);
      return { file: source.file, ...(line !== undefined && { line }) };
    },
  };
}

function read<Contenido extends { id: string }>(
  reading: Reading,
  tipo: TipoDeContenido,
  folder: string,
  schema: z.ZodType<Contenido>,
  into: Map<string, Contenido>,
  historia?: string,
): void {
  for (const name of entries(reading, folder, 'file')) {
    const file = `${folder}/${name}`;
    const yaml = parseYamlFile(readFileSync(join(reading.folder, file), 'utf8'));
    const report = (path: Path, message: string, line = yaml.lineOf(path)) =>
      reading.problems.push({ file, ...(line !== undefined && { line }), path: path.join('.'), message });
    for (const { line, message } of yaml.problems) report([], message, line);
    if (yaml.problems.length > 0) continue;
    const parsed = schema.safeParse(yaml.value);
    if (!parsed.success) {
      for (const { path, message } of flattenIssues(parsed.error.issues)) report(path, message);
      continue;
    }
    const contenido = parsed.data;
    const named = name.replace(/\.yaml$/, '');
    const expected = historia === undefined ? named : named.replace(/^\d{2,}-/, '');
    // A fragment may be called `24-horas`: then the number is part of its id.
    if (contenido.id !== expected && contenido.id !== named)
      report(['id'], `the id is ${contenido.id}, the file name says ${expected}`);
    if (historia !== undefined && 'historia' in contenido && contenido.historia !== historia)
      report(['historia'], `the story is ${contenido.historia}, the folder says ${historia}`);
    const other = reading.sources.get(`${tipo}/${contenido.id}`);
    if (other) {
      report(['id'], `the id ${contenido.id} is taken by ${other.file}`);
      continue;
    }
    reading.sources.set(`${tipo}/${contenido.id}`, { file, yaml });
    into.set(contenido.id, contenido);
  }
}

/** Names of the folders, or of the YAML files, in a folder; whatever else lies there is a problem, not passed over. */
function entries({ folder, problems }: Reading, within: string, wanted: 'file' | 'folder'): string[] {
  const path = join(folder, within);
  if (!statSync(path, { throwIfNoEntry: false })) return [];
  const found = readdirSync(path, { withFileTypes: true }).filter(({ name }) => !name.startsWith('.'));
  const fits = (entry: Dirent) => {
    const isFolder = statSync(join(path, entry.name)).isDirectory();
    return wanted === 'folder' ? isFolder : !isFolder && entry.name.endsWith('.yaml');
  };
  for (const entry of found.filter((entry) => !fits(entry)))
    problems.push({
      file: `${within}/${entry.name}`,
      path: '',
      message: wanted === 'folder' ? 'a folder for each story goes here' : 'only .yaml files go here',
    });
  return found
    .filter(fits)
    .map(({ name }) => name)
    .sort();
}
