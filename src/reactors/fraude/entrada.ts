/** What the scorer is handed about one user. All times are milliseconds since the epoch; all amounts are besitos. */

export type TipoAccion =
  | 'abrir'
  | 'decision'
  | 'reaccion'
  | 'regalo_diario'
  | 'compra'
  | 'uso'
  | 'componente'
  | 'regalo_enviado'
  | 'regalo_recibido'
  | 'referido'
  | 'codigo'
  | 'registro';

/** One accepted command of the user, or something that befell them (`regalo_recibido`, `referido`). */
export interface Accion {
  en: number;
  tipo: TipoAccion;
  /** The other user, of a gift or a referral. */
  con?: string;
  cantidad?: number;
  /** Words of the page that `abrir` or `decision` showed; left out when the user had been shown it before. */
  palabras?: number;
}

/** The code under which a repeat of a command already answered is recorded; other codes are those of the errors. */
export const REPETIDO = 'REPEATED';

/** One rejected or repeated command, from `intentos-<id>`. */
export interface Intento {
  en: number;
  comando: string;
  codigo: string;
}

export interface Referencia {
  referente: string;
  referido: string;
  /** When the referral was recorded. */
  en: number;
  /** When the referred user registered. */
  registradoEn: number;
}

export interface Regalo {
  de: string;
  a: string;
  cantidad: number;
  en: number;
}

/** Referrals and gifts that touch the user, or a user one step away, and when those others acted. */
export interface Vecinos {
  referencias: readonly Referencia[];
  regalos: readonly Regalo[];
  /** Times of the last actions of each neighbour, by user id. */
  acciones: Readonly<Record<string, readonly number[]>>;
}

export interface Entrada {
  usuario: string;
  acciones: readonly Accion[];
  intentos: readonly Intento[];
  vecinos: Vecinos;
  ahora: number;
}

/** Nobody around: for a user without referrals or gifts. */
export const SIN_VECINOS: Vecinos = { referencias: [], regalos: [], acciones: {} };
