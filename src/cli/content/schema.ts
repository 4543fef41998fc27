/**
 * JSON Schemas of the content files, for editors that complete and check YAML as it is typed. Run by itself, this
 * module writes them to `content/esquema/`.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { Experiencia, Fragmento, Item } from '../../events/contenido.ts';

const FOLDER = new URL('../../../content/esquema/', import.meta.url);

const SCHEMAS = [
  { name: 'fragmento', title: 'Fragmento', schema: Fragmento },
  { name: 'experiencia', title: 'Experiencia', schema: Experiencia },
  { name: 'item', title: 'Ítem', schema: Item },
] as const;

/** File name and text of each schema, as they stand in `content/esquema/`. */
export function editorSchemas(): { file: string; text: string }[] {
  return SCHEMAS.map(({ name, title, schema }) => {
    const { $schema, ...rest } = z.toJSONSchema(schema, { io: 'input' });
    return {
      file: `${name}.schema.json`,
      text: `${JSON.stringify({ $schema, title, ...rest }, null, 2)}\n`,
    };
  });
}

if (import.meta.main) {
  mkdirSync(FOLDER, { recursive: true });
  for (const { file, text } of editorSchemas()) writeFileSync(fileURLToPath(new URL(file, FOLDER)), text);
}
