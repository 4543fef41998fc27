/** Tables partitioned by month: the names of their partitions, and how one is made. */
import type { PoolClient } from './pool.ts';

/** `2026-03` of an instant or a date. */
export const mesDe = (instante: string): string => instante.slice(0, 7);

/** The month so many months later, or earlier. */
export function mesSiguiente(mes: string, cuantos = 1): string {
  const [year = 0, month = 1] = mes.split('-').map(Number);
  return new Date(Date.UTC(year, month - 1 + cuantos)).toISOString().slice(0, 7);
}

export const particionDe = (tabla: string, mes: string): string => `${tabla}_${mes.replace('-', '_')}`;

export async function asegurarMes(
  client: Pick<PoolClient, 'query'>,
  schema: string,
  tabla: string,
  mes: string,
): Promise<void> {
  await client.query(
    `create table if not exists ${schema}.${particionDe(tabla, mes)} partition of ${schema}.${tabla}
     for values from ('${mes}-01 00:00:00Z') to ('${mesSiguiente(mes)}-01 00:00:00Z')`,
  );
}
