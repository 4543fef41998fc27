/** One group of tables, wherever they stand, beside what the log gives up to a position. */
import type { EventStore } from '../../events/store/tipos.ts';
import type { PoolClient } from '../../platform/postgres/pool.ts';
import { compareTable } from './compare.ts';
import { createExpectedFold, TABLES } from './expected.ts';
import { leftOut } from './left-out.ts';
import type { Check } from './report.ts';

export interface GroupCheck extends Check {
  tabla: string;
}

/** Runs inside the caller's snapshot. Events that an operator has skipped are left out. */
export async function verifyGroup(options: {
  store: EventStore;
  client: PoolClient;
  schema: string;
  grupo: string;
  /** Log position up to which the tables are filled; null where they are empty. */
  hasta: bigint | null;
}): Promise<GroupCheck[]> {
  const { store, client, schema, grupo, hasta } = options;
  const fold = createExpectedFold();
  const skipped = (await leftOut(client, ['saltado'])).get(grupo);
  if (hasta !== null)
    for await (const stored of store.readAll({ after: null })) {
      if (stored.position > hasta) break;
      if (!skipped?.has(stored.position)) fold.event(stored, (each) => each === grupo);
    }
  const checks: GroupCheck[] = [];
  for (const spec of TABLES)
    if (spec.grupo === grupo)
      checks.push({
        tabla: spec.tabla,
        ...(await compareTable(client, spec, fold.tables[spec.tabla], schema)),
      });
  return checks;
}
