import { describe, it } from 'vitest';
import {
  AHORA,
  ANA,
  ANTES,
  AYER,
  apuntes,
  BEA,
  CARLA,
  CARTERA,
  COMANDO,
  caducados,
  conSaldo,
  DESPUES,
  dias,
  enEliminacion,
  enviado,
  HOY,
  hecho,
  MANANA,
  marcada,
  OTRO_PROCESO,
  otorgados,
  PROCESO,
  promocionales,
  registrada,
  reglasCon,
  suspendida,
} from '../support/fixtures.ts';
import { given, refusesTheUnknown, refusesWhoMayNotAct } from '../support/spec.ts';

const deRegalo = { tipo: 'regalo', id: PROCESO } as const;

describe('RegalarBesitos', () => {
  const regalar = (cantidad: number, para: string | undefined = BEA) => ({
    usuarioId: ANA,
    cantidad,
    ...(para !== undefined && { para }),
  });

  it('sends besitos on their way to another user, down to an empty wallet', () => {
    given([registrada(), conSaldo(20)])
      .when('RegalarBesitos', regalar(20))
      .then([
        { type: 'RegaloEnviado', data: { regalo: COMANDO, para: BEA, cantidad: 20, caduca: dias(7) } },
        {
          type: 'BesitosGastados',
          data: {
            cantidad: 20,
            razon: 'regalo_enviado',
            referencia: { tipo: 'regalo', id: COMANDO },
            apuntes: apuntes(CARTERA, 'sistema:transito', 20),
          },
        },
      ]);
  });

  it('leaves them behind a link where it names nobody', () => {
    given([registrada(), conSaldo(20)])
      .when('RegalarBesitos', { usuarioId: ANA, cantidad: 20 })
      .then(enviado(COMANDO, 20, { para: null }));
  });

  it('waits for as long as the rules say', () => {
    given([registrada(), conSaldo(20)], {
      reglas: reglasCon({ regalos: { minimo: 1, maximo: 20, dias: 2 } }),
    })
      .when('RegalarBesitos', regalar(20))
      .then(enviado(COMANDO, 20, { caduca: dias(2) }));
  });

  it('never takes promotional besitos, however many there are', () => {
    given([registrada(), conSaldo(20), promocionales(100, dias(1))])
      .when('RegalarBesitos', regalar(20))
      .then(enviado(COMANDO, 20));
    given([registrada(), conSaldo(20), promocionales(100, dias(1))])
      .when('RegalarBesitos', regalar(21))
      .thenRejects('INSUFFICIENT_FUNDS', { necesario: 21, saldo: 20, faltan: 1 });
  });

  it('sweeps what has lapsed', () => {
    given([registrada(), conSaldo(20), promocionales(9, AHORA)])
      .when('RegalarBesitos', regalar(20))
      .then([enviado(COMANDO, 20)[0], caducados(9), enviado(COMANDO, 20)[1]]);
  });

  it('is of as much as the rules say, no less and no more', () => {
    const reglas = reglasCon({ regalos: { minimo: 5, maximo: 9, dias: 7 } });
    const history = [registrada(), conSaldo(100)];
    given(history, { reglas }).when('RegalarBesitos', regalar(5)).then(enviado(COMANDO, 5));
    given(history, { reglas }).when('RegalarBesitos', regalar(9)).then(enviado(COMANDO, 9));
    given(history, { reglas })
      .when('RegalarBesitos', regalar(4))
      .thenRejects('GIFT_AMOUNT', { cantidad: 4, minimo: 5, maximo: 9 });
    given(history, { reglas })
      .when('RegalarBesitos', regalar(10))
      .thenRejects('GIFT_AMOUNT', { cantidad: 10, minimo: 5, maximo: 9 });
  });

  it('is refused to oneself, before the amount is looked at', () => {
    given([registrada()]).when('RegalarBesitos', regalar(5000, ANA)).thenRejects('GIFT_TO_SELF', {});
  });

  it('is refused under a grave review, and goes on under another', () => {
    given([registrada(), conSaldo(20), marcada('alta')])
      .when('RegalarBesitos', regalar(20, ANA))
      .thenRejects('SUSPICIOUS_ACTIVITY', { revision: PROCESO });
    given([registrada(), conSaldo(20), marcada('media')])
      .when('RegalarBesitos', regalar(20))
      .then(enviado(COMANDO, 20));
  });

  it('is refused for who may not act', () => {
    refusesWhoMayNotAct('RegalarBesitos', regalar(5000, ANA));
  });
});

