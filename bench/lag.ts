/**
 * From the acknowledgement of an append, and from the sending of its command, to the row that shows it, at a steady rate of
 * commands; beside what a bare subscription of the official client takes to deliver the same events.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { EventStoreDBClient, START, streamNameFilter } from '@eventstore/db-client';
import { publishBundledContent } from '../src/cli/content/bundled.ts';
import { createCommandBus } from '../src/commands/bus.ts';
import { startCatalogoVivo } from '../src/commands/catalogo-vivo.ts';
import { REGLAS } from '../src/events/reglas.ts';
import { systemClock } from '../src/platform/clock.ts';
import { newUuid } from '../src/platform/ids.ts';
import { silentLogger } from '../src/platform/logger.ts';
import { createProgress } from '../src/platform/progress.ts';
import { unlimited } from '../src/platform/rate-limiter.ts';
import { startProjector } from '../src/projections/engine/projector.ts';
import { PROJECTIONS } from '../src/projections/registro.ts';
import { openBenchBackends } from './backends.ts';
import { machine, type Report } from './measure.ts';

const PER_SECOND = Number(process.env.BENCH_RATE ?? 500);
const WARM_UP_S = 5;
const RUN_S = 30;
const USERS = 2_000;
const ACTOR = { tipo: 'admin', id: 'bench' } as const;
const P50_MS = 20;
const P99_MS = 100;
/** How often the database is asked how far the rows are; what it adds to a figure is at most this and a round trip. */
const LOOK_EVERY_MS = 3;

export const GOALS = {
  'lag of money, p50: 20 ms / measured': 1,
  'lag of money, p99: 100 ms / measured': 1,
  'lag of the slowest group, p50: 20 ms / measured': 1,
  'lag of the slowest group, p99: 100 ms / measured': 1,
};

