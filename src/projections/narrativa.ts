/** `progreso_narrativo` and what it counts: visited fragments, decisions taken, reactions; and what was unlocked. */
import { defineProjection, usuarioDe } from './definicion.ts';

interface Visita {
  usuarioId: string;
  historia: string;
  fragmento: string;
  final: boolean;
  en: string;
}

interface Batch {
  /** In log order; the last of each user and story is where the user stands. */
  visitas: Visita[];
  decisiones: Map<
    string,
    { usuarioId: string; fragmento: string; decision: string; veces: number; en: string }
  >;
  /** Decisions taken, by user and story. */
  tomadas: Map<string, number>;
  reacciones: { usuarioId: string; fragmento: string; emoji: string; en: string }[];
  /** Reactions to posts in groups. */
  publicaciones: { usuarioId: string; publicacion: string; emoji: string; en: string }[];
  desbloqueos: {
    usuarioId: string;
    contenido: string;
    referencia: { tipo: string; id: string };
    en: string;
  }[];
}

export const narrativa = defineProjection<Batch>({
  grupo: 'narrativa',
  version: 2,
  tablas: [
    'progreso_narrativo',
    'fragmentos_visitados',
    'decisiones_tomadas',
    'reacciones',
    'publicaciones_reaccionadas',
    'desbloqueos',
  ],
  tipos: new Set([
    'FragmentoAbierto',
    'DecisionTomada',
    'ContenidoReaccionado',
    'PublicacionReaccionada',
    'ContenidoDesbloqueado',
  ]),

  fold(hechos) {
    const batch: Batch = {
      visitas: [],
      decisiones: new Map(),
      tomadas: new Map(),
      reacciones: [],
      publicaciones: [],
      desbloqueos: [],
    };
    for (const hecho of hechos) {
      const { evento, metadatos } = hecho;
      const usuarioId = usuarioDe(hecho);
      const en = metadatos.occurredAt;
      if (evento.type === 'FragmentoAbierto') {
        const { historia, fragmento, final } = evento.data;
        batch.visitas.push({ usuarioId, historia, fragmento, final, en });
      } else if (evento.type === 'DecisionTomada') {
        const { historia, fragmento, decision, destino, final } = evento.data;
        batch.visitas.push({ usuarioId, historia, fragmento: destino, final, en });
        const clave = `${usuarioId}/${fragmento}/${decision}`;
        const tomada = batch.decisiones.get(clave);
        if (tomada) tomada.veces += 1;
        else batch.decisiones.set(clave, { usuarioId, fragmento, decision, veces: 1, en });
        const progreso = `${usuarioId}/${historia}`;
        batch.tomadas.set(progreso, (batch.tomadas.get(progreso) ?? 0) + 1);
      } else if (evento.type === 'ContenidoReaccionado') {
        const { fragmento, emoji } = evento.data;
        batch.reacciones.push({ usuarioId, fragmento, emoji, en });
      } else if (evento.type === 'PublicacionReaccionada') {
        const { publicacion, emoji } = evento.data;
        batch.publicaciones.push({ usuarioId, publicacion, emoji, en });
      } else if (evento.type === 'ContenidoDesbloqueado') {
        const { contenido, referencia } = evento.data;
        batch.desbloqueos.push({ usuarioId, contenido, referencia, en });
      }
    }
    return batch;
  },

  async write(client, { visitas, decisiones, tomadas, reacciones, publicaciones, desbloqueos }) {
    if (visitas.length > 0) {
      const primeras = new Map<string, Visita>();
      const posiciones = new Map<string, { inicio: string; ultima: Visita }>();
      for (const visita of visitas) {
        const fragmento = `${visita.usuarioId}/${visita.fragmento}`;
        if (!primeras.has(fragmento)) primeras.set(fragmento, visita);
        const clave = `${visita.usuarioId}/${visita.historia}`;
        const posicion = posiciones.get(clave);
        if (posicion) posicion.ultima = visita;
        else posiciones.set(clave, { inicio: visita.en, ultima: visita });
      }
      const nuevas = [...primeras.values()];
      const actuales = [...posiciones];
      await client.query({
        name: 'narrativa-progreso',
        // Only fragments that were not there before raise the counters, whatever the batch holds.
        text: `with nuevas as (
                 insert into fragmentos_visitados (usuario_id, fragmento, historia, es_final, visitado_en)
                 select * from unnest($1::uuid[], $2::text[], $3::text[], $4::boolean[], $5::timestamptz[])
                 on conflict do nothing
                 returning usuario_id, historia, es_final
               ), contadas as (
                 select usuario_id, historia, count(*)::int as visitados, count(*) filter (where es_final)::int as finales
                 from nuevas group by usuario_id, historia
               ), lote as (
                 select * from unnest($6::uuid[], $7::text[], $8::text[], $9::int[], $10::timestamptz[], $11::timestamptz[])
                   as t (usuario_id, historia, fragmento, decisiones, iniciado_en, actualizado_en)
               )
               insert into progreso_narrativo as p
                 (usuario_id, historia, fragmento, visitados, decisiones, finales, iniciado_en, actualizado_en)
               select l.usuario_id, l.historia, l.fragmento, coalesce(c.visitados, 0), l.decisiones,
                      coalesce(c.finales, 0), l.iniciado_en, l.actualizado_en
               from lote l left join contadas c using (usuario_id, historia)
               on conflict (usuario_id, historia) do update set
                 fragmento = excluded.fragmento,
                 visitados = p.visitados + excluded.visitados,
                 decisiones = p.decisiones + excluded.decisiones,
                 finales = p.finales + excluded.finales,
                 actualizado_en = excluded.actualizado_en`,
        values: [
          nuevas.map(({ usuarioId }) => usuarioId),
          nuevas.map(({ fragmento }) => fragmento),
          nuevas.map(({ historia }) => historia),
          nuevas.map(({ final }) => final),
          nuevas.map(({ en }) => en),
          actuales.map(([, { ultima }]) => ultima.usuarioId),
          actuales.map(([, { ultima }]) => ultima.historia),
          actuales.map(([, { ultima }]) => ultima.fragmento),
          actuales.map(([clave]) => tomadas.get(clave) ?? 0),
          actuales.map(([, { inicio }]) => inicio),
          actuales.map(([, { ultima }]) => ultima.en),
        ],
      });
    }
    const taken = [...decisiones.values()];
    if (taken.length > 0)
      await client.query({
        name: 'narrativa-decisiones',
        text: `insert into decisiones_tomadas as d (usuario_id, fragmento, decision, veces, tomada_en)
               select * from unnest($1::uuid[], $2::text[], $3::text[], $4::int[], $5::timestamptz[])
               on conflict (usuario_id, fragmento, decision) do update set veces = d.veces + excluded.veces`,
        values: [
          taken.map(({ usuarioId }) => usuarioId),
          taken.map(({ fragmento }) => fragmento),
          taken.map(({ decision }) => decision),
          taken.map(({ veces }) => veces),
          taken.map(({ en }) => en),
        ],
      });
    if (reacciones.length > 0)
      await client.query({
        name: 'narrativa-reacciones',
        text: `insert into reacciones (usuario_id, fragmento, emoji, reaccionado_en)
               select * from unnest($1::uuid[], $2::text[], $3::text[], $4::timestamptz[])`,
        values: [
          reacciones.map(({ usuarioId }) => usuarioId),
          reacciones.map(({ fragmento }) => fragmento),
          reacciones.map(({ emoji }) => emoji),
          reacciones.map(({ en }) => en),
        ],
      });
    if (publicaciones.length > 0)
      await client.query({
        name: 'narrativa-publicaciones',
        text: `insert into publicaciones_reaccionadas (usuario_id, publicacion, emoji, reaccionado_en)
               select * from unnest($1::uuid[], $2::text[], $3::text[], $4::timestamptz[])`,
        values: [
          publicaciones.map(({ usuarioId }) => usuarioId),
          publicaciones.map(({ publicacion }) => publicacion),
          publicaciones.map(({ emoji }) => emoji),
          publicaciones.map(({ en }) => en),
        ],
      });
    if (desbloqueos.length > 0)
      await client.query({
        name: 'narrativa-desbloqueos',
        // What opened it first stays.
        text: `insert into desbloqueos (usuario_id, contenido, referencia_tipo, referencia_id, desbloqueado_en)
               select * from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::timestamptz[])
               on conflict do nothing`,
        values: [
          desbloqueos.map(({ usuarioId }) => usuarioId),
          desbloqueos.map(({ contenido }) => contenido),
          desbloqueos.map(({ referencia }) => referencia.tipo),
          desbloqueos.map(({ referencia }) => referencia.id),
          desbloqueos.map(({ en }) => en),
        ],
      });
  },
});