describe('ReclamarRegalo', () => {
  const enlace = (caduca = DESPUES) => [
    registrada(),
    conSaldo(20),
    ...enviado(PROCESO, 20, { para: null, caduca }),
  ];
  const reclamar = (por = BEA) => ({ usuarioId: ANA, regalo: PROCESO, por });
  const reclamado = hecho('RegaloReclamado', { regalo: PROCESO, por: BEA });

  it('is theirs who open the link first', () => {
    given(enlace()).when('ReclamarRegalo', reclamar()).then([reclamado]);
    given([...enlace(), reclamado])
      .when('ReclamarRegalo', reclamar(CARLA))
      .thenRejects('GIFT_TAKEN', { regalo: PROCESO });
  });

  it('changes nothing when they open it again, also late', () => {
    given([...enlace(ANTES), reclamado])
      .when('ReclamarRegalo', reclamar())
      .then([]);
    given([registrada(), conSaldo(20), ...enviado(PROCESO, 20, { caduca: ANTES })])
      .when('ReclamarRegalo', reclamar())
      .then([]);
  });

  it('is not for who sent it', () => {
    given(enlace()).when('ReclamarRegalo', reclamar(ANA)).thenRejects('GIFT_TO_SELF', {});
  });

  it('ends at the very instant at which it goes back', () => {
    given(enlace(AHORA)).when('ReclamarRegalo', reclamar()).thenRejects('GIFT_EXPIRED', { regalo: PROCESO });
  });

  it('is refused for a gift that never was, has arrived, or went back', () => {
    const missing = { regalo: PROCESO };
    given([registrada()]).when('ReclamarRegalo', reclamar(ANA)).thenRejects('GIFT_NOT_FOUND', missing);
    given([...enlace(), reclamado, hecho('RegaloEntregado', { regalo: PROCESO })])
      .when('ReclamarRegalo', reclamar())
      .thenRejects('GIFT_NOT_FOUND', missing);
    given([...enlace(), hecho('RegaloDevuelto', { regalo: PROCESO, motivo: 'caducado' })])
      .when('ReclamarRegalo', reclamar())
      .thenRejects('GIFT_NOT_FOUND', missing);
  });

  it('goes on though who sent it was suspended since', () => {
    given([...enlace(), suspendida()])
      .when('ReclamarRegalo', reclamar())
      .then([reclamado]);
  });

  it('is refused where nobody is the sender', () => {
    refusesTheUnknown('ReclamarRegalo', reclamar());
  });
});

describe('RecibirRegalo', () => {
  const recibir = (cantidad = 20, caduca = DESPUES) => ({
    usuarioId: ANA,
    regalo: PROCESO,
    de: BEA,
    cantidad,
    caduca,
  });
  const recibidos = (cantidad: number, dia = HOY) => [
    hecho('RegaloRecibido', { regalo: PROCESO, de: BEA, cantidad }),
    hecho('BesitosOtorgados', {
      cantidad,
      razon: 'regalo_recibido',
      referencia: deRegalo,
      dia,
      apuntes: apuntes('sistema:transito', CARTERA, cantidad),
    }),
  ];

  it('takes besitos from what is on its way', () => {
    given([registrada()]).when('RecibirRegalo', recibir()).then(recibidos(20));
  });

  it('arrives once, and never what was refused', () => {
    given([registrada(), ...recibidos(20)])
      .when('RecibirRegalo', recibir(20, ANTES))
      .thenRejects('GIFT_SETTLED', { regalo: PROCESO, estado: 'recibido' });
    given([registrada(), hecho('RegaloRehusado', { regalo: PROCESO })])
      .when('RecibirRegalo', recibir())
      .thenRejects('GIFT_SETTLED', { regalo: PROCESO, estado: 'rehusado' });
  });

  it('arrives until the very instant at which it goes back', () => {
    given([registrada()])
      .when('RecibirRegalo', recibir(5000, AHORA))
      .thenRejects('GIFT_EXPIRED', { regalo: PROCESO });
  });

  it('waits for the next day where the limit leaves no room for all of it', () => {
    given([registrada(), otorgados(480)])
      .when('RecibirRegalo', recibir())
      .then(recibidos(20));
    given([registrada(), otorgados(481)])
      .when('RecibirRegalo', recibir())
      .thenRejects('DAILY_GRANT_LIMIT', { limite: 500, otorgado: 481, siguiente: MANANA });
    given([registrada(), otorgados(481, 'decision', undefined, AYER)])
      .when('RecibirRegalo', recibir())
      .then(recibidos(20));
    given([registrada(), otorgados(481, 'decision', undefined, MANANA)])
      .when('RecibirRegalo', recibir())
      .thenRejects('DAILY_GRANT_LIMIT', { limite: 500, otorgado: 481, siguiente: '2026-03-12' });
  });

  it('is refused for who may not act', () => {
    refusesWhoMayNotAct('RecibirRegalo', recibir());
  });
});

