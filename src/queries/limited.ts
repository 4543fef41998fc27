/** What slonik leaves open: how long a query may wait for a connection, and for an answer. */
import { createPgDriverFactory } from '@slonik/pg-driver';
import type { DatabasePool } from 'slonik';
import { DatabaseLimitError, typedError } from '../platform/postgres/limit-errors.ts';

export const POOL = 'consultas';

type DriverFactory = ReturnType<typeof createPgDriverFactory>;

/** As slonik's own, with an end to the wait for an answer: the connection is closed, as the statement may still run on it. */
export function limitedDriver(answerMs: number): DriverFactory {
  const create = createPgDriverFactory();
  return async (setup) => {
    const driver = await create(setup);
    return {
      async createClient() {
        const client = await driver.createClient();
        const { query, destroy } = client;
        return {
          ...client,
          async query(...parameters) {
            const answer = query(...parameters);
            const late = Promise.withResolvers<never>();
            const timer = setTimeout(() => {
              void destroy().catch(() => {});
              late.reject(new DatabaseLimitError('answer', POOL));
            }, answerMs);
            // Whichever comes second has nobody who waits for it.
            answer.catch(() => {});
            try {
              return await Promise.race([answer, late.promise]);
            } catch (error) {
              throw typedOf(error);
            } finally {
              clearTimeout(timer);
            }
          },
        };
      },
    };
  };
}

/** Slonik wraps what it knows; what it was is the cause. */
function typedOf(error: unknown): unknown {
  const cause = error instanceof Error ? error.cause : undefined;
  const typed = typedError(cause, POOL);
  return typed instanceof DatabaseLimitError ? typed : typedError(error, POOL);
}

const METHODS = [
  'any',
  'anyFirst',
  'connect',
  'exists',
  'many',
  'manyFirst',
  'maybeOne',
  'maybeOneFirst',
  'one',
  'oneFirst',
  'query',
  'transaction',
] as const satisfies readonly (keyof DatabasePool)[];

/** Slonik's pool has whoever comes too many wait for ever: here they wait before it, and not for longer than they may. */
export function withAcquireLimit(database: DatabasePool, max: number, acquireMs: number): DatabasePool {
  const gate = createGate(max, acquireMs);
  const limited = Object.fromEntries(
    METHODS.map((method) => [
      method,
      async (...parameters: unknown[]) => {
        await gate.enter();
        try {
          return await (database[method] as (...all: unknown[]) => Promise<unknown>)(...parameters);
        } finally {
          gate.leave();
        }
      },
    ]),
  );
  return Object.assign(Object.create(database), limited) as DatabasePool;
}

function createGate(places: number, waitMs: number): { enter(): Promise<void>; leave(): void } {
  let free = places;
  // A Set keeps the order in which they came, and lets go of one in the middle at once.
  const waiting = new Set<() => void>();
  return {
    async enter() {
      if (free > 0) {
        free -= 1;
        return;
      }
      const turn = Promise.withResolvers<void>();
      const come = () => {
        clearTimeout(timer);
        turn.resolve();
      };
      const timer = setTimeout(() => {
        waiting.delete(come);
        turn.reject(new DatabaseLimitError('acquire', POOL));
      }, waitMs);
      waiting.add(come);
      await turn.promise;
    },
    leave() {
      const [next] = waiting;
      if (next === undefined) {
        free += 1;
        return;
      }
      waiting.delete(next);
      next();
    },
  };
}
