/** `/api/v1/proyecciones`, `/api/v1/aparcados`: projections as operators see them, their rebuilds, and events they have parked. */
import { z } from 'zod';
import type { Projection } from '../../projections/definicion.ts';
import type { Aparcado } from '../../projections/engine/aparcados.ts';
import { PROJECTIONS, projectionNamed } from '../../projections/registro.ts';
import type { Role } from '../api-keys.ts';
import { isPosition } from '../cursor.ts';
import { ApiError } from '../failures.ts';
import { Group, headOrNull, projections } from '../health.ts';
import { defineRoute, NO_PARAMS } from '../route.ts';

const SEES: readonly Role[] = ['admin', 'operador', 'auditor'];
const OPERATES: readonly Role[] = ['admin', 'operador'];
const NO_QUERY = z.strictObject({});

const Nombre = z.strictObject({
  nombre: z.string().max(64).describe('A group, the one that keeps a table of that name, or `todas`.'),
});

const Comparacion = z.strictObject({
  tabla: z.string(),
  con: z.enum(['vivas', 'registro']).describe('Compared with the live rows, or with the fold of the log.'),
  filas: z.int(),
  filasAntes: z.int().nullable(),
  suma: z.string().describe('Checksum over all rows.'),
  sumaAntes: z.string().nullable(),
  distintas: z.int(),
  diferencias: z.array(z.string()),
});

const Reconstruccion = z.strictObject({
  version: z.int(),
  estado: z.enum(['en_curso', 'detenida', 'fallida', 'rechazada', 'probada', 'hecha', 'devuelta']),
  posicion: z.string().nullable(),
  eventos: z.int(),
  iniciadaEn: z.string(),
  actualizadaEn: z.string(),
  error: z.string().nullable(),
  informe: z.array(Comparacion).nullable(),
  anterior: z
    .strictObject({ posicion: z.string().nullable(), version: z.int() })
    .nullable()
    .describe('The tables that were replaced, while they are kept.'),
  marcha: z
    .strictObject({
      fase: z.string(),
      eventos: z.int(),
      porSegundo: z.number(),
      hecho: z.number().describe('From 0 to 1.'),
      etaMs: z.number().nullable(),
    })
    .nullable()
    .describe('How it goes on, while this process is at it.'),
});

export const listProyecciones = defineRoute({
  path: '/api/v1/proyecciones',
  operationId: 'listProyecciones',
  summary: 'Projection groups: where each stands, of which version its rows are, and its last rebuild.',
  access: { roles: SEES },
  groups: [],
  params: NO_PARAMS,
  query: NO_QUERY,
  body: z.strictObject({
    proyecciones: z.array(
      z.strictObject({
        ...Group.shape,
        tablas: z.array(z.string()),
        version: z.int().describe('Of the rows.'),
        versionDelPrograma: z.int(),
        dinero: z.boolean().describe('It stops before an event that it cannot apply, rather than park it.'),
        reconstruccion: Reconstruccion.nullable(),
      }),
    ),
  }),
  problems: [],
  async handle({ options }) {
    const { operaciones } = options;
    const [{ grupos }, puntos, reconstrucciones] = await Promise.all([
      projections(options, await headOrNull(options)),
      operaciones.puntos(),
      operaciones.reconstrucciones(),
    ]);
    return {
      body: {
        proyecciones: PROJECTIONS.map(({ grupo, tablas, version, dinero }) => {
          const found = reconstrucciones.find((each) => each.grupo === grupo);
          const { grupo: _grupo, ...reconstruccion } = found ?? { grupo: null };
          return {
            ...grupos.find((each) => each.grupo === grupo)!,
            tablas: [...tablas],
            version: puntos.get(grupo)?.version ?? version,
            versionDelPrograma: version,
            dinero,
            reconstruccion: found
              ? { ...(reconstruccion as Omit<typeof found, 'grupo'>), marcha: operaciones.marcha(grupo) }
              : null,
          };
        }),
      },
    };
  },
});

export const rebuildProyeccion = defineRoute({
  path: '/api/v1/proyecciones/{nombre}/reconstruccion',
  operationId: 'rebuildProyeccion',
  summary:
    'Begins to rebuild a projection while the live one serves, or goes on with a rebuild that was stopped.',
  access: { roles: OPERATES },
  groups: [],
  params: Nombre,
  query: NO_QUERY,
  input: z.strictObject({
    ensayo: z.boolean().default(false).describe('Fill and compare, and leave the live tables as they are.'),
    aceptarDiferencias: z.boolean().default(false).describe('Exchange the tables though their rows differ.'),
    deNuevo: z
      .boolean()
      .default(false)
      .describe('Begin anew where one that was stopped could be gone on with.'),
  }),
  body: z.strictObject({ grupos: z.array(z.string()) }),
  problems: ['PROJECTION_NOT_FOUND', 'REBUILD_RUNNING', 'STORE_UNAVAILABLE'],
  async handle({ options: { operaciones }, params: { nombre }, sent }) {
    const chosen = named(nombre);
    const { ensayo, aceptarDiferencias, deNuevo } = sent!.body as Partial<Record<string, boolean>>;
    await operaciones.reconstruir({
      projections: chosen,
      dryRun: ensayo === true,
      acceptDifferences: aceptarDiferencias === true,
      fresh: deNuevo === true,
    });
    return { status: 201, body: { grupos: chosen.map(({ grupo }) => grupo) } };
  },
});

