/** Every experience, withdrawn ones only for who has begun them, with one user's progress in it, components included: one round trip, however many there are. */
import { sql } from 'slonik';
import { z } from 'zod';
import type { Database } from './database.ts';

const Texto = z.object({ es: z.string(), en: z.string() });
const Row = z.object({
  id: z.string(),
  titulo: Texto,
  descripcion: Texto,
  vip: z.boolean(),
  componentes: z.int(),
  completados: z.int().nullable(),
  terminada: z.boolean(),
  hechos: z.array(z.string()),
});
export type FilaDeExperiencia = z.infer<typeof Row>;

/** `completados` is null for one that the user has not started; `hechos` names the completed components. */
export async function experiencias(
  database: Database,
  usuarioId: string,
): Promise<readonly FilaDeExperiencia[]> {
  return database.any(
    sql.type(Row)`
      select c.id, c.contenido->'titulo' as titulo, c.contenido->'descripcion' as descripcion,
             coalesce((c.contenido->>'vip')::boolean, false) as vip,
             jsonb_array_length(c.contenido->'componentes') as componentes,
             p.componentes_completados as completados, p.terminada_en is not null as terminada,
             coalesce(h.hechos, '{}') as hechos
      from lectura.catalogo c
      left join lectura.progreso_experiencias p on p.usuario_id = ${usuarioId} and p.experiencia = c.id
      left join lateral (
        select array_agg(k.componente) as hechos from lectura.componentes_completados k
        where k.usuario_id = ${usuarioId} and k.experiencia = c.id
      ) h on true
      where c.tipo = 'experiencia' and (not c.retirado or p.usuario_id is not null)
      order by c.orden`,
  );
}
experiencias.grupos = ['catalogo', 'experiencias'];
