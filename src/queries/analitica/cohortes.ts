/** Retention: of those who registered in a week, how many did something in each week that followed. */
import { sql } from 'slonik';
import { z } from 'zod';
import type { Database } from '../database.ts';
import { fechas, lunesDeRango, PERIODOS_MAX, type Rango } from './rango.ts';

const Cohorte = z.object({
  cohorte: z.string(),
  registrados: z.int(),
  semanas: z.array(z.object({ semana: z.int(), usuarios: z.int() })),
});
export type Cohorte = z.infer<typeof Cohorte>;

/** Cohorts by the Monday of their week, oldest first; week 0 is that of registration. */
export async function cohortes(database: Database, rango: Rango): Promise<readonly Cohorte[]> {
  return database.any(
    sql.type(Cohorte)`
      select c.cohorte::text, coalesce(v.registrados, 0) as registrados,
             (select coalesce(json_agg(json_build_object('semana', k.semana, 'usuarios', k.usuarios) order by k.semana), '[]')
              from lectura.analitica_cohortes k
              where k.cohorte = c.cohorte and k.semana <= ${PERIODOS_MAX.semana}) as semanas
      from unnest(${fechas(lunesDeRango(rango))}) as c (cohorte)
      left join lectura.analitica_conversion v on v.por = 'cohorte' and v.desde = c.cohorte
      order by c.cohorte`,
  );
}
cohortes.grupos = ['analitica'];
