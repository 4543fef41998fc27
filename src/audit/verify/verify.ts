/**
 * `besitos verify`: folds the whole log afresh and compares it with what stands in PostgreSQL, each table as of its own
 * checkpoint, all read in one snapshot.
 */
import type { EventStore } from '../../events/store/tipos.ts';
import { UNLIMITED } from '../../platform/postgres/limits.ts';
import { type Pool, transaction } from '../../platform/postgres/pool.ts';
import { compareTable } from './compare.ts';
import { createExpectedFold, TABLES } from './expected.ts';
import { leftOut } from './left-out.ts';
import { createLogChecks } from './log-checks.ts';
import type { Check } from './report.ts';

export interface VerifyReport {
  ok: boolean;
  eventos: number;
  streams: number;
  /** Log position of each group's checkpoint, at which its tables were compared; null before its first event. */
  puntosDeControl: Record<string, string | null>;
  /** Events that the slowest group has not projected yet: they were checked in the log, not in its tables. */
  sinProyectar: number;
  /** Events that a group's rows are without, because they are parked or were skipped, by group. */
  sinAplicar: Record<string, number>;
  durationMs: number;
  comprobaciones: Check[];
}

export async function verify(options: {
  store: EventStore;
  pool: Pool;
  onProgress?: (eventos: number) => void;
}): Promise<VerifyReport> {
  const { store, pool, onProgress = () => {} } = options;
  const startedMs = performance.now();
  return transaction(
    pool,
    async (client) => {
      const { rows } = await client.query(
        'select grupo, posicion::text from operacion.puntos_de_control order by grupo',
      );
      const checkpoints = new Map(
        (rows as { grupo: string; posicion: string | null }[]).map(({ grupo, posicion }) => [
          grupo,
          posicion === null ? null : BigInt(posicion),
        ]),
      );
      const aparcados = await leftOut(client);
      const log = createLogChecks();
      const fold = createExpectedFold();
      let eventos = 0;
      let sinProyectar = 0;
      for await (const stored of store.readAll({ after: null })) {
        log.event(stored);
        const covers = (grupo: string) => (checkpoints.get(grupo) ?? -1n) >= stored.position;
        fold.event(stored, (grupo) => covers(grupo) && !aparcados.get(grupo)?.has(stored.position));
        if (![...checkpoints.keys()].every(covers)) sinProyectar += 1;
        if (++eventos % 10_000 === 0) onProgress(eventos);
      }
      const comprobaciones = log.finish();
      for (const spec of TABLES)
        comprobaciones.push(await compareTable(client, spec, fold.tables[spec.tabla]));
      return {
        ok: comprobaciones.every(({ distintos }) => distintos === 0),
        eventos,
        streams: log.streams(),
        puntosDeControl: Object.fromEntries(
          [...checkpoints].map(([grupo, posicion]) => [grupo, posicion?.toString() ?? null]),
        ),
        sinProyectar,
        sinAplicar: Object.fromEntries([...aparcados].map(([grupo, { size }]) => [grupo, size])),
        durationMs: performance.now() - startedMs,
        comprobaciones,
      };
    },
    `begin isolation level repeatable read read only${UNLIMITED}`,
  );
}
