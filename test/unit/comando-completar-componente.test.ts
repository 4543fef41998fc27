import { describe, it } from 'vitest';
import {
  AHORA,
  ANA,
  abierto,
  catalogoCon,
  completado,
  componente,
  comprado,
  conSaldo,
  experiencia,
  hecho,
  iniciada,
  item,
  otorgados,
  reaccionado,
  recibido,
  registrada,
  terminada,
  vip,
} from '../support/fixtures.ts';
import { given, refusesWhoMayNotAct } from '../support/spec.ts';

const catalogo = catalogoCon(
  experiencia({
    id: 'paseo',
    componentes: [
      componente.fragmento('ver', 'faro'),
      componente.reaccion('sentir', 'faro', { besitos: 5 }),
      componente.compra('tener', 'bengala', { items: ['medalla'] }),
      componente.cuestionario('saber', 'si', { besitos: 20 }),
    ],
    recompensa: { besitos: 100, items: ['bengala'] },
  }),
  experiencia({
    id: 'gala',
    vip: true,
    requisitos: { saldo: 10 },
    componentes: [componente.fragmento('ver', 'faro'), componente.cuestionario('saber', 'si')],
  }),
  experiencia({ id: 'prueba', componentes: [componente.cuestionario('saber', 'no')] }),
  item({ id: 'bengala' }),
  item({ id: 'medalla', tipo: 'unico' }),
);
const completar = (nombre: string, respuesta?: string) => {
  const [de = '', id = ''] = nombre.split('/');
  return { usuarioId: ANA, experiencia: de, componente: id, ...(respuesta && { respuesta }) };
};
const enPaseo = (...hechos: string[]) => [
  registrada(),
  iniciada('paseo', 4),
  ...hechos.map((id, index) => completado(`paseo/${id}`, index + 1, 4)),
];
const paso = (id: string) => ({ tipo: 'componente', id: `paseo/${id}` }) as const;

