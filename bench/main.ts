/** `npm run bench -- <name> [--json]`. */
import { GOALS as ANALYTICS_GOALS, benchAnalytics } from './analytics.ts';
import { benchCache, GOALS as CACHE_GOALS } from './cache.ts';
import { benchCommands, GOALS as COMMAND_GOALS } from './commands.ts';
import { benchEventStore, GOALS as EVENT_STORE_GOALS } from './eventstore.ts';
import { benchEventStoreSize, GOALS as EVENT_STORE_SIZE_GOALS } from './eventstore-size.ts';
import { benchFraude, GOALS as FRAUD_GOALS } from './fraude.ts';
import { benchLag, GOALS as LAG_GOALS } from './lag.ts';
import { printReport, type Report } from './measure.ts';
import { benchRebuild, GOALS as REBUILD_GOALS } from './rebuild.ts';

const BENCHES: Record<string, { run: () => Promise<Report>; goals: Record<string, number> }> = {
  analytics: { run: benchAnalytics, goals: ANALYTICS_GOALS },
  eventstore: { run: benchEventStore, goals: EVENT_STORE_GOALS },
  'eventstore-size': { run: benchEventStoreSize, goals: EVENT_STORE_SIZE_GOALS },
  commands: { run: benchCommands, goals: COMMAND_GOALS },
  fraude: { run: benchFraude, goals: FRAUD_GOALS },
  cache: { run: benchCache, goals: CACHE_GOALS },
  lag: { run: benchLag, goals: LAG_GOALS },
  rebuild: { run: benchRebuild, goals: REBUILD_GOALS },
};

const [name = ''] = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const bench = BENCHES[name];
if (!bench) {
  process.stderr.write(`usage: npm run bench -- <${Object.keys(BENCHES).join('|')}> [--json]\n`);
  process.exit(2);
}
printReport(await bench.run(), bench.goals, process.argv.includes('--json'));
process.exit(0);
