/** One connection to PostgreSQL, as `pg` has it, with errors of this program's own and only what the way to the server carries. */
import pg from 'pg';
import { typedError } from './limit-errors.ts';

/**
 * What stands between the program and the server. `transaction`: a pooler that gives each transaction whatever connection
 * is free, as PgBouncer does in its mode of that name, so that nothing may be left in a session for later.
 */
export type Pooler = 'none' | 'transaction';

type Answer = (error: unknown, result?: unknown) => void;
type Query = (...parameters: unknown[]) => unknown;

/** The class of the connections of a pool. */
export function clientOf(pool: string, pooler: Pooler): typeof pg.Client {
  class Client extends pg.Client {
    /** Why the server has ended the connection: what is asked on it later fails for this reason. */
    #ended: unknown;

    constructor(config?: string | pg.ClientConfig) {
      super(config);
      this.on('error', (error) => {
        this.#ended ??= error;
      });
    }

    // The driver overloads this six ways, and all of them are carried through as they are.
    override query(...parameters: unknown[]): never {
      const [query] = parameters;
      const ask = super.query.bind(this) as Query;
      if (isSubmittable(query)) return ask(...parameters) as never;
      if (pooler === 'transaction' && typeof query === 'object' && query !== null && 'name' in query)
        parameters[0] = { ...query, name: undefined };
      const last = parameters.at(-1);
      if (typeof last === 'function') {
        const answer = last as Answer;
        parameters[parameters.length - 1] = (error: unknown, result: unknown) =>
          error ? answer(this.#typed(error)) : answer(error, result);
        return ask(...parameters) as never;
      }
      return (ask(...parameters) as Promise<unknown>).catch((error: unknown) => {
        throw this.#typed(error);
      }) as never;
    }

    #typed(error: unknown): unknown {
      const message = error instanceof Error ? error.message : '';
      // The statement still runs: whatever was sent next would wait behind it.
      if (message === 'Query read timeout') this.connection.stream.destroy();
      const isLate = message.startsWith('Client has encountered a connection error');
      return typedError(isLate ? (this.#ended ?? error) : error, pool);
    }
  }
  return Client;
}

/** COPY and cursors, which the driver hands the connection to. */
function isSubmittable(query: unknown): boolean {
  return typeof query === 'object' && query !== null && 'submit' in query;
}
