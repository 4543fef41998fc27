/** Users as admins see them: pseudonymous, with balance and activity; names stay sealed unless a key opens them. */
import { sql } from 'slonik';
import { z } from 'zod';
import type { Database } from './database.ts';

const Row = z.object({
  usuarioId: z.string(),
  idioma: z.string(),
  personal: z.string(),
  vipHasta: z.string().nullable(),
  registradoEn: z.string(),
  ultimaActividadEn: z.string(),
  saldo: z.int(),
  movimientos: z.int(),
  cursor: z.string(),
});
export type FilaDeUsuario = z.infer<typeof Row>;

const columns = sql.fragment`
  u.usuario_id as "usuarioId", u.idioma, u.personal,
  to_char(u.vip_hasta at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "vipHasta",
  to_char(u.registrado_en at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "registradoEn",
  to_char(u.ultima_actividad_en at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "ultimaActividadEn",
  coalesce(s.saldo, 0) as saldo, coalesce(s.movimientos, 0) as movimientos, u.posicion::text as cursor`;

const source = sql.fragment`
  from lectura.usuarios u left join lectura.saldos s on s.cuenta = 'usuario:' || u.usuario_id || ':cartera'`;

/** Newest first; `antesDe` is the cursor of the last row of the page before. */
export async function usuarios(
  database: Database,
  { limite, antesDe }: { limite: number; antesDe?: string | undefined },
): Promise<{ usuarios: FilaDeUsuario[]; siguiente: string | null }> {
  const rows = await database.any(
    sql.type(Row)`
      select ${columns} ${source}
      where u.posicion < ${antesDe ?? '9223372036854775807'}::bigint
      order by u.posicion desc limit ${limite + 1}`,
  );
  const page = rows.slice(0, limite);
  return { usuarios: page, siguiente: rows.length > limite ? page.at(-1)!.cursor : null };
}
usuarios.grupos = ['usuarios', 'dinero'];

export async function usuario(database: Database, usuarioId: string): Promise<FilaDeUsuario | null> {
  return database.maybeOne(sql.type(Row)`select ${columns} ${source} where u.usuario_id = ${usuarioId}`);
}
usuario.grupos = ['usuarios', 'dinero'];
