/** Rows in tables of a schema, behind a transaction: each call is one statement, whatever the number of rows. */
import type { PoolClient } from '../../platform/postgres/pool.ts';
import { type Almacen, cambiarPorLotes, claveDe, type Fila, type Forma, type Tipo } from '../almacen.ts';
import { asegurarMeses } from './particiones.ts';

/** Rows travel as one JSON text: making it is native code, while arrays are written value by value on this thread. */
export function createAlmacenVivo(client: PoolClient, schema: string): Almacen {
  const porLotes: Pick<Almacen, 'leer' | 'guardar'> = {
    leer: (forma, claves) =>
      leer(
        client,
        schema,
        forma,
        [...claves.values()].map(({ clave }) => clave),
      ),
    guardar: (forma, filas) => guardar(client, schema, forma, filas),
  };
  return {
    ...porLotes,
    cambiar: (forma, pasos, plegar) => cambiarPorLotes(porLotes, forma, pasos, plegar),
    todas: (forma) => todas(client, schema, forma),
    anotar: (forma, filas) => anotar(client, schema, forma, filas),
    acumular: (forma, filas) => acumular(client, schema, forma, filas),
  };
}

export async function leer(
  client: Pick<PoolClient, 'query'>,
  schema: string,
  forma: Forma,
  claves: readonly Fila[],
): Promise<Map<string, Fila>> {
  const { rows } = await client.query({
    name: `${schema}-${forma.tabla}-leer`,
    text: `select ${seleccion(forma)} as fila
           from ${registros(forma, forma.clave, 'k')} join ${schema}.${forma.tabla} t using (${forma.clave.join(', ')})`,
    values: [JSON.stringify(claves)],
  });
  return leidas(forma, rows);
}

export async function todas(
  client: Pick<PoolClient, 'query'>,
  schema: string,
  forma: Forma,
): Promise<Map<string, Fila>> {
  const { rows } = await client.query(`select ${seleccion(forma)} as fila from ${schema}.${forma.tabla} t`);
  return leidas(forma, rows);
}

async function guardar(
  client: PoolClient,
  schema: string,
  forma: Forma,
  filas: ReadonlyMap<string, Fila | null>,
): Promise<void> {
  const quedan: Fila[] = [];
  const sinFila: Fila[] = [];
  for (const [clave, fila] of filas)
    if (fila) quedan.push(fila);
    else sinFila.push(desdeClave(forma, clave));
  if (sinFila.length > 0) await borrar(client, schema, forma, sinFila);
  if (quedan.length === 0) return;
  const otras = otrasColumnas(forma);
  const conflicto =
    otras.length === 0
      ? 'nothing'
      : `update set ${otras.map((columna) => `${columna} = excluded.${columna}`).join(', ')}`;
  await insertar(client, schema, forma, 'guardar', ordenadas(forma, quedan), conflicto);
}

/** Deletes the rows of these keys; those that do not stand there are passed over. */
export async function borrar(
  client: PoolClient,
  schema: string,
  forma: Forma,
  claves: readonly Fila[],
): Promise<void> {
  const { tabla, clave } = forma;
  await client.query({
    name: `${schema}-${tabla}-borrar`,
    text: `delete from ${schema}.${tabla} t using ${registros(forma, clave, 'k')}
           where ${clave.map((columna) => `t.${columna} = k.${columna}`).join(' and ')}`,
    values: [JSON.stringify(claves)],
  });
}

async function anotar(
  client: PoolClient,
  schema: string,
  forma: Forma,
  filas: readonly Fila[],
): Promise<void> {
  await insertar(client, schema, forma, 'anotar', filas, null);
}

async function acumular(
  client: PoolClient,
  schema: string,
  forma: Forma,
  filas: ReadonlyMap<string, Fila>,
): Promise<void> {
  const cambios = Object.entries(forma.acumula!).map(([columna, como]) => {
    if (como === 'suma') return `${columna} = t.${columna} + coalesce(excluded.${columna}, 0)`;
    return como === 'ultimo'
      ? `${columna} = coalesce(excluded.${columna}, t.${columna})`
      : `${columna} = coalesce(t.${columna}, excluded.${columna})`;
  });
  await insertar(
    client,
    schema,
    forma,
    'acumular',
    ordenadas(forma, [...filas.values()]),
    `update set ${cambios.join(', ')}`,
  );
}

async function insertar(
  client: PoolClient,
  schema: string,
  forma: Forma,
  como: string,
  filas: readonly Fila[],
  conflicto: string | null,
): Promise<void> {
  const quedan = await asegurarMeses(client, schema, forma, filas);
  if (quedan.length === 0) return;
  const columnas = Object.keys(forma.columnas);
  await client.query({
    name: `${schema}-${forma.tabla}-${como}`,
    text: `insert into ${schema}.${forma.tabla} as t (${columnas.join(', ')})
           select ${columnas.join(', ')} from ${registros(forma, columnas, 'r')}
           ${conflicto === null ? '' : `on conflict (${forma.clave.join(', ')}) do ${conflicto}`}`,
    values: [JSON.stringify(quedan)],
  });
}

/** In one order, so that two writers could never wait for each other. */
function ordenadas(forma: Forma, filas: readonly Fila[]): Fila[] {
  return filas
    .map((fila) => ({ fila, clave: claveDe(forma, fila) }))
    .sort((one, other) => (one.clave < other.clave ? -1 : 1))
    .map(({ fila }) => fila);
}

export function otrasColumnas({ clave, columnas }: Forma): string[] {
  return Object.keys(columnas).filter((columna) => !clave.includes(columna));
}

export function desdeClave({ clave }: Forma, texto: string): Fila {
  const partes = texto.split('|');
  return Object.fromEntries(clave.map((columna, index) => [columna, partes[index]]));
}

const SQL: Record<Tipo, string> = {
  text: 'text',
  uuid: 'uuid',
  int2: 'int2',
  int4: 'int4',
  int8: 'int8',
  posicion: 'int8',
  bool: 'boolean',
  date: 'date',
  instante: 'timestamptz',
  jsonb: 'jsonb',
};

/** The first parameter, an array of objects, as rows with these columns, under an alias. */
function registros(forma: Forma, columnas: readonly string[], como: string): string {
  const typed = columnas.map((columna) => `${columna} ${SQL[forma.columnas[columna]!]}`);
  return `json_to_recordset($1) as ${como} (${typed.join(', ')})`;
}

function seleccion(forma: Forma): string {
  const columnas = Object.entries(forma.columnas);
  return `json_build_array(${columnas.map(([columna, tipo]) => leida(`t.${columna}`, tipo)).join(', ')})`;
}

function leida(columna: string, tipo: Tipo): string {
  if (tipo === 'instante') return `to_char(${columna} at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
  return tipo === 'posicion' ? `${columna}::text` : columna;
}

function leidas(forma: Forma, rows: unknown[]): Map<string, Fila> {
  const columnas = Object.keys(forma.columnas);
  return new Map(
    (rows as { fila: unknown[] }[]).map(({ fila }) => {
      const row: Fila = {};
      for (const [index, columna] of columnas.entries()) row[columna] = fila[index];
      return [claveDe(forma, row), row];
    }),
  );
}