export const stopRebuild = defineRoute({
  path: '/api/v1/proyecciones/{nombre}/parada',
  operationId: 'stopRebuild',
  summary: 'Asks a rebuild, in whatever process, to stop; it can be gone on with.',
  access: { roles: OPERATES },
  groups: [],
  params: Nombre,
  query: NO_QUERY,
  input: z.strictObject({}),
  body: z.strictObject({ grupos: z.array(z.string()).describe('Those that were asked to stop.') }),
  problems: ['PROJECTION_NOT_FOUND'],
  async handle({ options: { operaciones }, params: { nombre } }) {
    return { body: { grupos: await operaciones.parar(named(nombre)) } };
  },
});

export const fallBackProyeccion = defineRoute({
  path: '/api/v1/proyecciones/{nombre}/vuelta',
  operationId: 'fallBackProyeccion',
  summary:
    'Puts the tables back that the last rebuild of a group replaced; the projector catches up from there.',
  access: { roles: OPERATES },
  groups: [],
  params: Nombre,
  query: NO_QUERY,
  input: z.strictObject({}),
  body: z.strictObject({ grupo: z.string(), posicion: z.string().nullable(), version: z.int() }),
  problems: ['PROJECTION_NOT_FOUND', 'NOTHING_KEPT', 'SWAP_LOCK'],
  async handle({ options: { operaciones }, params: { nombre } }) {
    const projection = one(nombre);
    return { body: { grupo: projection.grupo, ...(await operaciones.devolver(projection)) } };
  },
});

const EventoAparcado = z.strictObject({
  grupo: z.string(),
  posicion: z.string(),
  stream: z.string(),
  revision: z.int(),
  eventoId: z.string(),
  tipo: z.string(),
  causa: z
    .enum(['ilegible', 'falla', 'detras'])
    .describe(
      '`ilegible`: no schema reads it; `falla`: applying it fails; `detras`: it follows a parked one in its stream.',
    ),
  error: z.string(),
  estado: z
    .enum(['aparcado', 'detenido', 'aplicado', 'saltado'])
    .describe('`detenido`: the group keeps money and stands before it.'),
  intentos: z.int(),
  aparcadoEn: z.string(),
  resueltoEn: z.string().nullable(),
  resueltoPor: z.string().nullable(),
  motivo: z.string().nullable(),
} satisfies Record<keyof Aparcado, z.ZodType>);

export const listAparcados = defineRoute({
  path: '/api/v1/aparcados',
  operationId: 'listAparcados',
  summary: 'Events that a projection group could not apply, the oldest first; at most 1,000.',
  access: { roles: SEES },
  groups: [],
  params: NO_PARAMS,
  query: z.strictObject({
    grupo: z.string().max(64).optional(),
    todos: z.enum(['true', 'false']).default('false').describe('Those that were resolved too.'),
  }),
  body: z.strictObject({ aparcados: z.array(EventoAparcado) }),
  problems: [],
  async handle({ options: { operaciones }, query: { grupo = null, todos } }) {
    return { body: { aparcados: await operaciones.aparcados({ grupo, todos: todos === 'true' }) } };
  },
});

const DeUno = z.strictObject({
  grupo: z.string().max(64),
  posicion: z.string().refine(isPosition, 'position').describe('Log position of the event.'),
});
const Resuelto = z.strictObject({
  aplicados: z.int().describe('Events applied: this one, and those that waited behind it.'),
  sigue: EventoAparcado.nullable().describe('The event at which it stopped again.'),
});

export const retryAparcado = defineRoute({
  path: '/api/v1/aparcados/{grupo}/{posicion}/reintento',
  operationId: 'retryAparcado',
  summary: 'Applies a parked event, and what waits behind it in its stream.',
  access: { roles: OPERATES },
  groups: [],
  params: DeUno,
  query: NO_QUERY,
  input: z.strictObject({}),
  body: Resuelto,
  problems: ['PROJECTION_NOT_FOUND', 'NOT_PARKED', 'MONEY_STOPS', 'STORE_UNAVAILABLE'],
  async handle({ options: { operaciones }, key, params: { grupo, posicion } }) {
    return { body: await operaciones.reintentar(one(grupo), BigInt(posicion), `api:${key!.id}`) };
  },
});

export const skipAparcado = defineRoute({
  path: '/api/v1/aparcados/{grupo}/{posicion}/salto',
  operationId: 'skipAparcado',
  summary: 'Leaves a parked event out of the rows for good, and applies what waits behind it. Not for money.',
  access: { roles: OPERATES },
  groups: [],
  params: DeUno,
  query: NO_QUERY,
  input: z.strictObject({ motivo: z.string().trim().min(3).max(500).describe('Why; kept with the event.') }),
  body: Resuelto,
  problems: ['PROJECTION_NOT_FOUND', 'NOT_PARKED', 'MONEY_STOPS', 'STORE_UNAVAILABLE'],
  async handle({ options: { operaciones }, key, params: { grupo, posicion }, sent }) {
    const { motivo } = sent!.body as { motivo: string };
    return { body: await operaciones.saltar(one(grupo), BigInt(posicion), `api:${key!.id}`, motivo) };
  },
});

function named(nombre: string): readonly Projection[] {
  return nombre === 'todas' ? PROJECTIONS : [one(nombre)];
}

function one(nombre: string): Projection {
  const projection = projectionNamed(nombre);
  if (!projection) throw new ApiError('PROJECTION_NOT_FOUND', { nombre });
  return projection;
}
