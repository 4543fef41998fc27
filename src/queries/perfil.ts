/** Everything that a user's profile shows, in one round trip. */
import { sql } from 'slonik';
import { z } from 'zod';
import type { Database } from './database.ts';
import { instante } from './instante.ts';
import { ResumenDeReferidos, selectReferidos } from './referidos.ts';

/** Days after which half of the score is left, for somebody who has not come back. */
export const SEMIVIDA_DIAS = 14;

const Row = z.object({
  usuarioId: z.string(),
  idioma: z.string(),
  estado: z.enum(['activo', 'suspendido', 'eliminando', 'eliminado']),
  registradoEn: z.string(),
  vipHasta: z.string().nullable(),
  /** Besitos earned in all: the level follows from it, by the rules. */
  ganado: z.int(),
  saldo: z.int(),
  arquetipo: z.string().nullable(),
  arquetipoDesde: z.string().nullable(),
  /** Days in a row on which the daily gift was taken, up to `rachaDia`; and the most there ever were. */
  racha: z.int(),
  rachaDia: z.string().nullable(),
  rachaMejor: z.int(),
  diasActivos: z.int(),
  decisiones: z.int(),
  reacciones: z.int(),
  experiencias: z.int(),
  referidos: z.int(),
  gastado: z.int(),
  /** Whom the user brought. */
  invitados: ResumenDeReferidos,
  /** 0 to 100: how likely a free user is to become VIP; as of `ahora`. */
  conversion: z.int(),
});
export type Perfil = z.infer<typeof Row>;

/** Null for somebody who is not known. `ahora` (ISO) is when the score of conversion is taken. */
export async function perfilDe(database: Database, usuarioId: string, ahora: string): Promise<Perfil | null> {
  return database.maybeOne(
    sql.type(Row)`
      select u.usuario_id as "usuarioId", u.idioma, u.estado, ${instante('u', 'registrado_en')} as "registradoEn",
             ${instante('u', 'vip_hasta')} as "vipHasta", coalesce(c.besitos, 0) as ganado, coalesce(s.saldo, 0) as saldo,
             a.arquetipo, ${instante('a', 'desde')} as "arquetipoDesde",
             coalesce(r.racha, 0) as racha, r.dia::text as "rachaDia", coalesce(r.mejor, 0) as "rachaMejor",
             coalesce(p.dias_activos, 0) as "diasActivos", coalesce(p.decisiones, 0) as decisiones,
             coalesce(p.reacciones, 0) as reacciones, coalesce(p.experiencias, 0) as experiencias,
             coalesce(p.referidos, 0) as referidos, coalesce(p.gastado, 0) as gastado,
             (select to_json(i) from (${selectReferidos(usuarioId)}) i) as invitados,
             coalesce(round(p.base * power(0.5,
               greatest(0, ${ahora.slice(0, 10)}::date - p.ultimo_dia) / ${SEMIVIDA_DIAS}::numeric)), 0)::int as conversion
      from lectura.usuarios u
      left join lectura.saldos s on s.cuenta = 'usuario:' || u.usuario_id || ':cartera'
      left join lectura.clasificacion c on c.periodo = 'siempre' and c.usuario_id = u.usuario_id
      left join lectura.arquetipos a on a.usuario_id = u.usuario_id
      left join lectura.rachas r on r.usuario_id = u.usuario_id
      left join lectura.puntaje_conversion p on p.usuario_id = u.usuario_id
      where u.usuario_id = ${usuarioId}`,
  );
}
perfilDe.grupos = ['usuarios', 'dinero', 'perfiles', 'cuentas'];

const Candidato = z.object({ usuarioId: z.string(), conversion: z.int(), ultimoDia: z.string() });
export type CandidatoAVip = z.infer<typeof Candidato>;

/**
 * Of a row, the day on which its score will be down to 1, in days since 2000: the order of the scores on any day from the last
 * one on. It is what an index holds (0010_consultas.sql), half-life included, so that it has no parameters.
 */
const DIA_DE_UNO = sql.fragment`
  (p.ultimo_dia - date '2000-01-01' + 14 * ln(greatest(p.base, 0.5)::float8) / ln(2::float8))`;

/** Active users who are not VIP at `ahora`, the likeliest to become it first: off an index, whoever is left out apart. */
export async function candidatosAVip(
  database: Database,
  { ahora, limite }: { ahora: string; limite: number },
): Promise<readonly CandidatoAVip[]> {
  return database.any(
    sql.type(Candidato)`
      select p.usuario_id as "usuarioId", p.ultimo_dia::text as "ultimoDia",
             round(p.base * power(0.5,
               greatest(0, ${ahora.slice(0, 10)}::date - p.ultimo_dia) / ${SEMIVIDA_DIAS}::numeric))::int as conversion
      from lectura.puntaje_conversion p join lectura.usuarios u using (usuario_id)
      where u.estado = 'activo' and (u.vip_hasta is null or u.vip_hasta <= ${ahora})
      order by ${DIA_DE_UNO} desc, p.usuario_id
      limit ${limite}`,
  );
}
candidatosAVip.grupos = ['perfiles', 'usuarios'];
