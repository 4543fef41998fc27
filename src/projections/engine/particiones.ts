/** Partitions by month: made before they are needed, or at the latest when a row of their month comes. */
import type { PoolClient } from '../../platform/postgres/pool.ts';
import type { Fila, Forma } from '../almacen.ts';

/** `2026-03` of an instant or a date. */
export const mesDe = (instante: string): string => instante.slice(0, 7);

/** The month so many months later. */
export function mesSiguiente(mes: string, cuantos = 1): string {
  const [year = 0, month = 1] = mes.split('-').map(Number);
  return new Date(Date.UTC(year, month - 1 + cuantos)).toISOString().slice(0, 7);
}

/** Makes the partitions that rows of a table need. Does nothing for a table without partitions by month. */
export async function asegurarMeses(
  client: Pick<PoolClient, 'query'>,
  schema: string,
  forma: Forma,
  filas: readonly Fila[],
): Promise<void> {
  const { mes: columna, tabla } = forma;
  if (columna === undefined) return;
  const meses = [...new Set(filas.map((fila) => mesDe(String(fila[columna]))))];
  const { rows } = await client.query({
    text: `select mes from unnest($1::text[], $2::text[]) as t (mes, nombre) where to_regclass(nombre) is null`,
    values: [meses, meses.map((mes) => `${schema}.${particionDe(tabla, mes)}`)],
  });
  for (const { mes } of rows as { mes: string }[]) await asegurarMes(client, schema, tabla, mes);
}

export async function asegurarMes(
  client: Pick<PoolClient, 'query'>,
  schema: string,
  tabla: string,
  mes: string,
): Promise<void> {
  await client.query(
    `create table if not exists ${schema}.${particionDe(tabla, mes)} partition of ${schema}.${tabla}
     for values from ('${mes}-01') to ('${mesSiguiente(mes)}-01')`,
  );
}

export const particionDe = (tabla: string, mes: string): string => `${tabla}_${mes.replace('-', '_')}`;
