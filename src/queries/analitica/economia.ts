/** The economy: what came into circulation and left it, what circulates, how fast it changes hands, and who holds it. */
import { sql } from 'slonik';
import { z } from 'zod';
import type { Database } from '../database.ts';
import { type Concentracion, concentracionDe } from './concentracion.ts';
import { diasDe, fechas, type Rango } from './rango.ts';

const Masa = z.object({ suministro: z.int(), retenido: z.int(), transito: z.int() });
const Flujos = z.object({
  dia: z.string(),
  emitidos: z.int(),
  quemados: z.int(),
  caducados: z.int(),
  transferidos: z.int(),
  gastados: z.int(),
});
const Row = z.object({
  dias: z.array(
    Flujos.extend({
      suministro: z.int().nullable(),
      retenido: z.int().nullable(),
      transito: z.int().nullable(),
    }),
  ),
  antes: Masa.nullable(),
  razones: z.array(
    z.object({
      sentido: z.enum(['otorgado', 'gastado']),
      razon: z.string(),
      cantidad: z.int(),
      movimientos: z.int(),
    }),
  ),
  cubos: z.array(z.tuple([z.int(), z.int(), z.int()])),
});

export type DiaDeEconomia = z.infer<typeof Flujos> & z.infer<typeof Masa>;

export interface Economia {
  dias: DiaDeEconomia[];
  razones: z.infer<typeof Row>['razones'];
  /** Besitos spent in the range for each that circulated in it on average; null where none did. */
  velocidad: number | null;
  /** As it is now, whatever the range. */
  concentracion: Concentracion;
}

export async function economia(database: Database, rango: Rango): Promise<Economia> {
  const dias = diasDe(rango);
  const row = await database.one(
    sql.type(Row)`
      select
        (select json_agg(json_build_object('dia', d.dia,
           'emitidos', coalesce(e.emitidos, 0), 'quemados', coalesce(e.quemados, 0), 'caducados', coalesce(e.caducados, 0),
           'transferidos', coalesce(e.transferidos, 0), 'gastados', coalesce(e.gastados, 0),
           'suministro', e.suministro, 'retenido', e.retenido, 'transito', e.transito) order by d.dia)
         from unnest(${fechas(dias)}) as d (dia) left join lectura.analitica_economia e on e.dia = d.dia) as dias,
        (select json_build_object('suministro', e.suministro, 'retenido', e.retenido, 'transito', e.transito)
         from lectura.analitica_economia e where e.dia < ${dias[0]!}::date order by e.dia desc limit 1) as antes,
        (select coalesce(json_agg(r order by r.sentido, r.cantidad desc, r.razon), '[]')
         from (select sentido, razon, sum(cantidad)::int8 as cantidad, sum(movimientos)::int8 as movimientos
               from lectura.analitica_razones where dia = any(${fechas(dias)}) group by sentido, razon) r) as razones,
        (select coalesce(json_agg(json_build_array(c.cubo, c.carteras, c.suma) order by c.cubo), '[]')
         from lectura.analitica_cubos c where c.carteras > 0) as cubos`,
  );
  const seguidos = conLoQueQueda(row.dias, row.antes);
  const gastados = seguidos.reduce((sum, dia) => sum + dia.gastados, 0);
  const suministro = seguidos.reduce((sum, dia) => sum + dia.suministro, 0) / seguidos.length;
  return {
    dias: seguidos,
    razones: row.razones,
    velocidad: suministro > 0 ? gastados / suministro : null,
    concentracion: concentracionDe(row.cubos),
  };
}
economia.grupos = ['analitica'];

/** On a day without a movement there circulates what there did before. */
function conLoQueQueda(
  dias: z.infer<typeof Row>['dias'],
  antes: z.infer<typeof Masa> | null,
): DiaDeEconomia[] {
  let { suministro, retenido, transito } = antes ?? { suministro: 0, retenido: 0, transito: 0 };
  return dias.map((dia) => {
    suministro = dia.suministro ?? suministro;
    retenido = dia.retenido ?? retenido;
    transito = dia.transito ?? transito;
    return { ...dia, suministro, retenido, transito };
  });
}
