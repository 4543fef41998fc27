/** Who gets a broadcast: active users of a segment, page by page in the order of their ids. */
import { sql } from 'slonik';
import { z } from 'zod';
import type { Database } from './database.ts';

export type Segmento = 'todos' | 'vip' | 'no_vip';
const Row = z.object({ usuarioId: z.string() });

/** `despuesDe` is the last id of the page before, null at the beginning; VIP is taken at `ahora` (ISO). */
export async function usuariosParaDifusion(
  database: Database,
  {
    segmento,
    despuesDe,
    limite,
    ahora,
  }: { segmento: Segmento; despuesDe: string | null; limite: number; ahora: string },
): Promise<readonly string[]> {
  const enSegmento = {
    todos: sql.fragment`true`,
    vip: sql.fragment`vip_hasta > ${ahora}`,
    no_vip: sql.fragment`(vip_hasta is null or vip_hasta <= ${ahora})`,
  }[segmento];
  const rows = await database.any(
    sql.type(Row)`
      select usuario_id as "usuarioId" from lectura.usuarios
      where estado = 'activo' and usuario_id > ${despuesDe ?? '00000000-0000-0000-0000-000000000000'}::uuid
        and ${enSegmento}
      order by usuario_id limit ${limite}`,
  );
  return rows.map(({ usuarioId }) => usuarioId);
}
usuariosParaDifusion.grupos = ['usuarios'];
