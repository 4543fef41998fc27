/** `npm run crash -- [--commands 20000] [--users 200] [--kills 3] [--seed 1]`: the crash run, with its figures. */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { crashRun } from '../test/support/crash-run.ts';

const { values } = parseArgs({
  options: {
    commands: { type: 'string', default: '20000' },
    users: { type: 'string', default: '200' },
    kills: { type: 'string', default: '3' },
    seed: { type: 'string', default: String(Date.now() % 100_000) },
  },
});
const dataDir = mkdtempSync(join(tmpdir(), 'besitos-crash-'));
chmodSync(dataDir, 0o755);
const [commands, users, kills, seed] = [values.commands, values.users, values.kills, values.seed].map(
  Number,
) as [number, number, number, number];
process.stdout.write(`${commands} mixed commands, ${users} users, ${kills} × kill -9, seed ${seed}\n`);
const startedMs = performance.now();
const result = await crashRun({
  dataDir,
  commands,
  users,
  kills,
  seed,
  say: (line) => process.stdout.write(`  ${line}\n`),
});
const { verify, lost, refused, ...figures } = result;
process.stdout.write(
  `${JSON.stringify({ ...figures, refused, seconds: Math.round((performance.now() - startedMs) / 1000) }, null, 2)}\n`,
);
for (const line of lost) process.stdout.write(`LOST ${line}\n`);
for (const { nombre, comparados, distintos, diferencias } of verify.comprobaciones)
  process.stdout.write(
    `${distintos === 0 ? '✔' : '✖'} ${nombre} — ${comparados} compared\n${diferencias.map((text) => `    ${text}\n`).join('')}`,
  );
process.stdout.write(
  `${verify.eventos} events in ${verify.streams} streams; ${verify.ok && lost.length === 0 ? 'nothing lost, everything agrees' : 'FAILED'}\n`,
);
rmSync(dataDir, { recursive: true, force: true });
process.exit(verify.ok && lost.length === 0 ? 0 : 1);
