/** Users, what they may do, and what admins decide about them. */
import { problem } from './kind.ts';

export const PEOPLE_PROBLEMS = {
  USER_NOT_FOUND: problem(
    404,
    ['Usuario no encontrado', 'No hay ningún usuario con ese id.'],
    ['User not found', 'There is no user with that id.'],
  ),
  USER_ALREADY_REGISTERED: problem(
    409,
    ['Usuario ya registrado', 'El usuario ya está registrado.'],
    ['User already registered', 'The user is registered already.'],
  ),
  USER_SUSPENDED: problem(
    403,
    ['Usuario suspendido', 'El usuario está suspendido y no puede hacer nada hasta que se le reactive.'],
    ['User suspended', 'The user is suspended and may do nothing until brought back.'],
  ),
  SUSPICIOUS_ACTIVITY: problem(
    403,
    ['Gasto congelado', 'El usuario no puede gastar hasta que se resuelva la revisión {revision}.'],
    ['Spending frozen', 'The user may not spend until review {revision} is resolved.'],
  ),
  REVIEW_NOT_OPEN: problem(
    409,
    ['Revisión cerrada', 'La revisión {revision} no está abierta para este usuario.'],
    ['Review not open', 'Review {revision} is not open for this user.'],
  ),
  ERASURE_IN_PROGRESS: problem(
    409,
    ['Eliminación en curso', 'El usuario pidió que se borren sus datos y ya no puede hacer nada más.'],
    ['Erasure under way', 'The user asked to be forgotten and can do nothing else any more.'],
  ),
  ERASURE_PENDING: problem(
    409,
    ['Aún no se puede eliminar', 'Antes tiene que terminar: {pendiente}.'],
    ['Cannot be erased yet', 'This has to end first: {pendiente}.'],
  ),
  VIP_REQUIRED: problem(
    403,
    ['Solo para VIP', 'Hace falta ser VIP para {tipo} {id}.'],
    ['VIP only', 'VIP is needed for {tipo} {id}.'],
  ),
  NOT_SUBSCRIBED: problem(
    409,
    ['Sin suscripción', 'El usuario no tiene ninguna suscripción que se renueve.'],
    ['Not subscribed', 'The user has no subscription that renews.'],
  ),
  ALREADY_SUBSCRIBED: problem(
    409,
    ['Ya está suscrito', 'La suscripción llega hasta {hasta} y se renueva sola.'],
    ['Subscribed already', 'The subscription runs until {hasta} and renews by itself.'],
  ),
  BROADCAST_STATE: problem(
    409,
    ['La difusión no lo permite', 'El estado de la difusión es: {estado}.'],
    ['Not in this state', 'The state of the broadcast is: {estado}.'],
  ),
};
