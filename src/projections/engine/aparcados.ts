/**
 * Parked events: those that a group could not apply, and what followed them in their streams. They are shown, retried and
 * skipped by an operator; nothing else ever passes over them.
 */
import type { EventStore, StoredEvent } from '../../events/store/tipos.ts';
import { type Pool, type PoolClient, transaction } from '../../platform/postgres/pool.ts';
import type { Hecho, Projection } from '../definicion.ts';
import { createAlmacenVivo } from './almacen-vivo.ts';
import { lockCheckpoint } from './checkpoints.ts';
import { decode } from './decode.ts';
import { mensajeDe } from './fallos.ts';
import { OperatorError } from './operator-error.ts';

export type Causa = 'ilegible' | 'falla' | 'detras';
export type EstadoDeAparcado = 'aparcado' | 'detenido' | 'aplicado' | 'saltado';

export interface Aparcado {
  grupo: string;
  posicion: string;
  stream: string;
  revision: number;
  eventoId: string;
  tipo: string;
  causa: Causa;
  error: string;
  estado: EstadoDeAparcado;
  intentos: number;
  aparcadoEn: string;
  resueltoEn: string | null;
  resueltoPor: string | null;
  motivo: string | null;
}

/** An event to be parked, as `parkRows` takes it. */
export interface PorAparcar {
  hecho: Pick<Hecho, 'id' | 'stream' | 'revision' | 'posicion'>;
  tipo: string;
  causa: Causa;
  error: string;
}

export const porAparcar = (
  { id, stream, revision, position, type }: StoredEvent,
  causa: Causa,
  error: unknown,
): PorAparcar => ({
  hecho: { id, stream, revision, posicion: position },
  tipo: type,
  causa,
  error: mensajeDe(error),
});

/** No event is parked there, or it has to wait for another of its stream. */
export class NotParkedError extends OperatorError {
  constructor(grupo: string, posicion: bigint, primero: string | null) {
    const where = `the event of ${grupo} at position ${posicion}`;
    const message =
      primero === null
        ? `${where} is not parked`
        : `${where} waits behind the one at ${primero}: begin there`;
    super('NOT_PARKED', message, { grupo, posicion: String(posicion), primero });
  }
}

/** A group of money does not go on without an event. */
export class MoneyStopsError extends OperatorError {
  constructor(grupo: string, posicion: bigint) {
    const message = `${grupo} keeps money and stands still before the event at ${posicion}; it goes on by itself once the program can apply it`;
    super('MONEY_STOPS', message, { grupo, posicion: String(posicion) });
  }
}

export async function aparcar(
  client: PoolClient | Pool,
  grupo: string,
  estado: 'aparcado' | 'detenido',
  eventos: readonly PorAparcar[],
): Promise<void> {
  if (eventos.length === 0) return;
  await client.query(
    `insert into operacion.eventos_aparcados as a (grupo, posicion, stream, revision, evento_id, tipo, causa, error, estado)
     select $1, p, s, r, i, t, c, e, $2 from unnest($3::bigint[], $4::text[], $5::int[], $6::uuid[], $7::text[], $8::text[], $9::text[])
       as x (p, s, r, i, t, c, e)
     on conflict (grupo, posicion) do update set
       intentos = a.intentos + 1, causa = excluded.causa, error = excluded.error, estado = excluded.estado,
       resuelto_en = null, resuelto_por = null, motivo = null`,
    [
      grupo,
      estado,
      eventos.map(({ hecho }) => hecho.posicion),
      eventos.map(({ hecho }) => hecho.stream),
      eventos.map(({ hecho }) => hecho.revision),
      eventos.map(({ hecho }) => hecho.id),
      eventos.map(({ tipo }) => tipo),
      eventos.map(({ causa }) => causa),
      eventos.map(({ error }) => error),
    ],
  );
}

/** Streams in which an event waits, of which nothing more is applied until it is resolved. */
export async function streamsBloqueados(client: PoolClient | Pool, grupo: string): Promise<Set<string>> {
  const { rows } = await client.query(
    `select distinct stream from operacion.eventos_aparcados where grupo = $1 and estado = 'aparcado'`,
    [grupo],
  );
  return new Set((rows as { stream: string }[]).map(({ stream }) => stream));
}

export async function estaDetenido(client: PoolClient | Pool, grupo: string): Promise<boolean> {
  const { rows } = await client.query(
    `select 1 from operacion.eventos_aparcados where grupo = $1 and estado = 'detenido'`,
    [grupo],
  );
  return rows.length > 0;
}

/** The group has come past what it stood before. */
export async function reanudado(client: PoolClient | Pool, grupo: string, hasta: bigint): Promise<void> {
  await client.query(
    `update operacion.eventos_aparcados set estado = 'aplicado', resuelto_en = now(), resuelto_por = 'proyector'
     where grupo = $1 and estado = 'detenido' and posicion <= $2`,
    [grupo, hasta],
  );
}

/** Positions whose events are not in a group's rows: parked, or skipped for good. */
export async function noAplicados(
  client: PoolClient | Pool,
  estados: readonly EstadoDeAparcado[] = ['aparcado', 'saltado'],
): Promise<Map<string, Set<bigint>>> {
  const { rows } = await client.query(
    `select grupo, posicion::text from operacion.eventos_aparcados where estado = any($1)`,
    [estados],
  );
  const positions = new Map<string, Set<bigint>>();
  for (const { grupo, posicion } of rows as { grupo: string; posicion: string }[]) {
    const set = positions.get(grupo) ?? new Set<bigint>();
    positions.set(grupo, set.add(BigInt(posicion)));
  }
  return positions;
}

