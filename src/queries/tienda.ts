/** The shop as one user sees it: every item, the wallet, and what is owned, in one round trip. */
import { sql } from 'slonik';
import { z } from 'zod';
import type { Database } from './database.ts';

const Texto = z.object({ es: z.string(), en: z.string() });
const Row = z.object({
  id: z.string(),
  tipo: z.enum(['consumible', 'unico', 'desbloqueo', 'limitado']),
  icono: z.string(),
  titulo: Texto,
  descripcion: Texto,
  precio: z.int(),
  vip: z.boolean(),
  existencias: z.int().nullable(),
  cantidad: z.int(),
  saldo: z.int(),
});
export type FilaDeTienda = z.infer<typeof Row>;

export async function tienda(database: Database, usuarioId: string): Promise<readonly FilaDeTienda[]> {
  return database.any(
    sql.type(Row)`
      select c.id, c.contenido->>'tipo' as tipo, c.contenido->>'icono' as icono, c.contenido->'titulo' as titulo,
             c.contenido->'descripcion' as descripcion, (c.contenido->>'precio')::int as precio,
             coalesce((c.contenido->>'vip')::boolean, false) as vip, (c.contenido->>'existencias')::int as existencias,
             coalesce(i.cantidad, 0) as cantidad, coalesce(s.saldo, 0) as saldo
      from lectura.catalogo c
      left join lectura.inventario i on i.usuario_id = ${usuarioId} and i.item = c.id
      left join lectura.saldos s on s.cuenta = ${`usuario:${usuarioId}:cartera`}
      where c.tipo = 'item'
      order by c.orden`,
  );
}
