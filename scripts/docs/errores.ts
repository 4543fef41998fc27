/** `errores.md`: every code that a command or the API is refused with. */
import { readFileSync } from 'node:fs';
import { PROBLEMS, type ProblemCode } from '../../src/admin/problems.ts';
import { ALL } from './comandos.ts';
import { table } from './schema.ts';

const CLASS = /class (\w+) extends CommandError \{\s*readonly code = '([A-Z_]+)'/g;

export function errores(): string {
  const source = readFileSync(new URL('../../src/commands/errores.ts', import.meta.url), 'utf8');
  const classes = new Map([...source.matchAll(CLASS)].map(([, name, code]) => [code!, name!]));
  const codes = (Object.keys(PROBLEMS) as ProblemCode[]).sort();
  const rows = codes.map((code) => {
    const { status, es, en } = PROBLEMS[code];
    const commands = ALL.filter(({ falla }) => falla.includes(code)).map(
      ({ tipo }) => `[${tipo}](comandos.md#${tipo.toLowerCase()})`,
    );
    const from = classes.get(code);
    return [
      `\`${code}\``,
      String(status),
      from ? `\`${from}\`` : 'the API',
      `**${es.title}.** ${es.detail}`,
      `**${en.title}.** ${en.detail}`,
      commands.join(', '),
    ];
  });
  return `# Errors

Why a command or a request may be refused. Codes are stable, words are not; \`{name}\` stands for that value of \`data\`. An
error without commands beside it comes from the bus or from the API itself.

${table(['code', 'HTTP', 'class', 'in Spanish', 'in English', 'commands'], rows)}`;
}