describe('CompletarComponente', () => {
  it('completes a fragment that was visited; without a reward nothing is granted', () => {
    given([...enPaseo(), abierto('faro')], { catalogo })
      .when('CompletarComponente', completar('paseo/ver'))
      .then([
        {
          type: 'ComponenteCompletado',
          data: { experiencia: 'paseo', componente: 'ver', completados: 1, total: 4 },
        },
      ]);
  });

  it('completes a reaction and pays for it', () => {
    given([...enPaseo('ver'), abierto('faro'), reaccionado('faro')], { catalogo })
      .when('CompletarComponente', completar('paseo/sentir'))
      .then([
        completado('paseo/sentir', 2, 4, { premio: { solicitado: 5, otorgado: 5 } }),
        otorgados(5, 'experiencia', paso('sentir')),
      ]);
  });

  it.each([['bought', comprado('bengala')] as const, ['given', recibido('bengala')] as const])(
    'completes a purchase with an item that was %s, and gives its item',
    (_how, bengala) => {
      given([...enPaseo('ver', 'sentir'), bengala], { catalogo })
        .when('CompletarComponente', completar('paseo/tener'))
        .then([completado('paseo/tener', 3, 4), recibido('medalla', paso('tener'), { tipo: 'unico' })]);
    },
  );

  it('completes a quiz, and with the last component the experience, in one append', () => {
    given(enPaseo('ver', 'sentir', 'tener'), { catalogo })
      .when('CompletarComponente', completar('paseo/saber', 'si'))
      .then([
        completado('paseo/saber', 4, 4, { premio: { solicitado: 20, otorgado: 20 } }),
        otorgados(20, 'experiencia', paso('saber')),
        {
          type: 'ExperienciaCompletada',
          data: { experiencia: 'paseo', version: 1, premio: { solicitado: 100, otorgado: 100 } },
        },
        otorgados(100, 'experiencia', { tipo: 'experiencia', id: 'paseo' }),
        recibido('bengala', { tipo: 'experiencia', id: 'paseo' }),
      ]);
  });

  it('ends an experience without rewards', () => {
    given([registrada(), iniciada('prueba', 1)], { catalogo })
      .when('CompletarComponente', completar('prueba/saber', 'no'))
      .then([completado('prueba/saber', 1, 1), terminada('prueba')]);
  });

  it('lets both rewards of the last step share what the day has left', () => {
    given([...enPaseo('ver', 'sentir', 'tener'), otorgados(450)], { catalogo })
      .when('CompletarComponente', completar('paseo/saber', 'si'))
      .then([
        completado('paseo/saber', 4, 4, { premio: { solicitado: 20, otorgado: 20 } }),
        otorgados(20, 'experiencia', paso('saber')),
        terminada('paseo', { premio: { solicitado: 100, otorgado: 30 } }),
        otorgados(30, 'experiencia', { tipo: 'experiencia', id: 'paseo' }),
        recibido('bengala', { tipo: 'experiencia', id: 'paseo' }),
      ]);
    given([...enPaseo('ver', 'sentir', 'tener'), otorgados(490)], { catalogo })
      .when('CompletarComponente', completar('paseo/saber', 'si'))
      .then([
        completado('paseo/saber', 4, 4, { premio: { solicitado: 20, otorgado: 10 } }),
        otorgados(10, 'experiencia', paso('saber')),
        terminada('paseo', { premio: { solicitado: 100, otorgado: 0 } }),
        recibido('bengala', { tipo: 'experiencia', id: 'paseo' }),
      ]);
  });

  describe('refuses, in this order', () => {
    it('who may not act', () => {
      refusesWhoMayNotAct(
        'CompletarComponente',
        { usuarioId: ANA, experiencia: 'nada', componente: 'nada' },
        { catalogo },
      );
    });

    it('who is not registered', () => {
      given([], { catalogo })
        .when('CompletarComponente', completar('nada/nada'))
        .thenRejects('USER_NOT_FOUND', {});
    });

    it('an experience that is not published', () => {
      given([registrada()], { catalogo })
        .when('CompletarComponente', completar('nada/nada'))
        .thenRejects('CONTENT_NOT_FOUND', { tipo: 'experiencia', id: 'nada' });
    });

    it('a component that the experience does not have', () => {
      given([registrada()], { catalogo })
        .when('CompletarComponente', completar('gala/nada'))
        .thenRejects('CONTENT_NOT_FOUND', { tipo: 'componente', id: 'gala/nada' });
    });

    it('an experience that was not started', () => {
      given([registrada()], { catalogo })
        .when('CompletarComponente', completar('gala/saber', 'no'))
        .thenRejects('EXPERIENCE_NOT_STARTED', { experiencia: 'gala' });
    });

    it('a component that is completed', () => {
      given([registrada(), iniciada('gala', 2), completado('gala/ver', 1, 2)], { catalogo })
        .when('CompletarComponente', completar('gala/ver'))
        .thenRejects('COMPONENT_ALREADY_COMPLETED', { componente: 'ver' });
    });

    it('a component whose turn it is not', () => {
      given([registrada(), iniciada('gala', 2)], { catalogo })
        .when('CompletarComponente', completar('gala/saber', 'no'))
        .thenRejects('COMPONENT_OUT_OF_ORDER', { componente: 'saber', siguiente: 'ver' });
    });

    it('a VIP experience once the access has lapsed', () => {
      given([registrada(), vip(AHORA), iniciada('gala', 2)], { catalogo })
        .when('CompletarComponente', completar('gala/ver'))
        .thenRejects('VIP_REQUIRED', { tipo: 'experiencia', id: 'gala' });
    });

    it('an experience whose requirements no longer hold', () => {
      given([registrada(), vip(), iniciada('gala', 2)], { catalogo })
        .when('CompletarComponente', completar('gala/ver'))
        .thenRejects('REQUIREMENTS_NOT_MET', { faltantes: [{ tipo: 'saldo', necesario: 10, actual: 0 }] });
    });

    it('a fragment that was not visited', () => {
      given([registrada(), vip(), conSaldo(10), iniciada('gala', 2)], { catalogo })
        .when('CompletarComponente', completar('gala/ver'))
        .thenRejects('COMPONENT_NOT_DONE', { componente: 'ver', tipo: 'fragmento', id: 'faro' });
    });

    it('a reaction that was not given', () => {
      given([...enPaseo('ver'), abierto('faro')], { catalogo })
        .when('CompletarComponente', completar('paseo/sentir'))
        .thenRejects('COMPONENT_NOT_DONE', { componente: 'sentir', tipo: 'reaccion', id: 'faro' });
    });

    it('an item that the user does not own', () => {
      given(enPaseo('ver', 'sentir'), { catalogo })
        .when('CompletarComponente', completar('paseo/tener'))
        .thenRejects('COMPONENT_NOT_DONE', { componente: 'tener', tipo: 'compra', id: 'bengala' });
    });

    it('a quiz without an answer', () => {
      given([registrada(), iniciada('prueba', 1)], { catalogo })
        .when('CompletarComponente', completar('prueba/saber'))
        .thenRejects('COMPONENT_NOT_DONE', { componente: 'saber', tipo: 'cuestionario', id: 'saber' });
    });

    it('a wrong answer', () => {
      given([registrada(), iniciada('prueba', 1)], { catalogo })
        .when('CompletarComponente', completar('prueba/saber', 'si'))
        .thenRejects('WRONG_ANSWER', { componente: 'saber' });
    });

    it('a reward whose item is not published', () => {
      const sinItem = catalogoCon(
        experiencia({
          id: 'prueba',
          componentes: [componente.cuestionario('saber', 'no', { items: ['fantasma'] })],
        }),
      );
      given([registrada(), iniciada('prueba', 1)], { catalogo: sinItem })
        .when('CompletarComponente', completar('prueba/saber', 'no'))
        .thenRejects('CONTENT_NOT_FOUND', { tipo: 'item', id: 'fantasma' });
    });
  });

  it('gives one of a unique item when the step and the experience both promise it', () => {
    const doble = catalogoCon(
      experiencia({
        id: 'prueba',
        componentes: [componente.cuestionario('saber', 'no', { items: ['medalla'] })],
        recompensa: { items: ['medalla'] },
      }),
      item({ id: 'medalla', tipo: 'unico' }),
    );
    given([registrada(), iniciada('prueba', 1)], { catalogo: doble })
      .when('CompletarComponente', completar('prueba/saber', 'no'))
      .then([
        completado('prueba/saber', 1, 1),
        recibido('medalla', { tipo: 'componente', id: 'prueba/saber' }, { tipo: 'unico' }),
        terminada('prueba'),
      ]);
  });

  it('pays for an experience once, though an editor adds a component after it was finished', () => {
    const ampliada = catalogoCon();
    ampliada.put({
      tipo: 'experiencia',
      version: 2,
      contenido: experiencia({
        id: 'prueba',
        componentes: [componente.cuestionario('saber', 'no'), componente.cuestionario('mas', 'si')],
        recompensa: { besitos: 100 },
      }),
    });
    const history = [
      registrada(),
      iniciada('prueba', 1),
      completado('prueba/saber', 1, 1),
      terminada('prueba', { premio: { solicitado: 100, otorgado: 100 } }),
      otorgados(100, 'experiencia', { tipo: 'experiencia', id: 'prueba' }),
    ];
    given(history, { catalogo: ampliada })
      .when('CompletarComponente', completar('prueba/mas', 'si'))
      .then([completado('prueba/mas', 2, 2)]);
  });

  it('opens what a step and the whole open', () => {
    const conLlaves = catalogoCon(
      experiencia({
        id: 'llaves',
        componentes: [componente.cuestionario('saber', 'si', { desbloquea: ['sotano'] })],
        recompensa: { desbloquea: ['sotano', 'torre', 'torre'] },
      }),
    );
    given([registrada(), iniciada('llaves', 1)], { catalogo: conLlaves })
      .when('CompletarComponente', {
        usuarioId: ANA,
        experiencia: 'llaves',
        componente: 'saber',
        respuesta: 'si',
      })
      .then([
        completado('llaves/saber', 1, 1),
        hecho('ContenidoDesbloqueado', {
          contenido: 'sotano',
          referencia: { tipo: 'componente', id: 'llaves/saber' },
        }),
        terminada('llaves'),
        hecho('ContenidoDesbloqueado', {
          contenido: 'torre',
          referencia: { tipo: 'experiencia', id: 'llaves' },
        }),
      ]);
  });
});
