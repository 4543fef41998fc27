/**
 * `POST /api/v1/comandos/{tipo}`: a route for every command that a role of the API may send, made from its definition.
 * The id of the command is that of the API key and its `Idempotency-Key`, so that a request sent again is done once.
 */
import { z } from 'zod';
import type { Comando } from '../../commands/definicion.ts';
import { ValidationError } from '../../commands/errores.ts';
import { COMANDOS, type TipoDeComando } from '../../commands/registro.ts';
import { Sellado } from '../../events/usuario/valores.ts';
import { uuidFrom } from '../../platform/ids.ts';
import { PROJECTIONS } from '../../projections/registro.ts';
import { ROLES, type Role } from '../api-keys.ts';
import { isProblemCode, type ProblemCode } from '../problems.ts';
import { defineRoute, NO_PARAMS, type Route, waitMs } from '../route.ts';

/** What a command can be refused with by the bus, whatever it decides. */
const OF_THE_BUS: readonly ProblemCode[] = ['IDEMPOTENCY_CONFLICT', 'CONCURRENCY', 'STORE_UNAVAILABLE'];

/** Any command, with what a route is made from. */
type Definition = Pick<Comando, 'resumen' | 'de' | 'falla' | 'schema'> & {
  tipo: string;
  emite: readonly string[];
};

export const rolesOf = ({ de }: Pick<Comando, 'de'>): Role[] => ROLES.filter((role) => de.includes(role));

export const COMMAND_ROUTES: readonly Route[] = (Object.values(COMANDOS) as unknown as Definition[])
  .filter((comando) => rolesOf(comando).length > 0)
  .map(routeOf);

function routeOf(comando: Definition): Route {
  const { tipo, resumen, emite, falla, schema } = comando;
  const groups = PROJECTIONS.filter(({ tipos }) =>
    emite.some((type) => (tipos as ReadonlySet<string>).has(type)),
  ).map(({ grupo }) => grupo);
  return defineRoute({
    path: `/api/v1/comandos/${tipo}`,
    operationId: `send${tipo}`,
    summary: resumen,
    access: { roles: rolesOf(comando) },
    groups: [],
    params: NO_PARAMS,
    query: z.strictObject({
      espera_ms: waitMs(0, 'How long to wait until the read models show what changed, in milliseconds.'),
    }),
    input: schema,
    body: z.strictObject({
      commandId: z.uuid(),
      stream: z.string(),
      revision: z.int().describe('Of the stream after the command; -1 while it holds nothing.'),
      position: z
        .string()
        .nullable()
        .describe('In the log, for `desde_posicion` of a query; null when nothing had to change.'),
      eventos: z.array(z.strictObject({ tipo: z.enum(emite), datos: z.record(z.string(), z.unknown()) })),
      repetido: z.boolean().describe('True when the command had been done before, and this is that outcome.'),
      obsoleto: z.boolean().describe('True when the read models did not catch up in the time given.'),
    }),
    problems: [...new Set([...falla.filter(isProblemCode), ...OF_THE_BUS])],
    async handle({ options: { bus, waitFor }, key, query: { espera_ms }, sent }) {
      const { body, idempotencyKey, traceparent } = sent!;
      const { id } = key!;
      const done = await inBody(
        bus.execute({
          id: uuidFrom(id, idempotencyKey),
          tipo: tipo as TipoDeComando,
          datos: body as never,
          actor: { tipo: 'admin', id },
          ...(traceparent && { traceparent }),
        }),
      );
      const { commandId, stream, revision, position, repetido } = done;
      const obsoleto = espera_ms > 0 && position !== null && !(await waitFor(groups, position, espera_ms));
      return {
        status: done.eventos.length > 0 && !repetido ? (201 as const) : undefined,
        stale: obsoleto,
        body: {
          commandId,
          stream,
          revision,
          position: position === null ? null : String(position),
          eventos: done.eventos.map(({ type, data }) => ({
            tipo: type,
            datos: withoutSealed(data) as Record<string, unknown>,
          })),
          repetido,
          obsoleto,
        },
      };
    },
  });
}

/** A command's own refusal of its input names places in the body, as the API's does. */
async function inBody<Outcome>(outcome: Promise<Outcome>): Promise<Outcome> {
  try {
    return await outcome;
  } catch (error) {
    if (!(error instanceof ValidationError)) throw error;
    const issues = error.data.issues as { path: string; message: string }[];
    throw new ValidationError(
      error.message,
      issues.map(({ path, message }) => ({ path: path === '' ? 'body' : `body.${path}`, message })),
    );
  }
}

/** What is sealed for one person's key leaves the program in no form. */
export function withoutSealed(value: unknown): unknown {
  if (typeof value === 'string') return Sellado.safeParse(value).success ? null : value;
  if (Array.isArray(value)) return value.map(withoutSealed);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, withoutSealed(field)]));
}
