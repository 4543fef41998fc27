import { describe, it } from 'vitest';
import type { Codigo } from '../../src/events/procesos/codigo.ts';
import {
  AHORA,
  ANA,
  AYER,
  COMANDO,
  carteraApuntes,
  catalogoCon,
  DESPUES,
  dias,
  enEliminacion,
  HOY,
  hecho,
  item,
  MANANA,
  minutos,
  OTRO_PROCESO,
  otorgados,
  PROCESO,
  recibido,
  registrada,
  reglasCon,
  suspendida,
} from '../support/fixtures.ts';
import { given, refusesTheUnknown, refusesWhoMayNotAct } from '../support/spec.ts';

const luna: Codigo = {
  codigo: 'luna',
  recompensa: {
    besitos: 50,
    caducaEnDias: 7,
    items: ['bengala', 'medalla'],
    desbloquea: ['sotano', 'torre'],
  },
  usos: 2,
};
const creado = (mas: Partial<Codigo> = {}) => hecho('CodigoCreado', { ...luna, ...mas });
const bengala = item({ id: 'bengala' });
const medalla = item({ id: 'medalla', tipo: 'unico' });
const conCodigo = (mas: Partial<Codigo> = {}) => {
  const catalogo = catalogoCon(bengala, medalla);
  catalogo.aplicar(creado(mas));
  return catalogo;
};
const catalogo = conCodigo();
const reservado = (canje = PROCESO) => hecho('CanjeReservado', { codigo: 'luna', canje, usuarioId: ANA });
const confirmado = hecho('CanjeConfirmado', { codigo: 'luna', canje: PROCESO });
const liberado = (canje = PROCESO) => hecho('CanjeLiberado', { codigo: 'luna', canje, motivo: 'caducado' });
const iniciado = (canje = PROCESO, codigo = 'luna') =>
  hecho('CanjeIniciado', { canje, codigo, caduca: minutos(15) });
const canjeado = (mas: { premio?: { solicitado: number; otorgado: number } } = {}) =>
  hecho('CodigoCanjeado', { canje: PROCESO, codigo: 'luna', ...mas });
const cancelado = hecho('CanjeCancelado', { canje: PROCESO, codigo: 'luna', motivo: 'agotado' });
const deLuna = { tipo: 'codigo', id: 'luna' } as const;

describe('CrearCodigo', () => {
  it('makes a code with what it gives, and when', () => {
    const entero = { ...luna, desde: AHORA, hasta: DESPUES };
    given([], { catalogo })
      .when('CrearCodigo', entero)
      .then([{ type: 'CodigoCreado', data: entero }]);
  });

  it('makes one that gives no items', () => {
    const simple: Codigo = { codigo: 'sol', recompensa: { besitos: 5 }, usos: 1 };
    given([])
      .when('CrearCodigo', simple)
      .then([{ type: 'CodigoCreado', data: simple }]);
  });

  it('is refused for a code that exists, and for items that do not', () => {
    given([creado()], { catalogo }).when('CrearCodigo', luna).thenRejects('CODE_EXISTS', { codigo: 'luna' });
    given([], { catalogo: catalogoCon(bengala) })
      .when('CrearCodigo', luna)
      .thenRejects('CONTENT_NOT_FOUND', { tipo: 'item', id: 'medalla' });
  });
});

