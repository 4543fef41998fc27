/** Funnels: how many came to each fragment of a story and went on from it, and how many completed each part of an experience. */
import { sql } from 'slonik';
import { z } from 'zod';
import type { Database } from '../database.ts';

const Fragmento = z.object({
  fragmento: z.string(),
  /** It has no decisions, as it stands now; null for one that is not in the catalogue. */
  final: z.boolean().nullable(),
  llegadas: z.int(),
  personas: z.int(),
  /** Of those persons, who have taken a decision there. */
  decidieron: z.int(),
  decisiones: z.array(z.object({ decision: z.string(), veces: z.int(), personas: z.int() })),
});
export type FragmentoDelEmbudo = z.infer<typeof Fragmento>;

/** Fragments of a story that somebody has come to, those of most persons first. */
export async function embudoDeHistoria(
  database: Database,
  historia: string,
): Promise<readonly FragmentoDelEmbudo[]> {
  return database.any(
    sql.type(Fragmento)`
      select e.fragmento,
             case when c.id is not null then jsonb_array_length(coalesce(c.contenido->'decisiones', '[]')) = 0 end as final,
             e.llegadas, e.personas, e.decidieron,
             (select coalesce(json_agg(json_build_object('decision', d.decision, 'veces', d.veces, 'personas', d.personas)
                                       order by d.personas desc, d.decision), '[]')
              from lectura.embudo_decisiones d
              where d.historia = e.historia and d.fragmento = e.fragmento) as decisiones
      from lectura.embudo_historia e
      left join lectura.catalogo c on c.tipo = 'fragmento' and c.id = e.fragmento
      where e.historia = ${historia}
      order by e.personas desc, e.fragmento`,
  );
}
embudoDeHistoria.grupos = ['narrativa', 'catalogo'];

const Experiencia = z.object({
  iniciadas: z.int(),
  completadas: z.int(),
  componentes: z.array(z.object({ componente: z.string(), completadas: z.int() })),
});
export type EmbudoDeExperiencia = z.infer<typeof Experiencia>;

/** Components in the order of the catalogue; those that it has no more come last. */
export async function embudoDeExperiencia(
  database: Database,
  experiencia: string,
): Promise<EmbudoDeExperiencia> {
  return database.one(
    sql.type(Experiencia)`
      select coalesce(max(e.iniciadas) filter (where e.componente = ''), 0) as iniciadas,
             coalesce(max(e.completadas) filter (where e.componente = ''), 0) as completadas,
             coalesce(json_agg(json_build_object('componente', e.componente, 'completadas', e.completadas)
                               order by o.orden nulls last, e.componente) filter (where e.componente <> ''), '[]') as componentes
      from (select componente, iniciadas, completadas from lectura.embudo_experiencias where experiencia = ${experiencia}
            union all
            select p.parte->>'id', 0, 0
            from lectura.catalogo c, jsonb_array_elements(c.contenido->'componentes') as p (parte)
            where c.tipo = 'experiencia' and c.id = ${experiencia} and not exists (
              select from lectura.embudo_experiencias x
              where x.experiencia = ${experiencia} and x.componente = p.parte->>'id')) e
      left join lateral (
        select p.orden from lectura.catalogo c, jsonb_array_elements(c.contenido->'componentes') with ordinality as p (parte, orden)
        where c.tipo = 'experiencia' and c.id = ${experiencia} and p.parte->>'id' = e.componente) o on true`,
  );
}
embudoDeExperiencia.grupos = ['analitica', 'catalogo'];
