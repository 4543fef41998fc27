/** How a command is defined: its schema, whose stream it belongs to, which rate limit counts it, and its pure `decide`. */
import type { z } from 'zod';
import type { Catalogo } from '../events/catalogo.ts';
import type { EstadoDe, EventoDe, NombreDeFamilia } from '../events/familias.ts';
import type { Actor } from '../events/metadatos.ts';
import type { Evento } from '../events/registro.ts';
import type { Reglas } from '../events/reglas.ts';

/** An earlier event of the same stream, which a command is about. */
export interface Original {
  revision: number;
  id: string;
  evento: Evento;
}

/** The facts that a decision may rest on beside the state: all of them handed in, none looked up. */
export interface Mundo {
  /** The moment of the command: ISO, UTC, to the millisecond. */
  ahora: string;
  reglas: Reglas;
  catalogo: Catalogo;
  /** The command's own id: the id of the process that it begins. */
  comandoId: string;
  actor: Actor;
  /** The event at the revision that `lee` named; null when the stream has none there. */
  original: Original | null;
}

/** Which rate limit of the domain counts a command; `none` for the work of editors, admins and the system. */
export type Limite = 'purchase' | 'reaction' | 'decision' | 'other' | 'none';

/** Roles of API keys. */
export type Rol = 'admin' | 'editor' | 'auditor' | 'operador' | 'soporte';

/** Who may send a command: a user through the bot, the system's own processes, or admins with a role. */
export type Remitente = 'usuario' | 'sistema' | Rol;

export interface Comando<
  Tipo extends string = string,
  Datos = unknown,
  Nombre extends NombreDeFamilia = NombreDeFamilia,
  Entrada = unknown,
> {
  tipo: Tipo;
  /** What it is for, in one English sentence, for the reference. */
  resumen: string;
  de: readonly Remitente[];
  familia: Nombre;
  /** Of what is sent; fields with a default may be left out of it. */
  schema: z.ZodType<Datos, Entrada>;
  limite: Limite;
  /** Where it depends on what is asked: the limit that counts this one. */
  limitePara?: (datos: Datos) => Limite;
  /** Types of the events that it may append. */
  emite: readonly EventoDe<Nombre>['type'][];
  /** Codes of the errors with which `decide` refuses it. */
  falla: readonly string[];
  /** Id of the aggregate, which with the family's prefix names the stream. */
  agregadoId: (datos: Datos) => string;
  /** Revision of the event of the same stream that `decide` has to see. */
  lee?: (datos: Datos) => number;
  /** @throws CommandError when the command is refused; an empty list when it changes nothing. */
  decide: (estado: EstadoDe<Nombre>, datos: Datos, mundo: Mundo) => EventoDe<Nombre>[];
}

/** A command on a user's stream. */
export function comandoDeUsuario<const Tipo extends string, Datos extends { usuarioId: string }, Entrada>(
  definicion: Omit<Comando<Tipo, Datos, 'usuario', Entrada>, 'familia' | 'agregadoId'>,
): Comando<Tipo, Datos, 'usuario', Entrada> {
  return { ...definicion, familia: 'usuario', agregadoId: (datos) => datos.usuarioId };
}

/** A command on a stream of any family. */
export function comando<const Tipo extends string, Datos, const Nombre extends NombreDeFamilia, Entrada>(
  definicion: Comando<Tipo, Datos, Nombre, Entrada>,
): Comando<Tipo, Datos, Nombre, Entrada> {
  return definicion;
}
