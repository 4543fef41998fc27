/**
 * Durable commands per second at 64 in flight over 1,000 users, beside what bounds them (the bare client append loop
 * against the same server) and beside its peers: Emmett on PostgreSQL, and a plain SQL ledger transaction. All write
 * the same bytes, all acknowledge only what is on disk.
 */
import { randomUUID } from 'node:crypto';
import { getPostgreSQLEventStore } from '@event-driven-io/emmett-postgresql';
import { EventStoreDBClient, NO_STREAM } from '@eventstore/db-client';
import { createCommandBus } from '../src/commands/bus.ts';
import { createCatalogo } from '../src/events/catalogo.ts';
import { REGLAS } from '../src/events/reglas.ts';
import type { StoredEvent } from '../src/events/store/tipos.ts';
import { systemClock } from '../src/platform/clock.ts';
import { silentLogger } from '../src/platform/logger.ts';
import { createPool } from '../src/platform/postgres/pool.ts';
import { createProgress } from '../src/platform/progress.ts';
import { unlimited } from '../src/platform/rate-limiter.ts';
import { startProjector } from '../src/projections/engine/projector.ts';
import { PROJECTIONS } from '../src/projections/registro.ts';
import { openBenchBackends } from './backends.ts';
import { closedLoop, inTurn, machine, median, type Report } from './measure.ts';

const IN_FLIGHT = 64;
const USERS = 1_000;
const RUN_MS = 4_000;
const ROUNDS = 3;
/** Connections for the SQL sides: the best of 16, 32 and 64 tried on two cores. */
const SQL_CONNECTIONS = 32;
const ACTOR = { tipo: 'admin', id: 'bench' } as const;

export const GOALS = {
  'bus / bare append': 0.6,
  'bus / Emmett on PostgreSQL': 3,
  'bus / SQL ledger transaction': 1.5,
};

