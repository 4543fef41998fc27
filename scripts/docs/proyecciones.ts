/** `proyecciones.md`: every group of read-model tables. */
import { PROJECTIONS } from '../../src/projections/registro.ts';
import { table } from './schema.ts';

export function proyecciones(): string {
  const code = (names: Iterable<string>) => [...names].map((name) => `\`${name}\``).join(', ');
  return `# Projections

Groups of read-model tables; each has a checkpoint of its own and can be rebuilt by name.

${table(
  ['group', 'version', 'tables', 'events'],
  PROJECTIONS.map(({ grupo, version, tablas, tipos }) => [
    `\`${grupo}\``,
    String(version),
    code(tablas),
    code(tipos),
  ]),
)}`;
}
