/**
 * `npm run explain -- [--users N] [--rows M] [--out FILE] [--dir FOLDER]`: every query under EXPLAIN (ANALYZE, BUFFERS), over
 * read models of that size. A folder that is named is kept, and not filled again the next time.
 */
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { silentLogger } from '../src/platform/logger.ts';
import { startEmbeddedPostgres } from '../src/platform/postgres/embedded.ts';
import { migrate } from '../src/platform/postgres/migrate.ts';
import { createDatabase, type Database } from '../src/queries/database.ts';
import { llenarEscala } from './explain/escala.ts';
import { informe, tamanosDe } from './explain/informe.ts';
import { lecturas, SEMANA } from './explain/lecturas.ts';
import { medir } from './explain/plan.ts';
import { machine } from './measure.ts';

const BEGIN = '<!-- measured: npm run explain writes all that follows -->';

const { values } = parseArgs({
  options: {
    users: { type: 'string', default: '20000' },
    rows: { type: 'string', default: '500000' },
    out: { type: 'string' },
    dir: { type: 'string' },
  },
});
const escala = { users: Number(values.users), rows: Number(values.rows) };
const dir = values.dir ? resolve(values.dir) : mkdtempSync(join(tmpdir(), 'besitos-explain-'));
mkdirSync(dir, { recursive: true });
chmodSync(dir, 0o755);

const server = await startEmbeddedPostgres({
  dir: join(dir, 'postgres'),
  port: 0,
  // What is loaded can be loaded again; everything else is as the program has it.
  settings: ['fsync=off', 'full_page_writes=off', 'wal_level=minimal', 'max_wal_senders=0', 'autovacuum=off'],
});
try {
  await migrate(server.url, new URL('../projections-sql', import.meta.url).pathname, silentLogger);
  const startedMs = performance.now();
  if (await llenarEscala(server.url, escala))
    process.stderr.write(`filled in ${Math.round((performance.now() - startedMs) / 1000)} s\n`);
  await write();
} finally {
  await server.close();
  if (!values.dir) rmSync(dir, { recursive: true, force: true });
}

async function write(): Promise<void> {
  const database = await createDatabase(server.url, 1);
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  try {
    const text = await measure(database, client);
    if (!values.out) return;
    const [prose = ''] = readFileSync(values.out, 'utf8').split(BEGIN);
    writeFileSync(values.out, `${prose}${text}`);
  } finally {
    // Before the server goes: a connection that it cuts off would hide what went wrong.
    await client.end();
    await database.end();
  }
}

/** The part of the document that is measured. */
async function measure(database: Database, client: pg.Client): Promise<string> {
  const medidas = [];
  const { rows: medianos } = await client.query<{ id: string }>(
    `select usuario_id as id from lectura.clasificacion where periodo = $1 order by besitos desc
     offset (select count(*) / 2 from lectura.clasificacion where periodo = $1) limit 1`,
    [SEMANA],
  );
  for (const lectura of lecturas(escala.users, medianos[0]!.id)) {
    const medida = await medir(database, client, lectura);
    process.stderr.write(`  ${medida.ms.toFixed(2).padStart(9)} ms  ${medida.nombre}: ${medida.resumen}\n`);
    medidas.push(medida);
  }
  const { rows } = await client.query<{ version: string; buffers: string }>(
    `select split_part(version(), ' ', 2) as version, current_setting('shared_buffers') as buffers`,
  );
  const [{ version, buffers }] = rows as [{ version: string; buffers: string }];
  return [
    BEGIN,
    '',
    `Measured with ${escala.users.toLocaleString('en-US')} users and ${escala.rows.toLocaleString('en-US')} rows of analytics on ${machine()}, PostgreSQL ${version}, shared_buffers ${buffers}. Each statement ran six times; the median of the last five is shown, with the cost of timing each node in it.`,
    '',
    informe(medidas, await tamanosDe(client)),
    '',
  ].join('\n');
}
