/** Stored events, read through their schemas, as projections take them. */
import { EVENTOS, readEvent, UnreadableEventError } from '../../events/registro.ts';
import type { StoredEvent } from '../../events/store/tipos.ts';
import type { Hecho, Projection } from '../definicion.ts';

/** An event that no schema reads. */
export interface Ilegible {
  stored: StoredEvent;
  error: UnreadableEventError;
}

export interface Decoded {
  hechos: Hecho[];
  ilegibles: Ilegible[];
}

/** Users that are met again are the same text: what is looked up by them is found without being compared letter by letter. */
const USUARIOS_MAX = 100_000;
const usuarios = new Map<string, string>();

/** What follows the family in the name of a stream. */
export function usuarioDelStream(stream: string): string {
  const usuario = stream.slice(stream.indexOf('-') + 1);
  const known = usuarios.get(usuario);
  if (known !== undefined) return known;
  if (usuarios.size >= USUARIOS_MAX) usuarios.clear();
  usuarios.set(usuario, usuario);
  return usuario;
}

/** Those whose type is not among `tipos`, where that is given, are left out. */
export function decode(batch: readonly StoredEvent[], tipos?: ReadonlySet<string>): Decoded {
  const hechos: Hecho[] = [];
  const ilegibles: Ilegible[] = [];
  for (const stored of batch) {
    if (tipos && !concierneATipos(tipos, stored.type)) continue;
    try {
      const { event, metadata } = readEvent(stored.type, stored.data, stored.metadata);
      const { id, stream, revision, position } = stored;
      const usuario = usuarioDelStream(stream);
      hechos.push({ evento: event, metadatos: metadata, id, stream, usuario, revision, posicion: position });
    } catch (error) {
      if (!(error instanceof UnreadableEventError)) throw error;
      ilegibles.push({ stored, error });
    }
  }
  return { hechos, ilegibles };
}

/** Whether an event that cannot be read could matter to a projection. */
export function concierne({ tipos }: Projection, { stored }: Ilegible): boolean {
  return concierneATipos(tipos, stored.type);
}

/** Whether an event of a type could matter to who handles `tipos`: of one that nobody knows, nobody can say. */
export function concierneATipos(tipos: ReadonlySet<string>, tipo: string): boolean {
  return tipos.has(tipo) || !EVENTOS.has(tipo);
}
