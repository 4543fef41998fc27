/**
 * Tags of caches: what changed, of whom or of what kind. A user's stand apart by projection group, those of what everybody
 * sees by the kind of stream it is published in. Pure.
 */
import type { NombreDeFamilia } from './familias.ts';

/** Owner of what is everybody's. */
const TODOS = 'contenido';

/** Rows that a projection group keeps of one user. */
export const etiquetaDeUsuario = (usuarioId: string, grupo: string): string => `${usuarioId}:${grupo}`;

/** Rows that are made from the streams of one kind, whoever looks. */
export const etiquetaDeContenido = (familia: NombreDeFamilia): string => `${TODOS}:${familia}`;

/** Name of an entry that is the same for everybody. */
export const claveDeTodos = (nombre: string): string => `${TODOS}:${nombre}`;
