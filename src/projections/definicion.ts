/** How a projection is defined: which events it handles, the tables it keeps, and what becomes of their rows. */
import type { Metadatos } from '../events/metadatos.ts';
import type { Evento } from '../events/registro.ts';
import type { Almacen, Forma } from './almacen.ts';

/** An event as projections see it. */
export interface Hecho {
  evento: Evento;
  metadatos: Metadatos;
  id: string;
  stream: string;
  /** What follows the family in the name of the stream: of a user's stream, the user. */
  usuario: string;
  revision: number;
  posicion: bigint;
}

/** A group of tables that go forward together, in one transaction with their checkpoint. */
export interface Projection {
  grupo: string;
  /** Raised when rows would come out differently: the group is then to be rebuilt. */
  version: number;
  formas: readonly Forma[];
  /** Names of its tables. */
  tablas: readonly string[];
  /** Event types it handles; all others only move the checkpoint. */
  tipos: ReadonlySet<string>;
  /** Of money: it stops before an event that it cannot apply, where others park the event and go on. */
  dinero: boolean;
  /**
   * Applies events that it handles, in log order. The same events give the same rows, however they are cut into batches and
   * whatever the store is made of.
   */
  aplicar(almacen: Almacen, hechos: readonly Hecho[]): Promise<void>;
}

export function defineProjection(
  projection: Omit<Projection, 'tablas' | 'dinero'> & { dinero?: boolean },
): Projection {
  return { dinero: false, ...projection, tablas: projection.formas.map(({ tabla }) => tabla) };
}

/** The user whose stream an event stands in. */
export function usuarioDe({ usuario }: Pick<Hecho, 'usuario'>): string {
  return usuario;
}
