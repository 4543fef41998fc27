/** `saldos`, `movimientos`, `apuntes`: what every account holds, and the journal of how it came to. */
import { carteraDe } from '../events/cuentas.ts';
import { EVENTOS_DE_DINERO } from '../events/usuario/eventos-dinero.ts';
import { defineProjection, type Hecho, usuarioDe } from './definicion.ts';

interface Movimiento {
  hecho: Hecho;
  usuarioId: string;
  /** Effect on the wallet; 0 where what was set aside pays for what it was set aside for. */
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
  version: 2,
  tablas: ['saldos', 'movimientos', 'apuntes'],
  tipos: new Set(EVENTOS_DE_DINERO.map(({ type }) => type)),

  fold(hechos) {
    const batch: Batch = { movimientos: [], saldos: new Map() };
    for (const hecho of hechos) {
      const { evento, posicion } = hecho;
      if (!('apuntes' in evento.data)) continue;
      const { razon, referencia, apuntes } = evento.data;
      const usuarioId = usuarioDe(hecho);
      const cartera = carteraDe(usuarioId);
      const importe = apuntes.find(({ cuenta }) => cuenta === cartera)?.importe ?? 0;
      batch.movimientos.push({ hecho, usuarioId, importe, razon, referencia, apuntes });
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
    // Rows travel as one JSON text: making it is native code, while arrays are written value by value on this thread.
    await client.query({
      name: 'dinero-movimientos',
      text: `insert into movimientos (posicion, evento_id, usuario_id, revision, importe, razon, referencia_tipo,
               referencia_id, comando_id, correlacion_id, actor_tipo, actor_id, ocurrido_en)
             select * from json_to_recordset($1) as t (posicion bigint, evento_id uuid, usuario_id uuid, revision int,
               importe bigint, razon text, referencia_tipo text, referencia_id text, comando_id uuid,
               correlacion_id text, actor_tipo text, actor_id text, ocurrido_en timestamptz)`,
      values: [JSON.stringify(movimientos.map(movementRow))],
    });
    await client.query({
      name: 'dinero-apuntes',
      text: `insert into apuntes (posicion, orden, cuenta, importe)
             select * from json_to_recordset($1) as t (posicion bigint, orden smallint, cuenta text, importe bigint)`,
      values: [JSON.stringify(movimientos.flatMap(postingRows))],
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

function movementRow({ hecho, usuarioId, importe, razon, referencia }: Movimiento) {
  const { commandId, $correlationId, actor, occurredAt } = hecho.metadatos;
  return {
    posicion: hecho.posicion.toString(),
    evento_id: hecho.id,
    usuario_id: usuarioId,
    revision: hecho.revision,
    importe,
    razon,
    referencia_tipo: referencia.tipo,
    referencia_id: referencia.id,
    comando_id: commandId,
    correlacion_id: $correlationId,
    actor_tipo: actor.tipo,
    actor_id: actor.id,
    ocurrido_en: occurredAt,
  };
}

function postingRows({ hecho, apuntes }: Movimiento) {
  const posicion = hecho.posicion.toString();
  return apuntes.map(({ cuenta, importe }, orden) => ({ posicion, orden, cuenta, importe }));
}
