/** How far each projection group has come, so that a reader can wait, with a bound, for its own write. */
import type { Pool } from './postgres/pool.ts';

export interface Progress {
  report(group: string, position: bigint): void;
  /** Resolves to true once every group has passed the position, to false when the time is up first. */
  waitFor(groups: readonly string[], position: bigint, timeoutMs: number): Promise<boolean>;
  position(group: string): bigint | null;
}

export interface ProgressOptions {
  /** Asks how far projectors of any process have come. */
  poll?: (() => Promise<ReadonlyMap<string, bigint>>) | undefined;
  /** Told why an answer did not come; it is asked again while somebody waits. */
  onPollError?: ((error: unknown) => void) | undefined;
}

/** How long a wait goes without asking: projectors of this process report by themselves, mostly sooner. */
const POLL_AFTER_MS = 25;
/** From one answer to the next question, however many wait. */
const POLL_EVERY_MS = 15;

interface Waiter {
  groups: readonly string[];
  position: bigint;
  done(reached: boolean): void;
}

export function createProgress({ poll, onPollError }: ProgressOptions = {}): Progress {
  const positions = new Map<string, bigint>();
  const waiters = new Set<Waiter>();
  let asking: NodeJS.Timeout | 'now' | null = null;
  const passed = ({ groups, position }: Pick<Waiter, 'groups' | 'position'>) =>
    groups.every((group) => (positions.get(group) ?? -1n) >= position);

  function settle(): void {
    for (const waiter of waiters) if (passed(waiter)) waiter.done(true);
  }

  function askIn(ms: number): void {
    if (poll) asking = setTimeout(() => void ask(poll), ms);
  }

  async function ask(answer: NonNullable<typeof poll>): Promise<void> {
    asking = 'now';
    try {
      // What was reported meanwhile may be newer than the answer.
      for (const [group, position] of await answer())
        if (position > (positions.get(group) ?? -1n)) positions.set(group, position);
      settle();
    } catch (error) {
      onPollError?.(error);
    }
    asking = null;
    if (waiters.size > 0) askIn(POLL_EVERY_MS);
  }

  function leave(waiter: Waiter): void {
    waiters.delete(waiter);
    if (waiters.size > 0 || asking === null || asking === 'now') return;
    clearTimeout(asking);
    asking = null;
  }

  return {
    report(group, position) {
      positions.set(group, position);
      settle();
    },
    waitFor(groups, position, timeoutMs) {
      if (passed({ groups, position })) return Promise.resolve(true);
      return new Promise((resolve) => {
        const timer = setTimeout(() => waiter.done(false), timeoutMs);
        const waiter: Waiter = {
          groups,
          position,
          done(reached) {
            clearTimeout(timer);
            leave(waiter);
            resolve(reached);
          },
        };
        waiters.add(waiter);
        if (asking === null) askIn(POLL_AFTER_MS);
      });
    },
    position: (group) => positions.get(group) ?? null,
  };
}

/** The checkpoints of all projectors, in one statement: what `poll` asks where they may run in other processes. */
export const checkpointsIn = (pool: Pool) => async (): Promise<ReadonlyMap<string, bigint>> => {
  const { rows } = await pool.query({
    name: 'progress',
    text: 'select grupo, posicion::text from operacion.puntos_de_control where posicion is not null',
  });
  return new Map(
    (rows as { grupo: string; posicion: string }[]).map(({ grupo, posicion }) => [grupo, BigInt(posicion)]),
  );
};
