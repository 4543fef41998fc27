/** Projection throughput on rebuild, group by group, beside the bare `readAll` loop over the same log. */
import { EventStoreDBClient, START } from '@eventstore/db-client';
import { bundledCatalogo, publishBundledContent } from '../src/cli/content/bundled.ts';
import { createCommandBus } from '../src/commands/bus.ts';
import { REGLAS } from '../src/events/reglas.ts';
import { systemClock } from '../src/platform/clock.ts';
import { unlimited } from '../src/platform/rate-limiter.ts';
import { rebuild } from '../src/projections/engine/rebuild.ts';
import { PROJECTIONS } from '../src/projections/registro.ts';
import { openBenchBackends } from './backends.ts';
import { inTurn, machine, median, type Report } from './measure.ts';
import { playMixed } from './mixed.ts';

const EVENTS = Number(process.env.BENCH_EVENTS ?? 200_000);
const ROUNDS = 3;

export const GOALS = Object.fromEntries(
  PROJECTIONS.map(({ grupo }) => [`rebuild ${grupo} / bare readAll`, 0.6]),
);

export async function benchRebuild(): Promise<Report> {
  const backends = await openBenchBackends();
  const { store, pool } = backends;
  const catalogo = bundledCatalogo();
  const bus = createCommandBus({ store, catalogo, reglas: REGLAS, clock: systemClock, limiter: unlimited });
  await publishBundledContent(bus, catalogo);
  process.stderr.write(`  writing ${EVENTS} events by mixed commands …\n`);
  const { events, byType } = await playMixed({ bus, catalogo, events: EVENTS, users: 1_000, seed: 7 });

  const client = EventStoreDBClient.connectionString([backends.eventStoreUrl] as never);
  const bare = async () => {
    let count = 0;
    const startedMs = performance.now();
    for await (const { event } of client.readAll({ fromPosition: START })) if (event) count += 1;
    return count / ((performance.now() - startedMs) / 1000);
  };
  const sides = PROJECTIONS.map((projection) => ({
    name: `rebuild ${projection.grupo}`,
    run: async () => (await rebuild({ store, pool, projections: [projection] })).porSegundo,
  }));
  const rates = await inTurn([{ name: 'bare readAll', run: bare }, ...sides], ROUNDS);
  await client.dispose();
  await backends.close();

  const figures = Object.fromEntries(
    [...rates].map(([name, values]) => [`${name} (events/s)`, median(values)]),
  );
  const limit = median(rates.get('bare readAll')!);
  return {
    bench: 'rebuild',
    machine: machine(),
    figures,
    ratios: Object.fromEntries(
      sides.map(({ name }) => [`${name} / bare readAll`, median(rates.get(name)!) / limit]),
    ),
    notes: [
      `${events} events: ${[...byType].map(([type, count]) => `${type} ${count}`).join(', ')}.`,
      `Each group alone reads the whole log into shadow tables and exchanges them; ${ROUNDS} rounds in turn, medians.`,
    ],
  };
}
