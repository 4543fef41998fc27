/** Leaderboards: the first of a period, and where one user stands. */
import { sql } from 'slonik';
import { z } from 'zod';
import type { Database } from './database.ts';

export const CRITERIOS = ['besitos', 'experiencias', 'referidos'] as const;
export type Criterio = (typeof CRITERIOS)[number];

const Row = z.object({
  puesto: z.int(),
  usuarioId: z.string(),
  besitos: z.int(),
  experiencias: z.int(),
  referidos: z.int(),
  propia: z.boolean(),
});
const Puesto = Row.omit({ propia: true });
export type PuestoDeClasificacion = z.infer<typeof Puesto>;

export interface Clasificacion {
  primeros: PuestoDeClasificacion[];
  /** The user's own row and rank, also when it is among the first; null for somebody who is not on the board. */
  propia: PuestoDeClasificacion | null;
}

/** More than anybody has, in an integer of 32 bits too, which the other criteria are. */
const MAS_QUE_NADIE = '9223372036854775807';

/**
 * By besitos unless `por` says another. One statement: the first come off an index that holds them in order. The user's rank by
 * besitos is the sum of those in higher steps of `clasificacion_tramos`, and a count over the index within the own; by the rest,
 * which no screen shows, a count of all before. Ties go to who got there first.
 */
export async function clasificacion(
  database: Database,
  {
    periodo,
    semana,
    usuarioId,
    limite,
    por = 'besitos',
  }: {
    periodo: 'semana' | 'siempre';
    /** ISO week, `2026-W11`; for `semana` alone. */
    semana?: string | undefined;
    usuarioId: string;
    limite: number;
    por?: Criterio;
  },
): Promise<Clasificacion> {
  if (periodo === 'semana' && semana === undefined)
    throw new TypeError('a weekly leaderboard names its week');
  const clave = periodo === 'siempre' ? 'siempre' : semana!;
  const criterio = sql.identifier([por]);
  const rows = await database.any(
    sql.type(Row)`
      (select row_number() over (order by c.${criterio} desc, c.posicion)::int as puesto, c.usuario_id as "usuarioId",
              c.besitos, c.experiencias, c.referidos, false as propia
       from lectura.clasificacion c
       where c.periodo = ${clave} and c.${criterio} > 0
       order by c.${criterio} desc, c.posicion
       limit ${limite})
      union all
      select (select count(*) from lectura.clasificacion a
              where a.periodo = ${clave} and a.${criterio} >= u.${criterio} and a.${criterio} < t.tope
                and (a.${criterio} > u.${criterio} or a.posicion < u.posicion))::int + t.usuarios + 1,
             u.usuario_id, u.besitos, u.experiencias, u.referidos, true
      from lectura.clasificacion u
      cross join lateral (
        select coalesce(sum(m.usuarios), 0)::int as usuarios, coalesce(min(m.desde), ${MAS_QUE_NADIE}::bigint) as tope
        from lectura.clasificacion_tramos m
        where ${por === 'besitos'} and m.periodo = ${clave} and m.desde > u.besitos) t
      where u.periodo = ${clave} and u.usuario_id = ${usuarioId} and u.${criterio} > 0`,
  );
  const sinMarca = ({ propia: _, ...puesto }: z.infer<typeof Row>): PuestoDeClasificacion => puesto;
  const propia = rows.find((row) => row.propia);
  return {
    primeros: rows.filter((row) => !row.propia).map(sinMarca),
    propia: propia ? sinMarca(propia) : null,
  };
}
clasificacion.grupos = ['perfiles'];
