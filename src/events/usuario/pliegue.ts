/** What the folds of a user's events share. */
import type { EventoDeUsuario } from './eventos.ts';
import { ImpossibleEventError, type UsuarioActivo } from './usuario.ts';

export type DatosDe<Tipo extends EventoDeUsuario['type']> = Extract<EventoDeUsuario, { type: Tipo }>['data'];

/** One function for each event type of a list: the state before and the data give the state after. */
export type Pliegues<Tipo extends EventoDeUsuario['type']> = {
  [Each in Tipo]: (state: UsuarioActivo, data: DatosDe<Each>) => UsuarioActivo;
};

/** The record without one key. */
export function sin<Value>(record: Readonly<Record<string, Value>>, key: string): Record<string, Value> {
  const { [key]: _gone, ...rest } = record;
  return rest;
}

/** @throws ImpossibleEventError when there is nothing under the key */
export function de<Value>(record: Readonly<Record<string, Value>>, key: string, what: string): Value {
  const value = record[key];
  if (value === undefined) throw new ImpossibleEventError(`${what} ${key} is not under way`);
  return value;
}
