/** `catalogo`: what is published now. */
import { publicacionDe } from '../events/contenido-estado.ts';
import { defineProjection } from './definicion.ts';

interface Fila {
  tipo: string;
  id: string;
  version: number;
  historia: string | null;
  contenido: string;
  orden: bigint;
  en: string;
}

export const catalogo = defineProjection<Map<string, Fila>>({
  grupo: 'catalogo',
  version: 1,
  tablas: ['catalogo'],
  tipos: new Set(['FragmentoPublicado', 'ExperienciaPublicada', 'ItemPublicado']),

  fold(hechos) {
    const filas = new Map<string, Fila>();
    for (const { evento, metadatos, posicion } of hechos) {
      if (
        evento.type !== 'FragmentoPublicado' &&
        evento.type !== 'ExperienciaPublicada' &&
        evento.type !== 'ItemPublicado'
      )
        continue;
      const { tipo, version, contenido } = publicacionDe(evento);
      const clave = `${tipo}/${contenido.id}`;
      filas.set(clave, {
        tipo,
        id: contenido.id,
        version,
        historia: 'historia' in contenido ? contenido.historia : null,
        contenido: JSON.stringify(contenido),
        orden: filas.get(clave)?.orden ?? posicion,
        en: metadatos.occurredAt,
      });
    }
    return filas;
  },

  async write(client, batch) {
    const filas = [...batch.values()];
    if (filas.length === 0) return;
    await client.query({
      name: 'catalogo',
      text: `insert into catalogo (tipo, id, version, historia, contenido, orden, publicado_en)
             select * from unnest($1::text[], $2::text[], $3::int[], $4::text[], $5::jsonb[], $6::bigint[], $7::timestamptz[])
             on conflict (tipo, id) do update set
               version = excluded.version,
               historia = excluded.historia,
               contenido = excluded.contenido,
               publicado_en = excluded.publicado_en`,
      values: [
        filas.map(({ tipo }) => tipo),
        filas.map(({ id }) => id),
        filas.map(({ version }) => version),
        filas.map(({ historia }) => historia),
        filas.map(({ contenido }) => contenido),
        filas.map(({ orden }) => orden),
        filas.map(({ en }) => en),
      ],
    });
  },
});
