/** What a user's wallet holds now. */
import { sql } from 'slonik';
import { z } from 'zod';
import type { Database } from './database.ts';

const Row = z.object({ saldo: z.int() });

/** Besitos in the wallet; 0 before the first movement. One index look-up. */
export async function saldo(database: Database, usuarioId: string): Promise<number> {
  const row = await database.maybeOne(
    sql.type(Row)`select saldo from lectura.saldos where cuenta = ${`usuario:${usuarioId}:cartera`}`,
  );
  return row?.saldo ?? 0;
}
saldo.grupos = ['dinero'];