describe('CanjearCodigo', () => {
  const canjear = { usuarioId: ANA, codigo: 'luna' };
  const enCurso = [hecho('CanjeIniciado', { canje: COMANDO, codigo: 'luna', caduca: minutos(15) })];

  it('begins the redemption, until the code has answered', () => {
    given([registrada()], { catalogo }).when('CanjearCodigo', canjear).then(enCurso);
  });

  it('gives up after as long as the rules say', () => {
    given([registrada()], {
      catalogo,
      reglas: reglasCon({ procesos: { compraMinutos: 2, pedidoMinutos: 9 } }),
    })
      .when('CanjearCodigo', canjear)
      .then([hecho('CanjeIniciado', { canje: COMANDO, codigo: 'luna', caduca: minutos(2) })]);
  });

  it('begins from the very instant from which the code works', () => {
    given([registrada()], { catalogo: conCodigo({ desde: AHORA }) })
      .when('CanjearCodigo', canjear)
      .then(enCurso);
    given([registrada()], { catalogo: conCodigo({ desde: DESPUES }) })
      .when('CanjearCodigo', canjear)
      .thenRejects('CODE_NOT_ACTIVE', { codigo: 'luna', motivo: 'pronto' });
  });

  it('ends at the very instant at which the code does', () => {
    given([registrada()], { catalogo: conCodigo({ hasta: DESPUES }) })
      .when('CanjearCodigo', canjear)
      .then(enCurso);
    given([registrada()], { catalogo: conCodigo({ hasta: AHORA }) })
      .when('CanjearCodigo', canjear)
      .thenRejects('CODE_NOT_ACTIVE', { codigo: 'luna', motivo: 'caducado' });
  });

  it('is refused for a code that nobody made', () => {
    given([registrada()], { catalogo })
      .when('CanjearCodigo', { usuarioId: ANA, codigo: 'sol' })
      .thenRejects('CODE_NOT_ACTIVE', { codigo: 'sol', motivo: 'desconocido' });
  });

  it('happens once, also while it is under way', () => {
    given([registrada(), iniciado()], { catalogo })
      .when('CanjearCodigo', canjear)
      .thenRejects('CODE_ALREADY_REDEEMED', { codigo: 'luna' });
    given([registrada(), iniciado(), canjeado()], { catalogo })
      .when('CanjearCodigo', canjear)
      .thenRejects('CODE_ALREADY_REDEEMED', { codigo: 'luna' });
  });

  it('may be tried again once it was given up, and beside another code', () => {
    given([registrada(), iniciado(), cancelado], { catalogo }).when('CanjearCodigo', canjear).then(enCurso);
    given([registrada(), iniciado(OTRO_PROCESO, 'sol')], { catalogo })
      .when('CanjearCodigo', canjear)
      .then(enCurso);
  });

  it('waits for the next day where the limit leaves no room for all of it', () => {
    given([registrada(), otorgados(450)], { catalogo })
      .when('CanjearCodigo', canjear)
      .then(enCurso);
    given([registrada(), otorgados(451)], { catalogo })
      .when('CanjearCodigo', canjear)
      .thenRejects('DAILY_GRANT_LIMIT', { limite: 500, otorgado: 451, siguiente: MANANA });
    given([registrada(), otorgados(451, 'decision', undefined, AYER)], { catalogo })
      .when('CanjearCodigo', canjear)
      .then(enCurso);
  });

  it('has room for a code that gives no besitos on a day that is spent', () => {
    given([registrada(), otorgados(500)], { catalogo: conCodigo({ recompensa: { items: ['bengala'] } }) })
      .when('CanjearCodigo', canjear)
      .then(enCurso);
  });

  it('is refused for who may not act', () => {
    refusesWhoMayNotAct('CanjearCodigo', { usuarioId: ANA, codigo: 'sol' }, { catalogo });
  });
});

describe('ReservarCanje', () => {
  const reservar = { codigo: 'luna', canje: PROCESO, usuarioId: ANA };

  it('reserves the last use, and then none', () => {
    given([creado({ usos: 1 })])
      .when('ReservarCanje', reservar)
      .then([reservado()]);
    given([creado({ usos: 1 }), reservado(OTRO_PROCESO)])
      .when('ReservarCanje', reservar)
      .thenRejects('CODE_EXHAUSTED', { codigo: 'luna' });
    given([creado({ usos: 1 }), reservado(OTRO_PROCESO), liberado(OTRO_PROCESO)])
      .when('ReservarCanje', reservar)
      .then([reservado()]);
  });

  it('changes nothing where it reserves already', () => {
    given([creado(), reservado()]).when('ReservarCanje', reservar).then([]);
    given([creado(), reservado(), confirmado]).when('ReservarCanje', reservar).then([]);
  });

  it('is refused for what was released, also before it was reserved', () => {
    given([creado(), reservado(), liberado()])
      .when('ReservarCanje', reservar)
      .thenRejects('RESERVATION_RELEASED', { reserva: PROCESO });
    given([creado(), liberado()])
      .when('ReservarCanje', reservar)
      .thenRejects('RESERVATION_RELEASED', { reserva: PROCESO });
  });

  it('is refused for a code that nobody made', () => {
    given([])
      .when('ReservarCanje', reservar)
      .thenRejects('CODE_NOT_ACTIVE', { codigo: 'luna', motivo: 'desconocido' });
  });
});

