/** How a command is defined: its schema, whose stream it belongs to, which rate limit counts it, and its pure `decide`. */
import type { z } from 'zod';
import type { Catalogo } from '../events/catalogo.ts';
import type { EstadoDeContenido } from '../events/contenido-estado.ts';
import type { EventoDeContenido } from '../events/contenido-eventos.ts';
import type { Reglas } from '../events/reglas.ts';
import type { EstadoDeUsuario } from '../events/usuario/estado.ts';
import type { EventoDeUsuario } from '../events/usuario/eventos.ts';

/** The facts that a decision may rest on beside the state: all of them handed in, none looked up. */
export interface Mundo {
  /** The moment of the command: ISO, UTC, to the millisecond. */
  ahora: string;
  reglas: Reglas;
  catalogo: Catalogo;
}

/** Which rate limit of the domain counts a command; `none` for editors' work. */
export type Limite = 'purchase' | 'reaction' | 'decision' | 'other' | 'none';

interface Definicion<Tipo extends string, Datos, Estado, Evento> {
  tipo: Tipo;
  schema: z.ZodType<Datos>;
  limite: Limite;
  /** Id of the aggregate, which with the family's prefix names the stream. */
  agregadoId: (datos: Datos) => string;
  /** @throws CommandError when the command is refused; an empty list when it changes nothing. */
  decide: (estado: Estado, datos: Datos, mundo: Mundo) => Evento[];
}

export interface ComandoDeUsuario<Tipo extends string = string, Datos = unknown>
  extends Definicion<Tipo, Datos, EstadoDeUsuario, EventoDeUsuario> {
  familia: 'usuario';
}

export interface ComandoDeContenido<Tipo extends string = string, Datos = unknown>
  extends Definicion<Tipo, Datos, EstadoDeContenido, EventoDeContenido> {
  familia: 'fragmento' | 'experiencia' | 'item';
}

export function comandoDeUsuario<const Tipo extends string, Datos extends { usuarioId: string }>(
  definicion: Omit<ComandoDeUsuario<Tipo, Datos>, 'familia' | 'agregadoId'>,
): ComandoDeUsuario<Tipo, Datos> {
  return { ...definicion, familia: 'usuario', agregadoId: (datos) => datos.usuarioId };
}