export async function benchCommands(): Promise<Report> {
  const backends = await openBenchBackends();
  const { store, pool, projectorPool } = backends;
  const bus = createCommandBus({
    store,
    catalogo: createCatalogo(),
    reglas: REGLAS,
    clock: systemClock,
    limiter: unlimited,
  });
  const users = Array.from({ length: USERS }, () => randomUUID());
  const personal = `v1.${'A'.repeat(120)}`;
  await Promise.all(
    users.map((usuarioId) =>
      bus.execute({
        id: randomUUID(),
        tipo: 'RegistrarUsuario',
        actor: ACTOR,
        datos: { usuarioId, idioma: 'es', personal },
      }),
    ),
  );
  const grant = (n: number) =>
    bus.execute({
      id: randomUUID(),
      tipo: 'OtorgarBesitos',
      actor: ACTOR,
      datos: { usuarioId: users[n % USERS]!, cantidad: 3, razon: 'ajuste', nota: 'bench' },
    });
  await grant(0);
  const sample = await lastEvent(store.readStream(`usuario-${users[0]}`, 0));
  const data = sample.data as Record<string, unknown>;
  const metadata = sample.metadata as Record<string, unknown>;
  const bytes = Buffer.byteLength(JSON.stringify(data)) + Buffer.byteLength(JSON.stringify(metadata));

  const client = EventStoreDBClient.connectionString([backends.eventStoreUrl] as never);
  const revisions = new Array<bigint>(USERS).fill(-1n);
  const busy = new Array<Promise<unknown>>(USERS).fill(Promise.resolve());
  /** As the bus: an exact expected revision, one append at a time for each stream. */
  const inOrder = (n: number, work: (user: number) => Promise<unknown>) => {
    const user = n % USERS;
    const mine = busy[user]!.then(() => work(user));
    busy[user] = mine;
    return mine;
  };
  const bareAppend = (n: number) =>
    inOrder(n, async (user) => {
      const event = {
        id: randomUUID(),
        type: sample.type,
        data,
        metadata,
        contentType: 'application/json' as const,
      };
      const expected = revisions[user]!;
      const { nextExpectedRevision } = await client.appendToStream(`bare-${user}`, [event], {
        expectedRevision: expected < 0n ? NO_STREAM : expected,
      });
      revisions[user] = nextExpectedRevision;
    });

  const emmett = getPostgreSQLEventStore(backends.databaseUrl, {
    connectionOptions: {
      pool: createPool({ url: backends.databaseUrl, max: SQL_CONNECTIONS, name: 'emmett' }) as never,
    },
  });
  const versions = new Array<bigint>(USERS).fill(0n);
  const emmettAppend = (n: number) =>
    inOrder(n, async (user) => {
      const { nextExpectedStreamVersion } = await emmett.appendToStream(
        `bench-${user}`,
        [{ type: sample.type, data, metadata }] as never,
        { expectedStreamVersion: versions[user]! },
      );
      versions[user] = nextExpectedStreamVersion;
    });

  await pool.query(`
    create schema bench;
    create table bench.wallets (id integer primary key, balance bigint not null);
    create table bench.ledger (seq bigint generated always as identity primary key, wallet integer not null,
      amount bigint not null, data jsonb not null, metadata jsonb not null);
    insert into bench.wallets select n, 0 from generate_series(0, ${USERS - 1}) n;`);
  const sqlPool = createPool({ url: backends.databaseUrl, max: SQL_CONNECTIONS, name: 'sql' });
  const dataText = JSON.stringify(data);
  const metadataText = JSON.stringify(metadata);
  const sqlTransaction = async (n: number) => {
    const connection = await sqlPool.connect();
    const user = n % USERS;
    try {
      await connection.query('begin');
      await connection.query({
        name: 'lock',
        text: 'select balance from bench.wallets where id = $1 for update',
        values: [user],
      });
      await connection.query({
        name: 'insert',
        text: 'insert into bench.ledger (wallet, amount, data, metadata) values ($1, 3, $2, $3)',
        values: [user, dataText, metadataText],
      });
      await connection.query({
        name: 'update',
        text: 'update bench.wallets set balance = balance + 3 where id = $1',
        values: [user],
      });
      await connection.query('commit');
    } finally {
      connection.release();
    }
  };

  const progress = createProgress();
  const loop = (call: (n: number) => Promise<unknown>) => () => closedLoop(IN_FLIGHT, RUN_MS, call);
  const withProjectors = async () => {
    const projector = await startProjector({
      store,
      pool: projectorPool,
      projections: PROJECTIONS,
      progress,
      log: silentLogger,
    });
    // What earlier sides appended is caught up before the clock runs.
    const head = await store.head();
    const groups = PROJECTIONS.map(({ grupo }) => grupo);
    const last = await grant(0);
    await progress.waitFor(groups, last.position ?? head ?? 0n, 120_000);
    const rate = await closedLoop(IN_FLIGHT, RUN_MS, grant);
    await projector.stop();
    return rate;
  };
  const rates = await inTurn(
    [
      { name: 'bare client append loop', run: loop(bareAppend) },
      { name: 'command bus, projectors stopped', run: loop(grant) },
      { name: 'command bus, projectors following', run: withProjectors },
      { name: 'Emmett on PostgreSQL', run: loop(emmettAppend) },
      { name: 'SQL ledger transaction', run: loop(sqlTransaction) },
    ],
    ROUNDS,
  );
  await client.dispose();
  await emmett.close();
  await sqlPool.end().catch(() => {});
  await backends.close();

  const figures = Object.fromEntries([...rates].map(([name, values]) => [name, median(values)]));
  const [bare, alone, followed, peer, sql] = Object.values(figures) as [
    number,
    number,
    number,
    number,
    number,
  ];
  return {
    bench: 'commands',
    machine: machine(),
    figures,
    ratios: {
      'bus / bare append': alone / bare,
      'bus with projectors / bare append': followed / bare,
      'bus / Emmett on PostgreSQL': alone / peer,
      'bus / SQL ledger transaction': alone / sql,
    },
    notes: [
      `${IN_FLIGHT} in flight, ${USERS} users, ${bytes} bytes of JSON a command, ${ROUNDS} rounds of ${RUN_MS / 1000} s in turn, medians.`,
      'Durable everywhere: SQLite synchronous=FULL, PostgreSQL fsync=on and synchronous_commit=on.',
      'No projector runs beside the first, second, fourth and fifth row; all six groups follow in the third.',
    ],
  };
}

async function lastEvent(events: AsyncIterable<StoredEvent>): Promise<StoredEvent> {
  let last: StoredEvent | undefined;
  for await (const event of events) last = event;
  if (!last) throw new Error('the stream is empty');
  return last;
}
