/**
 * Keeps the months of the analytics tables: makes those that are about to come, drops those that are kept no longer. Any
 * number of processes may do so at once; what is held meanwhile ends with the transaction.
 */
import type { Clock } from '../clock.ts';
import type { Logger } from '../logger.ts';
import { asegurarMes, mesDe, mesSiguiente, particionDe } from '../postgres/meses.ts';
import { type Pool, type PoolClient, transaction } from '../postgres/pool.ts';

/** The tables, in schema `lectura`, each partitioned by month. */
export const TABLAS_POR_MES = ['analytics_registro', 'analytics_seguimiento'] as const;
/** Months that are made ahead of the current one. */
export const MESES_DE_ANTEMANO = 3;

const SCHEMA = 'lectura';
/** Of the advisory lock that passes of all processes take turns by. */
const LOCK = 1_634_625_889;
const DAY_MS = 86_400_000;
/** After a pass that failed. */
const RETRY_MS = 60_000;
/** How long readers and writers of a table may be made to wait for those that hold it. */
const LOCK_WAIT = '300ms';

export interface Pasada {
  /** Partitions that were made and dropped, by name. */
  creadas: string[];
  borradas: string[];
}

export interface Custodio {
  /** @throws when the database is not there, or a table is in use for too long: nothing was changed of that table */
  pasar(): Promise<Pasada>;
  stop(): Promise<void>;
}

interface CustodioOptions {
  pool: Pool;
  clock: Clock;
  log: Pick<Logger, 'info' | 'warn'>;
  /** Full months that are kept beside the current one. */
  retentionMonths: number;
}

export function createCustodio({ pool, clock, log, retentionMonths }: CustodioOptions): Custodio {
  let timer: NodeJS.Timeout | null = null;
  let isStopped = false;
  let running: Promise<void>;

  async function pasar(): Promise<Pasada> {
    const actual = mesDe(new Date(clock.now()).toISOString());
    const pasada: Pasada = { creadas: [], borradas: [] };
    for (const tabla of TABLAS_POR_MES) {
      await porTurnos(pool, async (client) => {
        for (const mes of await mesesQueFaltan(client, tabla, actual)) {
          await asegurarMes(client, SCHEMA, tabla, mes);
          pasada.creadas.push(particionDe(tabla, mes));
        }
      });
      await porTurnos(pool, async (client) => {
        const desde = await retener(client, tabla, mesSiguiente(actual, -retentionMonths));
        pasada.borradas.push(...(await borrarAntes(client, tabla, desde)));
      });
    }
    if (pasada.creadas.length + pasada.borradas.length > 0)
      log.info(pasada, 'analytics: months were made or dropped');
    return pasada;
  }

  async function daily(): Promise<void> {
    const failed = await pasar().then(
      () => false,
      (error: unknown) => {
        log.warn({ err: error }, 'analytics: the months could not be seen to; trying again');
        return true;
      },
    );
    if (isStopped) return;
    const again = () => {
      running = daily();
    };
    timer = setTimeout(again, failed ? RETRY_MS : DAY_MS).unref();
  }
  running = daily();

  return {
    pasar,
    async stop() {
      isStopped = true;
      if (timer) clearTimeout(timer);
      await running;
    },
  };
}

/** One process after the other; readers and writers of the tables are not made to wait for long. */
function porTurnos(pool: Pool, work: (client: PoolClient) => Promise<void>): Promise<void> {
  return transaction(pool, async (client) => {
    await client.query('select pg_advisory_xact_lock($1)', [LOCK]);
    await client.query(`set local lock_timeout = '${LOCK_WAIT}'`);
    await work(client);
  });
}

/** Of the current month and those ahead, those that a table has no partition for. */
export async function mesesQueFaltan(
  client: Pick<PoolClient, 'query'>,
  tabla: string,
  actual: string,
): Promise<string[]> {
  const meses = Array.from({ length: MESES_DE_ANTEMANO + 1 }, (_, index) => mesSiguiente(actual, index));
  const { rows } = await client.query(
    `select mes from unnest($1::text[], $2::text[]) as t (mes, nombre) where to_regclass(nombre) is null order by mes`,
    [meses, meses.map((mes) => `${SCHEMA}.${particionDe(tabla, mes)}`)],
  );
  return (rows as { mes: string }[]).map(({ mes }) => mes);
}

/** Notes the first month that is kept; it never goes back, since what was dropped does not come back. */
async function retener(client: PoolClient, tabla: string, mes: string): Promise<string> {
  const { rows } = await client.query(
    `insert into operacion.retenciones as r (tabla, desde) values ($1, $2::date)
     on conflict (tabla) do update set desde = greatest(r.desde, excluded.desde)
     returning to_char(desde, 'YYYY-MM') as desde`,
    [tabla, `${mes}-01`],
  );
  return (rows[0] as { desde: string }).desde;
}

/** Drops older months wherever the table stands: while it is rebuilt there are two of it, and afterwards too for a while. */
async function borrarAntes(client: PoolClient, tabla: string, desde: string): Promise<string[]> {
  const { rows } = await client.query(
    `select n.nspname || '.' || c.relname as nombre
     from pg_inherits i
     join pg_class p on p.oid = i.inhparent and p.relname = $1
     join pg_class c on c.oid = i.inhrelid and c.relname < $2 and c.relname like $3
     join pg_namespace n on n.oid = c.relnamespace
     order by n.nspname, c.relname`,
    [tabla, particionDe(tabla, desde), `${tabla}\\_____\\___`],
  );
  const nombres = (rows as { nombre: string }[]).map(({ nombre }) => nombre);
  for (const nombre of nombres) await client.query(`drop table ${nombre}`);
  return nombres;
}
