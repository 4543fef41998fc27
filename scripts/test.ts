/** `npm test`: sets the machine up, runs every suite with coverage, and closes with one plain line of counts. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setUp } from './test-setup.ts';

const missing = setUp();
for (const { program, for: purpose } of missing)
  process.stdout.write(
    `NOT ON THIS MACHINE: ${program}; ${purpose} ${process.env.CI ? 'fail' : 'are skipped'}\n`,
  );

const folder = mkdtempSync(join(tmpdir(), 'besitos-test-'));
const report = join(folder, 'report.json');
const given = process.argv.slice(2);
const args = [
  'run',
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${report}`,
  ...(given.length > 0 ? given : ['--coverage']),
];
const { status } = spawnSync('vitest', args, {
  stdio: ['ignore', 'inherit', 'inherit'],
  env: { ...process.env, MISSING_PROGRAMS: missing.map(({ program }) => program).join(',') },
});

interface Report {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  success: boolean;
}
let counts: Report | null = null;
try {
  counts = JSON.parse(readFileSync(report, 'utf8')) as Report;
} catch {
  // No report: the runner itself failed, and said why above.
}
rmSync(folder, { recursive: true, force: true });
const failed = counts?.numFailedTests ?? 0;
const ok = status === 0 && counts !== null && counts.numPassedTests > 0;
const skipped = counts?.numPendingTests ? `, ${counts.numPendingTests} skipped` : '';
process.stdout.write(
  `\n${counts?.numPassedTests ?? 0} passed, ${ok ? failed : Math.max(failed, 1)} failed${skipped}\n`,
);
process.exitCode = ok ? 0 : 1;
