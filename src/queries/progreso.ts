/** Every story, withdrawn ones only for who has begun them, with where one user stands in it. */
import { sql } from 'slonik';
import { z } from 'zod';
import type { Database } from './database.ts';

const Texto = z.object({ es: z.string(), en: z.string() });
const Row = z.object({
  historia: z.string(),
  portada: z.string(),
  titulo: Texto,
  sinopsis: Texto,
  fragmentos: z.int(),
  finalesTotal: z.int(),
  fragmento: z.string().nullable(),
  visitados: z.int(),
  finales: z.int(),
});
export type FilaDeHistoria = z.infer<typeof Row>;

/** `fragmento` is null for a story that the user has not begun; `portada` is the id of its first fragment. */
export async function historias(database: Database, usuarioId: string): Promise<readonly FilaDeHistoria[]> {
  return database.any(
    sql.type(Row)`
      select c.historia, min(c.id) filter (where c.contenido ? 'portada') as portada,
             (array_agg(c.contenido->'portada'->'titulo') filter (where c.contenido ? 'portada'))[1] as titulo,
             (array_agg(c.contenido->'portada'->'sinopsis') filter (where c.contenido ? 'portada'))[1] as sinopsis,
             count(*)::int as fragmentos, (count(*) filter (where c.contenido ? 'final'))::int as "finalesTotal",
             min(p.fragmento) as fragmento, coalesce(min(p.visitados), 0) as visitados,
             coalesce(min(p.finales), 0) as finales
      from lectura.catalogo c
      left join lectura.progreso_narrativo p on p.usuario_id = ${usuarioId} and p.historia = c.historia
      where c.tipo = 'fragmento'
      group by c.historia
      having count(*) filter (where c.contenido ? 'portada' and (not c.retirado or p.usuario_id is not null)) > 0
      order by min(c.orden)`,
  );
}
historias.grupos = ['catalogo', 'narrativa'];
