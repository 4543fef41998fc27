/** What most commands on a user start with: whether that user may act, or may be acted on. */
import type { EstadoDeUsuario, UsuarioActivo } from '../../events/usuario/estado.ts';
import {
  ErasureInProgressError,
  SuspiciousActivityError,
  UserNotFoundError,
  UserSuspendedError,
} from '../errores.ts';

/** Codes with which `activo` refuses. */
export const FALLA_ACTIVO = ['USER_NOT_FOUND', 'USER_SUSPENDED', 'ERASURE_IN_PROGRESS'] as const;
/** Codes with which `vigente` refuses. */
export const FALLA_VIGENTE = ['USER_NOT_FOUND', 'ERASURE_IN_PROGRESS'] as const;

/** A registered user, in whatever condition: for what has to be brought to its end. @throws UserNotFoundError */
export function conocido(estado: EstadoDeUsuario): UsuarioActivo {
  if (estado.estado !== 'activo') throw new UserNotFoundError();
  return estado;
}

/** A user who is not about to be erased: for admins, who may act on a suspended one. @throws UserNotFoundError, ErasureInProgressError */
export function vigente(estado: EstadoDeUsuario): UsuarioActivo {
  const usuario = conocido(estado);
  if (usuario.eliminacion) throw new ErasureInProgressError();
  return usuario;
}

/** A user who may act. @throws UserNotFoundError, ErasureInProgressError, UserSuspendedError */
export function activo(estado: EstadoDeUsuario): UsuarioActivo {
  const usuario = vigente(estado);
  if (usuario.suspendido) throw new UserSuspendedError();
  return usuario;
}

/** Nothing is spent while a review of severity `alta` is open. @throws SuspiciousActivityError */
export function exigirSinCongelar({ revision }: UsuarioActivo): void {
  if (revision?.severidad === 'alta') throw new SuspiciousActivityError(revision.id);
}
