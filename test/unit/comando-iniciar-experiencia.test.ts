import { describe, it } from 'vitest';
import {
  ANA,
  catalogoCon,
  completado,
  componente,
  experiencia,
  iniciada,
  registrada,
  terminada,
  vip,
} from '../support/fixtures.ts';
import { given, refusesWhoMayNotAct } from '../support/spec.ts';

const componentes = [componente.fragmento('uno', 'faro'), componente.cuestionario('dos', 'si')];
const catalogo = catalogoCon(
  experiencia({ id: 'paseo', componentes }),
  experiencia({ id: 'gala', componentes, vip: true, requisitos: { item: 'medalla' } }),
);
const iniciar = (id: string) => ({ usuarioId: ANA, experiencia: id });

describe('IniciarExperiencia', () => {
  it('takes up an experience and says how many components it has', () => {
    given([registrada()], { catalogo })
      .when('IniciarExperiencia', iniciar('paseo'))
      .then([{ type: 'ExperienciaIniciada', data: { experiencia: 'paseo', version: 1, componentes: 2 } }]);
  });

  it('takes up a second one beside the first', () => {
    given([registrada(), iniciada('gala', 2)], { catalogo })
      .when('IniciarExperiencia', iniciar('paseo'))
      .then([iniciada('paseo', 2)]);
  });

  describe('refuses, in this order', () => {
    it('who may not act', () => {
      refusesWhoMayNotAct('IniciarExperiencia', iniciar('nada'), { catalogo });
    });

    it('who is not registered', () => {
      given([], { catalogo }).when('IniciarExperiencia', iniciar('nada')).thenRejects('USER_NOT_FOUND', {});
    });

    it('an experience that is not published', () => {
      given([registrada()], { catalogo })
        .when('IniciarExperiencia', iniciar('nada'))
        .thenRejects('CONTENT_NOT_FOUND', { tipo: 'experiencia', id: 'nada' });
    });

    it('one that was started', () => {
      given([registrada(), iniciada('gala', 2)], { catalogo })
        .when('IniciarExperiencia', iniciar('gala'))
        .thenRejects('EXPERIENCE_ALREADY_STARTED', { experiencia: 'gala' });
    });

    it('one that was finished', () => {
      const history = [
        registrada(),
        iniciada('paseo', 2),
        completado('paseo/uno', 1, 2),
        completado('paseo/dos', 2, 2),
        terminada('paseo'),
      ];
      given(history, { catalogo })
        .when('IniciarExperiencia', iniciar('paseo'))
        .thenRejects('EXPERIENCE_ALREADY_STARTED', { experiencia: 'paseo' });
    });

    it('a VIP experience to who is no VIP', () => {
      given([registrada()], { catalogo })
        .when('IniciarExperiencia', iniciar('gala'))
        .thenRejects('VIP_REQUIRED', { tipo: 'experiencia', id: 'gala' });
    });

    it('one whose requirements are not met', () => {
      given([registrada(), vip()], { catalogo })
        .when('IniciarExperiencia', iniciar('gala'))
        .thenRejects('REQUIREMENTS_NOT_MET', { faltantes: [{ tipo: 'item', id: 'medalla' }] });
    });
  });
});
