import { describe, it } from 'vitest';
import {
  ADMIN,
  AHORA,
  ANA,
  ANTES,
  apuntes,
  BEA,
  CARTERA,
  COMANDO,
  caducados,
  catalogoCon,
  conSaldo,
  DESPUES,
  dias,
  enEliminacion,
  enviado,
  hecho,
  item,
  minutos,
  PAGO,
  PROCESO,
  promocionales,
  RETENIDO,
  registrada,
  retenidos,
  SISTEMA,
  suspendida,
  vip,
} from '../support/fixtures.ts';
import { given, refusesTheUnknown, refusesWhoIsGoing } from '../support/spec.ts';

const yo = { usuarioId: ANA };

describe('CaducarBesitos', () => {
  it('takes what has lapsed, to the very instant, and leaves the rest', () => {
    given([
      registrada(),
      conSaldo(5),
      promocionales(7, AHORA),
      promocionales(9, DESPUES),
      promocionales(4, ANTES),
    ])
      .when('CaducarBesitos', yo)
      .then([
        {
          type: 'BesitosGastados',
          data: {
            cantidad: 11,
            razon: 'caducidad',
            referencia: { tipo: 'caducidad', id: '2026-03-10' },
            apuntes: apuntes(CARTERA, 'sistema:caducado', 11),
          },
        },
      ]);
  });

  it('takes only what is left of it', () => {
    const gasto = hecho('BesitosGastados', {
      cantidad: 5,
      razon: 'compra',
      referencia: { tipo: 'item', id: 'bengala' },
      apuntes: apuntes(CARTERA, 'sistema:ventas', 5),
    });
    given([registrada(), promocionales(7, AHORA), gasto])
      .when('CaducarBesitos', yo)
      .then([caducados(2)]);
  });

  it('takes what was set aside, lapsed there and came back', () => {
    const lotes = [{ cantidad: 7, caduca: AHORA }];
    given([
      registrada(),
      promocionales(7, AHORA),
      retenidos(7, PROCESO, 'lamina', lotes),
      hecho('RetencionLiberada', {
        proceso: PROCESO,
        cantidad: 7,
        razon: 'compra',
        referencia: { tipo: 'compra', id: PROCESO },
        apuntes: apuntes(RETENIDO, CARTERA, 7),
      }),
    ])
      .when('CaducarBesitos', yo)
      .then([caducados(7)]);
  });

  it('changes nothing where nothing has lapsed', () => {
    given([registrada(), conSaldo(5), promocionales(9, DESPUES)])
      .when('CaducarBesitos', yo)
      .then([]);
    given([registrada(), promocionales(7, AHORA), caducados(7)])
      .when('CaducarBesitos', yo)
      .then([]);
  });

  it('goes on for who is suspended or about to be erased', () => {
    given([registrada(), promocionales(7, AHORA), suspendida(), enEliminacion()])
      .when('CaducarBesitos', yo)
      .then([caducados(7)]);
  });

  it('is refused for who is not there', () => {
    refusesTheUnknown('CaducarBesitos', yo);
  });
});

describe('DesbloquearContenido', () => {
  const referencia = { tipo: 'compra', id: 'llave' } as const;
  const desbloquear = { usuarioId: ANA, contenidos: ['sotano', 'torre'], referencia };
  const abierto = (contenido: string) => hecho('ContenidoDesbloqueado', { contenido, referencia });

  it('opens what was not open', () => {
    given([registrada()])
      .when('DesbloquearContenido', desbloquear)
      .then([abierto('sotano'), abierto('torre')]);
    given([registrada(), abierto('sotano'), suspendida()])
      .when('DesbloquearContenido', desbloquear)
      .then([abierto('torre')]);
    given([registrada(), abierto('torre'), abierto('sotano')])
      .when('DesbloquearContenido', desbloquear)
      .then([]);
  });

  it('is refused for who is going', () => {
    refusesWhoIsGoing('DesbloquearContenido', desbloquear);
  });
});

describe('AsignarArquetipo', () => {
  const asignar = { usuarioId: ANA, arquetipo: 'social' as const, puntaje: 70 };
  const asignado = hecho('ArquetipoAsignado', { arquetipo: 'social', puntaje: 70 });

  it('says how a user behaves, when that has changed', () => {
    given([registrada()]).when('AsignarArquetipo', asignar).then([asignado]);
    given([registrada(), asignado])
      .when('AsignarArquetipo', { ...asignar, puntaje: 90 })
      .then([]);
    given([registrada(), asignado])
      .when('AsignarArquetipo', { ...asignar, arquetipo: 'explorador' })
      .then([hecho('ArquetipoAsignado', { arquetipo: 'explorador', puntaje: 70 })]);
  });

  it('is refused for who is going', () => {
    refusesWhoIsGoing('AsignarArquetipo', asignar);
  });
});

