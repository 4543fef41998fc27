/** Payments in Stars, and orders that nobody has paid. */
import { sql } from 'slonik';
import { z } from 'zod';
import type { Database } from './database.ts';
import { instante } from './instante.ts';

const Objeto = z.discriminatedUnion('tipo', [
  z.object({ tipo: z.literal('vip'), dias: z.int() }),
  z.object({ tipo: z.literal('item'), item: z.string() }),
]);
const Pago = z.object({
  pago: z.string(),
  usuarioId: z.string().nullable(),
  pedido: z.string().nullable(),
  objeto: Objeto.nullable(),
  estrellas: z.int(),
  suscripcion: z.enum(['no', 'primera', 'renovacion']),
  estado: z.enum(['recibido', 'entregado', 'por_reembolsar', 'reembolsado', 'cerrado']),
  recibidoEn: z.string(),
  entregadoEn: z.string().nullable(),
  reembolsadoEn: z.string().nullable(),
});
export type FilaDePago = z.infer<typeof Pago>;

const columns = sql.fragment`
  pago, usuario_id as "usuarioId", pedido, objeto, estrellas, suscripcion, estado, ${instante('recibido_en')} as "recibidoEn",
  ${instante('entregado_en')} as "entregadoEn", ${instante('reembolsado_en')} as "reembolsadoEn"`;

/** Recorded from `desde` on and before `hasta` (ISO), oldest first: what is compared with Telegram's account. */
export async function pagosPorConciliar(
  database: Database,
  desde: string,
  hasta: string,
): Promise<readonly FilaDePago[]> {
  return database.any(
    sql.type(Pago)`
      select ${columns} from lectura.pagos
      where recibido_en >= ${desde} and recibido_en < ${hasta} order by recibido_en, pago`,
  );
}
pagosPorConciliar.grupos = ['procesos'];

/** One user's, newest first; null for somebody who is not known. */
export async function pagosDe(
  database: Database,
  usuarioId: string,
  limite = 50,
): Promise<readonly FilaDePago[] | null> {
  const row = await database.maybeOne(
    sql.type(z.object({ pagos: z.array(Pago) }))`
      select (select coalesce(json_agg(p), '[]') from (
        select ${columns} from lectura.pagos
        where usuario_id = ${usuarioId} order by recibido_en desc, pago limit ${limite}) p) as pagos
      from lectura.usuarios where usuario_id = ${usuarioId}`,
  );
  return row?.pagos ?? null;
}
pagosDe.grupos = ['usuarios', 'procesos'];

const Pedido = z.object({
  pedido: z.string(),
  usuarioId: z.string(),
  objeto: Objeto,
  estrellas: z.int(),
  vence: z.string(),
});
export type FilaDePedido = z.infer<typeof Pedido>;

/** Open orders whose time, or that which Telegram was granted at pre-checkout, is over at `ahora` (ISO). */
export async function pedidosVencidos(
  database: Database,
  ahora: string,
  limite = 1_000,
): Promise<readonly FilaDePedido[]> {
  return database.any(
    sql.type(Pedido)`
      select pedido, usuario_id as "usuarioId", objeto, estrellas,
             to_char(greatest(caduca, aceptado_hasta) at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as vence
      from lectura.pedidos
      where estado in ('creado', 'aceptado') and caduca <= ${ahora}
        and (aceptado_hasta is null or aceptado_hasta <= ${ahora})
      order by caduca, pedido limit ${limite}`,
  );
}
pedidosVencidos.grupos = ['procesos'];
