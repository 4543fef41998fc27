/**
 * `besitos rebuild <projection|all>`: fills shadow tables from the log, compares them with the live ones, and exchanges the
 * two. It can be stopped and gone on with; what it replaced is kept until the next rebuild.
 */
import { type Command, InvalidArgumentError } from 'commander';
import type { Projection } from '../../projections/definicion.ts';
import type { ComparacionDeTabla } from '../../projections/engine/comparar.ts';
import {
  devolver,
  limpiar,
  type RebuildProgress,
  type RebuildReport,
  RebuildStoppedError,
  rebuild,
} from '../../projections/engine/rebuild.ts';
import { listarReconstrucciones, pedirParada } from '../../projections/engine/reconstrucciones.ts';
import { PROJECTIONS, projectionNamed } from '../../projections/registro.ts';
import { print, printJson, wantsJson, withServices } from '../output.ts';
import { comprobar } from '../rebuilds.ts';
import type { Services } from '../services.ts';

const REPORT_EVERY_MS = 1_000;

interface Options {
  dryRun?: true;
  acceptDifferences?: true;
  fresh?: true;
  stop?: true;
  fallback?: true;
  clean?: true;
  status?: true;
}

export function registerRebuild(program: Command): void {
  program
    .command('rebuild')
    .description(
      'rebuild a projection group (or the one that keeps a table), or all of them, while the live one serves',
    )
    .argument('<name>', `one of ${PROJECTIONS.map(({ grupo }) => grupo).join(', ')}, a table, or all`, chosen)
    .option('--dry-run', 'fill and compare, and leave the live tables as they are')
    .option('--accept-differences', 'exchange the tables though their rows differ')
    .option('--fresh', 'begin anew where an interrupted rebuild could be gone on with')
    .option('--stop', 'ask a rebuild that is under way, in whatever process, to stop')
    .option('--fallback', 'put the tables back that the last rebuild replaced')
    .option('--clean', 'drop the tables that were replaced, and those of rebuilds that nobody goes on with')
    .option('--status', 'show the last rebuild of each group')
    .action(async (projections: readonly Projection[], options: Options, command: Command) => {
      const json = wantsJson(command);
      await withServices(async (services) => {
        if (options.status) return showStatus(services, projections, json);
        if (options.stop) return askToStop(services, projections, json);
        if (options.fallback) return fallBack(services, projections, json);
        if (options.clean) {
          for (const projection of projections) await limpiar(services.pool, projection);
          return json ? printJson({ cleaned: true }) : print('✔ nothing is kept any more');
        }
        await run(services, projections, options, json);
      });
    });
}

function chosen(name: string): readonly Projection[] {
  if (name === 'all') return PROJECTIONS;
  const projection = projectionNamed(name);
  if (!projection) throw new InvalidArgumentError(`there is no projection ${name}`);
  return [projection];
}

async function run(
  { store, pool }: Services,
  projections: readonly Projection[],
  { dryRun, acceptDifferences, fresh }: Options,
  json: boolean,
): Promise<void> {
  const stopping = new AbortController();
  const stop = () => stopping.abort(new RebuildStoppedError('interrupted; run it again to go on'));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop);
  const show = progressPrinter(json);
  try {
    const report = await rebuild({
      store,
      pool,
      projections,
      comprobar,
      ...(dryRun && { dryRun }),
      ...(acceptDifferences && { acceptDifferences }),
      ...(fresh && { fresh }),
      signal: stopping.signal,
      onProgress: show,
    });
    if (json) printJson({ rebuilt: report });
    else printReport(report);
    if (report.grupos.some(({ estado }) => estado === 'rechazada')) process.exitCode = 1;
  } catch (error) {
    if (!(error instanceof RebuildStoppedError)) throw error;
    if (json) printJson({ stopped: error.message });
    else print(`■ ${error.message}`);
    process.exitCode = 1;
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.removeListener(signal, stop);
  }
}

const DOING = {
  indexando: 'building indexes',
  comparando: 'comparing',
  cambiando: 'exchanging the tables',
} as const;

