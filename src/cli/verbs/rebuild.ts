/** `besitos rebuild <projection>`: fills shadow tables from the log and exchanges them for the live ones. */
import { type Command, InvalidArgumentError } from 'commander';
import type { Projection } from '../../projections/definicion.ts';
import { type RebuildProgress, type RebuildResult, rebuild } from '../../projections/engine/rebuild.ts';
import { PROJECTIONS, projectionNamed } from '../../projections/registro.ts';
import { print, printJson, wantsJson, withServices } from '../output.ts';

const REPORT_EVERY_MS = 1_000;

export function registerRebuild(program: Command): void {
  program
    .command('rebuild')
    .description(
      'rebuild a projection group (or the one that keeps a table), or all of them, while the live one serves',
    )
    .argument('<name>', `one of ${PROJECTIONS.map(({ grupo }) => grupo).join(', ')}, a table, or all`, chosen)
    .action(async (projections: readonly Projection[], _options, command: Command) => {
      const json = wantsJson(command);
      await withServices(async ({ store, pool }) => {
        const results: RebuildResult[] = [];
        for (const projection of projections) {
          const { grupo } = projection;
          const onProgress = every(REPORT_EVERY_MS, (progress: RebuildProgress) => {
            if (!json) process.stderr.write(`  ${grupo}: ${progressLine(progress)}\n`);
          });
          const result = await rebuild({ store, pool, projection, onProgress });
          results.push(result);
          const seconds = (result.durationMs / 1000).toFixed(1);
          const rate = Math.round(result.porSegundo);
          if (!json)
            print(
              `✔ ${grupo}: ${result.eventos} events in ${seconds} s (${rate}/s), now at position ${result.posicion ?? '—'}`,
            );
        }
        if (json) printJson({ rebuilt: results });
      });
    });
}

function chosen(name: string): readonly Projection[] {
  if (name === 'all') return PROJECTIONS;
  const projection = projectionNamed(name);
  if (!projection) throw new InvalidArgumentError(`there is no projection ${name}`);
  return [projection];
}

function progressLine({ eventos, porSegundo, hecho, etaMs }: RebuildProgress): string {
  const eta = etaMs === null ? '' : `, about ${Math.ceil(etaMs / 1000)} s to go`;
  return `${eventos} events, ${Math.round(porSegundo)}/s, ${(hecho * 100).toFixed(0)} %${eta}`;
}

function every<Value>(ms: number, tell: (value: Value) => void): (value: Value) => void {
  let lastMs = performance.now();
  return (value) => {
    if (performance.now() - lastMs < ms) return;
    lastMs = performance.now();
    tell(value);
  };
}
