/**
 * Rebuilding the read models, comparison and exchange included, beside the bare `readAll` loop over the same log; and what
 * decoding and folding cost by themselves, without PostgreSQL.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { EventStoreDBClient, START } from '@eventstore/db-client';
import { publishBundledContent } from '../src/cli/content/bundled.ts';
import { createCommandBus } from '../src/commands/bus.ts';
import { startCatalogoVivo } from '../src/commands/catalogo-vivo.ts';
import { REGLAS } from '../src/events/reglas.ts';
import type { StoredEvent } from '../src/events/store/tipos.ts';
import { systemClock } from '../src/platform/clock.ts';
import { unlimited } from '../src/platform/rate-limiter.ts';
import type { Projection } from '../src/projections/definicion.ts';
import { createAlmacenSombra } from '../src/projections/engine/almacen-sombra.ts';
import { decode } from '../src/projections/engine/decode.ts';
import { type Fase, rebuild } from '../src/projections/engine/rebuild.ts';
import { PROJECTIONS } from '../src/projections/registro.ts';
import { openBenchBackends } from './backends.ts';
import { inTurn, machine, median, type Report } from './measure.ts';
import { playMixed } from './mixed.ts';

const EVENTS = Number(process.env.BENCH_EVENTS ?? 1_000_000);
const USERS = 20_000;
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 3);
/** Events that are folded in memory to see what the processor's part is. */
const SAMPLE = 50_000;
const MIB = 2 ** 20;

const MONEY = PROJECTIONS.filter(({ dinero }) => dinero);

export const GOALS = {
  'rebuild of money / bare readAll': 0.6,
  'rebuild of all / bare readAll': 0.3,
};

export async function benchRebuild(): Promise<Report> {
  const backends = await openBenchBackends();
  const { store, pool } = backends;
  const vivo = await startCatalogoVivo(store, (error) => {
    throw error;
  });
  const { catalogo } = vivo;
  const bus = createCommandBus({ store, catalogo, reglas: REGLAS, clock: systemClock, limiter: unlimited });
  const { position } = await publishBundledContent(bus, catalogo);
  await vivo.reach(position!);
  process.stderr.write(`  writing ${EVENTS} events by mixed commands …\n`);
  const { events, byType } = await playMixed({ bus, catalogo, events: EVENTS, users: USERS, seed: 7 });

  const client = EventStoreDBClient.connectionString([backends.eventStoreUrl] as never);
  const bare = async () => {
    let count = 0;
    const startedMs = performance.now();
    for await (const { event } of client.readAll({ fromPosition: START })) if (event) count += 1;
    return count / ((performance.now() - startedMs) / 1000);
  };

  // Of rebuilds of everything: the most that the process took in each quarter of the log.
  const memory = [0, 0, 0, 0];
  const memoryBefore = process.memoryUsage.rss() / MIB;
  /** How long the thread that serves meanwhile was held up, in milliseconds, while everything was rebuilt. */
  const heldUp = { p99: 0, most: 0 };
  const fill = new Map<string, number[]>();
  const rebuilding = (name: string, projections: readonly Projection[]) => async () => {
    let phase: Fase = 'llenando';
    let filled = 0;
    const delay = monitorEventLoopDelay({ resolution: 5 });
    delay.enable();
    const { porSegundo } = await rebuild({
      store,
      pool,
      projections,
      onProgress({ fase, porSegundo: rate, hecho }) {
        if (phase === 'llenando' && fase !== 'llenando') filled = rate;
        phase = fase;
        if (projections !== PROJECTIONS || fase !== 'llenando') return;
        const quarter = Math.min(3, Math.floor(hecho * 4));
        memory[quarter] = Math.max(memory[quarter]!, process.memoryUsage.rss() / MIB);
      },
    });
    delay.disable();
    if (projections === PROJECTIONS) {
      heldUp.p99 = Math.max(heldUp.p99, delay.percentile(99) / 1e6);
      heldUp.most = Math.max(heldUp.most, delay.max / 1e6);
    }
    fill.set(name, [...(fill.get(name) ?? []), filled]);
    return porSegundo;
  };

  const sample: StoredEvent[] = [];
  for await (const stored of store.readAll({ after: null })) if (sample.push(stored) === SAMPLE) break;
  const texts = sample.map(({ data, metadata }) => [JSON.stringify(data), JSON.stringify(metadata)]);
  const perSecond = async (work: () => Promise<unknown> | unknown) => {
    const startedMs = performance.now();
    await work();
    return SAMPLE / ((performance.now() - startedMs) / 1000);
  };
  const folding = (projections: readonly Projection[]) => () => {
    const { hechos } = decode(sample);
    return perSecond(async () => {
      for (const { tipos, aplicar } of projections) {
        // Nothing is written before it is taken, and nothing of an empty table is read.
        const almacen = createAlmacenSombra({ pool, schema: 'none', isNew: true });
        for (let from = 0; from < hechos.length; from += 5_000) {
          const block = hechos.slice(from, from + 5_000).filter(({ evento }) => tipos.has(evento.type));
          await aplicar(almacen, block);
        }
      }
    });
  };

  const rates = await inTurn(
    [
      { name: 'bare readAll', run: bare },
      { name: 'rebuild of money', run: rebuilding('rebuild of money', MONEY) },
      { name: 'rebuild of all', run: rebuilding('rebuild of all', PROJECTIONS) },
      {
        name: 'JSON of an event parsed',
        run: () =>
          perSecond(() => {
            for (const [data, metadata] of texts) JSON.parse(data!) && JSON.parse(metadata!);
          }),
      },
      {
        name: 'JSON of an event written',
        run: () =>
          perSecond(() => {
            for (const { data, metadata } of sample) JSON.stringify(data) && JSON.stringify(metadata);
          }),
      },
      { name: 'event through its schema', run: () => perSecond(() => decode(sample)) },
      { name: 'money folded in memory', run: folding(MONEY) },
      { name: 'all folded in memory', run: folding(PROJECTIONS) },
    ],
    ROUNDS,
  );
  await client.dispose();
  await vivo.stop();
  await backends.close();

  const limit = median(rates.get('bare readAll')!);
  const of = (name: string) => median(rates.get(name)!);
  return {
    bench: 'rebuild',
    machine: machine(),
    figures: {
      ...Object.fromEntries([...rates].map(([name, values]) => [`${name} (events/s)`, median(values)])),
      ...Object.fromEntries(
        [...fill].map(([name, values]) => [`${name}, filling alone (events/s)`, median(values.slice(1))]),
      ),
      'event loop held up while rebuilding all, p99 (ms)': heldUp.p99,
      'event loop held up while rebuilding all, most (ms)': heldUp.most,
      'memory before (MiB)': memoryBefore,
      ...Object.fromEntries(
        memory.map((mib, quarter) => [
          `memory while rebuilding all, quarter ${quarter + 1} of the log (MiB)`,
          mib,
        ]),
      ),
    },
    ratios: {
      'rebuild of money / bare readAll': of('rebuild of money') / limit,
      'rebuild of all / bare readAll': of('rebuild of all') / limit,
      'rebuild of money, filling alone / bare readAll':
        median(fill.get('rebuild of money')!.slice(1)) / limit,
      'rebuild of all, filling alone / bare readAll': median(fill.get('rebuild of all')!.slice(1)) / limit,
    },
    notes: [
      `${events} events of ${USERS} users: ${[...byType].map(([type, count]) => `${type} ${count}`).join(', ')}.`,
      `A rebuild reads the log once for all of its groups, fills shadow tables, compares them with the live ones and exchanges them; ${ROUNDS} rounds in turn, medians.`,
    ],
  };
}
