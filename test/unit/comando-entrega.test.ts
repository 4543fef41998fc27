import { describe, it } from 'vitest';
import type { Objeto } from '../../src/events/usuario/eventos.ts';
import {
  AHORA,
  ANA,
  ANTES,
  catalogoCon,
  comprado,
  DESPUES,
  dias,
  enEliminacion,
  hecho,
  item,
  marcada,
  OTRO_PAGO,
  OTRO_PROCESO,
  PAGO,
  PROCESO,
  recibido,
  registrada,
  suspendida,
  vip,
} from '../support/fixtures.ts';
import { given, refusesTheUnknown } from '../support/spec.ts';

const catalogo = catalogoCon(
  item({ id: 'bengala', estrellas: 60 }),
  item({ id: 'medalla', tipo: 'unico', estrellas: 60 }),
  item({ id: 'lamina', tipo: 'limitado', existencias: 1, estrellas: 90 }),
);
const VIP: Objeto = { tipo: 'vip', dias: 30 };
const de = (id: string): Objeto => ({ tipo: 'item', item: id });
const pedido = hecho('PedidoCreado', { pedido: PROCESO, objeto: VIP, estrellas: 250, caduca: DESPUES });
const entregado = (objeto: Objeto = VIP, estrellas = 250, conPedido: string | null = null) =>
  hecho('PagoEntregado', { pago: PAGO, pedido: conPedido, objeto, estrellas });
const origen = { tipo: 'pago', id: PAGO } as const;
const activado = hecho('VipActivado', { desde: AHORA, hasta: dias(30), origen });
const pagado = { usuarioId: ANA, pago: PAGO, pedido: PROCESO as string | null, estrellas: 250 };

describe('EntregarPago', () => {
  const entregar = { ...pagado, objeto: VIP, reserva: null as string | null };

  it('gives VIP access from now on, and closes the order', () => {
    given([registrada(), pedido])
      .when('EntregarPago', entregar)
      .then([
        entregado(VIP, 250, PROCESO),
        { type: 'VipActivado', data: { desde: AHORA, hasta: dias(30), origen } },
      ]);
  });

  it('gives it on top of what still runs, to the very instant of its end', () => {
    given([registrada(), pedido, vip(DESPUES)])
      .when('EntregarPago', { ...entregar, objeto: { tipo: 'vip', dias: 1 } })
      .then([
        entregado({ tipo: 'vip', dias: 1 }, 250, PROCESO),
        {
          type: 'VipRenovado',
          data: { desde: DESPUES, hasta: '2026-03-11T12:00:00.001Z', origen },
        },
      ]);
    given([registrada(), pedido, vip(AHORA)])
      .when('EntregarPago', entregar)
      .then([entregado(VIP, 250, PROCESO), activado]);
  });

  it.each([
    [
      'that was closed',
      [pedido, hecho('PedidoCerrado', { pedido: PROCESO, motivo: 'caducado' as const })],
      PROCESO,
    ],
    ['that nobody knows', [], OTRO_PROCESO],
    ['that is not named', [pedido], null],
  ] as const)('gives it for an order %s, and names none', (_what, history, id) => {
    given([registrada(), ...history])
      .when('EntregarPago', { ...entregar, pedido: id })
      .then([entregado(), activado]);
  });

  it('gives it to whoever has paid, suspended or under review', () => {
    given([registrada(), pedido, suspendida(), marcada('alta')])
      .when('EntregarPago', entregar)
      .then([entregado(VIP, 250, PROCESO), activado]);
  });

  it('gives an item', () => {
    given([registrada(), comprado('bengala')], { catalogo })
      .when('EntregarPago', { ...entregar, objeto: de('bengala'), estrellas: 60 })
      .then([
        entregado(de('bengala'), 60),
        {
          type: 'ItemComprado',
          data: {
            item: 'bengala',
            version: 1,
            tipo: 'consumible',
            precio: 60,
            moneda: 'estrellas',
            pago: PAGO,
          },
        },
      ]);
  });

  it('gives a limited item by the unit that was reserved', () => {
    given([registrada()], { catalogo })
      .when('EntregarPago', { ...entregar, objeto: de('lamina'), estrellas: 90, reserva: OTRO_PROCESO })
      .then([
        entregado(de('lamina'), 90),
        hecho('ItemComprado', {
          item: 'lamina',
          version: 1,
          tipo: 'limitado',
          precio: 90,
          moneda: 'estrellas',
          compra: OTRO_PROCESO,
          pago: PAGO,
        }),
      ]);
  });

  it('gives nothing twice, not even once it was taken back', () => {
    given([registrada(), pedido, entregado(), activado]).when('EntregarPago', entregar).then([]);
    given([registrada(), entregado(), activado, hecho('PagoRevocado', { pago: PAGO, objeto: VIP })])
      .when('EntregarPago', entregar)
      .then([]);
  });

  it('is undeliverable to who is not there, or about to go', () => {
    given([]).when('EntregarPago', entregar).thenRejects('PAYMENT_UNDELIVERABLE', { motivo: 'sin_usuario' });
    given([registrada(), hecho('UsuarioEliminado', {})])
      .when('EntregarPago', entregar)
      .thenRejects('PAYMENT_UNDELIVERABLE', { motivo: 'sin_usuario' });
    given([registrada(), enEliminacion()])
      .when('EntregarPago', entregar)
      .thenRejects('PAYMENT_UNDELIVERABLE', { motivo: 'eliminado' });
  });

  it('is undeliverable where the item is unknown, owned, or has no unit left', () => {
    given([registrada()], { catalogo })
      .when('EntregarPago', { ...entregar, objeto: de('nada') })
      .thenRejects('PAYMENT_UNDELIVERABLE', { motivo: 'desconocido' });
    given([registrada(), recibido('medalla', undefined, { tipo: 'unico' })], { catalogo })
      .when('EntregarPago', { ...entregar, objeto: de('medalla') })
      .thenRejects('PAYMENT_UNDELIVERABLE', { motivo: 'ya_lo_tiene' });
    given([registrada(), recibido('lamina', undefined, { tipo: 'limitado' })], { catalogo })
      .when('EntregarPago', { ...entregar, objeto: de('lamina') })
      .thenRejects('PAYMENT_UNDELIVERABLE', { motivo: 'ya_lo_tiene' });
    given([registrada()], { catalogo })
      .when('EntregarPago', { ...entregar, objeto: de('lamina') })
      .thenRejects('PAYMENT_UNDELIVERABLE', { motivo: 'agotado' });
  });

  it('gives an item that is one of its kind, once', () => {
    given([registrada()], { catalogo })
      .when('EntregarPago', { ...entregar, objeto: de('medalla'), estrellas: 60 })
      .then([
        entregado(de('medalla'), 60),
        hecho('ItemComprado', {
          item: 'medalla',
          version: 1,
          tipo: 'unico',
          precio: 60,
          moneda: 'estrellas',
          pago: PAGO,
        }),
      ]);
  });
});