describe('HacerOferta', () => {
  const catalogo = catalogoCon(item({ id: 'medalla' }), item({ id: 'llave' }));
  const ofrecer = { usuarioId: ANA, item: 'medalla', precio: 9, hasta: dias(2) };
  const hecha = (mas: { item?: string; precio?: number; hasta?: string } = {}) =>
    hecho('OfertaHecha', { oferta: COMANDO, item: 'medalla', precio: 9, hasta: dias(2), ...mas });

  it('offers an item at a price of their own', () => {
    given([registrada()], { catalogo }).when('HacerOferta', ofrecer).then([hecha()]);
    given([registrada(), hecha({ item: 'llave' })], { catalogo })
      .when('HacerOferta', ofrecer)
      .then([hecha()]);
  });

  it('offers no worse while a better offer lasts, to its very end', () => {
    given([registrada(), hecha({ hasta: DESPUES })], { catalogo })
      .when('HacerOferta', ofrecer)
      .then([]);
    given([registrada(), hecha({ precio: 8, hasta: DESPUES })], { catalogo })
      .when('HacerOferta', ofrecer)
      .then([]);
    given([registrada(), hecha({ precio: 8, hasta: AHORA })], { catalogo })
      .when('HacerOferta', ofrecer)
      .then([hecha()]);
    given([registrada(), hecha({ precio: 10 })], { catalogo })
      .when('HacerOferta', ofrecer)
      .then([hecha()]);
  });

  it('is refused for what is not published', () => {
    given([registrada()], { catalogo })
      .when('HacerOferta', { ...ofrecer, item: 'nada' })
      .thenRejects('CONTENT_NOT_FOUND', { tipo: 'item', id: 'nada' });
  });

  it('is refused for who is going', () => {
    refusesWhoIsGoing('HacerOferta', ofrecer, { catalogo });
  });
});

describe('EliminarMisDatos', () => {
  it('begins the erasure, and says who asked for it', () => {
    given([registrada()], { actor: { tipo: 'usuario', id: ANA } })
      .when('EliminarMisDatos', yo)
      .then([{ type: 'EliminacionSolicitada', data: { motivo: 'usuario', desde: AHORA } }]);
    for (const actor of [ADMIN, SISTEMA])
      given([registrada()], { actor })
        .when('EliminarMisDatos', yo)
        .then([hecho('EliminacionSolicitada', { motivo: 'admin', desde: AHORA })]);
  });

  it('begins once, and also for who is suspended', () => {
    given([registrada(), enEliminacion()]).when('EliminarMisDatos', yo).then([]);
    given([registrada(), suspendida()], { actor: { tipo: 'usuario', id: ANA } })
      .when('EliminarMisDatos', yo)
      .then([enEliminacion()]);
  });

  it('is refused for who is not there', () => {
    refusesTheUnknown('EliminarMisDatos', yo);
  });
});

describe('EliminarUsuario', () => {
  const eliminado = hecho('UsuarioEliminado', {});
  const vaciado = (cantidad: number) => caducados(cantidad, 'eliminacion');

  it('lets the wallet lapse, promotional besitos too, and is the end', () => {
    given([registrada(), conSaldo(5), promocionales(9, DESPUES), promocionales(2, ANTES), enEliminacion()])
      .when('EliminarUsuario', yo)
      .then([vaciado(16), eliminado]);
    given([registrada(), suspendida(), enEliminacion()]).when('EliminarUsuario', yo).then([eliminado]);
  });

  it('happens once', () => {
    given([registrada(), enEliminacion(), eliminado]).when('EliminarUsuario', yo).then([]);
  });

  const suscrita = (hasta: string) =>
    hecho('VipActivado', { desde: ANTES, hasta, origen: { tipo: 'pago', id: PAGO } });
  const cancelada = hecho('VipCancelado', { pago: PAGO });
  const confirmada = hecho('CancelacionConfirmada', { pago: PAGO });
  const compra = hecho('CompraIniciada', {
    compra: PROCESO,
    item: 'lamina',
    version: 1,
    precio: 5,
    caduca: ANTES,
  });

  it.each([
    ['a subscription that renews', [suscrita(DESPUES)], 'suscripcion'],
    ['one whose end Telegram has not confirmed', [suscrita(DESPUES), cancelada], 'suscripcion'],
    ['a purchase', [compra], 'compras'],
    ['a redemption', [hecho('CanjeIniciado', { canje: PROCESO, codigo: 'luna', caduca: ANTES })], 'canjes'],
    ['a gift', [conSaldo(5), ...enviado(PROCESO, 5)], 'regalos'],
    ['besitos set aside', [conSaldo(5), retenidos(5, PROCESO)], 'retenciones'],
  ] as const)('waits for %s', (_what, history, pendiente) => {
    given([registrada(), ...history, enEliminacion()])
      .when('EliminarUsuario', yo)
      .thenRejects('ERASURE_PENDING', { pendiente: [pendiente] });
  });

  it.each([
    ['a subscription that has run out', [suscrita(AHORA)]],
    ['one whose end is confirmed', [suscrita(DESPUES), cancelada, confirmada]],
    ['access that an admin gave', [vip()]],
    [
      'an order that nobody paid',
      [
        hecho('PedidoCreado', {
          pedido: PROCESO,
          objeto: { tipo: 'vip' as const, dias: 30 },
          estrellas: 250,
          caduca: minutos(60),
        }),
      ],
    ],
  ] as const)('does not wait for %s', (_what, history) => {
    given([registrada(), ...history, enEliminacion()])
      .when('EliminarUsuario', yo)
      .then([eliminado]);
  });

  it('names all that is under way, the request that is missing first', () => {
    given([
      registrada(),
      suscrita(DESPUES),
      conSaldo(10),
      compra,
      retenidos(5, PROCESO),
      hecho('CanjeIniciado', { canje: PROCESO, codigo: 'luna', caduca: ANTES }),
      ...enviado(PROCESO, 5, { para: BEA }),
    ])
      .when('EliminarUsuario', yo)
      .thenRejects('ERASURE_PENDING', {
        pendiente: ['solicitud', 'suscripcion', 'compras', 'canjes', 'regalos', 'retenciones'],
      });
    given([registrada()])
      .when('EliminarUsuario', yo)
      .thenRejects('ERASURE_PENDING', { pendiente: ['solicitud'] });
  });

  it('is refused for who never was', () => {
    given([]).when('EliminarUsuario', yo).thenRejects('USER_NOT_FOUND', {});
  });
});
