/** `besitos eventstore backup|restore|check|scavenge|report`: what keeps the embedded event store well. */
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { restore } from '../../../events/embedded/maintenance/backup-file.ts';
import { compact } from '../../../events/embedded/maintenance/compact.ts';
import type { Progress } from '../../../events/embedded/maintenance/messages.ts';
import { readConfig } from '../../../platform/config.ts';
import { codeOf, StartupError } from '../../../platform/errors.ts';
import { eventStoreDir, withMaintenance } from '../../eventstore/maintenance.ts';
import { HINTS } from '../../eventstore/node-settings.ts';
import { print, printJson, wantsJson } from '../../output.ts';

const REPORT_EVERY_MS = 1_000;
const DIR = ['--dir <folder>', 'folder of the event store (default: eventstore in the data folder)'] as const;

interface Options {
  dir?: string;
}

export function registerMaintenance(parent: Command): void {
  parent
    .command('backup')
    .description('copy the log into one file while the store serves; an earlier backup is gone on with')
    .argument('<file>', 'the backup')
    .option(...DIR)
    .action(async (file: string, { dir }: Options, command: Command) => {
      await withMaintenance(config(), dir, async ({ client }) => {
        const { lastPosition, added } = await client.backup(resolve(file), told(command));
        if (wantsJson(command)) printJson({ file: resolve(file), lastPosition, added });
        else print(`✔ ${file}: ${count(added)} records added, the log up to position ${lastPosition}`);
      });
    });

  parent
    .command('restore')
    .description('make a new event store folder from a backup; every record is checked on the way')
    .argument('<file>', 'the backup')
    .option(...DIR)
    .action(async (file: string, options: Options, command: Command) => {
      const dir = resolve(eventStoreDir(config(), options.dir));
      const { lastPosition } = await restored(resolve(file), dir);
      if (wantsJson(command)) printJson({ dir, lastPosition });
      else
        print(
          `✔ ${dir} holds the log up to position ${lastPosition}.\n` +
            '  Read models that were ahead of it must be rebuilt: npm run -s besitos -- rebuild all',
        );
    });

  parent
    .command('check')
    .description(
      'read every record and find it by stream, revision and id; exits with 1 when anything is wrong',
    )
    .option(...DIR)
    .action(async ({ dir }: Options, command: Command) => {
      await withMaintenance(config(), dir, async ({ client }) => {
        const result = await client.check(told(command));
        if (result.wrong > 0) process.exitCode = 1;
        if (wantsJson(command)) {
          printJson({ ok: result.wrong === 0, ...result });
          return;
        }
        for (const finding of result.findings) print(`✖ ${finding}`);
        const more = result.wrong - result.findings.length;
        if (more > 0) print(`  … and ${count(more)} more`);
        const looked = `${count(result.events)} events read, ${count(result.scavenged)} scavenged`;
        print(
          result.wrong === 0
            ? `✔ ${looked}: every record is whole and found.`
            : `✖ ${looked}: ${count(result.wrong)} things are wrong; restore a backup.`,
        );
      });
    });

  parent
    .command('scavenge')
    .description('take out events that can never be read again: expired, truncated, or of deleted streams')
    .option(...DIR)
    .option('--compact', 'give the freed room back to the disk; the store must not be running')
    .action(async ({ dir, compact: compacts = false }: Options & { compact?: boolean }, command: Command) => {
      let folder = '';
      await withMaintenance(config(), dir, async ({ client, dir: found, running }) => {
        folder = found;
        if (running && compacts)
          throw new StartupError(
            'EVENTSTORE_LOCKED',
            'a running event store cannot be compacted',
            'Leave --compact out, or stop the program first. Freed room is used again by new events in any case.',
          );
        const result = await client.scavenge(told(command, 'events taken out'));
        if (result.how === 'Failed') process.exitCode = 1;
        if (wantsJson(command) && !compacts) printJson(result);
        else if (!wantsJson(command))
          print(
            result.how === 'Failed'
              ? `✖ The scavenge failed: ${result.error}`
              : `✔ ${count(result.events)} events of ${count(result.streams)} streams taken out, ${size(result.bytes)} free to be used again`,
          );
      });
      if (!compacts || process.exitCode === 1) return;
      const { beforeBytes, afterBytes } = compact(folder);
      if (wantsJson(command)) printJson({ beforeBytes, afterBytes });
      else print(`✔ compacted from ${size(beforeBytes)} to ${size(afterBytes)}`);
    });

  parent
    .command('report')
    .description('how large the store is, of what, and how old')
    .option(...DIR)
    .action(async ({ dir }: Options, command: Command) => {
      await withMaintenance(config(), dir, async ({ client }) => {
        const report = await client.report(told(command));
        if (wantsJson(command)) {
          printJson(report);
          return;
        }
        const { lastPosition, databaseBytes, walBytes, freeBytes, scavenged, categories } = report;
        print(`Log up to position ${lastPosition}, ${count(scavenged)} of it scavenged.`);
        print(
          `On disk ${size(databaseBytes)}, of which ${size(freeBytes)} free to be used again, and ${size(walBytes)} in the WAL.`,
        );
        print();
        print(row(['category', 'streams', 'events', 'size', 'oldest', 'newest']));
        for (const { category, streams, events, bytes, oldestMs, newestMs } of categories)
          print(row([category, count(streams), count(events), size(bytes), date(oldestMs), date(newestMs)]));
      });
    });
}

const config = () => readConfig(process.env);

async function restored(file: string, dir: string): Promise<{ lastPosition: number }> {
  try {
    return await restore(file, dir);
  } catch (error) {
    const code = codeOf(error);
    if (code === undefined || !(code in HINTS)) throw error;
    const hint =
      code === 'EVENTSTORE_CORRUPT'
        ? 'Take another backup file; nothing was changed.'
        : 'Name a folder that does not exist yet by --dir, or move the old one away.';
    throw new StartupError(code, error instanceof Error ? error.message : String(error), hint, {
      cause: error,
    });
  }
}

/** Progress on standard error: one line that is written over on a terminal, else a line each second; none beside JSON. */
function told(command: Command, unit = 'positions'): (progress: Progress) => void {
  if (wantsJson(command)) return () => {};
  let lastMs = performance.now();
  return ({ done, total }) => {
    if (performance.now() - lastMs < REPORT_EVERY_MS) return;
    lastMs = performance.now();
    const share = total === undefined ? '' : ` of ${count(total)}, ${Math.floor((done / total) * 100)} %`;
    process.stderr.write(`  ${count(done)}${share} ${unit}\n`);
  };
}

const count = (value: number): string => value.toLocaleString('en');

function size(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1_024 && unit < units.length - 1) {
    value /= 1_024;
    unit += 1;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`;
}

const date = (ms: number): string => new Date(ms).toISOString().slice(0, 19).replace('T', ' ');

function row([first = '', ...rest]: string[]): string {
  const widths = [9, 11, 10, 19, 19];
  return first.padEnd(24) + rest.map((cell, index) => `  ${cell.padStart(widths[index] ?? 0)}`).join('');
}
