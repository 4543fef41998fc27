/** Who was there and what they did, by hour, day, week or month. */
import { sql } from 'slonik';
import { z } from 'zod';
import type { Database } from '../database.ts';
import { fechas, instantes, PERIODOS_MAX, periodosDe, type Rango, type Unidad } from './rango.ts';

const Periodo = z.object({ desde: z.string(), usuarios: z.int(), nuevos: z.int() });
const DeTipo = z.object({ desde: z.string(), eventos: z.int(), usuarios: z.int() });
const Row = z.object({
  serie: z.array(Periodo),
  tipos: z.array(z.object({ tipo: z.string(), eventos: z.int() })),
  deTipo: z.array(DeTipo),
});
export type Actividad = z.infer<typeof Row>;

/**
 * `serie`: users who did something, and those who came. `tipos`: events of each type in the whole range. `deTipo`: of one type,
 * by hour or by day (for weeks and months by day too). All of it one look-up for each period in the indexes of counters.
 */
export async function actividad(
  database: Database,
  { unidad, tipo, ...rango }: Rango & { unidad: Unidad; tipo?: string | undefined },
): Promise<Actividad> {
  const periodos = periodosDe(unidad, rango);
  const porHora = unidad === 'hora';
  const dias =
    unidad === 'dia' || porHora
      ? periodos
      : periodosDe('dia', { hasta: rango.hasta, cuantos: diasEntre(periodos[0]!, rango.hasta) });
  const tabla = sql.identifier(['lectura', porHora ? 'analitica_por_hora' : 'analitica_por_dia']);
  const columna = sql.identifier([porHora ? 'hora' : 'dia']);
  const cuando = porHora ? instantes(dias) : fechas(dias.map((dia) => dia.slice(0, 10)));
  return database.one(
    sql.type(Row)`
      select
        (select json_agg(json_build_object('desde', to_char(p.desde at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
                'usuarios', coalesce(a.usuarios, 0), 'nuevos', coalesce(a.nuevos, 0)) order by p.desde)
         from unnest(${instantes(periodos)}) as p (desde)
         left join lectura.analitica_activos a on a.unidad = ${unidad} and a.desde = p.desde) as serie,
        (select coalesce(json_agg(t order by t.eventos desc, t.tipo), '[]')
         from (select tipo, sum(eventos)::int8 as eventos from ${tabla}
               where ${columna} = any(${cuando}) group by tipo) t) as tipos,
        (select coalesce(json_agg(json_build_object('desde', ${
          porHora
            ? sql.fragment`to_char(p.desde at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`
            : sql.fragment`p.desde::text`
        }, 'eventos', coalesce(c.eventos, 0), 'usuarios', coalesce(c.usuarios, 0)) order by p.desde), '[]')
         from unnest(${cuando}) as p (desde)
         left join ${tabla} c on c.${columna} = p.desde and c.tipo = ${tipo ?? ''}
         where ${tipo ?? null}::text is not null) as "deTipo"`,
  );
}
actividad.grupos = ['analitica'];

function diasEntre(primero: string, hasta: string): number {
  const days = (Date.parse(`${hasta.slice(0, 10)}T00:00:00Z`) - Date.parse(primero)) / 86_400_000;
  return Math.min(PERIODOS_MAX.dia, Math.floor(days) + 1);
}
