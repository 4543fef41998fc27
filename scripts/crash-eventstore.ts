/** `npm run crash:eventstore -- [--kills 200] [--seed 1]`: randomised `kill -9` of the embedded node under load. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { killRun } from '../test/support/kill-run.ts';

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '200' },
    seed: { type: 'string', default: String(Date.now() % 100_000) },
  },
});
const dir = mkdtempSync(join(tmpdir(), 'besitos-kill-'));
const kills = Number(values.kills);
const seed = Number(values.seed);
process.stdout.write(`${kills} × kill -9 under load, seed ${seed}\n`);
const startedMs = performance.now();
const { faults, ...figures } = await killRun({
  dir,
  kills,
  seed,
  say: (line) => process.stdout.write(`  ${line}\n`),
});
const seconds = Math.round((performance.now() - startedMs) / 1000);
process.stdout.write(`${JSON.stringify({ ...figures, faults: faults.length, seconds }, null, 2)}\n`);
for (const fault of faults.slice(0, 20)) process.stdout.write(`FAULT ${fault}\n`);
process.stdout.write(
  faults.length === 0 ? 'nothing acknowledged was lost, no append is there in part\n' : 'FAILED\n',
);
rmSync(dir, { recursive: true, force: true });
process.exit(faults.length === 0 ? 0 : 1);
