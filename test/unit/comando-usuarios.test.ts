/** What admins and the fraud scorer do about a user. */
import { describe, it } from 'vitest';
import {
  ANA,
  COMANDO,
  enEliminacion,
  hecho,
  marcada,
  OTRO_PROCESO,
  PROCESO,
  registrada,
  suspendida,
} from '../support/fixtures.ts';
import { given, refusesTheUnknown, refusesWhoIsGoing } from '../support/spec.ts';

describe('MarcarUsuario', () => {
  const senales = [{ senal: 'exploit_attempt' as const, valor: 12, umbral: 10 }];
  const marcar = (severidad: 'media' | 'alta') => ({ usuarioId: ANA, severidad, senales, motivo: 'señales' });
  const marcado = (severidad: 'media' | 'alta') =>
    hecho('UsuarioMarcado', { revision: COMANDO, severidad, senales, motivo: 'señales' });

  it.each(['media', 'alta'] as const)('opens a review of severity %s', (severidad) => {
    given([registrada()])
      .when('MarcarUsuario', marcar(severidad))
      .then([marcado(severidad)]);
    given([registrada(), suspendida()])
      .when('MarcarUsuario', marcar(severidad))
      .then([marcado(severidad)]);
  });

  it('needs no signals, from an admin', () => {
    given([registrada()])
      .when('MarcarUsuario', { usuarioId: ANA, severidad: 'media', motivo: 'BES-3' })
      .then([
        hecho('UsuarioMarcado', { revision: COMANDO, severidad: 'media', senales: [], motivo: 'BES-3' }),
      ]);
  });

  it('becomes graver, never lighter, while one is open', () => {
    given([registrada(), marcada('media')])
      .when('MarcarUsuario', marcar('alta'))
      .then([marcado('alta')]);
    given([registrada(), marcada('media')])
      .when('MarcarUsuario', marcar('media'))
      .then([]);
    given([registrada(), marcada('alta')])
      .when('MarcarUsuario', marcar('media'))
      .then([]);
    given([registrada(), marcada('alta')])
      .when('MarcarUsuario', marcar('alta'))
      .then([]);
  });

  it('opens another once the last is resolved', () => {
    given([
      registrada(),
      marcada('alta'),
      hecho('RevisionResuelta', { revision: PROCESO, resultado: 'inocente', nota: 'x' }),
    ])
      .when('MarcarUsuario', marcar('media'))
      .then([marcado('media')]);
  });

  it('is refused for who is going', () => {
    refusesWhoIsGoing('MarcarUsuario', marcar('alta'));
  });
});

describe('ResolverRevision', () => {
  const resolver = (resultado: 'inocente' | 'confirmado', revision = PROCESO) => ({
    usuarioId: ANA,
    revision,
    resultado,
    nota: 'BES-4',
  });
  const resuelta = (resultado: 'inocente' | 'confirmado') =>
    hecho('RevisionResuelta', { revision: PROCESO, resultado, nota: 'BES-4' });

  it('lets who is innocent go on', () => {
    given([registrada(), marcada('alta')])
      .when('ResolverRevision', resolver('inocente'))
      .then([resuelta('inocente')]);
  });

  it('suspends who is not, once', () => {
    given([registrada(), marcada('media')])
      .when('ResolverRevision', resolver('confirmado'))
      .then([resuelta('confirmado'), { type: 'UsuarioSuspendido', data: { motivo: 'BES-4' } }]);
    given([registrada(), marcada('media'), suspendida()])
      .when('ResolverRevision', resolver('confirmado'))
      .then([resuelta('confirmado')]);
  });

  it('comes to its end for who is about to be erased', () => {
    given([registrada(), marcada('alta'), enEliminacion()])
      .when('ResolverRevision', resolver('inocente'))
      .then([resuelta('inocente')]);
  });

  it('is refused where none is open, or another one', () => {
    given([registrada()])
      .when('ResolverRevision', resolver('inocente'))
      .thenRejects('REVIEW_NOT_OPEN', { revision: PROCESO });
    given([registrada(), marcada('alta')])
      .when('ResolverRevision', resolver('inocente', OTRO_PROCESO))
      .thenRejects('REVIEW_NOT_OPEN', { revision: OTRO_PROCESO });
    given([registrada(), marcada('alta'), resuelta('inocente')])
      .when('ResolverRevision', resolver('inocente'))
      .thenRejects('REVIEW_NOT_OPEN', { revision: PROCESO });
  });

  it('is refused for who is not there', () => {
    refusesTheUnknown('ResolverRevision', resolver('inocente'));
  });
});

describe('SuspenderUsuario', () => {
  const suspender = { usuarioId: ANA, motivo: 'BES-1' };

  it('suspends, once, also who is about to be erased', () => {
    given([registrada()]).when('SuspenderUsuario', suspender).then([suspendida()]);
    given([registrada(), enEliminacion()]).when('SuspenderUsuario', suspender).then([suspendida()]);
    given([registrada(), suspendida()]).when('SuspenderUsuario', suspender).then([]);
  });

  it('is refused for who is not there', () => {
    refusesTheUnknown('SuspenderUsuario', suspender);
  });
});

describe('ReactivarUsuario', () => {
  const reactivar = { usuarioId: ANA, motivo: 'BES-2' };
  const reactivado = hecho('UsuarioReactivado', { motivo: 'BES-2' });

  it('brings back who is suspended, once', () => {
    given([registrada(), suspendida()]).when('ReactivarUsuario', reactivar).then([reactivado]);
    given([registrada(), suspendida(), reactivado]).when('ReactivarUsuario', reactivar).then([]);
    given([registrada()]).when('ReactivarUsuario', reactivar).then([]);
  });

  it('is refused for who is not there', () => {
    refusesTheUnknown('ReactivarUsuario', reactivar);
  });
});
