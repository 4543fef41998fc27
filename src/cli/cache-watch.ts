/**
 * Rows change without a new event where an operator exchanges the tables of a rebuild, puts the old ones back, or resolves a
 * parked event, in whichever process; and operators may ask for it. The projector that leads looks for that now and then, and
 * has the cache forget all.
 */
import type { Cache } from '../platform/cache/cache.ts';
import type { Pool } from '../platform/postgres/pool.ts';

const LOOK_MS = 2_000;

export interface CacheWatch {
  stop(): Promise<void>;
}

export function watchOperations({
  pool,
  cache,
  leads,
  onError,
}: {
  pool: Pool;
  cache: Pick<Cache, 'drop'>;
  leads(): boolean;
  onError(error: unknown): void;
}): CacheWatch {
  let seen: string | null = null;
  let looking: Promise<void> = Promise.resolve();

  async function look(): Promise<void> {
    // Whoever begins to lead has everybody forget all anyway.
    if (!leads()) {
      seen = null;
      return;
    }
    try {
      const now = await operationsIn(pool);
      if (seen !== null && seen !== now) await cache.drop('all');
      seen = now;
    } catch (error) {
      onError(error);
    }
  }

  const timer = setInterval(() => {
    looking = looking.then(look);
  }, LOOK_MS);
  return {
    async stop() {
      clearInterval(timer);
      await looking;
    },
  };
}

/** Has the process that leads forget all it caches, and whoever it can tell. */
export async function olvidar(pool: Pool): Promise<void> {
  await pool.query('update operacion.cache set olvidos = olvidos + 1');
}

/** Another text whenever an operator has changed rows. */
async function operationsIn(pool: Pool): Promise<string> {
  const { rows } = await pool.query({
    name: 'cache-operations',
    text: `select concat(
             (select max(resuelto_en) from operacion.eventos_aparcados), '|',
             (select string_agg(concat(grupo, ':', estado, ':', ficha), ',' order by grupo)
              from operacion.reconstrucciones where estado in ('hecha', 'devuelta')), '|',
             (select olvidos from operacion.cache)) as operaciones`,
  });
  return (rows[0] as { operaciones: string }).operaciones;
}
