/** `progreso_experiencias` with its incremental counter, and which components each user has completed. */
import { defineProjection, usuarioDe } from './definicion.ts';

interface Batch {
  iniciadas: { usuarioId: string; experiencia: string; version: number; total: number; en: string }[];
  completados: { usuarioId: string; experiencia: string; componente: string; en: string }[];
  /** By user and experience: how far the counter goes up, and whether it ends here. */
  avances: Map<
    string,
    {
      usuarioId: string;
      experiencia: string;
      suma: number;
      total: number | null;
      en: string;
      terminada: string | null;
    }
  >;
}

export const experiencias = defineProjection<Batch>({
  grupo: 'experiencias',
  version: 1,
  tablas: ['progreso_experiencias', 'componentes_completados'],
  tipos: new Set(['ExperienciaIniciada', 'ComponenteCompletado', 'ExperienciaCompletada']),

  fold(hechos) {
    const batch: Batch = { iniciadas: [], completados: [], avances: new Map() };
    for (const hecho of hechos) {
      const { evento, metadatos } = hecho;
      const usuarioId = usuarioDe(hecho);
      const en = metadatos.occurredAt;
      if (evento.type === 'ExperienciaIniciada') {
        const { experiencia, version, componentes: total } = evento.data;
        batch.iniciadas.push({ usuarioId, experiencia, version, total, en });
      } else if (evento.type === 'ComponenteCompletado' || evento.type === 'ExperienciaCompletada') {
        const { experiencia } = evento.data;
        const clave = `${usuarioId}/${experiencia}`;
        const avance = batch.avances.get(clave) ?? {
          usuarioId,
          experiencia,
          suma: 0,
          total: null,
          en,
          terminada: null,
        };
        avance.en = en;
        if (evento.type === 'ExperienciaCompletada') avance.terminada = en;
        else {
          avance.suma += 1;
          avance.total = evento.data.total;
          batch.completados.push({ usuarioId, experiencia, componente: evento.data.componente, en });
        }
        batch.avances.set(clave, avance);
      }
    }
    return batch;
  },

  async write(client, { iniciadas, completados, avances }) {
    if (iniciadas.length > 0)
      await client.query({
        name: 'experiencias-iniciadas',
        text: `insert into progreso_experiencias (usuario_id, experiencia, version, componentes_completados,
                 componentes_total, iniciada_en, actualizada_en)
               select u, x, v, 0, n, e, e from unnest($1::uuid[], $2::text[], $3::int[], $4::int[], $5::timestamptz[])
                 as t (u, x, v, n, e)`,
        values: [
          iniciadas.map(({ usuarioId }) => usuarioId),
          iniciadas.map(({ experiencia }) => experiencia),
          iniciadas.map(({ version }) => version),
          iniciadas.map(({ total }) => total),
          iniciadas.map(({ en }) => en),
        ],
      });
    const cambios = [...avances.values()];
    if (cambios.length > 0)
      await client.query({
        name: 'experiencias-avances',
        text: `update progreso_experiencias as p set
                 componentes_completados = p.componentes_completados + t.suma,
                 componentes_total = coalesce(t.total, p.componentes_total),
                 actualizada_en = t.en,
                 terminada_en = coalesce(t.terminada, p.terminada_en)
               from unnest($1::uuid[], $2::text[], $3::int[], $4::int[], $5::timestamptz[], $6::timestamptz[])
                 as t (usuario_id, experiencia, suma, total, en, terminada)
               where p.usuario_id = t.usuario_id and p.experiencia = t.experiencia`,
        values: [
          cambios.map(({ usuarioId }) => usuarioId),
          cambios.map(({ experiencia }) => experiencia),
          cambios.map(({ suma }) => suma),
          cambios.map(({ total }) => total),
          cambios.map(({ en }) => en),
          cambios.map(({ terminada }) => terminada),
        ],
      });
    if (completados.length > 0)
      await client.query({
        name: 'experiencias-componentes',
        text: `insert into componentes_completados (usuario_id, experiencia, componente, completado_en)
               select * from unnest($1::uuid[], $2::text[], $3::text[], $4::timestamptz[])`,
        values: [
          completados.map(({ usuarioId }) => usuarioId),
          completados.map(({ experiencia }) => experiencia),
          completados.map(({ componente }) => componente),
          completados.map(({ en }) => en),
        ],
      });
  },
});
