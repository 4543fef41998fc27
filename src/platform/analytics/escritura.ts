/** How tracked events reach their table: by COPY, or, where some of them may stand there already, by a statement that skips those. */
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { from as copyFrom } from 'pg-copy-streams';
import { asegurarMes, mesDe } from '../postgres/meses.ts';
import type { Pool, PoolClient } from '../postgres/pool.ts';

export interface Entrada {
  id: string;
  tipo: string;
  usuarioId: string | null;
  /** ISO, UTC. */
  en: string;
  /** JSON. */
  propiedades: string;
}

const SCHEMA = 'lectura';
const TABLA = 'analytics_seguimiento';
const COLUMNAS = 'evento_id, tipo, usuario_id, ocurrido_en, propiedades';
/** Characters handed to the stream at a time. */
const CHUNK = 64 * 1024;

/** `isRepeat`: some or all of the entries may have been written by an attempt whose outcome is not known. */
export async function escribir(pool: Pool, entradas: readonly Entrada[], isRepeat: boolean): Promise<void> {
  const client = await pool.connect();
  let failure: unknown;
  try {
    await (isRepeat ? insertarNuevas(client, entradas) : copiar(client, entradas));
  } catch (error) {
    failure = error;
    throw error;
  } finally {
    // After an error the connection may be in the middle of something.
    client.release(failure !== undefined);
  }
}

/** Makes the partitions that these entries need. */
export async function asegurarMesesDe(pool: Pool, entradas: readonly Entrada[]): Promise<void> {
  for (const mes of new Set(entradas.map(({ en }) => mesDe(en)))) await asegurarMes(pool, SCHEMA, TABLA, mes);
}

async function copiar(client: PoolClient, entradas: readonly Entrada[]): Promise<void> {
  const copy = client.query(copyFrom(`copy ${SCHEMA}.${TABLA} (${COLUMNAS}) from stdin`));
  await pipeline(Readable.from(trozos(entradas), { objectMode: false }), copy);
}

async function insertarNuevas(client: PoolClient, entradas: readonly Entrada[]): Promise<void> {
  await client.query({
    text: `insert into ${SCHEMA}.${TABLA} (${COLUMNAS})
           select * from unnest($1::uuid[], $2::text[], $3::uuid[], $4::timestamptz[], $5::jsonb[])
           on conflict do nothing`,
    values: [
      entradas.map(({ id }) => id),
      entradas.map(({ tipo }) => tipo),
      entradas.map(({ usuarioId }) => usuarioId),
      entradas.map(({ en }) => en),
      entradas.map(({ propiedades }) => propiedades),
    ],
  });
}

function* trozos(entradas: readonly Entrada[]): Generator<Buffer> {
  let texto = '';
  for (const { id, tipo, usuarioId, en, propiedades } of entradas) {
    texto += `${id}\t${escapado(tipo)}\t${usuarioId === null ? '\\N' : escapado(usuarioId)}\t${en}\t${escapado(propiedades)}\n`;
    if (texto.length < CHUNK) continue;
    yield Buffer.from(texto);
    texto = '';
  }
  if (texto !== '') yield Buffer.from(texto);
}

const ESPECIAL = /[\\\t\n\r]/;
const ESPECIALES = /[\\\t\n\r]/g;
const ESCAPES: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

function escapado(texto: string): string {
  return ESPECIAL.test(texto) ? texto.replace(ESPECIALES, (caracter) => ESCAPES[caracter]!) : texto;
}
