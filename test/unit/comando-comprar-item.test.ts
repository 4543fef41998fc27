import { describe, it } from 'vitest';
import {
  AHORA,
  ANA,
  ANTES,
  abierto,
  COMANDO,
  caducados,
  catalogoCon,
  comprado,
  conSaldo,
  DESPUES,
  dias,
  gastados,
  hecho,
  item,
  marcada,
  minutos,
  PROCESO,
  promocionales,
  recibido,
  registrada,
  reglasCon,
  retenidos,
  vip,
} from '../support/fixtures.ts';
import { given, refusesWhoMayNotAct } from '../support/spec.ts';

const exigente = { vip: true, requisitos: { fragmento: 'faro' }, precio: 40 } as const;
const catalogo = catalogoCon(
  item({ id: 'bengala', precio: 25 }),
  item({ id: 'medalla', tipo: 'unico', ...exigente }),
  item({ id: 'llave', tipo: 'desbloqueo', desbloquea: ['sotano'], precio: 30 }),
  item({ id: 'lamina', tipo: 'limitado', existencias: 5, ...exigente }),
);
const comprar = (id: string, precio = 25) => ({ usuarioId: ANA, item: id, precio });
const iniciada = () =>
  hecho('CompraIniciada', { compra: PROCESO, item: 'lamina', version: 1, precio: 1, caduca: minutos(1) });
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

    it('who is about to be erased, and who is suspended', () => {
      refusesWhoMayNotAct('ComprarItem', comprar('nada'), { catalogo });
    });

    it('who is under a grave review, whatever the item', () => {
      given([registrada(), marcada('alta')], { catalogo })
        .when('ComprarItem', comprar('nada'))
        .thenRejects('SUSPICIOUS_ACTIVITY', { revision: PROCESO });
    });

    it('an item that was withdrawn, also from who owns it', () => {
      const sinMedalla = catalogoCon(item({ id: 'medalla', tipo: 'unico', ...exigente }));
      sinMedalla.aplicar(hecho('ItemRetirado', { id: 'medalla', version: 1 }));
      given([registrada(), comprado('medalla', { tipo: 'unico' })], { catalogo: sinMedalla })
        .when('ComprarItem', comprar('medalla', 40))
        .thenRejects('ITEM_NOT_AVAILABLE', { item: 'medalla', motivo: 'retirado' });
    });

    it('a second of a limited item', () => {
      given([registrada(), recibido('lamina', undefined, { tipo: 'limitado' }), iniciada()], { catalogo })
        .when('ComprarItem', comprar('lamina', 1))
        .thenRejects('ALREADY_OWNED', { item: 'lamina' });
    });

    it('a limited item whose purchase is under way', () => {
      given([registrada(), iniciada()], { catalogo })
        .when('ComprarItem', comprar('lamina', 1))
        .thenRejects('PURCHASE_IN_PROGRESS', { item: 'lamina' });
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

  describe('at the price of an offer', () => {
    const ofrecida = (precio: number, hasta: string) =>
      hecho('OfertaHecha', { oferta: PROCESO, item: 'bengala', precio, hasta });

    it('sells until the very instant at which it ends', () => {
      given([registrada(), conSaldo(100), ofrecida(9, DESPUES)], { catalogo })
        .when('ComprarItem', comprar('bengala', 9))
        .then([comprado('bengala', { precio: 9 }), gastados(9, 'compra', de('bengala'))]);
      given([registrada(), conSaldo(100), ofrecida(9, AHORA)], { catalogo })
        .when('ComprarItem', comprar('bengala', 9))
        .thenRejects('PRICE_CHANGED', { item: 'bengala', mostrado: 9, actual: 25 });
    });

    it('is never dearer than the shop', () => {
      given([registrada(), conSaldo(100), ofrecida(26, DESPUES)], { catalogo })
        .when('ComprarItem', comprar('bengala'))
        .then([comprado('bengala'), gastados(25, 'compra', de('bengala'))]);
    });

    it('sells once', () => {
      given([registrada(), conSaldo(100), ofrecida(9, DESPUES), comprado('bengala', { precio: 9 })], {
        catalogo,
      })
        .when('ComprarItem', comprar('bengala', 9))
        .thenRejects('PRICE_CHANGED', { item: 'bengala', mostrado: 9, actual: 25 });
    });

    it('concerns the item that was offered, and no other', () => {
      given([registrada(), conSaldo(100), ofrecida(9, DESPUES)], { catalogo })
        .when('ComprarItem', comprar('llave', 9))
        .thenRejects('PRICE_CHANGED', { item: 'llave', mostrado: 9, actual: 30 });
    });
  });

  describe('of a limited item', () => {
    const permitido = [registrada(), vip(), abierto('faro')];

    it('sets the price aside until the stock has answered', () => {
      given([...permitido, conSaldo(40)], { catalogo })
        .when('ComprarItem', comprar('lamina', 40))
        .then([
          {
            type: 'CompraIniciada',
            data: { compra: COMANDO, item: 'lamina', version: 1, precio: 40, caduca: minutos(15) },
          },
          retenidos(40, COMANDO),
        ]);
    });

    it('gives up after as long as the rules say', () => {
      given([...permitido, conSaldo(40)], {
        catalogo,
        reglas: reglasCon({ procesos: { compraMinutos: 3, pedidoMinutos: 9 } }),
      })
        .when('ComprarItem', comprar('lamina', 40))
        .then([
          hecho('CompraIniciada', {
            compra: COMANDO,
            item: 'lamina',
            version: 1,
            precio: 40,
            caduca: minutos(3),
          }),
          retenidos(40, COMANDO),
        ]);
    });

    it('sets promotional besitos aside first, those first that lapse first, and sweeps what has lapsed', () => {
      given(
        [
          ...permitido,
          promocionales(7, AHORA),
          promocionales(20, dias(3)),
          promocionales(15, dias(1)),
          conSaldo(10),
        ],
        { catalogo },
      )
        .when('ComprarItem', comprar('lamina', 40))
        .then([
          hecho('CompraIniciada', {
            compra: COMANDO,
            item: 'lamina',
            version: 1,
            precio: 40,
            caduca: minutos(15),
          }),
          caducados(7),
          retenidos(40, COMANDO, 'lamina', [
            { cantidad: 15, caduca: dias(1) },
            { cantidad: 20, caduca: dias(3) },
          ]),
        ]);
    });

    it('holds as many lots as the wallet has', () => {
      const muchos = Array.from({ length: 120 }, (_, index) => promocionales(1, dias(index + 1)));
      const cara = catalogoCon(item({ id: 'lamina', tipo: 'limitado', existencias: 5, precio: 120 }));
      given([registrada(), ...muchos], { catalogo: cara })
        .when('ComprarItem', comprar('lamina', 120))
        .then([
          hecho('CompraIniciada', {
            compra: COMANDO,
            item: 'lamina',
            version: 1,
            precio: 120,
            caduca: minutos(15),
          }),
          retenidos(
            120,
            COMANDO,
            'lamina',
            muchos.map((_, index) => ({ cantidad: 1, caduca: dias(index + 1) })),
          ),
        ]);
    });

    it('is refused where the wallet holds too little, lapsed besitos apart', () => {
      given([...permitido, conSaldo(39), promocionales(9, AHORA)], { catalogo })
        .when('ComprarItem', comprar('lamina', 40))
        .thenRejects('INSUFFICIENT_FUNDS', { necesario: 40, saldo: 39, faltan: 1 });
    });
  });

  describe('with promotional besitos', () => {
    it('spends those that lapse a moment later, and not those that lapse now', () => {
      given([registrada(), promocionales(25, DESPUES)], { catalogo })
        .when('ComprarItem', comprar('bengala'))
        .then([comprado('bengala'), gastados(25, 'compra', de('bengala'))]);
      given([registrada(), promocionales(25, AHORA)], { catalogo })
        .when('ComprarItem', comprar('bengala'))
        .thenRejects('INSUFFICIENT_FUNDS', { necesario: 25, saldo: 0, faltan: 25 });
    });

    it('sweeps what has lapsed before the price is taken', () => {
      given([registrada(), conSaldo(25), promocionales(4, AHORA), promocionales(3, ANTES)], { catalogo })
        .when('ComprarItem', comprar('bengala'))
        .then([comprado('bengala'), caducados(7), gastados(25, 'compra', de('bengala'))]);
    });
  });

  describe('in Stars', () => {
    const conEstrellas = catalogoCon(
      item({ id: 'bengala', precio: 25, estrellas: 60 }),
      item({ id: 'lamina', tipo: 'limitado', existencias: 5, precio: 40, estrellas: 90 }),
      item({ id: 'llave', tipo: 'unico', precio: 30 }),
    );
    const ordenar = (id: string, precio: number) => ({
      usuarioId: ANA,
      item: id,
      precio,
      moneda: 'estrellas' as const,
    });

    it('makes the order of an invoice, and takes no besitos', () => {
      given([registrada()], { catalogo: conEstrellas })
        .when('ComprarItem', ordenar('bengala', 60))
        .then([
          {
            type: 'PedidoCreado',
            data: {
              pedido: COMANDO,
              objeto: { tipo: 'item', item: 'bengala' },
              estrellas: 60,
              caduca: minutos(60),
            },
          },
        ]);
    });

    it('orders a limited item without setting anything aside', () => {
      given([registrada(), conSaldo(40)], { catalogo: conEstrellas })
        .when('ComprarItem', ordenar('lamina', 90))
        .then([
          hecho('PedidoCreado', {
            pedido: COMANDO,
            objeto: { tipo: 'item', item: 'lamina' },
            estrellas: 90,
            caduca: minutos(60),
          }),
        ]);
    });

    it('closes the order after as long as the rules say', () => {
      given([registrada()], {
        catalogo: conEstrellas,
        reglas: reglasCon({ procesos: { compraMinutos: 3, pedidoMinutos: 9 } }),
      })
        .when('ComprarItem', ordenar('bengala', 60))
        .then([
          hecho('PedidoCreado', {
            pedido: COMANDO,
            objeto: { tipo: 'item', item: 'bengala' },
            estrellas: 60,
            caduca: minutos(9),
          }),
        ]);
    });

    it('is refused for what is not sold for them, and at another price', () => {
      given([registrada()], { catalogo: conEstrellas })
        .when('ComprarItem', ordenar('llave', 30))
        .thenRejects('ITEM_NOT_AVAILABLE', { item: 'llave', motivo: 'moneda' });
      given([registrada()], { catalogo: conEstrellas })
        .when('ComprarItem', ordenar('bengala', 59))
        .thenRejects('PRICE_CHANGED', { item: 'bengala', mostrado: 59, actual: 60 });
    });
  });

  it('goes on under a review that is not grave', () => {
    given([registrada(), conSaldo(25), marcada('media')], { catalogo })
      .when('ComprarItem', comprar('bengala'))
      .then([comprado('bengala'), gastados(25, 'compra', de('bengala'))]);
  });

  it('lets whoever an item was unlocked for buy it whatever it requires, VIP apart', () => {
    const abierta = hecho('ContenidoDesbloqueado', {
      contenido: 'medalla',
      referencia: { tipo: 'nota', id: 'x' },
    });
    given([registrada(), vip(), abierta, conSaldo(40)], { catalogo })
      .when('ComprarItem', comprar('medalla', 40))
      .then([comprado('medalla', { tipo: 'unico', precio: 40 }), gastados(40, 'compra', de('medalla'))]);
    given([registrada(), abierta, conSaldo(40)], { catalogo })
      .when('ComprarItem', comprar('medalla', 40))
      .thenRejects('VIP_REQUIRED', { tipo: 'item', id: 'medalla' });
  });

  it('ends VIP access at the very instant at which it runs out', () => {
    given([registrada(), vip(AHORA), abierto('faro'), conSaldo(40)], { catalogo })
      .when('ComprarItem', comprar('medalla', 40))
      .thenRejects('VIP_REQUIRED', { tipo: 'item', id: 'medalla' });
    given([registrada(), vip(DESPUES), abierto('faro'), conSaldo(40)], { catalogo })
      .when('ComprarItem', comprar('medalla', 40))
      .then([comprado('medalla', { tipo: 'unico', precio: 40 }), gastados(40, 'compra', de('medalla'))]);
  });
});
