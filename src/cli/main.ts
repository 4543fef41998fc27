/** The `besitos` command line. */
import { readFileSync } from 'node:fs';
import { Command, Option } from 'commander';
import { StartupError } from '../platform/errors.ts';
import { registerAsOf } from './verbs/as-of.ts';
import { registerCache } from './verbs/cache.ts';
import { registerContent } from './verbs/content.ts';
import { registerDoctor } from './verbs/doctor.ts';
import { registerEventStore } from './verbs/eventstore.ts';
import { registerKeys } from './verbs/keys.ts';
import { registerParked } from './verbs/parked.ts';
import { registerRebuild } from './verbs/rebuild.ts';
import { registerStart } from './verbs/start.ts';
import { registerVerify } from './verbs/verify.ts';

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

const program = new Command('besitos')
  .description('An event-sourced economy and story engine for Telegram')
  .version(version)
  .addOption(new Option('--json', 'print one JSON object instead of text').default(false))
  .showHelpAfterError();

registerStart(program, version);
registerContent(program);
registerVerify(program);
registerAsOf(program);
registerParked(program);
registerRebuild(program);
registerDoctor(program, version);
registerKeys(program);
registerCache(program);
registerEventStore(program);

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof StartupError)
    process.stderr.write(`\n✖ ${error.message}\n  → ${error.hint}  [${error.code}]\n`);
  else
    process.stderr.write(`\n✖ ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
}
// Whatever a library left open must not keep a finished command alive.
if (process.exitCode !== undefined) setTimeout(() => process.exit(), 2_000).unref();
