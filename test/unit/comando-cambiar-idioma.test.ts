import { describe, it } from 'vitest';
import { ANA, registrada } from '../support/fixtures.ts';
import { given, refusesWhoMayNotAct } from '../support/spec.ts';

describe('CambiarIdioma', () => {
  it('who may not act', () => {
    refusesWhoMayNotAct('CambiarIdioma', { usuarioId: ANA, idioma: 'en' });
  });

  it('changes the language', () => {
    given([registrada()])
      .when('CambiarIdioma', { usuarioId: ANA, idioma: 'en' })
      .then([{ type: 'IdiomaCambiado', data: { idioma: 'en' } }]);
  });

  it('changes it back', () => {
    given([registrada(), { type: 'IdiomaCambiado', data: { idioma: 'en' } }])
      .when('CambiarIdioma', { usuarioId: ANA, idioma: 'es' })
      .then([{ type: 'IdiomaCambiado', data: { idioma: 'es' } }]);
  });

  it('changes nothing when the language is that one', () => {
    given([registrada()]).when('CambiarIdioma', { usuarioId: ANA, idioma: 'es' }).then([]);
  });

  it('refuses who is not registered', () => {
    given([]).when('CambiarIdioma', { usuarioId: ANA, idioma: 'en' }).thenRejects('USER_NOT_FOUND', {});
  });
});
