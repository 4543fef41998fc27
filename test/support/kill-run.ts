/** A node that is killed with `kill -9` at random moments under load and started again, many times over on one folder. */
import { setTimeout as sleep } from 'node:timers/promises';
import { seededRandom } from '../../bench/mixed.ts';
import { AppendLoad } from './append-load.ts';
import { startNodeProcess } from './node-process.ts';

export interface KillRunOptions {
  dir: string;
  kills: number;
  seed: number;
  /** Writers at a time. */
  lanes?: number;
  say?: (line: string) => void;
}

export interface KillRunResult {
  kills: number;
  acknowledged: number;
  /** Appends that a kill left without an answer; they were sent again under the same ids. */
  unanswered: number;
  faults: string[];
}

const LOAD_MIN_MS = 20;
const LOAD_MAX_MS = 700;
const SAY_EVERY = 10;
/** Streams are read whole after each kill, so that they are given up for new ones before that gets slow. */
const KILLS_PER_LOAD = 5;

export async function killRun(options: KillRunOptions): Promise<KillRunResult> {
  const { dir, kills, seed, lanes = 24, say = () => {} } = options;
  const random = seededRandom(seed);
  const result: KillRunResult = { kills: 0, acknowledged: 0, unanswered: 0, faults: [] };
  const loads: AppendLoad[] = [];
  while (result.kills < kills) {
    const load = new AppendLoad(lanes, seed + result.kills);
    loads.push(load);
    for (let round = 0; round < KILLS_PER_LOAD && result.kills < kills; round += 1) {
      const node = await startNodeProcess({ dir });
      result.faults.push(...(await load.faults(node.url)));
      const stop = new AbortController();
      const running = load.run(node.url, stop.signal);
      await sleep(LOAD_MIN_MS + random() * (LOAD_MAX_MS - LOAD_MIN_MS));
      await node.kill();
      stop.abort();
      await running;
      result.kills += 1;
      if (result.kills % SAY_EVERY === 0)
        say(
          `${result.kills} kills, ${sum(loads, 'acknowledged')} appends acknowledged, ${result.faults.length} faults`,
        );
    }
  }
  // At the end every stream of the whole run is read once more.
  const node = await startNodeProcess({ dir });
  for (const load of loads) result.faults.push(...(await load.faults(node.url)));
  await node.stop();
  result.acknowledged = sum(loads, 'acknowledged');
  result.unanswered = sum(loads, 'unanswered');
  return result;
}

function sum(loads: readonly AppendLoad[], of: 'acknowledged' | 'unanswered'): number {
  return loads.reduce((total, { tally }) => total + tally[of], 0);
}
