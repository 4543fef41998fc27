/** Adjustments that wait for a second admin. */
import { sql } from 'slonik';
import { z } from 'zod';
import type { Database } from './database.ts';
import { instante } from './instante.ts';

const Row = z.object({
  ajuste: z.string(),
  usuarioId: z.string(),
  /** Besitos to give (positive) or to take (negative). */
  importe: z.int(),
  nota: z.string(),
  estado: z.enum(['solicitado', 'aprobado', 'rechazado', 'aplicado', 'fallido']),
  /** Id of the key of who asked; never that of who may approve. */
  por: z.string(),
  resueltoPor: z.string().nullable(),
  motivo: z.string().nullable(),
  solicitadoEn: z.string(),
  resueltoEn: z.string().nullable(),
});
export type FilaDeAjuste = z.infer<typeof Row>;

/** Oldest first; those in other states with `estado`. */
export async function ajustesPendientes(
  database: Database,
  { limite, estado = 'solicitado' }: { limite: number; estado?: FilaDeAjuste['estado'] },
): Promise<readonly FilaDeAjuste[]> {
  return database.any(
    sql.type(Row)`
      select ajuste, usuario_id as "usuarioId", importe, nota, estado, por, resuelto_por as "resueltoPor", motivo,
             ${instante('solicitado_en')} as "solicitadoEn", ${instante('resuelto_en')} as "resueltoEn"
      from lectura.ajustes where estado = ${estado} order by solicitado_en, ajuste limit ${limite}`,
  );
}
ajustesPendientes.grupos = ['administracion'];
