/** `besitos start`: runs the program until a signal stops it. */
import type { Command } from 'commander';
import { readConfig } from '../../platform/config.ts';
import { createLogger } from '../../platform/logger.ts';
import { banner } from '../banner.ts';
import { print } from '../output.ts';
import type { RunningProgram } from '../program.ts';

const FORCED_EXIT_AFTER_MS = 15_000;

export function registerStart(program: Command, version: string): void {
  program
    .command('start', { isDefault: true })
    .description(
      'run everything: event store, PostgreSQL, projectors, API, bot; embedded where no URL is set',
    )
    .action(() => start(version));
}

async function start(version: string): Promise<void> {
  const config = readConfig(process.env);
  const log = createLogger(config.logLevel, process.stderr.isTTY === true);
  // Loaded here, so that the other verbs start without bot, API and chat page.
  const { startProgram } = await import('../program.ts');
  // A signal during the start waits for what is half open, and then closes it.
  const starting = startProgram(config, log, version);
  stopOnSignal(starting);
  const { url, emulator, firstKey, parts } = await starting;
  const readyMs = process.uptime() * 1000;
  print(banner({ version, readyMs, lines: parts, url, chat: emulator !== null, firstKey }));
}

function stopOnSignal(starting: Promise<RunningProgram>): void {
  let stopping = false;
  const stop = (signal: NodeJS.Signals) => {
    if (stopping) process.exit(130);
    stopping = true;
    print(`\n  ${signal}: stopping …`);
    setTimeout(() => process.exit(1), FORCED_EXIT_AFTER_MS).unref();
    void starting
      .then((running) => running.close())
      .then(
        () => {
          print('  stopped; nothing was lost.');
          process.exit(0);
        },
        () => process.exit(1),
      );
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
}