const COLUMNAS = `grupo, posicion::text, stream, revision, evento_id as "eventoId", tipo, causa, error, estado, intentos,
  to_char(aparcado_en at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "aparcadoEn",
  to_char(resuelto_en at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "resueltoEn",
  resuelto_por as "resueltoPor", motivo`;

/** Those that wait, the oldest first; with `todos` those that were resolved too. */
export async function listarAparcados(
  pool: Pool,
  { grupo = null, todos = false }: { grupo?: string | null; todos?: boolean } = {},
): Promise<Aparcado[]> {
  const { rows } = await pool.query(
    `select ${COLUMNAS} from operacion.eventos_aparcados e
     where ($1::text is null or grupo = $1) and ($2 or estado in ('aparcado', 'detenido'))
     order by e.posicion, grupo limit 1000`,
    [grupo, todos],
  );
  return rows as Aparcado[];
}

export interface Resolucion {
  aplicados: number;
  /** The event at which it stopped again, if it did. */
  sigue: Aparcado | null;
}

interface Peticion {
  store: EventStore;
  pool: Pool;
  schema: string;
  projection: Projection;
  posicion: bigint;
  /** Who asked, and why: kept with the event. */
  quien: string;
  motivo: string | null;
}

/**
 * Applies a parked event and what waits behind it in its stream, in order, as far as that goes.
 * @throws NotParkedError
 * @throws MoneyStopsError where the group stands still: it tries again by itself
 */
export async function reintentar(peticion: Peticion): Promise<Resolucion> {
  return transaction(peticion.pool, async (client) => {
    const esperan = await enEspera(client, peticion);
    return aplicarEnOrden(client, peticion, esperan);
  });
}

/**
 * Leaves an event out of the group's rows for good, with who decided it and why, and applies what waits behind it.
 * @throws NotParkedError
 * @throws MoneyStopsError
 */
export async function saltar(peticion: Peticion & { motivo: string }): Promise<Resolucion> {
  return transaction(peticion.pool, async (client) => {
    const [primero, ...resto] = await enEspera(client, peticion);
    await resolver(client, peticion, primero!.posicion, 'saltado');
    return aplicarEnOrden(client, peticion, resto);
  });
}

/** The event and those behind it, locked together with the checkpoint: the projector waits meanwhile. */
async function enEspera(client: PoolClient, { projection, posicion }: Peticion): Promise<Aparcado[]> {
  const { grupo } = projection;
  await lockCheckpoint(client, grupo);
  const { rows } = await client.query(
    `select ${COLUMNAS} from operacion.eventos_aparcados e
     where grupo = $1 and e.posicion >= $2 and estado in ('aparcado', 'detenido')
       and stream = (select stream from operacion.eventos_aparcados where grupo = $1 and posicion = $2)
     order by e.posicion`,
    [grupo, posicion],
  );
  const esperan = rows as Aparcado[];
  if (esperan[0]?.posicion !== posicion.toString()) throw new NotParkedError(grupo, posicion, null);
  if (esperan[0].estado === 'detenido') throw new MoneyStopsError(grupo, posicion);
  const { rows: before } = await client.query(
    `select min(posicion)::text as posicion from operacion.eventos_aparcados
     where grupo = $1 and estado = 'aparcado' and stream = $2 and posicion < $3`,
    [grupo, esperan[0].stream, posicion],
  );
  const { posicion: primero } = before[0] as { posicion: string | null };
  if (primero !== null) throw new NotParkedError(grupo, posicion, primero);
  return esperan;
}

async function aplicarEnOrden(
  client: PoolClient,
  peticion: Peticion,
  esperan: readonly Aparcado[],
): Promise<Resolucion> {
  const { store, schema, projection } = peticion;
  const almacen = createAlmacenVivo(client, schema);
  let aplicados = 0;
  for (const aparcado of esperan) {
    const [stored] = await Array.fromAsync(store.readStream(aparcado.stream, aparcado.revision, 1));
    await client.query('savepoint aparcado');
    try {
      if (stored?.id !== aparcado.eventoId)
        throw new RangeError(`the log has no event ${aparcado.eventoId} in ${aparcado.stream}`);
      const { hechos, ilegibles } = decode([stored]);
      if (ilegibles[0]) throw ilegibles[0].error;
      await projection.aplicar(
        almacen,
        hechos.filter(({ evento }) => projection.tipos.has(evento.type)),
      );
    } catch (error) {
      await client.query('rollback to savepoint aparcado');
      await client.query(
        `update operacion.eventos_aparcados set intentos = intentos + 1, error = $3, causa = 'falla'
         where grupo = $1 and posicion = $2`,
        [projection.grupo, aparcado.posicion, mensajeDe(error)],
      );
      return { aplicados, sigue: { ...aparcado, error: mensajeDe(error), intentos: aparcado.intentos + 1 } };
    }
    await resolver(client, peticion, aparcado.posicion, 'aplicado');
    aplicados += 1;
  }
  return { aplicados, sigue: null };
}

async function resolver(
  client: PoolClient,
  { projection, quien, motivo }: Peticion,
  posicion: string,
  estado: 'aplicado' | 'saltado',
): Promise<void> {
  await client.query(
    `update operacion.eventos_aparcados set estado = $3, resuelto_en = now(), resuelto_por = $4, motivo = $5
     where grupo = $1 and posicion = $2`,
    [projection.grupo, posicion, estado, quien, motivo],
  );
}
