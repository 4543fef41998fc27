/** The measured part of docs/queries.md: a table of all queries, sizes, and every plan. */
import type pg from 'pg';
import type { Espera } from './lecturas.ts';
import type { Medida } from './plan.ts';

const TITULOS: Record<Espera, string> = {
  usuario: 'Players wait for these',
  admin: 'Admins wait for these',
  fondo: 'Nobody waits for these: reactors and jobs',
};

const number = (value: number): string => Math.round(value).toLocaleString('en-US');
const millis = (value: number): string => (value < 10 ? value.toFixed(2) : value.toFixed(1));

export function informe(medidas: readonly Medida[], tamanos: string): string {
  const out: string[] = ['## Summary', ''];
  for (const espera of Object.keys(TITULOS) as Espera[]) {
    out.push(`### ${TITULOS[espera]}`, '');
    out.push('| query | ms | planning ms | rows | blocks hit | read | ways to the tables |');
    out.push('| --- | ---: | ---: | ---: | ---: | ---: | --- |');
    for (const each of medidas.filter((medida) => medida.espera === espera)) {
      const { nombre, ms, planMs, rows, hit, read, resumen } = each;
      out.push(
        `| ${nombre} | ${millis(ms)} | ${millis(planMs)} | ${number(rows)} | ${number(hit)} | ${number(read)} | ${resumen} |`,
      );
    }
    out.push('');
  }
  out.push('## Sizes', '', tamanos, '', '## Plans', '');
  for (const { nombre, archivo, para, plan, sql } of medidas) {
    const place = archivo.startsWith('(') ? archivo : `\`src/queries/${archivo}\``;
    out.push(`### ${nombre}`, '', `${para[0]!.toUpperCase()}${para.slice(1)}: ${place}.`, '');
    out.push('<details><summary>statement and plan</summary>', '');
    out.push('```sql', flush(sql), '```', '', '```text', shortened(plan), '```', '', '</details>', '');
  }
  return out.join('\n').trimEnd();
}

/** Long lists of values say nothing. */
const shortened = (plan: string): string =>
  plan
    .split('\n')
    .filter((line) => !/^Planning:$|^ *Index Searches: /.test(line))
    .map((line) => (line.length > 220 ? `${line.slice(0, 217)}…` : line))
    .join('\n');

/** Without the indentation that the statement has in its file. */
function flush(sql: string): string {
  const lines = sql.split('\n').filter((line) => line.trim() !== '');
  const indents = lines.slice(1).map((line) => line.search(/\S/));
  const common = Math.min(...indents, 40);
  return lines
    .map((line, index) => (index === 0 && line.search(/\S/) < common ? line.trim() : line.slice(common)))
    .join('\n');
}

const BIGGEST = 24;

/** Tables by size, partitions together, with rows and what of it is indexes. */
export async function tamanosDe(client: pg.Client): Promise<string> {
  const { rows } = await client.query<{ tabla: string; filas: number; heap: number; indices: number }>(`
    select regexp_replace(c.relname, '(_\\d{4}_\\d{2}|_\\d)$', '') as tabla, sum(greatest(c.reltuples, 0))::float8 as filas,
           sum(pg_table_size(c.oid))::float8 as heap, sum(pg_indexes_size(c.oid))::float8 as indices
    from pg_class c where c.relnamespace = 'lectura'::regnamespace and c.relkind = 'r'
    group by 1 order by sum(pg_total_relation_size(c.oid)) desc limit ${BIGGEST}`);
  const mib = (bytes: number) => number(bytes / 2 ** 20);
  return [
    '| table | rows | table MiB | indexes MiB |',
    '| --- | ---: | ---: | ---: |',
    ...rows.map((row) => `| ${row.tabla} | ${number(row.filas)} | ${mib(row.heap)} | ${mib(row.indices)} |`),
  ].join('\n');
}