describe('RenovarVip', () => {
  const renovar = { ...pagado, pedido: null, objeto: VIP };

  it('extends access from its end, or from now on', () => {
    given([registrada(), vip(dias(2))])
      .when('RenovarVip', renovar)
      .then([entregado(), hecho('VipRenovado', { desde: dias(2), hasta: dias(32), origen })]);
    given([registrada(), vip(ANTES), suspendida()])
      .when('RenovarVip', renovar)
      .then([entregado(), activado]);
  });

  it('extends nothing twice', () => {
    given([registrada(), entregado(), activado]).when('RenovarVip', renovar).then([]);
  });

  it('names the order while it is open', () => {
    given([registrada(), pedido])
      .when('RenovarVip', { ...renovar, pedido: PROCESO })
      .then([entregado(VIP, 250, PROCESO), activado]);
  });

  it('is undeliverable to who is not there, or about to go', () => {
    given([]).when('RenovarVip', renovar).thenRejects('PAYMENT_UNDELIVERABLE', { motivo: 'sin_usuario' });
    given([registrada(), enEliminacion()])
      .when('RenovarVip', renovar)
      .thenRejects('PAYMENT_UNDELIVERABLE', { motivo: 'eliminado' });
  });

  it('is of VIP only', () => {
    given([registrada()])
      .when('RenovarVip', { ...renovar, objeto: de('bengala') })
      .thenRejects('VALIDATION', { issues: [{ path: 'objeto', message: 'of kind vip' }] });
  });
});

describe('RevocarPago', () => {
  const revocar = { usuarioId: ANA, pago: PAGO };
  const revocado = (objeto: Objeto = VIP) => hecho('PagoRevocado', { pago: PAGO, objeto });
  const terminado = (hasta: string) => hecho('VipTerminado', { hasta, motivo: 'reembolso' });
  const activo = (hasta: string) => hecho('VipActivado', { desde: ANTES, hasta, origen });

  it('takes back the days of VIP that it brought', () => {
    given([registrada(), entregado(), activo(dias(40))])
      .when('RevocarPago', revocar)
      .then([revocado(), terminado(dias(10))]);
  });

  it('ends access now where the days are partly over', () => {
    given([registrada(), entregado(), activo(dias(20))])
      .when('RevocarPago', revocar)
      .then([revocado(), terminado(AHORA)]);
    given([registrada(), entregado(), activo(dias(30))])
      .when('RevocarPago', revocar)
      .then([revocado(), terminado(AHORA)]);
    given([registrada(), entregado(), activo('2026-04-09T12:00:00.001Z')])
      .when('RevocarPago', revocar)
      .then([revocado(), terminado(DESPUES)]);
  });

  it('ends no access that has run out, to the very instant', () => {
    given([registrada(), entregado(), activo(AHORA)])
      .when('RevocarPago', revocar)
      .then([revocado()]);
    given([registrada(), entregado()]).when('RevocarPago', revocar).then([revocado()]);
    given([registrada(), entregado(), activo(DESPUES)])
      .when('RevocarPago', revocar)
      .then([revocado(), terminado(AHORA)]);
  });

  it('takes an item back, where it was not used up', () => {
    const comprada = [
      registrada(),
      entregado(de('bengala'), 60),
      comprado('bengala', { moneda: 'estrellas', precio: 60, pago: PAGO }),
    ];
    given([...comprada, suspendida(), enEliminacion()])
      .when('RevocarPago', revocar)
      .then([
        revocado(de('bengala')),
        hecho('ItemDevuelto', { item: 'bengala', referencia: { tipo: 'pago', id: PAGO } }),
      ]);
    given([...comprada, hecho('ItemUsado', { item: 'bengala', version: 1 })])
      .when('RevocarPago', revocar)
      .then([revocado(de('bengala'))]);
  });

  it('takes nothing back twice, and nothing that was never given', () => {
    given([registrada(), entregado(), activado, revocado()]).when('RevocarPago', revocar).then([]);
    given([registrada()]).when('RevocarPago', revocar).then([]);
    given([registrada(), entregado(), activado])
      .when('RevocarPago', { usuarioId: ANA, pago: OTRO_PAGO })
      .then([]);
  });

  it('is refused for who is not there', () => {
    refusesTheUnknown('RevocarPago', revocar);
  });
});
