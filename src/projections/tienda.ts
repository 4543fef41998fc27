/** `compras` and `inventario`: what was bought, and what each user owns, bought or given. */
import { defineProjection, type Hecho, usuarioDe } from './definicion.ts';

interface Batch {
  compras: Hecho[];
  inventario: Map<
    string,
    { usuarioId: string; item: string; tipo: string; cantidad: number; primero: string; ultimo: string }
  >;
}

export const tienda = defineProjection<Batch>({
  grupo: 'tienda',
  version: 1,
  tablas: ['compras', 'inventario'],
  tipos: new Set(['ItemComprado', 'ItemOtorgado']),

  fold(hechos) {
    const batch: Batch = { compras: [], inventario: new Map() };
    for (const hecho of hechos) {
      const { evento, metadatos } = hecho;
      if (evento.type !== 'ItemComprado' && evento.type !== 'ItemOtorgado') continue;
      if (evento.type === 'ItemComprado') batch.compras.push(hecho);
      const usuarioId = usuarioDe(hecho);
      const { item, tipo } = evento.data;
      const clave = `${usuarioId}/${item}`;
      const en = metadatos.occurredAt;
      const fila = batch.inventario.get(clave) ?? {
        usuarioId,
        item,
        tipo,
        cantidad: 0,
        primero: en,
        ultimo: en,
      };
      fila.cantidad += 1;
      fila.ultimo = en;
      batch.inventario.set(clave, fila);
    }
    return batch;
  },

  async write(client, { compras, inventario }) {
    const bought = compras.flatMap((hecho) =>
      hecho.evento.type === 'ItemComprado' ? [{ ...hecho, ...hecho.evento.data }] : [],
    );
    if (bought.length > 0)
      await client.query({
        name: 'tienda-compras',
        text: `insert into compras (posicion, evento_id, usuario_id, item, version, tipo, precio, moneda, comprada_en)
               select * from unnest($1::bigint[], $2::uuid[], $3::uuid[], $4::text[], $5::int[], $6::text[], $7::bigint[],
                 $8::text[], $9::timestamptz[])`,
        values: [
          bought.map(({ posicion }) => posicion),
          bought.map(({ id }) => id),
          bought.map(usuarioDe),
          bought.map(({ item }) => item),
          bought.map(({ version }) => version),
          bought.map(({ tipo }) => tipo),
          bought.map(({ precio }) => precio),
          bought.map(({ moneda }) => moneda),
          bought.map(({ metadatos }) => metadatos.occurredAt),
        ],
      });
    const filas = [...inventario.values()];
    if (filas.length > 0)
      await client.query({
        name: 'tienda-inventario',
        text: `insert into inventario as i (usuario_id, item, tipo, cantidad, primero_en, ultimo_en)
               select * from unnest($1::uuid[], $2::text[], $3::text[], $4::int[], $5::timestamptz[], $6::timestamptz[])
               on conflict (usuario_id, item) do update set
                 cantidad = i.cantidad + excluded.cantidad,
                 tipo = excluded.tipo,
                 ultimo_en = excluded.ultimo_en`,
        values: [
          filas.map(({ usuarioId }) => usuarioId),
          filas.map(({ item }) => item),
          filas.map(({ tipo }) => tipo),
          filas.map(({ cantidad }) => cantidad),
          filas.map(({ primero }) => primero),
          filas.map(({ ultimo }) => ultimo),
        ],
      });
  },
});
