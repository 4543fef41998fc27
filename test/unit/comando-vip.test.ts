import { describe, it } from 'vitest';
import {
  AHORA,
  ANA,
  ANTES,
  COMANDO,
  DESPUES,
  dias,
  enEliminacion,
  hecho,
  marcada,
  minutos,
  OTRO_PAGO,
  PAGO,
  PROCESO,
  registrada,
  reglasCon,
  suspendida,
  vip,
} from '../support/fixtures.ts';
import { given, refusesTheUnknown, refusesWhoIsGoing, refusesWhoMayNotAct } from '../support/spec.ts';

const yo = { usuarioId: ANA };
const suscrita = (hasta = dias(10)) =>
  hecho('VipActivado', { desde: ANTES, hasta, origen: { tipo: 'pago', id: PAGO } });
const cancelada = hecho('VipCancelado', { pago: PAGO });
const confirmada = hecho('CancelacionConfirmada', { pago: PAGO });

describe('SuscribirVip', () => {
  const pedido = hecho('PedidoCreado', {
    pedido: COMANDO,
    objeto: { tipo: 'vip', dias: 30 },
    estrellas: 250,
    caduca: minutos(60),
  });

  it('makes the order of an invoice', () => {
    given([registrada()]).when('SuscribirVip', yo).then([pedido]);
  });

  it('costs and lasts what the rules say', () => {
    given([registrada()], {
      reglas: reglasCon({
        vip: { estrellas: 99, dias: 7 },
        procesos: { compraMinutos: 3, pedidoMinutos: 9 },
      }),
    })
      .when('SuscribirVip', yo)
      .then([
        hecho('PedidoCreado', {
          pedido: COMANDO,
          objeto: { tipo: 'vip', dias: 7 },
          estrellas: 99,
          caduca: minutos(9),
        }),
      ]);
  });

  it('is refused while a subscription runs that renews by itself, until the very instant of its end', () => {
    given([registrada(), suscrita(DESPUES)])
      .when('SuscribirVip', yo)
      .thenRejects('ALREADY_SUBSCRIBED', { hasta: DESPUES });
    given([registrada(), suscrita(AHORA)])
      .when('SuscribirVip', yo)
      .then([pedido]);
  });

  it('is taken up again by who has cancelled, and by who was given access', () => {
    given([registrada(), suscrita(), cancelada]).when('SuscribirVip', yo).then([pedido]);
    given([registrada(), suscrita(), cancelada, confirmada]).when('SuscribirVip', yo).then([pedido]);
    given([registrada(), vip()]).when('SuscribirVip', yo).then([pedido]);
  });

  it('is refused under a grave review, and goes on under another', () => {
    given([registrada(), suscrita(), marcada('alta')])
      .when('SuscribirVip', yo)
      .thenRejects('SUSPICIOUS_ACTIVITY', { revision: PROCESO });
    given([registrada(), marcada('media')])
      .when('SuscribirVip', yo)
      .then([pedido]);
  });

  it('is refused for who may not act', () => {
    refusesWhoMayNotAct('SuscribirVip', yo);
  });
});

describe('CancelarVip', () => {
  it('ends the renewal of the last payment', () => {
    given([registrada(), suscrita()]).when('CancelarVip', yo).then([cancelada]);
    given([
      registrada(),
      suscrita(),
      hecho('VipRenovado', { desde: AHORA, hasta: dias(40), origen: { tipo: 'pago', id: OTRO_PAGO } }),
    ])
      .when('CancelarVip', yo)
      .then([hecho('VipCancelado', { pago: OTRO_PAGO })]);
  });

  it('also of one to whom an admin gave days on top, and of one whose access has run out', () => {
    given([
      registrada(),
      suscrita(),
      hecho('VipRenovado', { desde: dias(10), hasta: dias(12), origen: { tipo: 'concesion', id: 'x' } }),
    ])
      .when('CancelarVip', yo)
      .then([cancelada]);
    given([registrada(), suscrita(ANTES)])
      .when('CancelarVip', yo)
      .then([cancelada]);
  });

  it('also for who is suspended or about to be erased', () => {
    given([registrada(), suscrita(), suspendida(), enEliminacion()])
      .when('CancelarVip', yo)
      .then([cancelada]);
  });

  it('is refused where nothing renews', () => {
    given([registrada()]).when('CancelarVip', yo).thenRejects('NOT_SUBSCRIBED', {});
    given([registrada(), vip()]).when('CancelarVip', yo).thenRejects('NOT_SUBSCRIBED', {});
    given([registrada(), suscrita(), cancelada]).when('CancelarVip', yo).thenRejects('NOT_SUBSCRIBED', {});
    given([registrada(), suscrita(), hecho('VipTerminado', { hasta: AHORA, motivo: 'reembolso' })])
      .when('CancelarVip', yo)
      .thenRejects('NOT_SUBSCRIBED', {});
  });

  it('is refused for who is not there', () => {
    refusesTheUnknown('CancelarVip', yo);
  });
});

describe('ConfirmarCancelacion', () => {
  const confirmar = { usuarioId: ANA, pago: PAGO };

  it('notes that Telegram has confirmed, once', () => {
    given([registrada(), suscrita(), cancelada]).when('ConfirmarCancelacion', confirmar).then([confirmada]);
    given([registrada(), suscrita(), cancelada, suspendida(), enEliminacion()])
      .when('ConfirmarCancelacion', confirmar)
      .then([confirmada]);
    given([registrada(), suscrita(), cancelada, confirmada]).when('ConfirmarCancelacion', confirmar).then([]);
  });

  it('changes nothing where nobody has cancelled', () => {
    given([registrada()]).when('ConfirmarCancelacion', confirmar).then([]);
    given([registrada(), suscrita()]).when('ConfirmarCancelacion', confirmar).then([]);
  });

  it('is refused for who is not there', () => {
    refusesTheUnknown('ConfirmarCancelacion', confirmar);
  });
});

describe('OtorgarVip', () => {
  const otorgar = { usuarioId: ANA, dias: 3, nota: 'BES-9' };
  const origen = { tipo: 'concesion', id: 'BES-9' } as const;

  it('gives access from now on', () => {
    given([registrada()])
      .when('OtorgarVip', otorgar)
      .then([{ type: 'VipActivado', data: { desde: AHORA, hasta: dias(3), origen } }]);
    given([registrada(), suspendida()])
      .when('OtorgarVip', otorgar)
      .then([hecho('VipActivado', { desde: AHORA, hasta: dias(3), origen })]);
  });

  it('gives it on top of what still runs, to the very instant of its end', () => {
    given([registrada(), vip(dias(5))])
      .when('OtorgarVip', otorgar)
      .then([{ type: 'VipRenovado', data: { desde: dias(5), hasta: dias(8), origen } }]);
    given([registrada(), vip(AHORA)])
      .when('OtorgarVip', otorgar)
      .then([hecho('VipActivado', { desde: AHORA, hasta: dias(3), origen })]);
  });

  it('is refused for who is going', () => {
    refusesWhoIsGoing('OtorgarVip', otorgar);
  });
});
