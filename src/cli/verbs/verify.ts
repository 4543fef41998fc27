/** `besitos verify`: folds the log afresh and compares; exits with 1 on any difference. */
import type { Command } from 'commander';
import { type VerifyReport, verify } from '../../audit/verify/verify.ts';
import { print, printJson, wantsJson, withServices } from '../output.ts';

export function registerVerify(program: Command): void {
  program
    .command('verify')
    .description('fold the whole log afresh and compare every read model, chain and balance with it')
    .action(async (_options, command: Command) => {
      const json = wantsJson(command);
      await withServices(async ({ store, pool }) => {
        const onProgress = (eventos: number) => {
          if (!json) process.stderr.write(`  ${eventos} events read\n`);
        };
        const report = await verify({ store, pool, onProgress });
        if (json) printJson(report);
        else printReport(report);
        if (!report.ok) process.exitCode = 1;
      });
    });
}

function printReport(report: VerifyReport): void {
  const seconds = (report.durationMs / 1000).toFixed(1);
  print(`Read ${report.eventos} events in ${report.streams} streams (${seconds} s).`);
  const points = Object.entries(report.puntosDeControl).map(
    ([grupo, posicion]) => `${grupo} ${posicion ?? '—'}`,
  );
  print(`Compared as of the checkpoints: ${points.join(', ')}.`);
  if (report.sinProyectar > 0) print(`${report.sinProyectar} newer events are checked in the log only.`);
  for (const [grupo, cuantos] of Object.entries(report.sinAplicar))
    print(`${grupo} is without ${cuantos} events that are parked or were skipped: see besitos parked.`);
  print();
  for (const { nombre, comparados, distintos, diferencias } of report.comprobaciones) {
    print(
      `${distintos === 0 ? '✔' : '✖'} ${nombre} — ${comparados} compared${distintos > 0 ? `, ${distintos} differ` : ''}`,
    );
    for (const diferencia of diferencias) print(`    ${diferencia}`);
    if (distintos > diferencias.length) print(`    … and ${distintos - diferencias.length} more`);
  }
  print();
  print(report.ok ? 'Everything agrees.' : 'THE READ MODELS OR THE LOG DIFFER: see above.');
}
