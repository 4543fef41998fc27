/** How far each projection group has come, by the database's own word. */
import { sql } from 'slonik';
import { z } from 'zod';
import type { Database } from './database.ts';

const Row = z.object({ grupo: z.string(), posicion: z.string().nullable() });

export async function puntosDeControl(
  database: Database,
): Promise<{ grupo: string; posicion: bigint | null }[]> {
  const rows = await database.any(
    sql.type(Row)`select grupo, posicion::text from operacion.puntos_de_control order by grupo`,
  );
  return rows.map(({ grupo, posicion }) => ({
    grupo,
    posicion: posicion === null ? null : BigInt(posicion),
  }));
}
