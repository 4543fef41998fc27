/** What a user does in stories and experiences. */
import { z } from 'zod';
import { Slug } from '../contenido.ts';
import { defineEvent } from '../definicion.ts';
import { Edicion, Premio, Referencia, Version } from './valores.ts';

export const FragmentoAbierto = defineEvent(
  'FragmentoAbierto',
  z.strictObject({
    historia: Slug,
    fragmento: Slug,
    version: Version,
    /** The edition the user goes on with; set where the story has editions. */
    edicion: Edicion.optional(),
    final: z.boolean(),
  }),
);
export const DecisionTomada = defineEvent(
  'DecisionTomada',
  z.strictObject({
    historia: Slug,
    fragmento: Slug,
    version: Version,
    decision: Slug,
    destino: Slug,
    destinoVersion: Version,
    edicion: Edicion.optional(),
    final: z.boolean(),
    /** Whether this user took it for the first time: only then does it cost and reward. */
    primera: z.boolean(),
    premio: Premio.optional(),
  }),
);
export const ContenidoReaccionado = defineEvent(
  'ContenidoReaccionado',
  z.strictObject({ fragmento: Slug, emoji: z.string().min(1).max(32), premio: Premio.optional() }),
);
/** A reaction to a post in a group or channel. */
export const PublicacionReaccionada = defineEvent(
  'PublicacionReaccionada',
  z.strictObject({ publicacion: Slug, emoji: z.string().min(1).max(32), premio: Premio.optional() }),
);

export const ExperienciaIniciada = defineEvent(
  'ExperienciaIniciada',
  z.strictObject({ experiencia: Slug, version: Version, componentes: z.int().min(1) }),
);
export const ComponenteCompletado = defineEvent(
  'ComponenteCompletado',
  z.strictObject({
    experiencia: Slug,
    componente: Slug,
    completados: z.int().min(1),
    total: z.int().min(1),
    premio: Premio.optional(),
  }),
);
export const ExperienciaCompletada = defineEvent(
  'ExperienciaCompletada',
  z.strictObject({ experiencia: Slug, version: Version, premio: Premio.optional() }),
);

/** A fragment or experience that the user may enter whatever it requires, VIP apart. */
export const ContenidoDesbloqueado = defineEvent(
  'ContenidoDesbloqueado',
  z.strictObject({ contenido: Slug, referencia: Referencia }),
);

export const EVENTOS_DE_HISTORIA = [
  FragmentoAbierto,
  DecisionTomada,
  ContenidoReaccionado,
  PublicacionReaccionada,
  ExperienciaIniciada,
  ComponenteCompletado,
  ExperienciaCompletada,
  ContenidoDesbloqueado,
] as const;
