/** Partitions by month: made before they are needed, or at the latest when a row of their month comes. */
import { asegurarMes, mesDe, particionDe } from '../../platform/postgres/meses.ts';
import type { PoolClient } from '../../platform/postgres/pool.ts';
import type { Fila, Forma } from '../almacen.ts';

/**
 * Makes the partitions that rows of a table need, and gives the rows that are to be written: those older than what is kept of
 * the table are not. Of a table without partitions by month that is all of them.
 */
export async function asegurarMeses(
  client: Pick<PoolClient, 'query'>,
  schema: string,
  forma: Forma,
  filas: readonly Fila[],
): Promise<readonly Fila[]> {
  const { mes: columna, tabla } = forma;
  if (columna === undefined) return filas;
  const mesDeFila = (fila: Fila) => mesDe(String(fila[columna]));
  const meses = [...new Set(filas.map(mesDeFila))];
  const { rows } = await client.query({
    text: `select (select to_char(desde, 'YYYY-MM') from operacion.retenciones where tabla = $3) as desde,
                  array(select mes from unnest($1::text[], $2::text[]) as t (mes, nombre)
                        where to_regclass(nombre) is null) as faltan`,
    values: [meses, meses.map((mes) => `${schema}.${particionDe(tabla, mes)}`), tabla],
  });
  const { desde, faltan } = rows[0] as { desde: string | null; faltan: string[] };
  for (const mes of faltan) if (desde === null || mes >= desde) await asegurarMes(client, schema, tabla, mes);
  return desde === null ? filas : filas.filter((fila) => mesDeFila(fila) >= desde);
}
