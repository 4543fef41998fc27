/**
 * What editors have published, each piece in a stream of its own: `fragmento-<id>`, `experiencia-<id>`, `item-<id>`,
 * `publicacion-<id>`; and the editions of each story, in `historia-<id>`.
 */
import { z } from 'zod';
import { Cantidad, Experiencia, Fragmento, Item, Publicacion, Slug } from './contenido.ts';
import { defineEvent, type EventOf } from './definicion.ts';
import { Instante } from './usuario/valores.ts';

const version = z.int().min(1);

/** Whom a new version or edition is for: those who start from now on, or also those who are under way. */
export const Alcance = z.enum(['nuevos', 'todos']);
export type Alcance = z.infer<typeof Alcance>;

export const FragmentoPublicado = defineEvent(
  'FragmentoPublicado',
  z.strictObject({ version, fragmento: Fragmento }),
);
export const FragmentoRetirado = defineEvent('FragmentoRetirado', z.strictObject({ id: Slug, version }));
export const ExperienciaPublicada = defineEvent(
  'ExperienciaPublicada',
  z.strictObject({ version, experiencia: Experiencia, alcance: Alcance.optional() }),
);
export const ExperienciaRetirada = defineEvent('ExperienciaRetirada', z.strictObject({ id: Slug, version }));
export const ItemPublicado = defineEvent('ItemPublicado', z.strictObject({ version, item: Item }));
export const PrecioCambiado = defineEvent(
  'PrecioCambiado',
  z.strictObject({ id: Slug, version, precio: Cantidad, estrellas: z.int().min(1).max(10_000).optional() }),
);
export const ItemRetirado = defineEvent('ItemRetirado', z.strictObject({ id: Slug, version }));

/** A whole story as one: which version of each fragment belongs to it. */
export const HistoriaPublicada = defineEvent(
  'HistoriaPublicada',
  z.strictObject({
    historia: Slug,
    edicion: z.int().min(1),
    fragmentos: z.record(Slug, version),
    alcance: Alcance,
  }),
);

export const PublicacionHecha = defineEvent(
  'PublicacionHecha',
  z.strictObject({ publicacion: Publicacion, hasta: Instante }),
);

export const EVENTOS_DE_CONTENIDO = [
  FragmentoPublicado,
  FragmentoRetirado,
  ExperienciaPublicada,
  ExperienciaRetirada,
  ItemPublicado,
  PrecioCambiado,
  ItemRetirado,
] as const;
export type EventoDeContenido = EventOf<(typeof EVENTOS_DE_CONTENIDO)[number]>;

export const EVENTOS_DE_HISTORIAS = [HistoriaPublicada] as const;
export type EventoDeHistorias = EventOf<(typeof EVENTOS_DE_HISTORIAS)[number]>;

export const EVENTOS_DE_PUBLICACIONES = [PublicacionHecha] as const;
export type EventoDePublicaciones = EventOf<(typeof EVENTOS_DE_PUBLICACIONES)[number]>;
