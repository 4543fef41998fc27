/** `besitos eventstore serve`: the embedded event store alone, for clients of other programs and machines. */
import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { EmbeddedNode } from '../../../events/embedded/node.ts';
import { startEmbeddedNodeThread } from '../../../events/embedded/thread.ts';
import { readConfig } from '../../../platform/config.ts';
import { codeOf, StartupError } from '../../../platform/errors.ts';
import { createLogger } from '../../../platform/logger.ts';
import { eventStoreDir } from '../../eventstore/maintenance.ts';
import { clientUrl, HINTS, type NodeSettings, nodeSettings } from '../../eventstore/node-settings.ts';
import { print, printJson, wantsJson } from '../../output.ts';

const FORCED_EXIT_AFTER_MS = 15_000;
const PASSWORD_PLACE = '$EVENTSTORE_ADMIN_PASSWORD';

interface Options {
  dir?: string;
  host?: string;
  port?: string;
  tlsCert?: string;
  tlsKey?: string;
  advertiseHost?: string;
  startStandardProjections?: boolean;
}

export function registerServe(parent: Command): void {
  parent
    .command('serve')
    .description(
      'serve the event store to any EventStoreDB client; passwords come from EVENTSTORE_ADMIN_PASSWORD and EVENTSTORE_OPS_PASSWORD',
    )
    .option('--dir <folder>', 'folder of the event store (default: eventstore in the data folder)')
    .option('--host <address>', 'address to listen on (EVENTSTORE_HOST)')
    .option('--port <port>', 'port to listen on, 0 for any (EVENTSTORE_PORT)')
    .option('--tls-cert <file>', 'certificate in PEM (EVENTSTORE_TLS_CERT)')
    .option('--tls-key <file>', 'its private key in PEM (EVENTSTORE_TLS_KEY)')
    .option('--advertise-host <host>', 'host by which clients reach the node (EVENTSTORE_ADVERTISE_HOST)')
    .option(
      '--start-standard-projections',
      'enable $by_category and its like when the folder is served for the first time',
    )
    .action(serve);
}

async function serve(options: Options, command: Command): Promise<void> {
  // Options are variables given in another way: one schema checks both.
  const config = readConfig({
    ...process.env,
    ...given('EVENTSTORE_HOST', options.host),
    ...given('EVENTSTORE_PORT', options.port),
    ...given('EVENTSTORE_TLS_CERT', options.tlsCert),
    ...given('EVENTSTORE_TLS_KEY', options.tlsKey),
    ...given('EVENTSTORE_ADVERTISE_HOST', options.advertiseHost),
  });
  const settings = nodeSettings(config);
  const dir = resolve(eventStoreDir(config, options.dir));
  const say = wantsJson(command) ? () => {} : print;
  const log = createLogger(config.logLevel, process.stderr.isTTY === true);
  const starting = start({
    ...settings,
    dir,
    startStandardProjections: options.startStandardProjections ?? false,
    log: (level, message, fields) => log[level]({ ...fields }, message),
    onShutdown() {
      say('  a client asked for the shutdown; nothing was lost.');
      process.exit(0);
    },
  });
  stopOnSignal(starting, say);
  const { url, lastPosition } = await starting;
  const users = settings.auth === undefined ? [] : ['admin', ...(settings.auth.opsPassword ? ['ops'] : [])];
  if (wantsJson(command)) printJson({ url, dir, lastPosition, users });
  else print(block({ url, dir, lastPosition, settings, users }));
}

const given = (name: string, value: string | undefined): Record<string, string> =>
  value === undefined ? {} : { [name]: value };

async function start(options: Parameters<typeof startEmbeddedNodeThread>[0]): Promise<EmbeddedNode> {
  try {
    // In a thread, whose heap is kept small; this one has the signals.
    return await startEmbeddedNodeThread(options);
  } catch (error) {
    const code = codeOf(error) ?? 'EVENTSTORE_START_FAILED';
    throw new StartupError(
      code,
      error instanceof Error ? error.message : String(error),
      HINTS[code] ?? 'See the message; --host, --port and --dir choose another place.',
      { cause: error },
    );
  }
}

function block(state: {
  url: string;
  dir: string;
  lastPosition: number;
  settings: NodeSettings;
  users: string[];
}): string {
  const { url, dir, lastPosition, settings, users } = state;
  const access = users.length === 0 ? 'no access control, loopback only' : `users: ${users.join(', ')}`;
  const lines = [
    '',
    '  event store — ready',
    '',
    `  url       ${url}`,
    `  folder    ${dir}`,
    `  position  ${lastPosition}`,
    `  access    ${access}`,
    '',
    `  ▶ Connect: ${clientUrl(url, settings, `admin:${PASSWORD_PLACE}`)}`,
  ];
  if (users.length > 0 && settings.tls === undefined)
    lines.push(
      '    EventStoreDB clients send credentials over TLS only: give --tls-cert and --tls-key for them.',
    );
  lines.push('', '  Ctrl-C stops it; the next start goes on from here.', '');
  return lines.join('\n');
}

/** A signal during the start waits for what is half open, and then closes it. */
function stopOnSignal(starting: Promise<EmbeddedNode>, say: (line: string) => void): void {
  let stopping = false;
  const stop = (signal: NodeJS.Signals) => {
    if (stopping) process.exit(130);
    stopping = true;
    say(`\n  ${signal}: stopping …`);
    setTimeout(() => process.exit(1), FORCED_EXIT_AFTER_MS).unref();
    void starting
      .then((node) => node.close())
      .then(
        () => {
          say('  stopped; nothing was lost.');
          process.exit(0);
        },
        () => process.exit(1),
      );
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
}
