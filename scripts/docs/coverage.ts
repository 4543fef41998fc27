/** Which specs cover which command: files of `test/unit` that send it in given/when/then. */
import { readdirSync, readFileSync } from 'node:fs';

const FOLDER = new URL('../../test/unit/', import.meta.url);

export function createCoverage(): (tipo: string) => string[] {
  const specs = readdirSync(FOLDER)
    .filter((name) => name.endsWith('.test.ts'))
    .sort()
    .map((name) => [name, readFileSync(new URL(name, FOLDER), 'utf8')] as const)
    .filter(([, text]) => text.includes('.when('));
  // A spec may also go through a table of commands, and so name them apart from `when`.
  return (tipo) => specs.filter(([, text]) => text.includes(`'${tipo}'`)).map(([name]) => name);
}
