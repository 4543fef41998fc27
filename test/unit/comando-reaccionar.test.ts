import { describe, it } from 'vitest';
import {
  ANA,
  abierto,
  catalogoCon,
  fragmento,
  otorgados,
  portada,
  REGLAS,
  reaccionado,
  registrada,
  reglasCon,
} from '../support/fixtures.ts';
import { given, refusesWhoMayNotAct } from '../support/spec.ts';

const catalogo = catalogoCon(
  portada({ id: 'puerto' }),
  portada({ id: 'faro', reaccion: 9 }),
  fragmento({ id: 'muelle' }),
);
const reaccionar = (id: string, emoji = '🔥') => ({ usuarioId: ANA, fragmento: id, emoji });
const enPuerto = [registrada(), abierto('puerto')];

describe('Reaccionar', () => {
  it('earns the default of the rules', () => {
    given(enPuerto, { catalogo })
      .when('Reaccionar', reaccionar('puerto'))
      .then([
        {
          type: 'ContenidoReaccionado',
          data: { fragmento: 'puerto', emoji: '🔥', premio: { solicitado: 2, otorgado: 2 } },
        },
        otorgados(2, 'reaccion', { tipo: 'fragmento', id: 'puerto' }),
      ]);
  });

  it('earns what the fragment names', () => {
    given([registrada(), abierto('faro')], { catalogo })
      .when('Reaccionar', reaccionar('faro', '❤️'))
      .then([
        reaccionado('faro', { emoji: '❤️', premio: { solicitado: 9, otorgado: 9 } }),
        otorgados(9, 'reaccion', { tipo: 'fragmento', id: 'faro' }),
      ]);
  });

  it('earns for a page visited before, wherever the user stands', () => {
    given([...enPuerto, abierto('faro'), reaccionado('faro')], { catalogo })
      .when('Reaccionar', reaccionar('puerto'))
      .then([
        reaccionado('puerto', { premio: { solicitado: 2, otorgado: 2 } }),
        otorgados(2, 'reaccion', { tipo: 'fragmento', id: 'puerto' }),
      ]);
  });

  it('is recorded with its reward cut, or none, once the day is spent', () => {
    given([...enPuerto, otorgados(499)], { catalogo })
      .when('Reaccionar', reaccionar('puerto'))
      .then([
        reaccionado('puerto', { premio: { solicitado: 2, otorgado: 1 } }),
        otorgados(1, 'reaccion', { tipo: 'fragmento', id: 'puerto' }),
      ]);
    given([...enPuerto, otorgados(500)], { catalogo })
      .when('Reaccionar', reaccionar('puerto'))
      .then([reaccionado('puerto', { premio: { solicitado: 2, otorgado: 0 } })]);
  });

  it('takes the emoji that the rules name', () => {
    given(enPuerto, { catalogo, reglas: reglasCon({ emojis: ['🦀'], reaccion: 5 }) })
      .when('Reaccionar', reaccionar('puerto', '🦀'))
      .then([
        reaccionado('puerto', { emoji: '🦀', premio: { solicitado: 5, otorgado: 5 } }),
        otorgados(5, 'reaccion', { tipo: 'fragmento', id: 'puerto' }),
      ]);
  });

  describe('refuses, in this order', () => {
    it('who may not act', () => {
      refusesWhoMayNotAct('Reaccionar', reaccionar('nada', 'x'), { catalogo });
    });

    it('who is not registered', () => {
      given([], { catalogo }).when('Reaccionar', reaccionar('nada', 'x')).thenRejects('USER_NOT_FOUND', {});
    });

    it('a fragment that is not published', () => {
      given([registrada()], { catalogo })
        .when('Reaccionar', reaccionar('nada', 'x'))
        .thenRejects('CONTENT_NOT_FOUND', { tipo: 'fragmento', id: 'nada' });
    });

    it('an emoji that earns nothing', () => {
      given([registrada()], { catalogo })
        .when('Reaccionar', reaccionar('muelle', '💩'))
        .thenRejects('VALIDATION', {
          issues: [{ path: 'emoji', message: `one of ${REGLAS.emojis.join(' ')}` }],
        });
    });

    it('a fragment that was never reached', () => {
      given([registrada()], { catalogo })
        .when('Reaccionar', reaccionar('muelle'))
        .thenRejects('FRAGMENT_NOT_REACHED', { fragmento: 'muelle' });
    });

    it('a second reaction, with another emoji too', () => {
      given([...enPuerto, reaccionado('puerto')], { catalogo })
        .when('Reaccionar', reaccionar('puerto', '👏'))
        .thenRejects('ALREADY_REACTED', { fragmento: 'puerto' });
    });
  });
});
