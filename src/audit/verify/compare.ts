/** Compares one table of the read models with its expected rows, a page of rows at a time. */
import { canonicalJson } from '../../events/canonico.ts';
import type { PoolClient } from '../../platform/postgres/pool.ts';
import { type Check, createChecker } from './report.ts';
import type { Row, TableSpec } from './tables.ts';

const PAGE = 5_000;

/**
 * Every row of the table must be expected, every expected row there, and each column equal. Rows are taken out of
 * `expected` as they are met. Runs inside the caller's snapshot.
 */
export async function compareTable(
  client: PoolClient,
  spec: TableSpec,
  expected: Map<string, Row>,
  schema = 'lectura',
): Promise<Check> {
  const { tabla, clave, columnas } = spec;
  const checker = createChecker(`${tabla}: equals the fold of the log`);
  const cursor = `verificar_${tabla}`;
  const types = await columnTypes(client, schema, tabla);
  const selected = [...clave, ...columnas].map((column) => asText(column, types.get(column)));
  const kept = await keptFrom(client, spec);
  if (kept) forgetBefore(kept, spec, expected);
  await client.query(
    `declare ${cursor} no scroll cursor for select ${selected.join(', ')} from ${schema}.${tabla}
     ${kept ? `where ${spec.mes} >= '${kept}'` : ''}`,
  );
  for (;;) {
    const { rows } = await client.query({ text: `fetch ${PAGE} from ${cursor}`, rowMode: 'array' });
    if (rows.length === 0) break;
    for (const row of rows as Row[]) {
      checker.compared();
      const key = row.slice(0, clave.length).join('|');
      const wanted = expected.get(key);
      if (!wanted) {
        checker.differs(`${tabla} ${key}: a row that the log does not give`);
        continue;
      }
      expected.delete(key);
      columnas.forEach((column, index) => {
        const text = row[clave.length + index] ?? null;
        const actual =
          text !== null && types.get(column) === 'jsonb' ? canonicalJson(JSON.parse(text)) : text;
        if (actual !== wanted[index])
          checker.differs(`${tabla} ${key}: ${column} is ${actual}, the log gives ${wanted[index]}`);
      });
    }
  }
  await client.query(`close ${cursor}`);
  for (const key of expected.keys()) {
    checker.compared();
    checker.differs(`${tabla} ${key}: the row is missing`);
  }
  return checker.check;
}

/** The first instant of what is kept of a table; null where everything is. */
async function keptFrom(client: PoolClient, { tabla, mes }: TableSpec): Promise<string | null> {
  if (mes === undefined) return null;
  const { rows } = await client.query(
    `select to_char(desde, 'YYYY-MM-DD"T00:00:00.000Z"') as desde from operacion.retenciones where tabla = $1`,
    [tabla],
  );
  return (rows[0] as { desde: string } | undefined)?.desde ?? null;
}

/** Older rows are neither expected nor looked at: whether they are gone already is nobody's concern. */
function forgetBefore(kept: string, { mes, columnas }: TableSpec, expected: Map<string, Row>): void {
  const index = columnas.indexOf(mes!);
  for (const [key, row] of expected) if (row[index]! < kept) expected.delete(key);
}

async function columnTypes(client: PoolClient, schema: string, tabla: string): Promise<Map<string, string>> {
  const { rows } = await client.query(
    `select column_name, data_type from information_schema.columns where table_schema = $1 and table_name = $2`,
    [schema, tabla],
  );
  return new Map(
    (rows as { column_name: string; data_type: string }[]).map((row) => [row.column_name, row.data_type]),
  );
}

function asText(column: string, type: string | undefined): string {
  if (type === 'timestamp with time zone')
    return `to_char(${column} at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
  return `${column}::text`;
}
