/** All static checks: format and lint, types, import rules, dead code, generated documents. Prints each by name. */
import { spawnSync } from 'node:child_process';

const FEWEST_MODULES = 100;

function run(name: string, command: string, args: string[]): string {
  const startedMs = performance.now();
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 2 ** 28 });
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
  if (status === 0) {
    process.stdout.write(`✔ ${name} (${seconds} s)\n`);
    return stdout;
  }
  process.stdout.write(`✖ ${name}\n${stdout}${stderr}\n`);
  process.exit(1);
}

run('format and lint', 'biome', ['check', '--error-on-warnings', '.']);
run('types', 'tsc', ['--noEmit']);
const graph = run('import rules', 'depcruise', [
  '--config',
  '.dependency-cruiser.cjs',
  '--output-type',
  'json',
  'src',
]);
const { totalCruised } = (JSON.parse(graph) as { summary: { totalCruised: number } }).summary;
// A checker that reads nothing finds nothing: it must have seen the program.
if (totalCruised < FEWEST_MODULES) {
  process.stdout.write(`✖ import rules: only ${totalCruised} modules were read\n`);
  process.exit(1);
}
process.stdout.write(`  ${totalCruised} modules read\n`);
run('dead code and dependencies', 'knip', []);
run('generated documents', 'node', ['scripts/docs.ts', '--check']);
