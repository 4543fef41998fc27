import { describe, it } from 'vitest';
import { ANA, OTRO_SELLADO, registrada, SELLADO } from '../support/fixtures.ts';
import { given } from '../support/spec.ts';

describe('RegistrarUsuario', () => {
  it('registers a person nobody knew', () => {
    given([])
      .when('RegistrarUsuario', { usuarioId: ANA, idioma: 'en', personal: OTRO_SELLADO })
      .then([{ type: 'UsuarioRegistrado', data: { usuarioId: ANA, idioma: 'en', personal: OTRO_SELLADO } }]);
  });

  it('refuses one who is registered', () => {
    given([registrada()])
      .when('RegistrarUsuario', { usuarioId: ANA, idioma: 'es', personal: SELLADO })
      .thenRejects('USER_ALREADY_REGISTERED', {});
  });
});
