import { describe, it } from 'vitest';
import {
  AHORA,
  ANA,
  catalogoCon,
  DESPUES,
  hecho,
  otorgados,
  REGLAS,
  registrada,
  reglasCon,
} from '../support/fixtures.ts';
import { given, refusesWhoMayNotAct } from '../support/spec.ts';

const conPublicacion = (hasta: string, besitos?: number) => {
  const catalogo = catalogoCon();
  const publicacion = { id: 'lunes', chat: -100, mensaje: 7, ...(besitos !== undefined && { besitos }) };
  catalogo.aplicar(hecho('PublicacionHecha', { publicacion, hasta }));
  return catalogo;
};
const catalogo = conPublicacion(DESPUES);
const reaccionar = (emoji = '🔥') => ({ usuarioId: ANA, publicacion: 'lunes', emoji });
const reaccionada = (solicitado: number, otorgado = solicitado, emoji = '🔥') =>
  hecho('PublicacionReaccionada', { publicacion: 'lunes', emoji, premio: { solicitado, otorgado } });
const deLunes = { tipo: 'publicacion', id: 'lunes' } as const;

describe('ReaccionarPublicacion', () => {
  it('earns what the rules say, or the post', () => {
    given([registrada()], { catalogo })
      .when('ReaccionarPublicacion', reaccionar())
      .then([reaccionada(2), otorgados(2, 'reaccion', deLunes)]);
    given([registrada()], { catalogo, reglas: reglasCon({ publicacion: { besitos: 5, dias: 1 } }) })
      .when('ReaccionarPublicacion', reaccionar('👍'))
      .then([reaccionada(5, 5, '👍'), otorgados(5, 'reaccion', deLunes)]);
    given([registrada()], { catalogo: conPublicacion(DESPUES, 9) })
      .when('ReaccionarPublicacion', reaccionar())
      .then([reaccionada(9), otorgados(9, 'reaccion', deLunes)]);
  });

  it('is cut to what the day lets through, and noted all the same', () => {
    given([registrada(), otorgados(499)], { catalogo })
      .when('ReaccionarPublicacion', reaccionar())
      .then([reaccionada(2, 1), otorgados(1, 'reaccion', deLunes)]);
    given([registrada(), otorgados(500)], { catalogo })
      .when('ReaccionarPublicacion', reaccionar())
      .then([reaccionada(2, 0)]);
  });

  describe('refuses, in this order', () => {
    it('who may not act', () => {
      refusesWhoMayNotAct('ReaccionarPublicacion', reaccionar('💩'));
    });

    it('a post that nobody made', () => {
      given([registrada()])
        .when('ReaccionarPublicacion', reaccionar('💩'))
        .thenRejects('CONTENT_NOT_FOUND', { tipo: 'publicacion', id: 'lunes' });
    });

    it('an emoji that earns nothing', () => {
      given([registrada(), reaccionada(2)], { catalogo: conPublicacion(AHORA) })
        .when('ReaccionarPublicacion', reaccionar('💩'))
        .thenRejects('VALIDATION', {
          issues: [{ path: 'emoji', message: `one of ${REGLAS.emojis.join(' ')}` }],
        });
    });

    it('a second reaction', () => {
      given([registrada(), reaccionada(2)], { catalogo: conPublicacion(AHORA) })
        .when('ReaccionarPublicacion', reaccionar('👍'))
        .thenRejects('ALREADY_REACTED', { fragmento: 'lunes' });
    });

    it('a post whose time is over, to the very instant', () => {
      given([registrada()], { catalogo: conPublicacion(AHORA) })
        .when('ReaccionarPublicacion', reaccionar())
        .thenRejects('POST_NOT_ACTIVE', { publicacion: 'lunes' });
    });
  });
});