/** A line a second, and one for each change of phase; objects, one a line, for programs. */
function progressPrinter(json: boolean): (progress: RebuildProgress) => void {
  let lastMs = 0;
  let last = '';
  return (progress) => {
    const { fase, grupos, eventos, porSegundo, hecho, etaMs } = progress;
    const phase = `${fase} ${grupos.join()}`;
    if (phase === last && performance.now() - lastMs < REPORT_EVERY_MS) return;
    lastMs = performance.now();
    last = phase;
    if (json) {
      process.stderr.write(`${JSON.stringify(progress)}\n`);
      return;
    }
    const names = grupos.length === PROJECTIONS.length ? 'all groups' : grupos.join(', ');
    if (fase !== 'llenando') {
      process.stderr.write(`  ${names}: ${DOING[fase]} …\n`);
      return;
    }
    const eta = etaMs === null ? '' : `, about ${Math.ceil(etaMs / 1000)} s to go`;
    process.stderr.write(
      `  ${names}: ${eventos} events, ${Math.round(porSegundo)}/s, ${(hecho * 100).toFixed(0)} %${eta}\n`,
    );
  };
}

const ENDED = { hecha: '✔', probada: '○', rechazada: '✖' } as const;

function printReport({ grupos, eventos, durationMs, porSegundo }: RebuildReport): void {
  for (const { grupo, estado, posicion, comparadaEn, tablas } of grupos) {
    print(
      `${ENDED[estado]} ${grupo}: ${ending(estado)}, compared at position ${comparadaEn ?? '—'}, now at ${posicion ?? '—'}`,
    );
    for (const tabla of tablas) printTable(tabla);
  }
  print(`${eventos} events in ${(durationMs / 1000).toFixed(1)} s (${Math.round(porSegundo)}/s).`);
  if (grupos.some(({ estado }) => estado === 'rechazada'))
    print(
      'Nothing was exchanged where rows differ. If you know why they do: again with --accept-differences.',
    );
}

function ending(estado: keyof typeof ENDED): string {
  if (estado === 'hecha') return 'exchanged';
  return estado === 'probada' ? 'dry run, nothing exchanged' : 'rows differ, not exchanged';
}

function printTable({
  tabla,
  con,
  filas,
  filasAntes,
  suma,
  sumaAntes,
  distintas,
  diferencias,
}: ComparacionDeTabla) {
  const same = con === 'vivas' ? 'the live table' : 'the fold of the log';
  const counts = filasAntes === null ? `${filas} rows` : `${filas} rows (live ${filasAntes})`;
  const sums =
    sumaAntes === null || suma === sumaAntes ? `checksum ${suma}` : `checksum ${suma} (live ${sumaAntes})`;
  print(
    `    ${distintas === 0 ? '=' : '≠'} ${tabla}: ${counts}, ${sums}${distintas === 0 ? `, equals ${same}` : `, ${distintas} rows differ from ${same}`}`,
  );
  for (const diferencia of diferencias) print(`        ${diferencia}`);
  if (distintas > diferencias.length && diferencias.length > 0)
    print(`        … and ${distintas - diferencias.length} more`);
}

async function showStatus(
  { pool }: Services,
  projections: readonly Projection[],
  json: boolean,
): Promise<void> {
  const all = await listarReconstrucciones(pool);
  const rebuilds = all.filter(({ grupo }) => projections.some((projection) => projection.grupo === grupo));
  if (json) return printJson({ rebuilds });
  if (rebuilds.length === 0) print('No rebuild is on record.');
  for (const { grupo, estado, version, posicion, eventos, actualizadaEn, error, anterior } of rebuilds) {
    print(
      `${grupo} (version ${version}): ${estado} at position ${posicion ?? '—'}, ${eventos} events, ${actualizadaEn}`,
    );
    if (error) print(`    ${error}`);
    if (anterior)
      print(
        `    the tables of before (version ${anterior.version}, position ${anterior.posicion ?? '—'}) are kept`,
      );
  }
}

async function askToStop(
  { pool }: Services,
  projections: readonly Projection[],
  json: boolean,
): Promise<void> {
  const asked = await pedirParada(
    pool,
    projections.map(({ grupo }) => grupo),
  );
  if (json) return printJson({ asked });
  print(asked.length > 0 ? `■ asked to stop: ${asked.join(', ')}` : 'No rebuild is under way.');
}

async function fallBack(
  { pool }: Services,
  projections: readonly Projection[],
  json: boolean,
): Promise<void> {
  const back = [];
  for (const projection of projections) {
    const { posicion, version } = await devolver(pool, projection);
    back.push({ grupo: projection.grupo, posicion, version });
  }
  if (json) return printJson({ back });
  for (const { grupo, posicion, version } of back)
    print(
      `✔ ${grupo}: the tables of before are back, of version ${version}, at position ${posicion ?? '—'}; the projector catches up from there`,
    );
}
