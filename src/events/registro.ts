/** Every event type the log may hold, and the one way to read a stored event: schema by version, upcast, typed. */
import type { EventDefinition } from './definicion.ts';
import { DEFINICIONES, type EventoDe, FAMILIAS, type NombreDeFamilia } from './familias.ts';
import { Metadatos } from './metadatos.ts';

export type Evento = { [Nombre in NombreDeFamilia]: EventoDe<Nombre> }[NombreDeFamilia];

export const EVENTOS: ReadonlyMap<string, EventDefinition> = new Map(
  DEFINICIONES.map((definition) => [definition.type, definition]),
);

/** Prefixes of the streams that hold domain events; all others belong to the server or to operations. */
export const PREFIJOS_DE_DOMINIO: readonly string[] = Object.keys(FAMILIAS).map((nombre) => `${nombre}-`);

/** A stored event that this program cannot read; it is never skipped in silence. */
export class UnreadableEventError extends Error {
  readonly code = 'UNREADABLE_EVENT';
  readonly type: string;
  readonly reason: string;
  constructor(type: string, reason: string, options?: ErrorOptions) {
    super(`event ${type}: ${reason}`, options);
    this.type = type;
    this.reason = reason;
  }
}

/**
 * Data and metadata of a stored event, checked against the schema of its version and brought up to the current one.
 * @throws UnreadableEventError for an unknown type, a version newer than this program, or data that breaks its schema
 */
export function readEvent(
  type: string,
  data: unknown,
  metadata: unknown,
): { event: Evento; metadata: Metadatos } {
  const definition = EVENTOS.get(type);
  if (!definition) throw new UnreadableEventError(type, 'unknown type');
  const meta = Metadatos.safeParse(metadata);
  if (!meta.success) throw new UnreadableEventError(type, 'bad metadata', { cause: meta.error });
  return {
    event: { type, data: currentData(definition, data, meta.data.schemaVersion) } as Evento,
    metadata: meta.data,
  };
}

/**
 * Data of an event as it was stored in some version, brought up to the current one and checked against its schema.
 * @throws UnreadableEventError for a version newer than the definition, one from which no upcaster leads, or data that breaks the schema
 */
export function currentData<Data>(
  { type, version: newest, upcasters, schema }: EventDefinition<string, Data>,
  data: unknown,
  version: number,
): Data {
  if (version > newest)
    throw new UnreadableEventError(type, `version ${version} is newer than this program's ${newest}`);
  let current = data;
  for (let at = version; at < newest; at++) {
    const upcast = upcasters[at];
    if (!upcast) throw new UnreadableEventError(type, `no way up from version ${at}`);
    current = upcast(current);
  }
  const parsed = schema.safeParse(current);
  if (!parsed.success)
    throw new UnreadableEventError(type, 'data breaks its schema', { cause: parsed.error });
  return parsed.data;
}
