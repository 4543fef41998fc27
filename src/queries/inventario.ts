/** What a user owns, with what the catalogue says of each thing. */
import { sql } from 'slonik';
import { z } from 'zod';
import type { Database } from './database.ts';

const Row = z.object({
  item: z.string(),
  tipo: z.string(),
  cantidad: z.int(),
  icono: z.string(),
  titulo: z.object({ es: z.string(), en: z.string() }),
  descripcion: z.object({ es: z.string(), en: z.string() }),
});
export type FilaDeInventario = z.infer<typeof Row>;

export async function inventario(
  database: Database,
  usuarioId: string,
): Promise<readonly FilaDeInventario[]> {
  return database.any(
    sql.type(Row)`
      select i.item, i.tipo, i.cantidad, c.contenido->>'icono' as icono, c.contenido->'titulo' as titulo,
             c.contenido->'descripcion' as descripcion
      from lectura.inventario i
      join lectura.catalogo c on c.tipo = 'item' and c.id = i.item
      where i.usuario_id = ${usuarioId} and i.cantidad > 0
      order by i.ultimo_en desc, i.item`,
  );
}
inventario.grupos = ['tienda', 'catalogo'];
