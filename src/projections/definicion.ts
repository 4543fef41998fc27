/** How a projection is defined: what it handles, a pure fold of a batch, and the SQL that writes the fold. */
import type { Metadatos } from '../events/metadatos.ts';
import type { Evento } from '../events/registro.ts';
import type { PoolClient } from '../platform/postgres/pool.ts';

/** An event as projections see it. */
export interface Hecho {
  evento: Evento;
  metadatos: Metadatos;
  id: string;
  stream: string;
  revision: number;
  posicion: bigint;
}

/**
 * A group of tables that go forward together, in one transaction with their checkpoint. `write` runs with a search path
 * that names the schema, live or shadow, so its SQL names tables alone.
 */
export interface Projection<Batch = unknown> {
  grupo: string;
  /** Raised when rows would come out differently: the group is then to be rebuilt. */
  version: number;
  tablas: readonly string[];
  /** Event types the fold handles; all others only move the checkpoint. */
  tipos: ReadonlySet<string>;
  /** Pure: the same events give the same batch. */
  fold(hechos: readonly Hecho[]): Batch;
  write(client: PoolClient, batch: Batch): Promise<void>;
}

export function defineProjection<Batch>(projection: Projection<Batch>): Projection {
  return projection as unknown as Projection;
}

/** The user whose stream an event stands in. */
export function usuarioDe(hecho: Hecho): string {
  return hecho.stream.slice('usuario-'.length);
}
