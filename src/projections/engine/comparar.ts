/** Shadow tables beside the live ones at the same log position: row counts, checksums, and the rows that differ. */
import type { EventStore } from '../../events/store/tipos.ts';
import type { PoolClient } from '../../platform/postgres/pool.ts';
import type { Forma } from '../almacen.ts';
import type { Projection } from '../definicion.ts';

/** Differences that are shown of each table. */
const MUESTRA = 10;

export interface ComparacionDeTabla {
  tabla: string;
  /** What the new rows were compared with: the live ones, or verification's fold of the log. */
  con: 'vivas' | 'registro';
  filas: number;
  filasAntes: number | null;
  /** Sum over the rows of a 64-bit hash of each: equal for equal rows, in whatever order they stand. */
  suma: string;
  sumaAntes: string | null;
  distintas: number;
  /** In words, the first few. */
  diferencias: string[];
}

/** Compares tables in a schema with what the log gives up to a position; the caller's transaction is a snapshot. */
export type Comprobar = (peticion: {
  store: EventStore;
  client: PoolClient;
  schema: string;
  projection: Projection;
  hasta: bigint | null;
}) => Promise<{ tabla: string; distintas: number; diferencias: string[] }[]>;

/** Row by row, by the key. The transaction must be one snapshot. */
export async function compararConVivas(
  client: PoolClient,
  forma: Forma,
  { viva, sombra }: { viva: string; sombra: string },
): Promise<ComparacionDeTabla> {
  const { tabla, clave } = forma;
  const igual = clave.map((columna) => `v.${columna} = s.${columna}`).join(' and ');
  const juntas = `${viva}.${tabla} v full join ${sombra}.${tabla} s on ${igual}`;
  const { rows } = await client.query(
    `select count(v)::int as antes, count(s)::int as despues, ${suma('v')} as "sumaAntes", ${suma('s')} as "sumaDespues",
            (count(*) filter (where v is distinct from s))::int as distintas
     from ${juntas}`,
  );
  const { antes, despues, sumaAntes, sumaDespues, distintas } = rows[0] as {
    antes: number;
    despues: number;
    sumaAntes: string;
    sumaDespues: string;
    distintas: number;
  };
  const comparacion: ComparacionDeTabla = {
    tabla,
    con: 'vivas',
    filas: despues,
    filasAntes: antes,
    suma: sumaDespues,
    sumaAntes,
    distintas,
    diferencias: [],
  };
  if (distintas === 0) return comparacion;
  const key = clave.map((columna) => `coalesce(v.${columna}::text, s.${columna}::text)`).join(` || '|' || `);
  const shown = await client.query(
    `select ${key} as clave, to_jsonb(v) as v, to_jsonb(s) as s from ${juntas}
     where v is distinct from s order by 1 limit ${MUESTRA}`,
  );
  for (const row of shown.rows as Distinta[]) comparacion.diferencias.push(diferencia(tabla, row));
  return comparacion;
}

const suma = (como: string): string => `coalesce(sum(hash_record_extended(${como}, 0)::numeric), 0)::text`;

/** Row count and checksum of a table. */
export async function resumen(
  client: PoolClient,
  schema: string,
  { tabla }: Forma,
): Promise<{ filas: number; suma: string }> {
  const { rows } = await client.query(
    `select count(*)::int as filas, ${suma('t')} as suma from ${schema}.${tabla} t`,
  );
  return rows[0] as { filas: number; suma: string };
}

interface Distinta {
  clave: string;
  v: Record<string, unknown> | null;
  s: Record<string, unknown> | null;
}

function diferencia(tabla: string, { clave, v, s }: Distinta): string {
  if (v === null) return `${tabla} ${clave}: only the rebuilt table has the row`;
  if (s === null) return `${tabla} ${clave}: only the live table has the row`;
  const columnas = Object.keys(s).filter((columna) => texto(v[columna]) !== texto(s[columna]));
  const cambios = columnas.map((columna) => `${columna} ${texto(v[columna])} → ${texto(s[columna])}`);
  return `${tabla} ${clave}: ${cambios.join(', ')}`;
}

function texto(value: unknown): string {
  const text = JSON.stringify(value) ?? 'null';
  return text.length > 120 ? `${text.slice(0, 117)}…` : text;
}
