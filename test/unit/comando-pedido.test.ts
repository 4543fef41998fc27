import { describe, it } from 'vitest';
import type { Objeto } from '../../src/events/usuario/eventos.ts';
import {
  AHORA,
  ANA,
  ANTES,
  abierto,
  catalogoCon,
  comprado,
  DESPUES,
  enEliminacion,
  hecho,
  item,
  marcada,
  minutos,
  OTRO_PROCESO,
  PAGO,
  PROCESO,
  registrada,
  reglasCon,
  suspendida,
  vip,
} from '../support/fixtures.ts';
import { given, refusesTheUnknown, refusesWhoMayNotAct } from '../support/spec.ts';

const catalogo = catalogoCon(
  item({ id: 'medalla', tipo: 'unico', estrellas: 60, vip: true, requisitos: { fragmento: 'faro' } }),
  item({ id: 'lamina', tipo: 'limitado', existencias: 1, estrellas: 90 }),
);
const VIP: Objeto = { tipo: 'vip', dias: 30 };
const pedido = (objeto: Objeto = VIP, estrellas = 250, caduca = DESPUES) =>
  hecho('PedidoCreado', { pedido: PROCESO, objeto, estrellas, caduca });
const aceptar = (estrellas = 250) => ({ usuarioId: ANA, pedido: PROCESO, estrellas });
const aceptado = hecho('PedidoAceptado', { pedido: PROCESO, hasta: minutos(15) });
const cerrado = (motivo: 'caducado' | 'anulado' = 'caducado') =>
  hecho('PedidoCerrado', { pedido: PROCESO, motivo });

describe('AceptarPedido', () => {
  it('says until when it may be paid', () => {
    given([registrada(), pedido()]).when('AceptarPedido', aceptar()).then([aceptado]);
    given([registrada(), pedido()], {
      reglas: reglasCon({ procesos: { compraMinutos: 3, pedidoMinutos: 9 } }),
    })
      .when('AceptarPedido', aceptar())
      .then([hecho('PedidoAceptado', { pedido: PROCESO, hasta: minutos(3) })]);
  });

  it('accepts again what was accepted before', () => {
    given([registrada(), pedido(), aceptado]).when('AceptarPedido', aceptar()).then([aceptado]);
  });

  it('accepts an item that may be bought now', () => {
    given([registrada(), pedido({ tipo: 'item', item: 'medalla' }, 60), vip(), abierto('faro')], { catalogo })
      .when('AceptarPedido', aceptar(60))
      .then([aceptado]);
    given([registrada(), pedido({ tipo: 'item', item: 'lamina' }, 90)], { catalogo })
      .when('AceptarPedido', aceptar(90))
      .then([aceptado]);
  });

  describe('refuses, in this order', () => {
    it('who may not act', () => {
      refusesWhoMayNotAct('AceptarPedido', aceptar());
    });

    it('who is under a grave review, and no other', () => {
      given([registrada(), marcada('alta')])
        .when('AceptarPedido', aceptar())
        .thenRejects('SUSPICIOUS_ACTIVITY', { revision: PROCESO });
      given([registrada(), pedido(), marcada('media')])
        .when('AceptarPedido', aceptar())
        .then([aceptado]);
    });

    it('an order that nobody made, or that is over', () => {
      const missing = { pedido: PROCESO };
      given([registrada()]).when('AceptarPedido', aceptar()).thenRejects('ORDER_NOT_FOUND', missing);
      given([registrada(), pedido(), cerrado()])
        .when('AceptarPedido', aceptar())
        .thenRejects('ORDER_NOT_FOUND', missing);
      given([
        registrada(),
        pedido(),
        hecho('PagoEntregado', { pago: PAGO, pedido: PROCESO, objeto: VIP, estrellas: 250 }),
      ])
        .when('AceptarPedido', aceptar())
        .thenRejects('ORDER_NOT_FOUND', missing);
    });

    it.each([249, 251])('another amount: %i', (estrellas) => {
      given([registrada(), pedido(VIP, 250, ANTES)])
        .when('AceptarPedido', aceptar(estrellas))
        .thenRejects('ORDER_MISMATCH', { pedido: PROCESO, campo: 'estrellas' });
    });

    it('an order whose time is over, at the very instant', () => {
      given([registrada(), pedido({ tipo: 'item', item: 'nada' }, 250, AHORA)])
        .when('AceptarPedido', aceptar())
        .thenRejects('ORDER_EXPIRED', { pedido: PROCESO });
    });

    it('an item that is not there any more', () => {
      given([registrada(), pedido({ tipo: 'item', item: 'nada' })], { catalogo })
        .when('AceptarPedido', aceptar())
        .thenRejects('CONTENT_NOT_FOUND', { tipo: 'item', id: 'nada' });
      const retirada = catalogoCon(item({ id: 'medalla', tipo: 'unico', estrellas: 60 }));
      retirada.aplicar(hecho('ItemRetirado', { id: 'medalla', version: 1 }));
      given([registrada(), pedido({ tipo: 'item', item: 'medalla' })], { catalogo: retirada })
        .when('AceptarPedido', aceptar())
        .thenRejects('ITEM_NOT_AVAILABLE', { item: 'medalla', motivo: 'retirado' });
    });

    it('an item that is owned by now, or being bought', () => {
      given(
        [registrada(), pedido({ tipo: 'item', item: 'medalla' }), comprado('medalla', { tipo: 'unico' })],
        {
          catalogo,
        },
      )
        .when('AceptarPedido', aceptar())
        .thenRejects('ALREADY_OWNED', { item: 'medalla' });
      given(
        [
          registrada(),
          pedido({ tipo: 'item', item: 'lamina' }),
          hecho('CompraIniciada', {
            compra: OTRO_PROCESO,
            item: 'lamina',
            version: 1,
            precio: 25,
            caduca: DESPUES,
          }),
        ],
        { catalogo },
      )
        .when('AceptarPedido', aceptar())
        .thenRejects('PURCHASE_IN_PROGRESS', { item: 'lamina' });
    });

    it('an item that may not be bought now', () => {
      given([registrada(), pedido({ tipo: 'item', item: 'medalla' })], { catalogo })
        .when('AceptarPedido', aceptar())
        .thenRejects('VIP_REQUIRED', { tipo: 'item', id: 'medalla' });
      given([registrada(), pedido({ tipo: 'item', item: 'medalla' }), vip()], { catalogo })
        .when('AceptarPedido', aceptar())
        .thenRejects('REQUIREMENTS_NOT_MET', { faltantes: [{ tipo: 'fragmento', id: 'faro' }] });
    });
  });
});

describe('CerrarPedido', () => {
  const cerrar = { usuarioId: ANA, pedido: PROCESO, motivo: 'caducado' as const };

  it.each(['caducado', 'anulado'] as const)('ends an order that was not paid: %s', (motivo) => {
    given([registrada(), pedido()])
      .when('CerrarPedido', { ...cerrar, motivo })
      .then([cerrado(motivo)]);
  });

  it('also of who is suspended or about to be erased', () => {
    given([registrada(), pedido(), aceptado, suspendida(), enEliminacion()])
      .when('CerrarPedido', cerrar)
      .then([cerrado()]);
  });

  it('changes nothing where there is none', () => {
    given([registrada(), pedido(), cerrado()]).when('CerrarPedido', cerrar).then([]);
    given([registrada()]).when('CerrarPedido', cerrar).then([]);
  });

  it('is refused for who is not there', () => {
    refusesTheUnknown('CerrarPedido', cerrar);
  });
});
