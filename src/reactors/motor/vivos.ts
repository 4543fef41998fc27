/**
 * Which workers are alive. Each holds an advisory lock of PostgreSQL for as long as its process lives, so that the tasks of
 * one that was killed are taken up by others at once, and not after the hours that graphile-worker waits.
 */
import { EventEmitter } from 'node:events';
import type { WorkerEvents } from 'graphile-worker';
import type { Logger } from '../../platform/logger.ts';
import type { Pool, PoolClient } from '../../platform/postgres/pool.ts';

const LOOK_EVERY_MS = 15_000;
const SPACE = 'besitos worker';
const HOLD = `select pg_advisory_lock(hashtext($1), hashtext($2))`;

export interface Vivos {
  /** To be handed to the runner: it tells of its workers here. */
  events: WorkerEvents;
  stop(): Promise<void>;
}

export async function startVivos(pool: Pool, log: Logger): Promise<Vivos> {
  const events: WorkerEvents = new EventEmitter();
  const own = new Set<string>();
  let holder: PoolClient | null = null;
  let isStopped = false;
  // One statement at a time on the connection that holds the locks.
  let tail: Promise<unknown> = Promise.resolve();
  const inTurn = <Result>(work: () => Promise<Result>): Promise<Result> => {
    const mine = tail.then(work);
    tail = mine.catch(() => {});
    return mine;
  };
  const failed = (error: unknown) =>
    log.warn({ err: error }, 'reactors: dead workers cannot be told from living ones');

  /** The connection that holds the locks; when the one before is lost, another takes the same locks. */
  async function held(): Promise<PoolClient> {
    if (holder) return holder;
    const client = await pool.connect();
    try {
      for (const workerId of own) await client.query(HOLD, [SPACE, workerId]);
    } catch (error) {
      client.release(true);
      throw error;
    }
    client.once('end', () => {
      if (holder !== client) return;
      holder = null;
      client.release(true);
      // Until then this process passes for dead, and its tasks may be taken up by another.
      if (!isStopped) inTurn(held).catch(failed);
    });
    holder = client;
    return client;
  }
  const onHolder = (sql: string, values: unknown[]) => inTurn(async () => (await held()).query(sql, values));
  events.on('worker:create', ({ worker }) => {
    own.add(worker.workerId);
    onHolder(HOLD, [SPACE, worker.workerId]).catch(failed);
  });

  async function look(): Promise<void> {
    const { rows } = await pool.query(
      `select distinct locked_by from graphile_worker.jobs where locked_by is not null`,
    );
    const others = (rows as { locked_by: string }[])
      .map(({ locked_by }) => locked_by)
      .filter((workerId) => !own.has(workerId));
    for (const workerId of others) {
      const { rows: tried } = await onHolder(
        `select pg_try_advisory_lock(hashtext($1), hashtext($2)) as dead`,
        [SPACE, workerId],
      );
      if (!(tried[0] as { dead: boolean }).dead) continue;
      log.warn({ workerId }, 'reactors: a worker is gone; its tasks are taken up');
      await onHolder(`select graphile_worker.force_unlock_workers(array[$1])`, [workerId]);
      await onHolder(`select pg_advisory_unlock(hashtext($1), hashtext($2))`, [SPACE, workerId]);
    }
  }

  await inTurn(held);
  await look();
  const timer = setInterval(() => void look().catch(failed), LOOK_EVERY_MS);
  return {
    events,
    async stop() {
      isStopped = true;
      clearInterval(timer);
      await tail;
      // The locks end with the connection.
      const last = holder;
      holder = null;
      last?.release(true);
    },
  };
}