describe('CompletarCanje', () => {
  const completar = { usuarioId: ANA, canje: PROCESO };
  const besitos = (cantidad: number) =>
    hecho('BesitosOtorgados', {
      cantidad,
      razon: 'codigo',
      referencia: deLuna,
      dia: HOY,
      caduca: dias(7),
      apuntes: carteraApuntes('sistema:emision', cantidad),
    });
  const cosas = [
    recibido('bengala', deLuna),
    recibido('medalla', deLuna, { tipo: 'unico' }),
    hecho('ContenidoDesbloqueado', { contenido: 'sotano', referencia: deLuna }),
    hecho('ContenidoDesbloqueado', { contenido: 'torre', referencia: deLuna }),
  ];

  it('gives all that the code gives', () => {
    given([registrada(), iniciado()], { catalogo })
      .when('CompletarCanje', completar)
      .then([canjeado({ premio: { solicitado: 50, otorgado: 50 } }), besitos(50), ...cosas]);
  });

  it('is cut where the day has been spent in between', () => {
    given([registrada(), iniciado(), otorgados(480)], { catalogo })
      .when('CompletarCanje', completar)
      .then([canjeado({ premio: { solicitado: 50, otorgado: 20 } }), besitos(20), ...cosas]);
    given([registrada(), iniciado(), otorgados(500)], { catalogo })
      .when('CompletarCanje', completar)
      .then([canjeado({ premio: { solicitado: 50, otorgado: 0 } }), ...cosas]);
  });

  it('gives nothing a second time that one can have once', () => {
    given(
      [
        registrada(),
        recibido('medalla', undefined, { tipo: 'unico' }),
        hecho('ContenidoDesbloqueado', { contenido: 'sotano', referencia: deLuna }),
        iniciado(),
      ],
      { catalogo },
    )
      .when('CompletarCanje', completar)
      .then([
        canjeado({ premio: { solicitado: 50, otorgado: 50 } }),
        besitos(50),
        recibido('bengala', deLuna),
        hecho('ContenidoDesbloqueado', { contenido: 'torre', referencia: deLuna }),
      ]);
  });

  it('says nothing of besitos where the code gives none', () => {
    given([registrada(), iniciado()], { catalogo: conCodigo({ recompensa: { items: ['bengala'] } }) })
      .when('CompletarCanje', completar)
      .then([canjeado(), recibido('bengala', deLuna)]);
  });

  it('comes to its end for who is suspended or about to be erased', () => {
    given([registrada(), iniciado(), suspendida(), enEliminacion()], {
      catalogo: conCodigo({ recompensa: { items: ['bengala'] } }),
    })
      .when('CompletarCanje', completar)
      .then([canjeado(), recibido('bengala', deLuna)]);
  });

  it('changes nothing once it is over, or where there is none', () => {
    given([registrada(), iniciado(), canjeado()], { catalogo }).when('CompletarCanje', completar).then([]);
    given([registrada(), iniciado(), cancelado], { catalogo }).when('CompletarCanje', completar).then([]);
    given([registrada(), iniciado(OTRO_PROCESO)], { catalogo })
      .when('CompletarCanje', completar)
      .then([]);
  });

  it('is refused where the code, or what it gives, is not known', () => {
    given([registrada(), iniciado()])
      .when('CompletarCanje', completar)
      .thenRejects('CODE_NOT_ACTIVE', { codigo: 'luna', motivo: 'desconocido' });
    given([registrada(), iniciado()], { catalogo: conCodigo({ recompensa: { items: ['nada'] } }) })
      .when('CompletarCanje', completar)
      .thenRejects('CONTENT_NOT_FOUND', { tipo: 'item', id: 'nada' });
  });

  it('is refused for who is not there', () => {
    refusesTheUnknown('CompletarCanje', completar, { catalogo });
  });
});

describe('CancelarCanje', () => {
  const cancelar = { usuarioId: ANA, canje: PROCESO, motivo: 'agotado' as const };

  it('gives the redemption up, once', () => {
    given([registrada(), iniciado()]).when('CancelarCanje', cancelar).then([cancelado]);
    given([registrada(), iniciado(), cancelado]).when('CancelarCanje', cancelar).then([]);
    given([registrada(), iniciado(), canjeado()]).when('CancelarCanje', cancelar).then([]);
    given([registrada()]).when('CancelarCanje', cancelar).then([]);
  });

  it.each(['caducado', 'anulado'] as const)('says why: %s', (motivo) => {
    given([registrada(), iniciado(), suspendida()])
      .when('CancelarCanje', { ...cancelar, motivo })
      .then([hecho('CanjeCancelado', { canje: PROCESO, codigo: 'luna', motivo })]);
  });

  it('is refused for who is not there', () => {
    refusesTheUnknown('CancelarCanje', cancelar);
  });
});

describe('ConfirmarCanje', () => {
  const confirmar = { codigo: 'luna', canje: PROCESO };

  it('notes that the use was made, once', () => {
    given([creado(), reservado()]).when('ConfirmarCanje', confirmar).then([confirmado]);
    given([creado(), reservado(), confirmado]).when('ConfirmarCanje', confirmar).then([]);
  });

  it('is refused for a use that was released, or never reserved', () => {
    given([creado(), reservado(), liberado()])
      .when('ConfirmarCanje', confirmar)
      .thenRejects('RESERVATION_RELEASED', { reserva: PROCESO });
    given([creado()])
      .when('ConfirmarCanje', confirmar)
      .thenRejects('RESERVATION_RELEASED', { reserva: PROCESO });
  });
});

describe('LiberarCanje', () => {
  const liberar = { codigo: 'luna', canje: PROCESO, motivo: 'caducado' };

  it('sets the use free, once, also one that was never reserved', () => {
    given([creado(), reservado()]).when('LiberarCanje', liberar).then([liberado()]);
    given([creado()]).when('LiberarCanje', liberar).then([liberado()]);
    given([creado(), reservado(), liberado()]).when('LiberarCanje', liberar).then([]);
    given([creado(), liberado()]).when('LiberarCanje', liberar).then([]);
  });

  it('leaves a use alone that was made', () => {
    given([creado(), reservado(), confirmado]).when('LiberarCanje', liberar).then([]);
  });
});
