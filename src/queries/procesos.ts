/** Everything that is under way: what a reactor takes up again that has lost its place. */
import { sql } from 'slonik';
import { z } from 'zod';
import type { Database } from './database.ts';
import { instante } from './instante.ts';

/**
 * compra, canje, regalo, pedido: begun and not decided · reserva: a unit of stock that was not sold or set free ·
 * uso: a use of a code that was not confirmed or set free · pago: a payment that was not delivered or closed · reembolso:
 * a purchase in Stars whose payment was not asked back · devolucion: a refunded unit that is not back in stock · ajuste:
 * approved and not settled · eliminacion: asked for · desbloqueo: bought and not all opened · suscripcion: cancelled,
 * and Telegram has not confirmed · referido: counts, or would, and was not rewarded.
 */
export const TIPOS_DE_PROCESO = [
  'compra',
  'canje',
  'regalo',
  'pedido',
  'reserva',
  'uso',
  'pago',
  'reembolso',
  'devolucion',
  'ajuste',
  'eliminacion',
  'desbloqueo',
  'suscripcion',
  'referido',
] as const;

const Row = z.object({
  tipo: z.enum(TIPOS_DE_PROCESO),
  /** Id of the process; of an unlock `usuario/item`, of the rest that has none the user's. */
  id: z.string(),
  usuarioId: z.string().nullable(),
  /** The item or code. */
  detalle: z.string().nullable(),
  /** When it is due by itself; null for what is due at once. */
  vence: z.string().nullable(),
  desde: z.string(),
});
export type ProcesoPendiente = z.infer<typeof Row>;

/**
 * What is due at once first, then by its time. `decisionesDeReferido` is how many decisions make a referral count, by the
 * rules; a referral whose referrer has brought as many as count stays here, and asking for it again changes nothing.
 */
export async function procesosPendientes(
  database: Database,
  {
    decisionesDeReferido,
    venceAntesDe,
    limite = 10_000,
  }: { decisionesDeReferido: number; venceAntesDe?: string; limite?: number },
): Promise<readonly ProcesoPendiente[]> {
  return database.any(
    sql.type(Row)`
      select tipo, id, usuario_id as "usuarioId", detalle, ${instante('vence')} as vence, ${instante('desde')} as desde
      from (
        select p.tipo, p.id, p.usuario_id, p.detalle, p.vence, p.desde from lectura.procesos_pendientes p
        where (${venceAntesDe ?? null}::timestamptz is null or p.vence is null or p.vence < ${venceAntesDe ?? null})
          and (p.tipo <> 'desbloqueo' or exists (
            select 1 from lectura.catalogo c, jsonb_array_elements_text(c.contenido->'desbloquea') as abre (contenido)
            where c.tipo = 'item' and c.id = p.detalle and not exists (
              select 1 from lectura.desbloqueos d where d.usuario_id = p.usuario_id and d.contenido = abre.contenido)))
        union all
        select 'referido', r.usuario_id::text, r.usuario_id, null, null, r.registrado_en from lectura.referidos r
        where r.estado = 'registrado' and r.decisiones >= ${decisionesDeReferido} and not exists (
          select 1 from lectura.usuarios u where u.usuario_id = r.usuario_id and u.estado = 'eliminado')
      ) p
      order by vence nulls first, desde, tipo, id limit ${limite}`,
  );
}
procesosPendientes.grupos = ['procesos', 'catalogo', 'narrativa', 'cuentas', 'usuarios'];
