/** Shared tools of the benchmarks: closed loops, rounds in turn, medians, and the machine they ran on. */
import { readFileSync } from 'node:fs';
import { availableParallelism, totalmem } from 'node:os';

/** Keeps `inFlight` calls under way for a time, and gives the completed ones per second. */
export async function closedLoop(
  inFlight: number,
  durationMs: number,
  call: (n: number) => Promise<unknown>,
): Promise<number> {
  let started = 0;
  let finished = 0;
  const beginMs = performance.now();
  const endMs = beginMs + durationMs;
  const lane = async () => {
    while (performance.now() < endMs) {
      await call(started++);
      finished += 1;
    }
  };
  await Promise.all(Array.from({ length: inFlight }, lane));
  return finished / ((performance.now() - beginMs) / 1000);
}

export interface Side {
  name: string;
  /** One measured run; gives a rate per second. */
  run: () => Promise<number>;
}

/** Runs all sides in turn, round after round, so that whatever disturbs the machine disturbs all; gives the rates. */
export async function inTurn(sides: Side[], rounds: number): Promise<Map<string, number[]>> {
  const rates = new Map<string, number[]>(sides.map(({ name }) => [name, []]));
  for (let round = 0; round <= rounds; round++)
    for (const { name, run } of sides) {
      const rate = await run();
      process.stderr.write(
        `  ${round === 0 ? 'warm-up' : `round ${round}`}: ${name} ${Math.round(rate)}/s\n`,
      );
      if (round > 0) rates.get(name)!.push(rate);
    }
  return rates;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

export function machine(): string {
  const cpu = /model name\s*:\s*(.*)/.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1] ?? 'unknown processor';
  return `${availableParallelism()} cores of ${cpu}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`;
}

export interface Report {
  bench: string;
  machine: string;
  /** Rates per second, medians of the rounds. */
  figures: Record<string, number>;
  ratios: Record<string, number>;
  notes: string[];
}

export function printReport(report: Report, goals: Record<string, number>, json: boolean): void {
  if (json) {
    process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
    return;
  }
  const out = [`\n${report.bench} — ${report.machine}\n`];
  for (const [name, value] of Object.entries(report.figures))
    out.push(`  ${name.padEnd(58)} ${value.toFixed(0).padStart(9)}`);
  out.push('');
  for (const [name, ratio] of Object.entries(report.ratios)) {
    const goal = goals[name];
    const verdict = goal === undefined ? '' : ratio >= goal ? `  ✔ at least ${goal}` : `  ✖ at least ${goal}`;
    out.push(`  ${name.padEnd(58)} ${ratio.toFixed(2).padStart(9)}${verdict}`);
  }
  out.push('', ...report.notes.map((note) => `  ${note}`), '');
  process.stdout.write(out.join('\n'));
}
