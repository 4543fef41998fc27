/** The shop as one user sees it: every item for sale, the wallet, what is owned and what is offered, in one round trip. */
import { sql } from 'slonik';
import { z } from 'zod';
import type { Database } from './database.ts';
import { instante } from './instante.ts';

const Texto = z.object({ es: z.string(), en: z.string() });
const Row = z.object({
  id: z.string(),
  version: z.int(),
  tipo: z.enum(['consumible', 'unico', 'desbloqueo', 'limitado']),
  icono: z.string(),
  titulo: Texto,
  descripcion: Texto,
  /** In besitos, for everybody. */
  precio: z.int(),
  /** In Stars, where it is sold for them too. */
  estrellas: z.int().nullable(),
  vip: z.boolean(),
  /** Units of a limited item that can be reserved now; null for what does not run out. */
  disponibles: z.int().nullable(),
  /** The price for this user alone, and until when. */
  oferta: z.int().nullable(),
  ofertaHasta: z.string().nullable(),
  cantidad: z.int(),
  saldo: z.int(),
});
export type FilaDeTienda = z.infer<typeof Row>;

/** In the order of publication; withdrawn items are left out. Offers are those that hold at `ahora` (ISO). */
export async function tienda(
  database: Database,
  usuarioId: string,
  ahora?: string,
): Promise<readonly FilaDeTienda[]> {
  return database.any(
    sql.type(Row)`
      select c.id, c.version, c.contenido->>'tipo' as tipo, c.contenido->>'icono' as icono,
             c.contenido->'titulo' as titulo, c.contenido->'descripcion' as descripcion,
             (c.contenido->>'precio')::int as precio, (c.contenido->>'estrellas')::int as estrellas,
             coalesce((c.contenido->>'vip')::boolean, false) as vip,
             case when c.contenido->>'tipo' = 'limitado' then coalesce(e.disponibles, 0) end as disponibles,
             o.precio as oferta, ${instante('o', 'hasta')} as "ofertaHasta",
             coalesce(i.cantidad, 0) as cantidad, coalesce(s.saldo, 0) as saldo
      from lectura.catalogo c
      left join lectura.existencias e on e.item = c.id
      left join lectura.ofertas o on o.usuario_id = ${usuarioId} and o.item = c.id and o.usada_en is null
        and o.hasta > coalesce(${ahora ?? null}::timestamptz, now())
      left join lectura.inventario i on i.usuario_id = ${usuarioId} and i.item = c.id
      left join lectura.saldos s on s.cuenta = ${`usuario:${usuarioId}:cartera`}
      where c.tipo = 'item' and not c.retirado
      order by c.orden`,
  );
}
tienda.grupos = ['catalogo', 'procesos', 'cuentas', 'tienda', 'dinero'];

const Existencias = z.object({
  item: z.string(),
  disponibles: z.int(),
  reservadas: z.int(),
  vendidas: z.int(),
  repuestas: z.int(),
});
export type ExistenciasDeItem = z.infer<typeof Existencias>;

/** Stock of a limited item; null where none was ever brought in. One index look-up. */
export async function existenciasDe(database: Database, item: string): Promise<ExistenciasDeItem | null> {
  return database.maybeOne(
    sql.type(Existencias)`
      select item, disponibles, reservadas, vendidas, repuestas from lectura.existencias where item = ${item}`,
  );
}
existenciasDe.grupos = ['procesos'];

const EnVenta = Row.omit({ oferta: true, ofertaHasta: true, cantidad: true, saldo: true });
export type FilaEnVenta = z.infer<typeof EnVenta>;

/** What is for sale, as everybody sees it: the part of `tienda` that is of no user. In the order of publication. */
export async function enVenta(database: Database): Promise<readonly FilaEnVenta[]> {
  return database.any(
    sql.type(EnVenta)`
      select c.id, c.version, c.contenido->>'tipo' as tipo, c.contenido->>'icono' as icono,
             c.contenido->'titulo' as titulo, c.contenido->'descripcion' as descripcion,
             (c.contenido->>'precio')::int as precio, (c.contenido->>'estrellas')::int as estrellas,
             coalesce((c.contenido->>'vip')::boolean, false) as vip,
             case when c.contenido->>'tipo' = 'limitado' then coalesce(e.disponibles, 0) end as disponibles
      from lectura.catalogo c
      left join lectura.existencias e on e.item = c.id
      where c.tipo = 'item' and not c.retirado
      order by c.orden`,
  );
}
enVenta.grupos = ['catalogo', 'procesos'];
