/** Moments that there is nothing to show of. */
import { problem } from './kind.ts';

export const MOMENT_PROBLEMS = {
  MOMENT_IN_FUTURE: problem(
    422,
    ['Momento por venir', 'El {en} aún no ha llegado: son las {ahora}.'],
    ['Moment yet to come', 'It is {ahora}; {en} is yet to come.'],
  ),
  POSITION_BEYOND_HEAD: problem(
    422,
    ['Posición tras el final', 'El registro aún no llega a {posicion}; su última posición es {ultima}.'],
    ['Position beyond the end', 'The log has not reached {posicion} yet; its last position is {ultima}.'],
  ),
  USER_NOT_REGISTERED_YET: problem(
    404,
    ['Aún no estaba registrado', 'El usuario se registró después: el {registradoEn}, posición {posicion}.'],
    ['Not registered yet', 'The user registered later: at {registradoEn}, position {posicion}.'],
  ),
  USER_ERASED: problem(
    410,
    ['Usuario eliminado', 'Para entonces ya se había eliminado: el {eliminadoEn}, posición {posicion}.'],
    ['User erased', 'The user had been erased by then: at {eliminadoEn}, position {posicion}.'],
  ),
  NOTHING_PUBLISHED_YET: problem(
    404,
    ['Nada publicado aún', 'La tienda se abrió después: {primeraEn}, posición {posicion}.'],
    ['Nothing published yet', 'The shop opened later: {primeraEn}, position {posicion}.'],
  ),
};
