/** `comandos.md`: every command, from its definition. */
import type { z } from 'zod';
import { PROBLEMS, type ProblemCode } from '../../src/admin/problems.ts';
import { rolesOf } from '../../src/admin/routes/comandos.ts';
import type { Comando } from '../../src/commands/definicion.ts';
import { COMANDOS } from '../../src/commands/registro.ts';
import { RATE_LIMITS } from '../../src/platform/rate-limiter.ts';
import { createCoverage } from './coverage.ts';
import { fieldsOf, table } from './schema.ts';

export const ALL = Object.values(COMANDOS) as unknown as (Omit<Comando, 'emite'> & {
  emite: readonly string[];
})[];

/** What the bus itself refuses any command with. */
const OF_THE_BUS: readonly ProblemCode[] = [
  'VALIDATION',
  'UNKNOWN_COMMAND',
  'IDEMPOTENCY_CONFLICT',
  'RATE_LIMIT_EXCEEDED',
  'CONCURRENCY',
  'STORE_UNAVAILABLE',
];

export function comandos(): string {
  const specsOf = createCoverage();
  return `# Commands

Every command the bus accepts: who may send it, what it takes, what it appends, and why it is refused. A command is done
once for each id; those that a role of the API may send are at \`POST /api/v1/comandos/<name>\`
([how to](../how-to/administrar.md)). A rejected command appends nothing.

${table(
  ['command', 'for', 'sent by'],
  ALL.map(({ tipo, resumen, de }) => [`[${tipo}](#${tipo.toLowerCase()})`, resumen, de.join(', ')]),
)}
Any command may also be refused by the bus:

${refusals(OF_THE_BUS)}
${ALL.map((comando) => section(comando, specsOf(comando.tipo))).join('\n')}`;
}

function section(comando: (typeof ALL)[number], specs: readonly string[]): string {
  const { tipo, resumen, de, familia, limite, schema, emite, falla } = comando;
  const http = rolesOf(comando).length > 0 ? `\`POST /api/v1/comandos/${tipo}\`` : 'not over HTTP';
  return `## ${tipo}

${resumen}

- **Sent by** ${de.join(', ')}; ${http}
- **Stream** \`${familia}-<id>\`
- **Rate limit** ${limitOf(limite)}
- **Appends** ${emite.map((type) => `[${type}](eventos.md#${type.toLowerCase()})`).join(', ')}
- **Specs** ${specs.length > 0 ? specs.map((name) => `[${name}](../../test/unit/${name})`).join(', ') : 'none'}

${fieldsOf(schema as z.ZodType, 'field')}
${falla.length > 0 ? refusals(falla as ProblemCode[]) : 'Nothing but the bus refuses it.\n'}`;
}

function limitOf(limite: Comando['limite']): string {
  const limit = RATE_LIMITS[limite];
  return limit ? `\`${limite}\`: ${limit.max} in any ${limit.windowMs / 1000} s` : 'none';
}

function refusals(codes: readonly ProblemCode[]): string {
  return table(
    ['refused with', 'HTTP', 'in Spanish'],
    codes.map((code) => {
      const { status, es } = PROBLEMS[code];
      return [`[\`${code}\`](errores.md)`, String(status), `**${es.title}.** ${es.detail}`];
    }),
  );
}
