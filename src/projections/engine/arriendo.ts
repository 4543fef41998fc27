/**
 * The lease of the projectors: of all processes that could project, one does. It renews its lease while it lives; another
 * takes it over once it has run out, with a higher fencing token, under which what the first still writes is refused.
 */

import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { newUuid } from '../../platform/ids.ts';
import type { Pool } from '../../platform/postgres/pool.ts';

const NOMBRE = 'proyector';
const DURA_S = 8;
const RENUEVA_MS = 2_000;

/** Whose lease it is: machine, process, and a name that no other start of the process has. */
export const nuevoTitular = (): string => `${hostname()}/${process.pid}/${newUuid()}`;

/** True of a holder that was a process of this machine and is no more: its lease need not be waited for. */
export function haMuerto(titular: string): boolean {
  const [host, pid] = titular.split('/');
  if (host !== hostname()) return false;
  if (Number(pid) === process.pid) return false;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return (error as { code?: string }).code === 'ESRCH';
  }
}

/** The token of a lease taken, or null while another holds it. Through a repeat of one's own it is renewed. */
async function tomar(pool: Pool, titular: string): Promise<bigint | null> {
  const { rows } = await pool.query(
    `select titular, vence > now() as vale from operacion.arrendamientos where nombre = $1`,
    [NOMBRE],
  );
  const holder = rows[0] as { titular: string; vale: boolean } | undefined;
  const muerto = holder !== undefined && haMuerto(holder.titular) ? holder.titular : null;
  const taken = await pool.query(
    `insert into operacion.arrendamientos as a (nombre, titular, ficha, vence)
     values ($1, $2, 1, now() + make_interval(secs => $3))
     on conflict (nombre) do update set titular = excluded.titular, vence = excluded.vence,
       ficha = case when a.titular = excluded.titular then a.ficha else a.ficha + 1 end
     where a.titular = excluded.titular or a.vence <= now() or a.titular = $4
     returning ficha::text`,
    [NOMBRE, titular, DURA_S, muerto],
  );
  const ficha = (taken.rows[0] as { ficha: string } | undefined)?.ficha;
  return ficha === undefined ? null : BigInt(ficha);
}

export interface Arriendo {
  /** The token while this process holds the lease, else null. */
  ficha(): bigint | null;
  /** Resolves with the token once this process holds the lease; rejects when the signal aborts. */
  tenerlo(signal: AbortSignal): Promise<bigint>;
  /** Gives it up, so that another need not wait for it to run out. */
  soltar(): Promise<void>;
}

export function createArriendo(pool: Pool, onError: (error: unknown) => void): Arriendo {
  const titular = nuevoTitular();
  let ficha: bigint | null = null;
  let renewedMs = 0;
  let timer: NodeJS.Timeout | undefined;
  let renewing: Promise<void> = Promise.resolve();

  async function renew(): Promise<void> {
    try {
      ficha = await tomar(pool, titular);
      if (ficha !== null) renewedMs = performance.now();
    } catch (error) {
      // The token guards the rows; here the lease is only believed to be held while it cannot have run out.
      if (performance.now() - renewedMs > DURA_S * 1_000) ficha = null;
      onError(error);
    }
  }

  return {
    ficha: () => ficha,
    async tenerlo(signal) {
      for (;;) {
        if (ficha === null) await renew();
        if (ficha !== null) break;
        await sleep(RENUEVA_MS / 4, undefined, { signal });
      }
      timer ??= setInterval(() => {
        renewing = renewing.then(renew);
      }, RENUEVA_MS);
      return ficha;
    },
    async soltar() {
      clearInterval(timer);
      timer = undefined;
      await renewing;
      if (ficha === null) return;
      ficha = null;
      await pool
        .query(`update operacion.arrendamientos set vence = now() where nombre = $1 and titular = $2`, [
          NOMBRE,
          titular,
        ])
        .catch(onError);
    },
  };
}
