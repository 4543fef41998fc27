/** Everything that can have happened to one user, in that user's stream `usuario-<id>`. */
import { z } from 'zod';
import { BESITOS_MAX, Cantidad, Slug, TipoDeItem } from '../contenido.ts';
import { Apuntes, UsuarioId } from '../cuentas.ts';
import { defineEvent, type EventOf } from '../definicion.ts';

export const IDIOMAS = ['es', 'en'] as const;
export const Idioma = z.enum(IDIOMAS);
export type Idioma = z.infer<typeof Idioma>;

/** Personal data under the user's own key; unreadable for ever once the key is destroyed. */
export const Sellado = z.string().regex(/^v1\.[A-Za-z0-9_-]{38,8000}$/, 'sealed personal data');

/** A UTC day, `YYYY-MM-DD`. */
export const Dia = z.iso.date();

const Version = z.int().min(1);

export const RAZONES_DE_OTORGAR = [
  'decision',
  'reaccion',
  'regalo_diario',
  'experiencia',
  'referido',
  'codigo',
  'regalo_recibido',
  'reembolso',
  'ajuste',
] as const;
export const RAZONES_DE_GASTAR = ['compra', 'regalo_enviado', 'decision', 'ajuste', 'caducidad'] as const;

/** What a movement is about: the decision, item, content or component by its name. */
const Referencia = z.strictObject({
  tipo: z.enum(['decision', 'fragmento', 'item', 'experiencia', 'componente', 'dia', 'nota']),
  id: z.string().min(1).max(200),
});

/** The reward asked for and the one given: they differ where the daily limit cut it. */
const Premio = z.strictObject({ solicitado: Cantidad, otorgado: z.int().min(0).max(BESITOS_MAX) });

export const UsuarioRegistrado = defineEvent(
  'UsuarioRegistrado',
  z.strictObject({ usuarioId: UsuarioId, idioma: Idioma, personal: Sellado }),
);
export const IdiomaCambiado = defineEvent('IdiomaCambiado', z.strictObject({ idioma: Idioma }));

export const FragmentoAbierto = defineEvent(
  'FragmentoAbierto',
  z.strictObject({ historia: Slug, fragmento: Slug, version: Version, final: z.boolean() }),
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

export const BesitosOtorgados = defineEvent(
  'BesitosOtorgados',
  z.strictObject({
    cantidad: Cantidad,
    razon: z.enum(RAZONES_DE_OTORGAR),
    referencia: Referencia,
    /** UTC day whose limit this grant counts against. */
    dia: Dia,
    apuntes: Apuntes,
  }),
);
export const BesitosGastados = defineEvent(
  'BesitosGastados',
  z.strictObject({
    cantidad: Cantidad,
    razon: z.enum(RAZONES_DE_GASTAR),
    referencia: Referencia,
    apuntes: Apuntes,
  }),
);

export const RegaloDiarioReclamado = defineEvent(
  'RegaloDiarioReclamado',
  z.strictObject({ dia: Dia, racha: z.int().min(1) }),
);

export const ItemComprado = defineEvent(
  'ItemComprado',
  z.strictObject({
    item: Slug,
    version: Version,
    tipo: TipoDeItem,
    precio: Cantidad,
    moneda: z.enum(['besitos', 'estrellas']),
  }),
);
/** An item that came as a reward. */
export const ItemOtorgado = defineEvent(
  'ItemOtorgado',
  z.strictObject({ item: Slug, version: Version, tipo: TipoDeItem, referencia: Referencia }),
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

/** Access to what is marked VIP until an instant; the origin is the payment or the grant that gave it. */
export const VipActivado = defineEvent(
  'VipActivado',
  z.strictObject({
    desde: z.iso.datetime({ precision: 3 }),
    hasta: z.iso.datetime({ precision: 3 }),
    origen: z.strictObject({ tipo: z.enum(['pago', 'concesion']), id: z.string().min(1).max(200) }),
  }),
);

export const EVENTOS_DE_USUARIO = [
  UsuarioRegistrado,
  IdiomaCambiado,
  FragmentoAbierto,
  DecisionTomada,
  ContenidoReaccionado,
  BesitosOtorgados,
  BesitosGastados,
  RegaloDiarioReclamado,
  ItemComprado,
  ItemOtorgado,
  ExperienciaIniciada,
  ComponenteCompletado,
  ExperienciaCompletada,
  VipActivado,
] as const;

export type EventoDeUsuario = EventOf<(typeof EVENTOS_DE_USUARIO)[number]>;
export type Referencia = z.infer<typeof Referencia>;
export type Premio = z.infer<typeof Premio>;
export type RazonDeOtorgar = (typeof RAZONES_DE_OTORGAR)[number];
export type RazonDeGastar = (typeof RAZONES_DE_GASTAR)[number];
