import { describe, it } from 'vitest';
import {
  ANA,
  abierto,
  catalogoCon,
  comprado,
  conSaldo,
  gastados,
  item,
  recibido,
  registrada,
  vip,
} from '../support/fixtures.ts';
import { given } from '../support/spec.ts';

const exigente = { vip: true, requisitos: { fragmento: 'faro' }, precio: 40 } as const;
const catalogo = catalogoCon(
  item({ id: 'bengala', precio: 25 }),
  item({ id: 'medalla', tipo: 'unico', ...exigente }),
  item({ id: 'llave', tipo: 'desbloqueo', desbloquea: ['sotano'], precio: 30 }),
  item({ id: 'lamina', tipo: 'limitado', existencias: 5, ...exigente }),
);
const comprar = (id: string, precio = 25) => ({ usuarioId: ANA, item: id, precio });
const de = (id: string) => ({ tipo: 'item', id }) as const;

describe('ComprarItem', () => {
  it('takes the price and gives the item, in one append', () => {
    given([registrada(), conSaldo(100)], { catalogo })
      .when('ComprarItem', comprar('bengala'))
      .then([
        {
          type: 'ItemComprado',
          data: { item: 'bengala', version: 1, tipo: 'consumible', precio: 25, moneda: 'besitos' },
        },
        gastados(25, 'compra', de('bengala')),
      ]);
  });

  it('takes the last besito', () => {
    given([registrada(), conSaldo(25)], { catalogo })
      .when('ComprarItem', comprar('bengala'))
      .then([comprado('bengala'), gastados(25, 'compra', de('bengala'))]);
  });

  it('sells another of a consumable', () => {
    given([registrada(), conSaldo(100), comprado('bengala')], { catalogo })
      .when('ComprarItem', comprar('bengala'))
      .then([comprado('bengala'), gastados(25, 'compra', de('bengala'))]);
  });

  it('sells a unique item to a VIP who has been where it asks for', () => {
    given([registrada(), conSaldo(40), vip(), abierto('faro')], { catalogo })
      .when('ComprarItem', comprar('medalla', 40))
      .then([comprado('medalla', { tipo: 'unico', precio: 40 }), gastados(40, 'compra', de('medalla'))]);
  });

  it('sells what unlocks content', () => {
    given([registrada(), conSaldo(40)], { catalogo })
      .when('ComprarItem', comprar('llave', 30))
      .then([comprado('llave', { tipo: 'desbloqueo', precio: 30 }), gastados(30, 'compra', de('llave'))]);
  });

  describe('refuses, in this order', () => {
    it('who is not registered', () => {
      given([], { catalogo }).when('ComprarItem', comprar('nada')).thenRejects('USER_NOT_FOUND', {});
    });

    it('an item that is not published', () => {
      given([registrada()], { catalogo })
        .when('ComprarItem', comprar('nada'))
        .thenRejects('CONTENT_NOT_FOUND', { tipo: 'item', id: 'nada' });
    });

    it('a limited item, until its process manager stands', () => {
      given([registrada(), recibido('lamina', undefined, { tipo: 'limitado' })], { catalogo })
        .when('ComprarItem', comprar('lamina', 1))
        .thenRejects('ITEM_NOT_AVAILABLE', { item: 'lamina', motivo: 'proceso_pendiente' });
    });

    it.each([
      ['bought', comprado('medalla', { tipo: 'unico' })] as const,
      ['given', recibido('medalla', undefined, { tipo: 'unico' })] as const,
    ])('a unique item that was %s before, charging nothing', (_how, antes) => {
      given([registrada(), antes], { catalogo })
        .when('ComprarItem', comprar('medalla', 1))
        .thenRejects('ALREADY_OWNED', { item: 'medalla' });
    });

    it('a second key to the same door', () => {
      given([registrada(), conSaldo(100), comprado('llave', { tipo: 'desbloqueo' })], { catalogo })
        .when('ComprarItem', comprar('llave', 30))
        .thenRejects('ALREADY_OWNED', { item: 'llave' });
    });

    it('a VIP item to who is no VIP', () => {
      given([registrada()], { catalogo })
        .when('ComprarItem', comprar('medalla', 1))
        .thenRejects('VIP_REQUIRED', { tipo: 'item', id: 'medalla' });
    });

    it('an item whose requirements are not met', () => {
      given([registrada(), vip()], { catalogo })
        .when('ComprarItem', comprar('medalla', 1))
        .thenRejects('REQUIREMENTS_NOT_MET', { faltantes: [{ tipo: 'fragmento', id: 'faro' }] });
    });

    it('another price than the one the buyer was shown, dearer or cheaper', () => {
      const history = [registrada(), vip(), abierto('faro')];
      given(history, { catalogo })
        .when('ComprarItem', comprar('medalla', 39))
        .thenRejects('PRICE_CHANGED', { item: 'medalla', mostrado: 39, actual: 40 });
      given(history, { catalogo })
        .when('ComprarItem', comprar('medalla', 41))
        .thenRejects('PRICE_CHANGED', { item: 'medalla', mostrado: 41, actual: 40 });
    });

    it('a price above what the wallet holds', () => {
      given([registrada(), vip(), abierto('faro'), conSaldo(39)], { catalogo })
        .when('ComprarItem', comprar('medalla', 40))
        .thenRejects('INSUFFICIENT_FUNDS', { necesario: 40, saldo: 39, faltan: 1 });
    });
  });
});
