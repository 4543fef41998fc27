/**
 * Projections of rows that events change one by one: a pure function says which rows an event touches and what becomes of
 * each. A batch is folded in memory over the rows as they stand, and written whole, one statement for each table.
 */
import type { PoolClient } from '../platform/postgres/pool.ts';
import { defineProjection, type Hecho, type Projection } from './definicion.ts';

/** Types of columns. `int8` is for amounts, which a number holds exactly; `posicion`, which it does not, is a text. */
type Tipo = 'text' | 'uuid' | 'int4' | 'int8' | 'posicion' | 'bool' | 'date' | 'instante' | 'jsonb';

/** Values of one row by column; instants are ISO texts. */
export type Fila = Record<string, unknown>;

/** What an event does to the row of a key: from the row before, or null, to the row after, or null for none. */
export interface Paso<Row extends Fila = Fila> {
  clave: Partial<Row>;
  cambia(fila: Row | null): Row | null;
}

export interface Tabla<Row extends Fila = Fila> {
  tabla: string;
  clave: readonly (keyof Row & string)[];
  columnas: { readonly [Columna in keyof Row & string]: Tipo };
  tipos: readonly Hecho['evento']['type'][];
  pasos(hecho: Hecho): readonly Paso<Row>[];
}

export function defineTabla<Row extends Fila>(tabla: Tabla<Row>): Tabla {
  return tabla as unknown as Tabla;
}

/** Of each key of a table, what happens to its row, in log order. */
export type Pasos = Map<string, { clave: Fila; cambios: Paso['cambia'][] }>;
/** By the names of the tables. */
type Lote = Record<string, Pasos>;

/** A group of such tables. */
export function proyeccionDeFilas(grupo: string, version: number, tablas: readonly Tabla[]): Projection {
  return defineProjection<Lote>({
    grupo,
    version,
    tablas: tablas.map(({ tabla }) => tabla),
    tipos: new Set(tablas.flatMap(({ tipos }) => tipos)),
    fold: (hechos) => Object.fromEntries(tablas.map((tabla) => [tabla.tabla, pasosDe(tabla, hechos)])),
    async write(client, lote) {
      for (const tabla of tablas) await escribir(client, tabla, lote[tabla.tabla]!);
    },
  });
}

function pasosDe(tabla: Tabla, hechos: readonly Hecho[]): Pasos {
  const pasos: Pasos = new Map();
  const tipos = new Set<string>(tabla.tipos);
  for (const hecho of hechos) {
    if (!tipos.has(hecho.evento.type)) continue;
    for (const { clave, cambia } of tabla.pasos(hecho)) {
      const nombre = claveDe(tabla, clave);
      const known = pasos.get(nombre);
      if (known) known.cambios.push(cambia);
      else pasos.set(nombre, { clave, cambios: [cambia] });
    }
  }
  return pasos;
}

/** The parts of a row's key, joined by `|`. */
const claveDe = ({ clave }: Tabla, fila: Fila): string =>
  clave.map((columna) => String(fila[columna])).join('|');

/** The rows after the batch, by key; null for one that is no more. Those that did not change are left out. */
export function plegar(pasos: Pasos, antes: ReadonlyMap<string, Fila>): Map<string, Fila | null> {
  const despues = new Map<string, Fila | null>();
  for (const [clave, { cambios }] of pasos) {
    const before = antes.get(clave) ?? null;
    const after = cambios.reduce<Fila | null>((fila, cambia) => cambia(fila), before);
    if (after !== before) despues.set(clave, after);
  }
  return despues;
}

async function escribir(client: PoolClient, tabla: Tabla, pasos: Pasos): Promise<void> {
  if (pasos.size === 0) return;
  const claves = [...pasos.values()].map(({ clave }) => clave);
  await guardar(client, tabla, plegar(pasos, await leer(client, tabla, claves)));
}

/** The rows of these keys as they stand. */
export async function leer(
  client: PoolClient,
  tabla: Tabla,
  claves: readonly Fila[],
): Promise<Map<string, Fila>> {
  const columnas = Object.entries(tabla.columnas);
  const { rows } = await client.query({
    name: `${tabla.tabla}-leer`,
    text: `select json_build_array(${columnas.map(([columna, tipo]) => leida(`t.${columna}`, tipo)).join(', ')}) as fila
           from ${registros(tabla, tabla.clave, 'k')} join ${tabla.tabla} t using (${tabla.clave.join(', ')})`,
    values: [JSON.stringify(claves)],
  });
  return new Map(
    (rows as { fila: unknown[] }[]).map(({ fila }) => {
      const row = Object.fromEntries(columnas.map(([columna], index) => [columna, fila[index]]));
      return [claveDe(tabla, row), row];
    }),
  );
}

/** Writes rows as they are after a batch, by key; null takes one away. */
export async function guardar(
  client: PoolClient,
  tabla: Tabla,
  filas: ReadonlyMap<string, Fila | null>,
): Promise<void> {
  const columnas = Object.keys(tabla.columnas);
  const quedan = [...filas.values()].filter((fila) => fila !== null);
  const sinFila = [...filas].filter(([, fila]) => fila === null).map(([clave]) => clave.split('|'));
  if (sinFila.length > 0)
    await client.query({
      name: `${tabla.tabla}-borrar`,
      text: `delete from ${tabla.tabla} t using ${registros(tabla, tabla.clave, 'k')}
             where ${tabla.clave.map((columna) => `t.${columna} = k.${columna}`).join(' and ')}`,
      values: [
        JSON.stringify(
          sinFila.map((partes) =>
            Object.fromEntries(tabla.clave.map((columna, index) => [columna, partes[index]])),
          ),
        ),
      ],
    });
  if (quedan.length === 0) return;
  const otras = columnas.filter((columna) => !tabla.clave.includes(columna));
  await client.query({
    name: `${tabla.tabla}-guardar`,
    text: `insert into ${tabla.tabla} (${columnas.join(', ')})
           select ${columnas.join(', ')} from ${registros(tabla, columnas, 'r')}
           on conflict (${tabla.clave.join(', ')}) do ${
             otras.length === 0
               ? 'nothing'
               : `update set ${otras.map((columna) => `${columna} = excluded.${columna}`).join(', ')}`
           }`,
    values: [JSON.stringify(quedan)],
  });
}

const SQL: Record<Tipo, string> = {
  text: 'text',
  uuid: 'uuid',
  int4: 'int4',
  int8: 'int8',
  posicion: 'int8',
  bool: 'boolean',
  date: 'date',
  instante: 'timestamptz',
  jsonb: 'jsonb',
};

/** The first parameter, an array of objects, as rows with these columns, under an alias. */
function registros(tabla: Tabla, columnas: readonly string[], como: string): string {
  const typed = columnas.map((columna) => `${columna} ${SQL[tabla.columnas[columna]!]}`);
  return `json_to_recordset($1) as ${como} (${typed.join(', ')})`;
}

function leida(columna: string, tipo: Tipo): string {
  if (tipo === 'instante') return `to_char(${columna} at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
  return tipo === 'posicion' ? `${columna}::text` : columna;
}
