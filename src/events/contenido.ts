/**
 * The shapes of what editors write: fragments, experiences and shop items, with the condition trees
 * and rewards they carry. The same schemas check the files under `content/` and the events that publish them.
 */
import { z } from 'zod';

/** Largest amount of besitos one rule, price or command may name: keeps every sum exact in a JavaScript number. */
export const BESITOS_MAX = 1_000_000_000;

/**
 * A name an editor gives: lower case, digits and hyphens, a letter first, at most 24 characters so that a button
 * (64 bytes) carries two of them. It becomes a key of plain objects, whose one inherited name of this form is not free.
 */
export const Slug = z
  .string()
  .regex(/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/, 'lower-case letters, digits and hyphens, a letter first')
  .max(24)
  .refine((name) => name !== 'constructor', 'this name is not free');

/** A whole, positive amount of besitos. */
export const Cantidad = z.int().min(1).max(BESITOS_MAX);

/** A text in the two languages the product speaks; Spanish is the original. */
const texto = (max: number) =>
  z.strictObject({ es: z.string().min(1).max(max), en: z.string().min(1).max(max) });
export const Texto = texto(4000);
export const TextoCorto = texto(120);
export type Texto = z.infer<typeof Texto>;

export type Requisito =
  | { all: Requisito[] }
  | { any: Requisito[] }
  | { not: Requisito }
  | { vip: true }
  | { saldo: number }
  | { item: string }
  | { decision: string }
  | { fragmento: string }
  | { experiencia: string }
  | { arquetipo: string }
  | { nivel: number }
  | { desde: string }
  | { hasta: string };

const lista: z.ZodType<Requisito[]> = z.lazy(() => z.array(Requisito).min(1).max(16));

/** A condition tree. `decision` is `fragmento/decision`; `desde` and `hasta` are ISO instants. */
export const Requisito: z.ZodType<Requisito> = z.lazy(() =>
  z.union([
    z.strictObject({ all: lista }),
    z.strictObject({ any: lista }),
    z.strictObject({ not: Requisito }),
    z.strictObject({ vip: z.literal(true) }),
    z.strictObject({ saldo: Cantidad }),
    z.strictObject({ item: Slug }),
    z.strictObject({ decision: z.string().regex(/^[a-z0-9-]+\/[a-z0-9-]+$/, 'fragmento/decision') }),
    z.strictObject({ fragmento: Slug }),
    z.strictObject({ experiencia: Slug }),
    z.strictObject({ arquetipo: Slug }),
    z.strictObject({ nivel: z.int().min(1).max(100) }),
    z.strictObject({ desde: z.iso.datetime() }),
    z.strictObject({ hasta: z.iso.datetime() }),
  ]),
);

/** What a decision, component, experience or code gives. Items must be in the catalogue when it is given. */
export const Recompensa = z.strictObject({
  besitos: Cantidad.optional(),
  /** Days after which those besitos lapse; they do not when absent. */
  caducaEnDias: z.int().min(1).max(3650).optional(),
  items: z.array(Slug).max(8).optional(),
  /** Fragments and experiences that it opens, whatever they require. */
  desbloquea: z.array(Slug).max(16).optional(),
});
export type Recompensa = z.infer<typeof Recompensa>;

/** A choice that leads from one fragment to another; `oculta` hides it until its requirements are met. */
export const Decision = z.strictObject({
  id: Slug,
  texto: TextoCorto,
  destino: Slug,
  cuesta: Cantidad.optional(),
  recompensa: Recompensa.optional(),
  requisitos: Requisito.optional(),
  oculta: z.literal(true).optional(),
});
export type Decision = z.infer<typeof Decision>;

/** One node of a story. A fragment without decisions is an ending and says so with `final`. */
export const Fragmento = z.strictObject({
  id: Slug,
  historia: Slug,
  /** On the first fragment of a story only: the story's name, as menus show it. */
  portada: z.strictObject({ titulo: TextoCorto, sinopsis: texto(600) }).optional(),
  titulo: TextoCorto,
  texto: Texto,
  /** A picture that goes with the text. */
  imagen: z
    .url({ protocol: /^https$/ })
    .max(500)
    .optional(),
  vip: z.literal(true).optional(),
  requisitos: Requisito.optional(),
  /** Besitos for the first reaction to this fragment; the default of the rules when absent. */
  reaccion: Cantidad.optional(),
  decisiones: z.array(Decision).max(8).default([]),
  final: z.strictObject({ titulo: TextoCorto }).optional(),
});
export type Fragmento = z.infer<typeof Fragmento>;

const componenteBase = { id: Slug, titulo: TextoCorto, recompensa: Recompensa.optional() };

/** One step of an experience; steps are completed in order. */
export const Componente = z.discriminatedUnion('tipo', [
  z.strictObject({ ...componenteBase, tipo: z.literal('fragmento'), fragmento: Slug }),
  z.strictObject({ ...componenteBase, tipo: z.literal('compra'), item: Slug }),
  z.strictObject({ ...componenteBase, tipo: z.literal('reaccion'), fragmento: Slug }),
  z.strictObject({
    ...componenteBase,
    tipo: z.literal('cuestionario'),
    pregunta: texto(600),
    opciones: z
      .array(z.strictObject({ id: Slug, texto: TextoCorto }))
      .min(2)
      .max(6),
    correcta: Slug,
  }),
]);
export type Componente = z.infer<typeof Componente>;

/** An ordered set of components with a reward at the end. */
export const Experiencia = z.strictObject({
  id: Slug,
  titulo: TextoCorto,
  descripcion: texto(1000),
  vip: z.literal(true).optional(),
  requisitos: Requisito.optional(),
  componentes: z.array(Componente).min(1).max(32),
  recompensa: Recompensa.optional(),
});
export type Experiencia = z.infer<typeof Experiencia>;

export const TIPOS_DE_ITEM = ['consumible', 'unico', 'desbloqueo', 'limitado'] as const;
export const TipoDeItem = z.enum(TIPOS_DE_ITEM);

/** Something for sale. `existencias` is the stock of a `limitado` item; `desbloquea` names what a `desbloqueo` opens. */
export const Item = z.strictObject({
  id: Slug,
  tipo: TipoDeItem,
  icono: z.string().min(1).max(8),
  titulo: TextoCorto,
  descripcion: texto(1000),
  precio: Cantidad,
  /** Price in Telegram Stars, where it is sold for them too. */
  estrellas: z.int().min(1).max(10_000).optional(),
  vip: z.literal(true).optional(),
  requisitos: Requisito.optional(),
  /** What using a `consumible` tells the user, and gives. */
  uso: z.strictObject({ texto: texto(600), items: z.array(Slug).max(4).optional() }).optional(),
  existencias: z.int().min(0).max(BESITOS_MAX).optional(),
  desbloquea: z.array(Slug).max(16).optional(),
});
export type Item = z.infer<typeof Item>;

/** A post in a group or channel, to which reactions earn besitos. */
export const Publicacion = z.strictObject({
  id: Slug,
  /** Chat and message by Telegram's ids; those of groups and channels, never of a private chat. */
  chat: z.int().max(-1),
  mensaje: z.int().min(1),
  /** Besitos for the first reaction; the default of the rules when absent. */
  besitos: Cantidad.optional(),
});
export type Publicacion = z.infer<typeof Publicacion>;
