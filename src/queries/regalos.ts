/** Gifts that a user sent or was sent, newest first. */
import { sql } from 'slonik';
import { z } from 'zod';
import type { Database } from './database.ts';
import { instante } from './instante.ts';

export const FilaDeRegalo = z.object({
  regalo: z.string(),
  sentido: z.enum(['enviado', 'recibido']),
  /** The other side; null while a link waits to be opened. */
  otro: z.string().nullable(),
  cantidad: z.int(),
  enlace: z.boolean(),
  estado: z.enum(['enviado', 'reclamado', 'recibido', 'entregado', 'rehusado', 'devuelto']),
  motivo: z.string().nullable(),
  enviadoEn: z.string(),
  caduca: z.string(),
  cerradoEn: z.string().nullable(),
});
export type FilaDeRegalo = z.infer<typeof FilaDeRegalo>;

const LISTED_MAX = 20;

/** One round trip over the two indexes; what went back is listed for its sender alone. */
export async function regalosDe(
  database: Database,
  usuarioId: string,
  limite = LISTED_MAX,
): Promise<readonly FilaDeRegalo[]> {
  return database.any(sql.type(FilaDeRegalo)`${selectRegalos(usuarioId, limite)}`);
}
regalosDe.grupos = ['procesos'];

export const selectRegalos = (usuarioId: string, limite = LISTED_MAX) => sql.fragment`
  select regalo, sentido, otro, cantidad, enlace, estado, motivo, ${instante('enviado_en')} as "enviadoEn",
         ${instante('caduca')} as caduca, ${instante('cerrado_en')} as "cerradoEn"
  from (
    (select regalo, 'enviado' as sentido, para as otro, cantidad, enlace, estado, motivo, enviado_en, caduca, cerrado_en
     from lectura.regalos where de = ${usuarioId} order by enviado_en desc limit ${limite})
    union all
    (select regalo, 'recibido', de, cantidad, enlace, estado, motivo, enviado_en, caduca, cerrado_en
     from lectura.regalos where para = ${usuarioId} and estado not in ('rehusado', 'devuelto')
     order by enviado_en desc limit ${limite})
  ) r
  order by r.enviado_en desc, r.regalo
  limit ${limite}`;
