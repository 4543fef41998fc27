/** What the fraud scorer reads: how a user's reviews ended, and the neighbours of an account under scrutiny. */
import { sql } from 'slonik';
import { z } from 'zod';
import type { Database } from './database.ts';
import { instante } from './instante.ts';

const Inocente = z.object({ en: z.string() });

/** When a review of the user last ended without guilt, as an ISO instant; null when none did. */
export async function inocenteEn(database: Database, usuarioId: string): Promise<string | null> {
  const row = await database.maybeOne(
    sql.type(Inocente)`
      select ${instante('resuelta_en')} as en from lectura.revisiones
      where usuario_id = ${usuarioId} and resultado = 'inocente' order by resuelta_en desc limit 1`,
  );
  return row?.en ?? null;
}
inocenteEn.grupos = ['cuentas'];

const Vecindad = z.object({
  referencias: z.array(
    z.object({ referente: z.string(), referido: z.string(), en: z.number(), registradoEn: z.number() }),
  ),
  regalos: z.array(z.object({ de: z.string(), a: z.string(), cantidad: z.int(), en: z.number() })),
  acciones: z.record(z.string(), z.array(z.number())),
});
export type Vecindad = z.infer<typeof Vecindad>;

const LISTED_MAX = 2_000;
const NEIGHBOURS_MAX = 50;
const ACTIONS_MAX = 200;

/**
 * Referrals and gifts that touch the user or a direct neighbour, the latest 2,000 of each; and when the 50 latest
 * neighbours acted last: their own movements and the pages they were shown. Times are milliseconds since the epoch. Each
 * side of a referral or gift is looked up by itself: both in one condition would read whole tables.
 */
export async function vecinosDe(database: Database, usuarioId: string): Promise<Vecindad> {
  return database.one(
    sql.type(Vecindad)`
      with tratos as (
        select por as otro, registrado_en as en from lectura.referidos where usuario_id = ${usuarioId}
        union all
        select usuario_id, registrado_en from lectura.referidos where por = ${usuarioId}
        union all
        select para, enviado_en from lectura.regalos where de = ${usuarioId} and para is not null
        union all
        select de, enviado_en from lectura.regalos where para = ${usuarioId}
      ), vecinos as (
        select otro as id, max(en) as en from tratos group by otro order by max(en) desc, otro limit ${NEIGHBOURS_MAX}
      ), cerca as (
        select id from vecinos union select ${usuarioId}::uuid
      )
      select
        (select coalesce(json_agg(t), '[]') from (
           select r.por as referente, r.usuario_id as referido,
                  floor(extract(epoch from r.registrado_en) * 1000)::float8 as en,
                  floor(extract(epoch from u.registrado_en) * 1000)::float8 as "registradoEn"
           from (
             select r.usuario_id, r.por, r.registrado_en from cerca c join lectura.referidos r on r.por = c.id
             union
             select r.usuario_id, r.por, r.registrado_en from cerca c join lectura.referidos r on r.usuario_id = c.id
           ) r join lectura.usuarios u using (usuario_id)
           order by r.registrado_en desc limit ${LISTED_MAX}) t) as referencias,
        (select coalesce(json_agg(t), '[]') from (
           select r.de, r.para as a, r.cantidad, floor(extract(epoch from r.enviado_en) * 1000)::float8 as en
           from (
             select r.regalo, r.de, r.para, r.cantidad, r.enviado_en from cerca c join lectura.regalos r on r.de = c.id
             where r.para is not null and r.estado <> 'devuelto'
             union
             select r.regalo, r.de, r.para, r.cantidad, r.enviado_en from cerca c join lectura.regalos r on r.para = c.id
             where r.estado <> 'devuelto'
           ) r
           order by r.enviado_en desc limit ${LISTED_MAX}) t) as regalos,
        (select coalesce(json_object_agg(v.id, a.momentos), '{}') from vecinos v cross join lateral (
           select coalesce(json_agg(en order by en), '[]') as momentos from (
             select distinct floor(extract(epoch from momento) * 1000)::float8 as en from (
               (select ocurrido_en as momento from lectura.movimientos
                where usuario_id = v.id and actor_tipo = 'usuario' order by posicion desc limit ${ACTIONS_MAX})
               union all
               (select visitado_en from lectura.fragmentos_visitados
                where usuario_id = v.id order by visitado_en desc limit ${ACTIONS_MAX})
             ) m order by en desc limit ${ACTIONS_MAX}
           ) u
         ) a) as acciones`,
  );
}
vecinosDe.grupos = ['cuentas', 'procesos', 'usuarios', 'dinero', 'narrativa'];
