/**
 * Tracked events through the buffer beside the bare COPY of the same rows into a table of the same shape; and the set-based
 * insert that a repeated flush falls back to, beside both.
 */
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { from as copyFrom } from 'pg-copy-streams';
import { createSeguimiento, type Seguido } from '../src/platform/analytics/seguimiento.ts';
import { systemClock } from '../src/platform/clock.ts';
import { newUuid } from '../src/platform/ids.ts';
import { silentLogger } from '../src/platform/logger.ts';
import { asegurarMes, mesDe } from '../src/platform/postgres/meses.ts';
import { openBenchBackends } from './backends.ts';
import { inTurn, machine, median, type Report } from './measure.ts';

const EVENTS = Number(process.env.BENCH_EVENTS ?? 100_000);
const ROUNDS = 5;
const USERS = 2_000;
/** Entries that are tracked before whoever does so lets others have the thread, as updates of a bot would. */
const BURST = 500;
/** Rows that the bare side hands over at a time, as the buffer does under load. */
const SET = 5_000;
const COLUMNS = 'evento_id, tipo, usuario_id, ocurrido_en, propiedades';

export const GOALS = { 'tracked through the buffer / bare COPY': 0.7 };

export async function benchAnalytics(): Promise<Report> {
  const backends = await openBenchBackends();
  const { pool } = backends;
  const mes = mesDe(new Date().toISOString());
  await asegurarMes(pool, 'lectura', 'analytics_seguimiento', mes);
  // The same columns, keys and indexes, partitioned alike.
  await pool.query(`
    create schema bench;
    create table bench.analytics_seguimiento (like lectura.analytics_seguimiento including all) partition by range (ocurrido_en)`);
  await asegurarMes(pool, 'bench', 'analytics_seguimiento', mes);

  const users = Array.from({ length: USERS }, newUuid);
  const events: Seguido[] = Array.from({ length: EVENTS }, (_, n) => ({
    tipo: ['pantalla', 'boton', 'comando'][n % 3]!,
    usuarioId: users[(n * 7_919) % USERS]!,
    propiedades: { nombre: ['historia', 'tienda', 'perfil', 'decision'][n % 4]!, tras: 'boton' },
  }));
  const timed = async (table: string, work: () => Promise<unknown>) => {
    await pool.query(`truncate ${table}; checkpoint`);
    const startedMs = performance.now();
    await work();
    const rate = EVENTS / ((performance.now() - startedMs) / 1000);
    const { rows } = await pool.query(`select count(*)::int as rows from ${table}`);
    if ((rows[0] as { rows: number }).rows !== EVENTS) throw new Error(`${table} does not hold every event`);
    return rate;
  };

  /** The rows as they go over the wire, made before the clock runs: what is left is COPY. */
  const lines = () => {
    const at = new Date().toISOString();
    const chunks: Buffer[][] = [];
    for (let from = 0; from < EVENTS; from += SET)
      chunks.push(
        events
          .slice(from, from + SET)
          .map(({ tipo, usuarioId, propiedades }) =>
            Buffer.from(`${newUuid()}\t${tipo}\t${usuarioId}\t${at}\t${JSON.stringify(propiedades)}\n`),
          ),
      );
    return chunks.map((set) => Buffer.concat(set));
  };
  const bare = async () => {
    const sets = lines();
    return timed('bench.analytics_seguimiento', async () => {
      const client = await pool.connect();
      for (const set of sets) {
        const copy = client.query(copyFrom(`copy bench.analytics_seguimiento (${COLUMNS}) from stdin`));
        await pipeline(Readable.from([set], { objectMode: false }), copy);
      }
      client.release();
    });
  };
  const setBased = () =>
    timed('bench.analytics_seguimiento', async () => {
      for (let from = 0; from < EVENTS; from += SET) {
        const set = events.slice(from, from + SET);
        const at = new Date().toISOString();
        await pool.query(
          `insert into bench.analytics_seguimiento (${COLUMNS})
           select * from unnest($1::uuid[], $2::text[], $3::uuid[], $4::timestamptz[], $5::jsonb[]) on conflict do nothing`,
          [
            set.map(() => newUuid()),
            set.map(({ tipo }) => tipo),
            set.map(({ usuarioId }) => usuarioId),
            set.map(() => at),
            set.map(({ propiedades }) => JSON.stringify(propiedades)),
          ],
        );
      }
    });
  const tracked = () =>
    timed('lectura.analytics_seguimiento', async () => {
      let dropped = 0;
      const seguimiento = createSeguimiento({
        pool,
        clock: systemClock,
        log: silentLogger,
        closeMs: 60_000,
        onOutcome: (outcome, count) => {
          if (outcome === 'descartado') dropped += count;
        },
      });
      for (let from = 0; from < EVENTS; from += BURST) {
        for (const event of events.slice(from, from + BURST)) seguimiento.track(event);
        // As fast as it goes without dropping any.
        await new Promise(setImmediate);
        while (seguimiento.pendientes() > 15_000) await sleep(2);
      }
      await seguimiento.close();
      if (dropped > 0) throw new Error(`${dropped} events were dropped`);
    });
  const callsOnly = async () => {
    const seguimiento = createSeguimiento({
      pool,
      clock: systemClock,
      log: silentLogger,
      entriesMax: Number.POSITIVE_INFINITY,
      backlogMax: EVENTS,
      closeMs: 0,
    });
    const startedMs = performance.now();
    for (const event of events) seguimiento.track(event);
    const rate = EVENTS / ((performance.now() - startedMs) / 1000);
    await seguimiento.close();
    return rate;
  };

  const rates = await inTurn(
    [
      { name: 'bare COPY', run: bare },
      { name: 'tracked through the buffer', run: tracked },
      { name: 'set-based insert', run: setBased },
    ],
    ROUNDS,
  );
  const calls = await callsOnly();
  await backends.close();
  const of = (name: string) => median(rates.get(name)!);
  return {
    bench: 'analytics',
    machine: machine(),
    figures: {
      ...Object.fromEntries([...rates].map(([name, values]) => [`${name} (rows/s)`, median(values)])),
      'calls of track alone (calls/s)': calls,
    },
    ratios: {
      'tracked through the buffer / bare COPY': of('tracked through the buffer') / of('bare COPY'),
      'set-based insert / bare COPY': of('set-based insert') / of('bare COPY'),
    },
    notes: [
      `${EVENTS} events, ${ROUNDS} rounds in turn, medians; sets of up to ${SET} rows, each durable; the tables are emptied before each run.`,
      'Making ids, instants, JSON and lines is part of what is measured of the buffer, and not of the bare COPY.',
    ],
  };
}
