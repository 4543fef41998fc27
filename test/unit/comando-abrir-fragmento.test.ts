import { describe, it } from 'vitest';
import {
  AHORA,
  ANA,
  abierto,
  catalogoCon,
  comprado,
  decision,
  fragmento,
  item,
  portada,
  recibido,
  registrada,
  tomada,
  vip,
} from '../support/fixtures.ts';
import { given, refusesWhoMayNotAct } from '../support/spec.ts';

const catalogo = catalogoCon(
  portada({ id: 'puerto', decisiones: [decision({ id: 'entrar', destino: 'faro' })] }),
  portada({ id: 'isla', historia: 'isla', decisiones: [decision({ id: 'ver', destino: 'faro' })] }),
  fragmento({ id: 'faro' }),
  fragmento({ id: 'sotano' }),
  fragmento({ id: 'palco', vip: true, requisitos: { saldo: 100 } }),
  item({ id: 'llave', tipo: 'desbloqueo', desbloquea: ['sotano', 'palco'] }),
  item({ id: 'bengala' }),
);
const abrir = (id: string) => ({ usuarioId: ANA, fragmento: id });

describe('AbrirFragmento', () => {
  it('begins a story at its first fragment', () => {
    given([registrada()], { catalogo })
      .when('AbrirFragmento', abrir('puerto'))
      .then([
        {
          type: 'FragmentoAbierto',
          data: { historia: 'noche', fragmento: 'puerto', version: 1, final: false },
        },
      ]);
  });

  it('keeps a place in each story', () => {
    given([registrada(), abierto('puerto')], { catalogo })
      .when('AbrirFragmento', abrir('isla'))
      .then([abierto('isla', { historia: 'isla' })]);
  });

  it('goes back to a page already reached, and says that it is an ending', () => {
    given([registrada(), abierto('puerto'), tomada('puerto/entrar', 'faro'), abierto('puerto')], { catalogo })
      .when('AbrirFragmento', abrir('faro'))
      .then([abierto('faro', { final: true })]);
  });

  it.each([
    ['bought', comprado('llave', { tipo: 'desbloqueo' })] as const,
    ['given', recibido('llave')] as const,
  ])('enters what an item opens that was %s', (_how, llave) => {
    given([registrada(), llave], { catalogo })
      .when('AbrirFragmento', abrir('sotano'))
      .then([abierto('sotano', { final: true })]);
  });

  it('names the version that stands now', () => {
    const republished = catalogoCon();
    republished.put({ tipo: 'fragmento', version: 7, contenido: portada({ id: 'puerto' }) });
    given([registrada()], { catalogo: republished })
      .when('AbrirFragmento', abrir('puerto'))
      .then([abierto('puerto', { version: 7, final: true })]);
  });

  it('changes nothing when the user stands there', () => {
    given([registrada(), abierto('puerto')], { catalogo })
      .when('AbrirFragmento', abrir('puerto'))
      .then([]);
  });

  it('lets in a VIP whose access lasts a millisecond longer', () => {
    const llave = item({ id: 'llave', tipo: 'desbloqueo', desbloquea: ['palco'] });
    given([registrada(), comprado('llave'), vip('2026-03-10T12:00:00.001Z')], {
      catalogo: catalogoCon(llave, fragmento({ id: 'palco', vip: true })),
    })
      .when('AbrirFragmento', abrir('palco'))
      .then([abierto('palco', { final: true })]);
  });

  describe('refuses, in this order', () => {
    it('who may not act', () => {
      refusesWhoMayNotAct('AbrirFragmento', abrir('nada'), { catalogo });
    });

    it('who is not registered', () => {
      given([], { catalogo }).when('AbrirFragmento', abrir('nada')).thenRejects('USER_NOT_FOUND', {});
    });

    it('a fragment that is not published', () => {
      given([registrada()], { catalogo })
        .when('AbrirFragmento', abrir('nada'))
        .thenRejects('CONTENT_NOT_FOUND', { tipo: 'fragmento', id: 'nada' });
    });

    it('a fragment that was never reached', () => {
      given([registrada()], { catalogo })
        .when('AbrirFragmento', abrir('palco'))
        .thenRejects('FRAGMENT_NOT_REACHED', { fragmento: 'palco' });
    });

    it('a fragment that only an item the user does not own opens', () => {
      given([registrada(), comprado('bengala')], { catalogo })
        .when('AbrirFragmento', abrir('sotano'))
        .thenRejects('FRAGMENT_NOT_REACHED', { fragmento: 'sotano' });
    });

    it('a VIP fragment to who is no VIP', () => {
      given([registrada(), comprado('llave')], { catalogo })
        .when('AbrirFragmento', abrir('palco'))
        .thenRejects('VIP_REQUIRED', { tipo: 'fragmento', id: 'palco' });
    });

    it('a VIP fragment to who was VIP until this moment', () => {
      given([registrada(), comprado('llave'), vip(AHORA)], { catalogo })
        .when('AbrirFragmento', abrir('palco'))
        .thenRejects('VIP_REQUIRED', { tipo: 'fragmento', id: 'palco' });
    });

    it('a fragment whose requirements are not met', () => {
      given([registrada(), comprado('llave'), vip()], { catalogo })
        .when('AbrirFragmento', abrir('palco'))
        .thenRejects('REQUIREMENTS_NOT_MET', {
          faltantes: [{ tipo: 'saldo', necesario: 100, actual: 0 }],
        });
    });
  });
});
