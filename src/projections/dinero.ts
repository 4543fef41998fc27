/** `saldos`, `movimientos`, `apuntes`: what every account holds, and the journal of how it came to. */
import { defineProjection, type Hecho, usuarioDe } from './definicion.ts';

interface Movimiento {
  hecho: Hecho;
  usuarioId: string;
  importe: number;
  razon: string;
  referencia: { tipo: string; id: string };
  apuntes: readonly { cuenta: string; importe: number }[];
}

interface Batch {
  movimientos: Movimiento[];
  saldos: Map<string, { delta: number; movimientos: number; posicion: bigint }>;
}

export const dinero = defineProjection<Batch>({
  grupo: 'dinero',
  version: 1,
  tablas: ['saldos', 'movimientos', 'apuntes'],
  tipos: new Set(['BesitosOtorgados', 'BesitosGastados']),

  fold(hechos) {
    const batch: Batch = { movimientos: [], saldos: new Map() };
    for (const hecho of hechos) {
      const { evento, posicion } = hecho;
      if (evento.type !== 'BesitosOtorgados' && evento.type !== 'BesitosGastados') continue;
      const { cantidad, razon, referencia, apuntes } = evento.data;
      const importe = evento.type === 'BesitosOtorgados' ? cantidad : -cantidad;
      batch.movimientos.push({ hecho, usuarioId: usuarioDe(hecho), importe, razon, referencia, apuntes });
      for (const { cuenta, importe: delta } of apuntes) {
        const saldo = batch.saldos.get(cuenta);
        if (saldo) {
          saldo.delta += delta;
          saldo.movimientos += 1;
          saldo.posicion = posicion;
        } else batch.saldos.set(cuenta, { delta, movimientos: 1, posicion });
      }
    }
    return batch;
  },

  async write(client, { movimientos, saldos }) {
    if (movimientos.length === 0) return;
    await client.query({
      name: 'dinero-movimientos',
      text: `insert into movimientos (posicion, evento_id, usuario_id, revision, importe, razon, referencia_tipo,
               referencia_id, comando_id, correlacion_id, actor_tipo, actor_id, ocurrido_en)
             select * from unnest($1::bigint[], $2::uuid[], $3::uuid[], $4::int[], $5::bigint[], $6::text[], $7::text[],
               $8::text[], $9::uuid[], $10::text[], $11::text[], $12::text[], $13::timestamptz[])`,
      values: [
        movimientos.map(({ hecho }) => hecho.posicion),
        movimientos.map(({ hecho }) => hecho.id),
        movimientos.map(({ usuarioId }) => usuarioId),
        movimientos.map(({ hecho }) => hecho.revision),
        movimientos.map(({ importe }) => importe),
        movimientos.map(({ razon }) => razon),
        movimientos.map(({ referencia }) => referencia.tipo),
        movimientos.map(({ referencia }) => referencia.id),
        movimientos.map(({ hecho }) => hecho.metadatos.commandId),
        movimientos.map(({ hecho }) => hecho.metadatos.$correlationId),
        movimientos.map(({ hecho }) => hecho.metadatos.actor.tipo),
        movimientos.map(({ hecho }) => hecho.metadatos.actor.id),
        movimientos.map(({ hecho }) => hecho.metadatos.occurredAt),
      ],
    });
    const apuntes = movimientos.flatMap(({ hecho, apuntes }) =>
      apuntes.map(({ cuenta, importe }, orden) => ({ posicion: hecho.posicion, orden, cuenta, importe })),
    );
    await client.query({
      name: 'dinero-apuntes',
      text: `insert into apuntes (posicion, orden, cuenta, importe)
             select * from unnest($1::bigint[], $2::smallint[], $3::text[], $4::bigint[])`,
      values: [
        apuntes.map(({ posicion }) => posicion),
        apuntes.map(({ orden }) => orden),
        apuntes.map(({ cuenta }) => cuenta),
        apuntes.map(({ importe }) => importe),
      ],
    });
    // In one order, so that two writers could never wait for each other.
    const cuentas = [...saldos.keys()].sort();
    await client.query({
      name: 'dinero-saldos',
      text: `insert into saldos as s (cuenta, saldo, movimientos, posicion)
             select * from unnest($1::text[], $2::bigint[], $3::bigint[], $4::bigint[])
             on conflict (cuenta) do update set
               saldo = s.saldo + excluded.saldo,
               movimientos = s.movimientos + excluded.movimientos,
               posicion = excluded.posicion`,
      values: [
        cuentas,
        cuentas.map((cuenta) => saldos.get(cuenta)!.delta),
        cuentas.map((cuenta) => saldos.get(cuenta)!.movimientos),
        cuentas.map((cuenta) => saldos.get(cuenta)!.posicion),
      ],
    });
  },
});