export async function benchLag(): Promise<Report> {
  const backends = await openBenchBackends();
  const { store, pool, projectorPool, eventStoreUrl } = backends;
  const vivo = await startCatalogoVivo(store, (error) => {
    throw error;
  });
  const { catalogo } = vivo;
  const bus = createCommandBus({ store, catalogo, reglas: REGLAS, clock: systemClock, limiter: unlimited });
  const { position } = await publishBundledContent(bus, catalogo);
  await vivo.reach(position!);
  const projector = await startProjector({
    store,
    pool: projectorPool,
    projections: PROJECTIONS,
    progress: createProgress(),
    log: silentLogger,
  });

  // What a bare subscription sees, and when.
  const client = EventStoreDBClient.connectionString([eventStoreUrl] as never);
  const delivered = createPassage();
  const subscription = client.subscribeToAll({
    fromPosition: START,
    filter: streamNameFilter({ prefixes: ['usuario-'] }),
  });
  const bare = (async () => {
    for await (const { event } of subscription) if (event) delivered.reach(event.position!.commit);
  })().catch(() => {});

  // What the database says, asked without pause on a connection of its own.
  const money = createPassage();
  const all = createPassage();
  let looking = true;
  const looker = await pool.connect();
  const looks = (async () => {
    while (looking) {
      const { rows } = await looker.query({
        name: 'look',
        text: `select min(posicion) filter (where grupo = 'dinero')::text as dinero, min(posicion)::text as todos
               from operacion.puntos_de_control`,
      });
      const { dinero, todos } = rows[0] as { dinero: string | null; todos: string | null };
      if (dinero !== null) money.reach(BigInt(dinero));
      if (todos !== null) all.reach(BigInt(todos));
      await sleep(LOOK_EVERY_MS);
    }
  })();

  const people = Array.from({ length: USERS }, () => newUuid());
  for (let from = 0; from < USERS; from += 64)
    await Promise.all(
      people.slice(from, from + 64).map((usuarioId) =>
        bus.execute({
          id: newUuid(),
          tipo: 'RegistrarUsuario',
          actor: ACTOR,
          datos: { usuarioId, idioma: 'es', personal: `v1.${'A'.repeat(80)}` },
        }),
      ),
    );
  const begin = performance.now();
  const total = (WARM_UP_S + RUN_S) * PER_SECOND;
  const under = new Set<Promise<void>>();
  let sent = 0;
  let late = 0;
  while (sent < total) {
    const due = Math.floor(((performance.now() - begin) / 1_000) * PER_SECOND);
    late = Math.max(late, due - sent);
    for (; sent < Math.min(due, total); sent++) {
      const isMeasured = sent >= WARM_UP_S * PER_SECOND;
      const sentMs = performance.now();
      const one = bus
        .execute({
          id: newUuid(),
          tipo: 'OtorgarBesitos',
          actor: ACTOR,
          datos: { usuarioId: people[(sent * 7) % USERS]!, cantidad: 1, razon: 'ajuste', nota: 'bench' },
        })
        .then(({ position: at }) => {
          const ackMs = performance.now();
          for (const passage of [delivered, money, all]) passage.expect(at!, { sentMs, ackMs }, isMeasured);
        })
        .finally(() => under.delete(one));
      under.add(one);
    }
    await sleep(1);
  }
  await Promise.all(under);
  while (all.waiting() > 0 || delivered.waiting() > 0) await sleep(10);
  looking = false;
  await looks;
  looker.release();
  await subscription.unsubscribe();
  await bare;
  await client.dispose();
  await projector.stop();
  await vivo.stop();
  await backends.close();

  const figures: Record<string, number> = { 'commands per second': PER_SECOND };
  const ratios: Record<string, number> = {};
  for (const [name, passage] of [
    ['bare subscription', delivered],
    ['lag of money', money],
    ['lag of the slowest group', all],
  ] as const) {
    for (const [since, words] of [
      ['ackMs', ''],
      ['sentMs', ' from sending'],
    ] as const) {
      const values = passage.values(since);
      for (const [part, label] of [
        [0.5, 'p50'],
        [0.99, 'p99'],
        [1, 'most'],
      ] as const)
        figures[`${name}${words}, ${label} (ms)`] = quantile(values, part);
    }
    if (passage === delivered) continue;
    const values = passage.values('ackMs');
    ratios[`${name}, p50: ${P50_MS} ms / measured`] = P50_MS / quantile(values, 0.5);
    ratios[`${name}, p99: ${P99_MS} ms / measured`] = P99_MS / quantile(values, 0.99);
  }
  return {
    bench: 'lag',
    machine: machine(),
    figures,
    ratios,
    notes: [
      `${PER_SECOND} commands a second for ${RUN_S} s after ${WARM_UP_S} s, at fixed times whatever came of the ones before; ${money.values('ackMs').length} measured. Each is a grant, which changes rows of five groups.`,
      `The database is asked every ${LOOK_EVERY_MS} ms and a round trip; the generator was at most ${late} commands late.`,
      'Everything runs in one process and on one machine: commands, event store (a thread), projectors, PostgreSQL, and who looks.',
    ],
  };
}

interface Passage {
  /** A command of this position was sent, and acknowledged; how long it took to pass is kept if it is measured. */
  expect(position: bigint, at: Times, isMeasured: boolean): void;
  /** Everything up to a position has passed now. */
  reach(position: bigint): void;
  waiting(): number;
  /** Milliseconds of each since then, in ascending order; none is less than 0. */
  values(since: keyof Times): number[];
}

interface Times {
  sentMs: number;
  ackMs: number;
}

function createPassage(): Passage {
  let waiting: { position: bigint; at: Times; isMeasured: boolean }[] = [];
  let reached = -1n;
  let reachedMs = 0;
  const passed: { at: Times; passedMs: number }[] = [];
  return {
    expect(position, at, isMeasured) {
      if (position > reached) waiting.push({ position, at, isMeasured });
      // Seen before this process came to read the acknowledgement.
      else if (isMeasured) passed.push({ at, passedMs: reachedMs });
    },
    reach(position) {
      if (position <= reached) return;
      reached = position;
      reachedMs = performance.now();
      waiting = waiting.filter((each) => {
        if (each.position > position) return true;
        if (each.isMeasured) passed.push({ at: each.at, passedMs: reachedMs });
        return false;
      });
    },
    waiting: () => waiting.length,
    values: (since) =>
      passed.map(({ at, passedMs }) => Math.max(0, passedMs - at[since])).sort((one, other) => one - other),
  };
}

const quantile = (sorted: readonly number[], part: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? 0;
