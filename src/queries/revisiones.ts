/** Fraud reviews that wait for an admin. */
import { sql } from 'slonik';
import { z } from 'zod';
import type { Database } from './database.ts';
import { instante } from './instante.ts';

export const FilaDeRevision = z.object({
  revision: z.string(),
  usuarioId: z.string(),
  severidad: z.enum(['media', 'alta']),
  senales: z.array(z.object({ senal: z.string(), valor: z.number(), umbral: z.number() })),
  motivo: z.string(),
  abiertaEn: z.string(),
  resultado: z.enum(['inocente', 'confirmado']).nullable(),
  nota: z.string().nullable(),
  resueltaEn: z.string().nullable(),
  resueltaPor: z.string().nullable(),
});
export type FilaDeRevision = z.infer<typeof FilaDeRevision>;

const columns = sql.fragment`
  revision, usuario_id as "usuarioId", severidad, senales, motivo, ${instante('abierta_en')} as "abiertaEn", resultado, nota,
  ${instante('resuelta_en')} as "resueltaEn", resuelta_por as "resueltaPor"`;

/** Those that freeze somebody first, then the oldest. One that a graver one has followed is not open any more. */
export async function revisionesAbiertas(
  database: Database,
  { limite }: { limite: number },
): Promise<readonly FilaDeRevision[]> {
  return database.any(
    sql.type(FilaDeRevision)`
      select ${columns} from lectura.revisiones r
      where abierta
        and not exists (select 1 from lectura.revisiones n where n.usuario_id = r.usuario_id and n.posicion > r.posicion)
        and not exists (select 1 from lectura.usuarios u where u.usuario_id = r.usuario_id and u.estado = 'eliminado')
      order by severidad, abierta_en, revision limit ${limite}`,
  );
}
revisionesAbiertas.grupos = ['cuentas', 'usuarios'];

/** All of one user's, newest first. */
export async function revisionesDe(
  database: Database,
  usuarioId: string,
): Promise<readonly FilaDeRevision[]> {
  return database.any(sql.type(FilaDeRevision)`${selectRevisiones(usuarioId)}`);
}
revisionesDe.grupos = ['cuentas'];

export const selectRevisiones = (usuarioId: string) => sql.fragment`
  select ${columns} from lectura.revisiones where usuario_id = ${usuarioId} order by abierta_en desc, revision`;
