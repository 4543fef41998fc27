/** Prices for one user alone that hold now. */
import { sql } from 'slonik';
import { z } from 'zod';
import type { Database } from './database.ts';
import { instante } from './instante.ts';

export const FilaDeOferta = z.object({
  item: z.string(),
  precio: z.int(),
  /** What everybody pays; null where the item is not for sale any more. */
  antes: z.int().nullable(),
  hasta: z.string(),
});
export type FilaDeOferta = z.infer<typeof FilaDeOferta>;

/** Soonest to end first; `ahora` is ISO. */
export async function ofertasDe(
  database: Database,
  usuarioId: string,
  ahora: string,
): Promise<readonly FilaDeOferta[]> {
  return database.any(sql.type(FilaDeOferta)`${selectOfertas(usuarioId, ahora)}`);
}
ofertasDe.grupos = ['cuentas', 'catalogo'];

export const selectOfertas = (usuarioId: string, ahora: string) => sql.fragment`
  select o.item, o.precio, (c.contenido->>'precio')::int as antes, ${instante('o', 'hasta')} as hasta
  from lectura.ofertas o
  left join lectura.catalogo c on c.tipo = 'item' and c.id = o.item and not c.retirado
  where o.usuario_id = ${usuarioId} and o.hasta > ${ahora} and o.usada_en is null
  order by o.hasta, o.item`;
