/** Why there is nothing to show of a moment. */
import type { Marca } from './corte.ts';

export type CodigoDeMomento =
  | 'MOMENT_IN_FUTURE'
  | 'POSITION_BEYOND_HEAD'
  | 'USER_NOT_FOUND'
  | 'USER_NOT_REGISTERED_YET'
  | 'USER_ERASED'
  | 'NOTHING_PUBLISHED_YET';

export class MomentError extends Error {
  readonly code: CodigoDeMomento;
  /** Facts for the reader of the error; plain JSON. */
  readonly data: Record<string, unknown>;
  constructor(code: CodigoDeMomento, message: string, data: Record<string, unknown> = {}) {
    super(message);
    this.name = 'MomentError';
    this.code = code;
    this.data = data;
  }
}

export const enElFuturo = (en: string, ahora: string) =>
  new MomentError('MOMENT_IN_FUTURE', `${en} is yet to come: it is ${ahora}`, { en, ahora });

/** `ultima` is the position of the newest event; null of an empty log. */
export const trasElFinal = (posicion: bigint, ultima: bigint | null) =>
  new MomentError(
    'POSITION_BEYOND_HEAD',
    `the log ends at ${ultima ?? 'its beginning'}, before ${posicion}`,
    {
      posicion: String(posicion),
      ultima: ultima === null ? 'ninguna' : String(ultima),
    },
  );

export const sinUsuario = () => new MomentError('USER_NOT_FOUND', 'no such user');

export const aunNoRegistrado = (registro: Marca) =>
  new MomentError(
    'USER_NOT_REGISTERED_YET',
    `the user registered later, at ${registro.ocurridoEn} (position ${registro.posicion})`,
    { registradoEn: registro.ocurridoEn, posicion: registro.posicion },
  );

export const borrado = (eliminacion: Marca) =>
  new MomentError(
    'USER_ERASED',
    `the user had been erased by then, at ${eliminacion.ocurridoEn} (position ${eliminacion.posicion})`,
    { eliminadoEn: eliminacion.ocurridoEn, posicion: eliminacion.posicion },
  );

/** `primera` is the first publication; null while there never was one. */
export const nadaPublicado = (primera: Marca | null) =>
  new MomentError(
    'NOTHING_PUBLISHED_YET',
    `the shop opened ${primera ? `later, at ${primera.ocurridoEn}` : 'never'}`,
    {
      primeraEn: primera?.ocurridoEn ?? 'nunca',
      posicion: primera?.posicion ?? 'ninguna',
    },
  );
