/**
 * Which workers are alive. Each holds an advisory lock of PostgreSQL for as long as its process lives, so that the tasks of
 * one that was killed are taken up by others at once, and not after the hours that graphile-worker waits.
 */
import { EventEmitter } from 'node:events';
import type { WorkerEvents } from 'graphile-worker';
import type { Logger } from '../../platform/logger.ts';
import type { Pool } from '../../platform/postgres/pool.ts';

const LOOK_EVERY_MS = 15_000;
const SPACE = 'besitos worker';

export interface Vivos {
  /** To be handed to the runner: it tells of its workers here. */
  events: WorkerEvents;
  stop(): Promise<void>;
}

export async function startVivos(pool: Pool, log: Logger): Promise<Vivos> {
  const events: WorkerEvents = new EventEmitter();
  const holder = await pool.connect();
  const own = new Set<string>();
  // One statement at a time on the connection that holds the locks.
  let tail: Promise<unknown> = Promise.resolve();
  const onHolder = (sql: string, values: unknown[]) => {
    const mine = tail.then(() => holder.query(sql, values));
    tail = mine.catch(() => {});
    return mine;
  };
  const failed = (error: unknown) =>
    log.warn({ err: error }, 'reactors: dead workers cannot be told from living ones');
  events.on('worker:create', ({ worker }) => {
    own.add(worker.workerId);
    onHolder(`select pg_advisory_lock(hashtext($1), hashtext($2))`, [SPACE, worker.workerId]).catch(failed);
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

  await look();
  const timer = setInterval(() => void look().catch(failed), LOOK_EVERY_MS);
  return {
    events,
    async stop() {
      clearInterval(timer);
      await tail;
      // The locks end with the connection.
      holder.release(true);
    },
  };
}
