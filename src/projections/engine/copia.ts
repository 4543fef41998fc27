/** COPY: rows as PostgreSQL's text format takes them, streamed into a table. */
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { from as copyFrom } from 'pg-copy-streams';
import type { PoolClient } from '../../platform/postgres/pool.ts';
import type { Fila, Forma, Tipo } from '../almacen.ts';

/** Characters handed to the stream at a time. */
const TROZO = 64 * 1024;

/** Streams rows into `schema.table`. Runs inside the caller's transaction, if there is one. */
export async function copiar(
  client: PoolClient,
  schema: string,
  forma: Forma,
  filas: Iterable<Fila>,
): Promise<void> {
  const columnas = Object.keys(forma.columnas);
  const copy = client.query(copyFrom(`copy ${schema}.${forma.tabla} (${columnas.join(', ')}) from stdin`));
  await pipeline(Readable.from(trozos(forma, filas), { objectMode: false }), copy);
}

function* trozos(forma: Forma, filas: Iterable<Fila>): Generator<Buffer> {
  const columnas = Object.entries(forma.columnas);
  let texto = '';
  for (const fila of filas) {
    texto += linea(columnas, fila);
    if (texto.length < TROZO) continue;
    yield Buffer.from(texto);
    texto = '';
  }
  if (texto !== '') yield Buffer.from(texto);
}

function linea(columnas: readonly [string, Tipo][], fila: Fila): string {
  let texto = '';
  let separador = '';
  for (const [columna, tipo] of columnas) {
    const value = fila[columna];
    texto += separador;
    separador = '\t';
    if (value === null || value === undefined) texto += '\\N';
    else if (tipo === 'text') texto += escapado(value as string);
    else if (tipo === 'jsonb') texto += escapado(JSON.stringify(value));
    else texto += String(value);
  }
  return `${texto}\n`;
}

const ESPECIAL = /[\\\t\n\r]/;
const ESPECIALES = /[\\\t\n\r]/g;
const ESCAPES: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

function escapado(texto: string): string {
  return ESPECIAL.test(texto) ? texto.replace(ESPECIALES, (caracter) => ESCAPES[caracter]!) : texto;
}
