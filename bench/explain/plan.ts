/** What a query costs: the one statement that it sends, explained with the values that it sends. */
import type pg from 'pg';
import type { Database } from '../../src/queries/database.ts';
import type { Lectura } from './lecturas.ts';

export interface Medida extends Lectura {
  sql: string;
  /** Execution by the server, and planning, of the median run. */
  ms: number;
  planMs: number;
  rows: number;
  /** Blocks of 8 KiB, found in the server's memory and not. */
  hit: number;
  read: number;
  plan: string;
  resumen: string;
}

interface Enviada {
  sql: string;
  values: unknown[];
}

const RUNS = 5;
const METHODS = ['any', 'many', 'one', 'maybeOne'] as const;

/** @throws Error when the query sends none or more than one statement */
export async function medir(database: Database, client: pg.Client, lectura: Lectura): Promise<Medida> {
  const enviadas: Enviada[] = [];
  const records = Object.fromEntries(
    METHODS.map((method) => [
      method,
      (query: Enviada) => {
        enviadas.push(query);
        return (database[method] as unknown as (query: Enviada) => Promise<unknown>)(query);
      },
    ]),
  ) as unknown as Database;
  // Read by its own way first, row schemas included: a query that fails is not measured.
  await lectura.pedir(records);
  const [enviada] = enviadas;
  if (!enviada || enviadas.length !== 1)
    throw new Error(`${lectura.nombre} sends ${enviadas.length} statements`);
  const text = enviada.sql.replaceAll(/\$slonik_(\d+)/g, '$$$1');
  const planes: string[] = [];
  for (let run = 0; run <= RUNS; run++) {
    const { rows } = await client.query<{ 'QUERY PLAN': string }>(
      `explain (analyze, buffers) ${text}`,
      enviada.values,
    );
    // The first run is the one that warms up.
    if (run > 0) planes.push(rows.map((row) => row['QUERY PLAN']).join('\n'));
  }
  const plan = planes.sort((one, other) => executionMs(one) - executionMs(other))[RUNS >> 1]!;
  const [top = ''] = plan.split('\n');
  // Those of the topmost node are those of all.
  const buffers = /^ {2}Buffers: .*$/m.exec(plan)?.[0] ?? '';
  const blocks = (kind: string) => Number(new RegExp(`shared.*?${kind}=(\\d+)`).exec(buffers)?.[1] ?? 0);
  return {
    ...lectura,
    sql: text,
    ms: executionMs(plan),
    planMs: Number(/Planning Time: ([\d.]+)/.exec(plan)![1]),
    rows: Math.round(Number(/actual time=\S+ rows=([\d.]+)/.exec(top)?.[1] ?? 0)),
    hit: blocks('hit'),
    read: blocks('read'),
    plan,
    resumen: resumenDe(plan),
  };
}

const executionMs = (plan: string): number => Number(/Execution Time: ([\d.]+)/.exec(plan)![1]);

const SCAN =
  /(Index Only Scan|Index Scan|Bitmap Index Scan|Seq Scan)(?: Backward)?(?: using (\S+))?(?: on (\S+))?/;

/** The ways that the plan takes to its tables, those that were never taken left out. */
function resumenDe(plan: string): string {
  const ways = new Set<string>();
  for (const line of plan.split('\n')) {
    const found = SCAN.exec(line);
    if (!found || line.includes('never executed')) continue;
    const [, kind, index, table] = found;
    const short = { 'Index Only Scan': 'index only', 'Index Scan': 'index', 'Seq Scan': 'whole table' }[
      kind!
    ];
    ways.add(`${short ?? 'bitmap'} ${(index ?? table ?? '').replace(/_\d{4}_\d{2}|_\d_/, '_*')}`);
  }
  for (const [word, pattern] of [
    ['sort on disk', /Sort Method: external/],
    ['hash join', /Hash (Anti |Right |Left |Semi )?Join/],
    ['hash in batches', /Batches: ([2-9]|\d\d)/],
  ] as const)
    if (pattern.test(plan)) ways.add(word);
  return [...ways].join(', ');
}
