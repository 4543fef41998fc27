/**
 * Whether the embedded node is as fast, and as small in memory, with ten million events as with ten thousand. Each store is
 * served by a process of its own; the same load goes to each in turn. `BENCH_EVENTS` names another large size.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { EventStoreDBClient, FORWARDS } from '@eventstore/db-client';
import { sampleEvent } from './eventstore-sample.ts';
import { closedLoop, inTurn, machine, median, type Report, type Side } from './measure.ts';

const SMALL = 10_000;
const LARGE = Number(process.env.BENCH_EVENTS ?? 10_000_000);
const EVENTS_PER_STREAM = 10;
const IN_FLIGHT = 64;
const READERS = 16;
const LOG_READ_EVENTS = 10_000;
const RUN_MS = 5_000;
const ROUNDS = 3;
const MIB = 1_048_576;
const MAIN = fileURLToPath(new URL('../src/cli/main.ts', import.meta.url));

const NAMES = [
  'append to 1,000 streams',
  'append to any stream',
  'read one of 1,000 streams',
  'read any stream',
  'read the log',
] as const;

export const GOALS = Object.fromEntries(NAMES.map((name) => [`large / small: ${name}`, 0.8]));

export async function benchEventStoreSize(): Promise<Report> {
  const root = mkdtempSync(join(tmpdir(), 'besitos-bench-'));
  const stores = [];
  try {
    const sides: Side[] = [];
    for (const [name, events] of [
      ['small', SMALL],
      ['large', LARGE],
    ] as const) {
      const store = await serve(join(root, name), events);
      stores.push({ name, ...store });
      for (const [what, run] of Object.entries(loads(store.client, events)))
        sides.push({ name: `${name}: ${what}`, run });
    }
    // The two sizes alternate within a round, so that what disturbs the machine disturbs both.
    sides.sort((a, b) => a.name.split(': ')[1]!.localeCompare(b.name.split(': ')[1]!));
    const rates = await inTurn(sides, ROUNDS);
    const figures = Object.fromEntries([...rates].map(([name, values]) => [name, median(values)]));
    const ratios = Object.fromEntries(
      NAMES.map((what) => [
        `large / small: ${what}`,
        figures[`large: ${what}`]! / figures[`small: ${what}`]!,
      ]),
    );
    for (const { name, node, startMs } of stores) {
      figures[`${name}: memory of the node, MiB`] = memoryOf(node) / MIB;
      figures[`${name}: start of the node, ms`] = startMs;
    }
    const bytes = statSync(join(root, 'large', 'events.sqlite')).size;
    const notes = [
      `${SMALL} and ${LARGE} events; the large store takes ${Math.round(bytes / MIB)} MiB on disk.`,
    ];
    return { bench: 'eventstore-size', machine: machine(), figures, ratios, notes };
  } finally {
    for (const { client, node } of stores) {
      await client.dispose();
      node.kill('SIGTERM');
      await once(node, 'exit');
    }
    rmSync(root, { recursive: true, force: true });
  }
}

async function serve(dir: string, events: number) {
  const startedMs = performance.now();
  const { status } = spawnSync(
    process.execPath,
    [fileURLToPath(new URL('./fill-eventstore.ts', import.meta.url)), dir, String(events)],
    { stdio: 'inherit' },
  );
  if (status !== 0) throw new Error(`the store of ${events} events could not be filled`);
  process.stderr.write(
    `  ${events} events written in ${Math.round((performance.now() - startedMs) / 1000)} s\n`,
  );
  const openedMs = performance.now();
  const node = spawn(process.execPath, [MAIN, 'eventstore', 'serve', '--json', '--dir', dir, '--port', '0'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, LOG_LEVEL: 'error' },
  });
  const [ready] = (await once(node.stdout, 'data')) as [Buffer];
  const startMs = performance.now() - openedMs;
  const { url } = JSON.parse(ready.toString()) as { url: string };
  return { node, startMs, client: EventStoreDBClient.connectionString(url) };
}

function loads(
  client: EventStoreDBClient,
  events: number,
): Record<(typeof NAMES)[number], () => Promise<number>> {
  const streams = events / EVENTS_PER_STREAM;
  const revisions = new Map<number, number>();
  let next = 0;
  const append = async (stream: number): Promise<void> => {
    const revision = revisions.get(stream) ?? EVENTS_PER_STREAM - 1;
    revisions.set(stream, revision + 1);
    await client.appendToStream(`bench-${stream}`, sampleEvent(), { expectedRevision: BigInt(revision) });
  };
  const read = async (stream: number): Promise<void> => {
    for await (const _ of client.readStream(`bench-${stream}`, { maxCount: EVENTS_PER_STREAM }));
  };
  // A step that shares no factor with the number of streams visits all of them, far from one another.
  const far = (n: number): number => (n * 7_919) % streams;
  return {
    'append to 1,000 streams': () =>
      closedLoop(IN_FLIGHT, RUN_MS, (n) => append(n % Math.min(streams, 1_000))),
    'append to any stream': () => closedLoop(IN_FLIGHT, RUN_MS, () => append(far(next++))),
    'read one of 1,000 streams': () => closedLoop(READERS, RUN_MS, (n) => read(n % Math.min(streams, 1_000))),
    'read any stream': () => closedLoop(READERS, RUN_MS, (n) => read(far(n))),
    'read the log': async () => {
      const startedMs = performance.now();
      let count = 0;
      const position = BigInt(Math.floor(Math.random() * (events - LOG_READ_EVENTS + 1)) + 1);
      const fromPosition = { commit: position, prepare: position };
      for await (const _ of client.readAll({
        direction: FORWARDS,
        fromPosition,
        maxCount: LOG_READ_EVENTS - 1,
      }))
        count += 1;
      return (count / (performance.now() - startedMs)) * 1_000;
    },
  };
}

/** Resident memory in bytes. */
function memoryOf({ pid }: ChildProcess): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1_024;
}
