/** What most user commands start with. */
import type { EstadoDeUsuario, UsuarioActivo } from '../../events/usuario/estado.ts';
import { UserNotFoundError } from '../errores.ts';

/** @throws UserNotFoundError */
export function activo(estado: EstadoDeUsuario): UsuarioActivo {
  if (estado.estado !== 'activo') throw new UserNotFoundError();
  return estado;
}
