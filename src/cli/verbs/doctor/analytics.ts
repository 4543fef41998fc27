/** What `besitos doctor` asks of the analytics tables: whether the months that are about to come are there. */
import { MESES_DE_ANTEMANO, mesesQueFaltan, TABLAS_POR_MES } from '../../../platform/analytics/custodio.ts';
import { mesDe } from '../../../platform/postgres/meses.ts';
import type { Pool } from '../../../platform/postgres/pool.ts';

/** @throws Error naming the months that are missing */
export async function monthsAhead(pool: Pool, nowMs: number): Promise<string> {
  const actual = mesDe(new Date(nowMs).toISOString());
  const missing: string[] = [];
  for (const tabla of TABLAS_POR_MES)
    for (const mes of await mesesQueFaltan(pool, tabla, actual)) missing.push(`${tabla} ${mes}`);
  if (missing.length > 0)
    throw new Error(
      `no partitions for ${missing.join(', ')} → the running program makes them once a day; see its log`,
    );
  return `partitions up to ${MESES_DE_ANTEMANO} months ahead`;
}
