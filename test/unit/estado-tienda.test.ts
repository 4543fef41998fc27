/** Purchases, redemptions, orders, payments and VIP access, as the fold of a user knows them. */
import { describe, expect, it } from 'vitest';
import type { EventoDeUsuario, Objeto } from '../../src/events/usuario/eventos.ts';
import {
  AHORA,
  comprado,
  dias,
  hecho,
  OTRO_PAGO,
  OTRO_PROCESO,
  PAGO,
  PROCESO,
  registrada,
  usuarioTras,
  vip,
} from '../support/fixtures.ts';

const tras = (...historia: EventoDeUsuario[]) => usuarioTras(registrada(), ...historia);
const VIP: Objeto = { tipo: 'vip', dias: 30 };

describe('a purchase under way', () => {
  const iniciada = (compra = PROCESO) =>
    hecho('CompraIniciada', { compra, item: 'lamina', version: 1, precio: 40, caduca: AHORA });
  const cancelada = hecho('CompraCancelada', { compra: PROCESO, item: 'lamina', motivo: 'agotado' });
  const comprada = comprado('lamina', { tipo: 'limitado', compra: PROCESO });

  it('ends with the item, or without', () => {
    expect(tras(iniciada(), comprada)).toMatchObject({
      compras: {},
      comprasCerradas: { [PROCESO]: { item: 'lamina', como: 'hecha' } },
      inventario: { lamina: 1 },
    });
    expect(tras(iniciada(), cancelada)).toMatchObject({
      compras: {},
      comprasCerradas: { [PROCESO]: { item: 'lamina', como: 'cancelada' } },
      inventario: {},
    });
  });

  it('leaves others alone', () => {
    expect(Object.keys(tras(iniciada(), iniciada(OTRO_PROCESO), cancelada).compras)).toEqual([OTRO_PROCESO]);
  });

  it('cannot be cancelled where there is none', () => {
    expect(() => tras(cancelada)).toThrow(`purchase ${PROCESO} is not under way`);
    expect(() => tras(iniciada(), comprada, cancelada)).toThrow('is not under way');
  });

  it('is none where a payment in Stars names a unit', () => {
    expect(tras(comprada)).toMatchObject({ comprasCerradas: {}, inventario: { lamina: 1 } });
  });

  it.each([
    ['an item', [comprado('lamina')]],
    ['a limited item', [iniciada(), comprada]],
  ] as const)('uses up the offer of %s, and no other', (_what, history) => {
    const oferta = (item: string) =>
      hecho('OfertaHecha', { oferta: PROCESO, item, precio: 1, hasta: dias(1) });
    expect(Object.keys(tras(oferta('lamina'), oferta('llave'), ...history).ofertas)).toEqual(['llave']);
  });
});

describe('a redemption under way', () => {
  const iniciado = hecho('CanjeIniciado', { canje: PROCESO, codigo: 'luna', caduca: AHORA });
  const canjeado = hecho('CodigoCanjeado', { canje: PROCESO, codigo: 'luna' });
  const cancelado = hecho('CanjeCancelado', { canje: PROCESO, codigo: 'luna', motivo: 'agotado' });

  it('ends redeemed, or not', () => {
    expect(tras(iniciado, canjeado)).toMatchObject({ canjes: {}, codigos: { luna: PROCESO } });
    expect(tras(iniciado, cancelado)).toMatchObject({ canjes: {}, codigos: {} });
  });

  it.each([canjeado, cancelado])('$type of none is impossible', (event) => {
    expect(() => tras(event)).toThrow(`redemption ${PROCESO} is not under way`);
  });
});

describe('an order', () => {
  const creado = hecho('PedidoCreado', { pedido: PROCESO, objeto: VIP, estrellas: 250, caduca: AHORA });
  const aceptado = hecho('PedidoAceptado', { pedido: PROCESO, hasta: dias(1) });
  const cerrado = hecho('PedidoCerrado', { pedido: PROCESO, motivo: 'caducado' });
  const entregado = (pedido: string | null, pago = PAGO) =>
    hecho('PagoEntregado', { pago, pedido, objeto: VIP, estrellas: 250 });

  it('is accepted until an instant', () => {
    expect(tras(creado, aceptado).pedidos).toStrictEqual({
      [PROCESO]: { objeto: VIP, estrellas: 250, caduca: AHORA, aceptadoHasta: dias(1) },
    });
  });

  it('ends paid or closed', () => {
    expect(tras(creado, cerrado).pedidos).toStrictEqual({});
    expect(tras(creado, entregado(PROCESO)).pedidos).toStrictEqual({});
    expect(Object.keys(tras(creado, entregado(null)).pedidos)).toEqual([PROCESO]);
  });

  it.each([aceptado, cerrado])('$type of none is impossible', (event) => {
    expect(() => tras(event)).toThrow(`order ${PROCESO} is not under way`);
  });

  it('is paid once by each charge', () => {
    expect(() => tras(entregado(null), entregado(null))).toThrow(`payment ${PAGO} twice`);
    expect(Object.keys(tras(entregado(null), entregado(null, OTRO_PAGO)).pagos)).toEqual([PAGO, OTRO_PAGO]);
  });

  it('knows what was taken back', () => {
    const revocado = hecho('PagoRevocado', { pago: PAGO, objeto: VIP });
    expect(tras(entregado(null), revocado).pagos).toStrictEqual({
      [PAGO]: { objeto: VIP, estado: 'revocado' },
    });
    expect(() => tras(revocado)).toThrow(`payment ${PAGO} is not under way`);
  });
});

describe('VIP access', () => {
  const pagado = hecho('VipActivado', { desde: AHORA, hasta: dias(30), origen: { tipo: 'pago', id: PAGO } });
  const regalado = hecho('VipRenovado', {
    desde: dias(30),
    hasta: dias(33),
    origen: { tipo: 'concesion', id: 'x' },
  });
  const renovado = hecho('VipRenovado', {
    desde: dias(30),
    hasta: dias(60),
    origen: { tipo: 'pago', id: OTRO_PAGO },
  });
  const cancelado = hecho('VipCancelado', { pago: PAGO });
  const confirmado = hecho('CancelacionConfirmada', { pago: PAGO });
  const terminado = hecho('VipTerminado', { hasta: AHORA, motivo: 'reembolso' });

  it.each([
    ['cancelled', [pagado, cancelado], { hasta: dias(30), pago: PAGO, renovacion: 'cancelando' }],
    ['confirmed', [pagado, cancelado, confirmado], { hasta: dias(30), pago: PAGO, renovacion: 'cancelada' }],
    ['renewed', [pagado, cancelado, renovado], { hasta: dias(60), pago: OTRO_PAGO, renovacion: 'activa' }],
    ['given on top', [pagado, regalado], { hasta: dias(33), pago: PAGO, renovacion: 'activa' }],
    ['ended', [pagado, terminado], { hasta: AHORA, pago: PAGO, renovacion: 'ninguna' }],
    [
      'paid by who was given it',
      [vip(), renovado],
      { hasta: dias(60), pago: OTRO_PAGO, renovacion: 'activa' },
    ],
  ] as const)('is known when %s', (_how, history, expected) => {
    expect(tras(...history).vip).toStrictEqual(expected);
  });

  it.each([cancelado, confirmado])('$type by who never was VIP is impossible', (event) => {
    expect(() => tras(event)).toThrow('a cancellation by somebody who was never VIP');
  });

  it('cannot end where it never was', () => {
    expect(() => tras(terminado)).toThrow('the end of an access that never was');
  });
});
