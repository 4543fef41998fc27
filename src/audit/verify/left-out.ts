/** Events that a group's rows are rightly without: parked, or skipped by an operator. */
import type { PoolClient } from '../../platform/postgres/pool.ts';

/** Log positions by group. */
export async function leftOut(
  client: PoolClient,
  estados: readonly string[] = ['aparcado', 'saltado'],
): Promise<Map<string, Set<bigint>>> {
  const { rows } = await client.query(
    'select grupo, posicion::text from operacion.eventos_aparcados where estado = any($1)',
    [estados],
  );
  const positions = new Map<string, Set<bigint>>();
  for (const { grupo, posicion } of rows as { grupo: string; posicion: string }[])
    positions.set(grupo, (positions.get(grupo) ?? new Set()).add(BigInt(posicion)));
  return positions;
}
