/** The queue: tasks in graphile-worker, and those that wait for an instant of the program's clock in a table beside it. */
import type { PoolClient } from '../../platform/postgres/pool.ts';
import type { Encargo } from '../tareas.ts';

/** Prefix of the names under which graphile-worker knows the tasks. */
export const TAREA = 'besitos.';
const ATTEMPTS = 25;

/** Puts tasks into the queue, in the caller's transaction. */
export async function encargar(client: PoolClient, encargos: readonly Encargo[]): Promise<void> {
  const latest = new Map(encargos.map((encargo) => [encargo.clave, encargo]));
  const due = [...latest.values()].filter(({ vence }) => vence !== undefined);
  const now = [...latest.values()].filter(({ vence }) => vence === undefined);
  if (due.length > 0)
    await client.query({
      name: 'reactores-vencimientos',
      text: `insert into operacion.vencimientos (clave, tarea, datos, vence)
             select * from json_to_recordset($1) as t (clave text, tarea text, datos jsonb, vence timestamptz)
             on conflict (clave) do update set tarea = excluded.tarea, datos = excluded.datos, vence = excluded.vence`,
      values: [JSON.stringify(due)],
    });
  if (now.length > 0)
    await client.query({
      name: 'reactores-encargos',
      text: `select graphile_worker.add_job('${TAREA}' || t.tarea, t.datos, job_key := t.clave, max_attempts := ${ATTEMPTS},
               run_at := now() + t.tras * interval '1 millisecond')
             from json_to_recordset($1) as t (clave text, tarea text, datos json, tras int)`,
      values: [
        JSON.stringify(
          now.map(({ clave, tarea, datos, trasMs = 0 }) => ({ clave, tarea, datos, tras: trasMs })),
        ),
      ],
    });
}

/** Moves what has fallen due into the queue; gives how much that was. */
export async function encargarVencidos(client: PoolClient, ahora: string, maximo = 500): Promise<number> {
  const { rows } = await client.query({
    name: 'reactores-vencidos',
    text: `delete from operacion.vencimientos where clave in (
             select clave from operacion.vencimientos where vence <= $1 order by vence limit $2 for update skip locked)
           returning clave, tarea, datos`,
    values: [ahora, maximo],
  });
  await encargar(client, rows as Encargo[]);
  return rows.length;
}
