/** `eventos.md`: every event, from its schema. */
import { FAMILIAS } from '../../src/events/familias.ts';
import { EVENTOS } from '../../src/events/registro.ts';
import { PROJECTIONS } from '../../src/projections/registro.ts';
import { ALL } from './comandos.ts';
import { fieldsOf } from './schema.ts';

export function eventos(): string {
  const parts = [...EVENTOS.values()].map(({ type, version, schema }) => {
    const streams = Object.entries(FAMILIAS)
      .filter(([, { eventos }]) => eventos.some((definition) => definition.type === type))
      .map(([prefix]) => `\`${prefix}-<id>\``);
    const commands = ALL.filter(({ emite }) => emite.includes(type)).map(
      ({ tipo }) => `[${tipo}](comandos.md#${tipo.toLowerCase()})`,
    );
    const groups = PROJECTIONS.filter(({ tipos }) => (tipos as ReadonlySet<string>).has(type)).map(
      ({ grupo }) => `\`${grupo}\``,
    );
    return `## ${type}

- **Version** ${version}
- **Streams** ${streams.join(', ')}
- **Appended by** ${commands.join(', ') || 'no command any more'}
- **Projected by** ${groups.join(', ') || 'none'}

${fieldsOf(schema, 'field')}`;
  });
  return `# Events

Every event type the log may hold, at its current version. Amounts are whole besitos; \`apuntes\` are postings that sum to
zero. What all events carry beside their data is in [metadatos.ts](../../src/events/metadatos.ts).

${parts.join('\n')}`;
}
