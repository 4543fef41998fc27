/** Prometheus metrics: what the seed names, and what an operator looks at first. */

import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { BreakerState } from './breaker.ts';

export interface Metrics {
  registry: Registry;
  /** One finished command: its type, `ok`, `repeated` or an error's code, and how long it took. */
  command(tipo: string, code: string, durationMs: number): void;
  /** One applied batch of a projection group. */
  applied(grupo: string, events: number, lagMs: number): void;
  checkpoint(grupo: string, position: bigint): void;
  reconnect(what: string): void;
  /** State of the breaker of one connection to the event store. */
  breaker(connection: string, state: BreakerState): void;
  http(route: string, status: number, durationMs: number): void;
  update(kind: string, durationMs: number): void;
  /** A task of the reactors ended. */
  task(tarea: string, outcome: string, durationMs: number): void;
  /** Tracked events that were written, or dropped for good. */
  tracked(outcome: 'guardado' | 'descartado', count: number): void;
}

const BREAKER_VALUES: Record<BreakerState, number> = { closed: 0, half_open: 1, open: 2 };

export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const seconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];
  const commands = new Counter({
    name: 'besitos_commands_total',
    help: 'Commands, by type and outcome',
    labelNames: ['tipo', 'resultado'],
    registers,
  });
  const commandSeconds = new Histogram({
    name: 'besitos_command_duration_seconds',
    help: 'Time from a command to its durable outcome',
    labelNames: ['tipo'],
    buckets: seconds,
    registers,
  });
  const decisions = new Counter({
    name: 'decisions_total',
    help: 'Decisions taken, by status',
    labelNames: ['status'],
    registers,
  });
  const purchases = new Counter({
    name: 'purchases_total',
    help: 'Purchases, by method and status',
    labelNames: ['method', 'status'],
    registers,
  });
  const experiences = new Counter({
    name: 'experiences_started_total',
    help: 'Experiences started',
    registers,
  });
  const events = new Counter({
    name: 'besitos_projected_events_total',
    help: 'Events applied, by projection group',
    labelNames: ['grupo'],
    registers,
  });
  const lag = new Histogram({
    name: 'besitos_projection_lag_seconds',
    help: 'From an event to its visible row, by projection group',
    labelNames: ['grupo'],
    buckets: [...seconds, 10, 60],
    registers,
  });
  const positions = new Gauge({
    name: 'besitos_projection_position',
    help: 'Log position of the checkpoint, by projection group',
    labelNames: ['grupo'],
    registers,
  });
  const reconnects = new Counter({
    name: 'besitos_eventstore_reconnects_total',
    help: 'Repeated appends and resumed subscriptions',
    labelNames: ['what'],
    registers,
  });
  const breakers = new Gauge({
    name: 'besitos_event_store_breaker',
    help: 'Breaker of a connection to the event store: 0 closed, 1 half open, 2 open',
    labelNames: ['connection'],
    registers,
  });
  for (const connection of ['leader', 'log']) breakers.set({ connection }, 0);
  const httpSeconds = new Histogram({
    name: 'besitos_http_duration_seconds',
    help: 'Time of an HTTP request, by route and status',
    labelNames: ['route', 'status'],
    buckets: seconds,
    registers,
  });
  const updateSeconds = new Histogram({
    name: 'besitos_bot_update_duration_seconds',
    help: 'Time from a Telegram update to its answer',
    labelNames: ['kind'],
    buckets: seconds,
    registers,
  });
  const taskSeconds = new Histogram({
    name: 'besitos_reactor_task_duration_seconds',
    help: 'Time of a task of the reactors, by task and outcome',
    labelNames: ['tarea', 'resultado'],
    buckets: seconds,
    registers,
  });
  const tracked = new Counter({
    name: 'besitos_tracked_events_total',
    help: 'Tracked events, by what became of them',
    labelNames: ['resultado'],
    registers,
  });
  return {
    registry,
    command(tipo, code, durationMs) {
      commands.inc({ tipo, resultado: code });
      commandSeconds.observe({ tipo }, durationMs / 1000);
      const status = code === 'ok' ? 'success' : code === 'repeated' ? 'repeated' : 'error';
      if (tipo === 'TomarDecision') decisions.inc({ status });
      if (tipo === 'ComprarItem') purchases.inc({ method: 'besitos', status });
      if (tipo === 'IniciarExperiencia' && code === 'ok') experiences.inc();
    },
    applied(grupo, count, lagMs) {
      events.inc({ grupo }, count);
      lag.observe({ grupo }, Math.max(0, lagMs) / 1000);
    },
    checkpoint: (grupo, position) => positions.set({ grupo }, Number(position)),
    reconnect: (what) => reconnects.inc({ what }),
    breaker: (connection, state) => breakers.set({ connection }, BREAKER_VALUES[state]),
    http: (route, status, durationMs) =>
      httpSeconds.observe({ route, status: String(status) }, durationMs / 1000),
    task: (tarea, outcome, durationMs) =>
      taskSeconds.observe({ tarea, resultado: outcome }, durationMs / 1000),
    tracked: (outcome, count) => tracked.inc({ resultado: outcome }, count),
    update: (kind, durationMs) => updateSeconds.observe({ kind }, durationMs / 1000),
  };
}