describe('RehusarRegalo', () => {
  const rehusar = { usuarioId: ANA, regalo: PROCESO };
  const rehusado = hecho('RegaloRehusado', { regalo: PROCESO });

  it('refuses for good, once, also for who is suspended or about to be erased', () => {
    given([registrada()]).when('RehusarRegalo', rehusar).then([rehusado]);
    given([registrada(), suspendida(), enEliminacion()]).when('RehusarRegalo', rehusar).then([rehusado]);
    given([registrada(), rehusado]).when('RehusarRegalo', rehusar).then([]);
  });

  it('is refused for a gift that has arrived', () => {
    given([registrada(), hecho('RegaloRecibido', { regalo: PROCESO, de: BEA, cantidad: 20 })])
      .when('RehusarRegalo', rehusar)
      .thenRejects('GIFT_SETTLED', { regalo: PROCESO, estado: 'recibido' });
  });

  it('is refused for who is not there', () => {
    refusesTheUnknown('RehusarRegalo', rehusar);
  });
});

describe('ConfirmarRegalo', () => {
  const confirmar = { usuarioId: ANA, regalo: PROCESO };
  const enCamino = [registrada(), conSaldo(20), ...enviado(PROCESO, 20)];
  const entregado = hecho('RegaloEntregado', { regalo: PROCESO });

  it('notes that the gift has arrived, once', () => {
    given(enCamino).when('ConfirmarRegalo', confirmar).then([entregado]);
    given([...enCamino, suspendida()])
      .when('ConfirmarRegalo', confirmar)
      .then([entregado]);
    given([...enCamino, entregado])
      .when('ConfirmarRegalo', confirmar)
      .then([]);
    given([registrada(), conSaldo(20), ...enviado(OTRO_PROCESO, 20)])
      .when('ConfirmarRegalo', confirmar)
      .then([]);
  });

  it('is refused for who is not there', () => {
    refusesTheUnknown('ConfirmarRegalo', confirmar);
  });
});

describe('DevolverRegalo', () => {
  const devolver = { usuarioId: ANA, regalo: PROCESO, motivo: 'caducado' as const };
  const enCamino = [registrada(), conSaldo(20), ...enviado(PROCESO, 20)];
  const devuelto = (motivo: 'caducado' | 'desconocido' | 'suspendido' | 'eliminado' | 'anulado') => [
    hecho('RegaloDevuelto', { regalo: PROCESO, motivo }),
    hecho('BesitosOtorgados', {
      cantidad: 20,
      razon: 'reembolso',
      referencia: deRegalo,
      dia: HOY,
      apuntes: apuntes('sistema:transito', CARTERA, 20),
    }),
  ];

  it.each(['caducado', 'desconocido', 'suspendido', 'eliminado', 'anulado'] as const)(
    'gives the besitos back: %s',
    (motivo) => {
      given(enCamino)
        .when('DevolverRegalo', { ...devolver, motivo })
        .then(devuelto(motivo));
    },
  );

  it('counts against no limit, and reaches who is suspended or about to be erased', () => {
    given([...enCamino, otorgados(500), suspendida(), enEliminacion()])
      .when('DevolverRegalo', devolver)
      .then(devuelto('caducado'));
  });

  it('changes nothing once the gift has arrived or come back', () => {
    given([...enCamino, ...devuelto('caducado')])
      .when('DevolverRegalo', devolver)
      .then([]);
    given([...enCamino, hecho('RegaloEntregado', { regalo: PROCESO })])
      .when('DevolverRegalo', devolver)
      .then([]);
  });

  it('is refused for who is not there', () => {
    refusesTheUnknown('DevolverRegalo', devolver);
  });
});
