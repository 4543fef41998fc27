/** The record of rebuilds: who is at one, how far it has come, and what came of it. */
import type { Pool, PoolClient } from '../../platform/postgres/pool.ts';
import type { Projection } from '../definicion.ts';
import { haMuerto } from './arriendo.ts';
import type { ComparacionDeTabla } from './comparar.ts';
import { OperatorError } from './operator-error.ts';

/** `detenida` and `fallida` can be gone on with; `rechazada` awaits a word on its differences; `devuelta`: the old tables are back. */
export type EstadoDeReconstruccion =
  | 'en_curso'
  | 'detenida'
  | 'fallida'
  | 'rechazada'
  | 'probada'
  | 'hecha'
  | 'devuelta';

export interface Reconstruccion {
  grupo: string;
  version: number;
  estado: EstadoDeReconstruccion;
  /** Log position up to which the new tables are filled. */
  posicion: string | null;
  eventos: number;
  iniciadaEn: string;
  actualizadaEn: string;
  error: string | null;
  informe: ComparacionDeTabla[] | null;
  /** The tables that were replaced, while they are kept. */
  anterior: Anterior | null;
}

export interface Anterior {
  posicion: string | null;
  version: number;
}

/** Another rebuild of the same group is under way. */
export class RebuildRunningError extends OperatorError {
  constructor(grupo: string) {
    super('REBUILD_RUNNING', `${grupo} is being rebuilt already`, { grupo });
  }
}

/** No tables are kept from before a rebuild. */
export class NothingKeptError extends OperatorError {
  constructor(grupo: string) {
    super('NOTHING_KEPT', `no tables of ${grupo} are kept from before a rebuild`, { grupo });
  }
}

/** Somebody asked the rebuild to stop, or has taken it over. */
export class RebuildStoppedError extends Error {
  readonly code = 'REBUILD_STOPPED';
}

const DURA_S = 15;
const ARRIENDO = 'reconstruccion/';
const arriendoDe = (grupo: string): string => `${ARRIENDO}${grupo}`;

const COLUMNAS = `grupo, version, estado, posicion::text, eventos::int, error, informe, anterior,
  to_char(iniciada_en at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "iniciadaEn",
  to_char(actualizada_en at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "actualizadaEn"`;

export async function listarReconstrucciones(pool: Pool): Promise<Reconstruccion[]> {
  const { rows } = await pool.query(`select ${COLUMNAS} from operacion.reconstrucciones order by grupo`);
  return rows as Reconstruccion[];
}

export interface Reclamo {
  ficha: bigint;
  /** What stood there before, of the same version; null where there was nothing to go on with. */
  antes: Reconstruccion | null;
}

/** Takes the rebuild of a group for oneself. @throws RebuildRunningError */
export async function reclamar(
  client: PoolClient,
  { grupo, version }: Projection,
  titular: string,
): Promise<Reclamo> {
  // The first rebuild of a group has no row to lock.
  await client.query(`select pg_advisory_xact_lock(hashtext($1))`, [arriendoDe(grupo)]);
  const { rows: found } = await client.query(
    `select ${COLUMNAS}, titular,
            exists (select 1 from operacion.arrendamientos where nombre = $2 and vence > now()) as vale
     from operacion.reconstrucciones where grupo = $1 for update`,
    [grupo, arriendoDe(grupo)],
  );
  const before = found[0] as (Reconstruccion & { titular: string; vale: boolean }) | undefined;
  const isRunning = before?.estado === 'en_curso' && before.vale && !haMuerto(before.titular);
  if (isRunning) throw new RebuildRunningError(grupo);
  const resumes = before && before.version === version && !['hecha', 'devuelta'].includes(before.estado);
  const { rows } = await client.query(
    `insert into operacion.reconstrucciones as r (grupo, version, estado, titular, ficha)
     values ($1, $2, 'en_curso', $3, 1)
     on conflict (grupo) do update set version = $2, estado = 'en_curso', titular = $3, ficha = r.ficha + 1,
       pide_parar = false, error = null, actualizada_en = now(),
       iniciada_en = case when $4 then r.iniciada_en else now() end
     returning ficha::text`,
    [grupo, version, titular, resumes === true],
  );
  const ficha = BigInt((rows[0] as { ficha: string }).ficha);
  await client.query(
    `insert into operacion.arrendamientos (nombre, titular, ficha, vence)
     values ($1, $2, $3, now() + make_interval(secs => $4))
     on conflict (nombre) do update set titular = $2, ficha = $3, vence = excluded.vence`,
    [arriendoDe(grupo), titular, ficha, DURA_S],
  );
  return { ficha, antes: resumes ? before : null };
}

/**
 * Says that the rebuild goes on. It leaves the record of the rebuild alone, which is written to in snapshots.
 * @throws RebuildStoppedError when it is to end, or is somebody else's by now
 */
export async function latir(pool: Pool, fichas: ReadonlyMap<string, bigint>): Promise<void> {
  const grupos = [...fichas.keys()];
  const { rowCount } = await pool.query(
    `update operacion.arrendamientos a set vence = now() + make_interval(secs => $3)
     from unnest($1::text[], $2::bigint[]) as t (nombre, ficha)
     where a.nombre = t.nombre and a.ficha = t.ficha`,
    [grupos.map(arriendoDe), [...fichas.values()], DURA_S],
  );
  if (rowCount !== fichas.size) throw new RebuildStoppedError('another process has taken the rebuild over');
  const { rows } = await pool.query(
    `select 1 from operacion.reconstrucciones where grupo = any($1) and estado = 'en_curso' and pide_parar`,
    [grupos],
  );
  if (rows.length > 0) throw new RebuildStoppedError('the rebuild was asked to stop; run it again to go on');
}

/** Notes how far the tables are filled, in the transaction that fills them. @throws RebuildStoppedError */
export async function anotarAvance(
  client: PoolClient,
  grupo: string,
  ficha: bigint,
  posicion: bigint | null,
  eventos: number,
): Promise<void> {
  const { rowCount } = await client.query(
    `update operacion.reconstrucciones set posicion = $3, eventos = $4, actualizada_en = now()
     where grupo = $1 and ficha = $2`,
    [grupo, ficha, posicion, eventos],
  );
  if (rowCount !== 1) throw new RebuildStoppedError('another process has taken the rebuild over');
}

export async function cerrar(
  client: PoolClient | Pool,
  grupo: string,
  ficha: bigint,
  fin: {
    estado: EstadoDeReconstruccion;
    error?: string;
    informe?: readonly ComparacionDeTabla[];
    anterior?: Anterior;
  },
): Promise<void> {
  await client.query(
    `update operacion.reconstrucciones set estado = $3, error = $4, informe = coalesce($5, informe),
       anterior = coalesce($6, anterior), actualizada_en = now()
     where grupo = $1 and ficha = $2`,
    [
      grupo,
      ficha,
      fin.estado,
      fin.error ?? null,
      fin.informe ? JSON.stringify(fin.informe) : null,
      fin.anterior ? JSON.stringify(fin.anterior) : null,
    ],
  );
}

/** Asks whoever rebuilds these groups to stop; those that are being rebuilt. */
export async function pedirParada(pool: Pool, grupos: readonly string[]): Promise<string[]> {
  const { rows } = await pool.query(
    `update operacion.reconstrucciones r set pide_parar = true
     from operacion.arrendamientos a
     where r.grupo = any($1) and r.estado = 'en_curso' and a.nombre = $2 || r.grupo and a.vence > now()
     returning r.grupo`,
    [grupos, ARRIENDO],
  );
  return (rows as { grupo: string }[]).map(({ grupo }) => grupo);
}
