/** A user's VIP access: since when, until when, and whether it renews. */
import { sql } from 'slonik';
import { z } from 'zod';
import type { Database } from './database.ts';
import { instante } from './instante.ts';

export const FilaDeVip = z.object({
  desde: z.string(),
  hasta: z.string(),
  renovacion: z.enum(['activa', 'cancelando', 'cancelada', 'ninguna']),
  /** The last payment that extended it; null where an admin gave it. */
  pago: z.string().nullable(),
  pagos: z.int(),
  concesiones: z.int(),
  /** Why it was ended before its time; null where it runs, or ran out. */
  terminado: z.enum(['reembolso', 'admin']).nullable(),
});
export type EstadoVip = z.infer<typeof FilaDeVip>;

/** Null for somebody who never was VIP; whether access still holds is for the caller's clock to say. */
export async function estadoVip(database: Database, usuarioId: string): Promise<EstadoVip | null> {
  return database.maybeOne(sql.type(FilaDeVip)`${selectVip(usuarioId)}`);
}
estadoVip.grupos = ['cuentas'];

export const selectVip = (usuarioId: string) => sql.fragment`
  select ${instante('desde')} as desde, ${instante('hasta')} as hasta, renovacion, pago, pagos, concesiones, terminado
  from lectura.vip where usuario_id = ${usuarioId}`;
