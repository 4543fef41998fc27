/** What is published, by kind. */
import { sql } from 'slonik';
import { z } from 'zod';
import type { Database } from './database.ts';

const Row = z.object({
  tipo: z.enum(['fragmento', 'experiencia', 'item']),
  id: z.string(),
  version: z.int(),
  historia: z.string().nullable(),
  contenido: z.record(z.string(), z.unknown()),
  publicadoEn: z.string(),
  cursor: z.string(),
});
export type FilaDeCatalogo = z.infer<typeof Row>;

export const TIPOS_DE_CATALOGO = ['fragmento', 'experiencia', 'item'] as const;

/** In the order of first publication; `despuesDe` is the cursor of the last row of the page before. */
export async function catalogo(
  database: Database,
  {
    tipo,
    limite,
    despuesDe,
  }: { tipo: (typeof TIPOS_DE_CATALOGO)[number]; limite: number; despuesDe?: string | undefined },
): Promise<{ contenidos: FilaDeCatalogo[]; siguiente: string | null }> {
  const rows = await database.any(
    sql.type(Row)`
      select tipo, id, version, historia, contenido, orden::text as cursor,
             to_char(publicado_en at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "publicadoEn"
      from lectura.catalogo where tipo = ${tipo} and not retirado and orden > ${despuesDe ?? '-1'}::bigint
      order by orden limit ${limite + 1}`,
  );
  const page = rows.slice(0, limite);
  return { contenidos: page, siguiente: rows.length > limite ? page.at(-1)!.cursor : null };
}
catalogo.grupos = ['catalogo'];
