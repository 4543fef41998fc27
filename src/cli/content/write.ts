/** Writes fragments as the files a writer goes on with. */
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Document, isScalar } from 'yaml';
import { ContentError } from '../../commands/contenido/revision/problems.ts';
import type { Fragmento } from '../../events/contenido.ts';

/**
 * One file for each fragment, `historias/<historia>/NN-<id>.yaml` in the order given. With `force` the story is
 * replaced: its other files are removed, or fragments of before would stand beside the new ones.
 * @param folder the content folder
 * @returns the names of the files, relative to `folder`
 * @throws ContentError when the story has files already and `force` is not set; nothing is written then
 */
export function writeStory(
  folder: string,
  historia: string,
  fragmentos: readonly Fragmento[],
  { force = false }: { force?: boolean } = {},
): string[] {
  const within = `historias/${historia}`;
  const path = join(folder, within);
  const old = existsSync(path) ? readdirSync(path).filter((name) => name.endsWith('.yaml')) : [];
  if (old.length > 0 && !force)
    throw new ContentError(
      old.map((name) => ({
        file: `${within}/${name}`,
        path: '',
        message: 'it exists; --force replaces the story',
      })),
    );
  mkdirSync(path, { recursive: true });
  const digits = Math.max(2, String(fragmentos.length).length);
  const files = fragmentos.map((fragmento, index) => {
    const name = `${String(index + 1).padStart(digits, '0')}-${fragmento.id}.yaml`;
    writeFileSync(join(path, name), yamlOf(fragmento));
    return name;
  });
  for (const name of old) if (!files.includes(name)) rmSync(join(path, name));
  return files.map((name) => `${within}/${name}`);
}

/** Texts stand as blocks with their lines whole, as in files written by hand. */
function yamlOf({ decisiones, final, ...rest }: Fragmento): string {
  const document = new Document(
    { ...rest, ...(decisiones.length > 0 && { decisiones }), ...(final && { final }) },
    { aliasDuplicateObjects: false },
  );
  for (const idioma of ['es', 'en']) {
    const text = document.getIn(['texto', idioma], true);
    if (isScalar(text)) text.type = 'BLOCK_LITERAL';
  }
  return document.toString({ lineWidth: 0 });
}
