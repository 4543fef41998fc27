/** Values that events of a user share: languages, days, reasons, references, rewards. */
import { z } from 'zod';
import { BESITOS_MAX, Cantidad, Slug } from '../contenido.ts';

export const IDIOMAS = ['es', 'en'] as const;
export const Idioma = z.enum(IDIOMAS);
export type Idioma = z.infer<typeof Idioma>;

/** Personal data under the user's own key; unreadable for ever once the key is destroyed. */
export const Sellado = z.string().regex(/^v1\.[A-Za-z0-9_-]{38,8000}$/, 'sealed personal data');

/** A UTC day, `YYYY-MM-DD`. */
export const Dia = z.iso.date();

/** An instant, UTC, to the millisecond. */
export const Instante = z.iso.datetime({ precision: 3 });

/** Version of a piece of content, from 1. */
export const Version = z.int().min(1);

/** Edition of a story, from 1; absent where the story has none and is read as it stands. */
export const Edicion = z.int().min(1);

/** Id of a process: the id of the command that began it. */
export const ProcesoId = z.uuid().lowercase();

/** SHA-256 of a payment's charge id, in hex: the name of its stream and the key under which it counts once. */
export const PagoId = z.string().regex(/^[0-9a-f]{64}$/, 'a SHA-256 in hex');

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

/** What a movement is about: the decision, item, content, component or process by its name. */
export const Referencia = z.strictObject({
  tipo: z.enum([
    'decision',
    'fragmento',
    'publicacion',
    'item',
    'experiencia',
    'componente',
    'dia',
    'nota',
    'compra',
    'regalo',
    'codigo',
    'referido',
    'pago',
    'ajuste',
    'movimiento',
    'caducidad',
  ]),
  id: z.string().min(1).max(200),
});

/** The reward asked for and the one given: they differ where the daily limit cut it. */
export const Premio = z.strictObject({ solicitado: Cantidad, otorgado: z.int().min(0).max(BESITOS_MAX) });

/** Promotional besitos that lapse together. */
export const Lote = z.strictObject({ cantidad: Cantidad, caduca: Instante });

/** Why an admin or the system did something; never a person's name. */
export const Motivo = z.string().min(1).max(200);

/** What a payment in Stars buys. */
export const Objeto = z.discriminatedUnion('tipo', [
  z.strictObject({ tipo: z.literal('vip'), dias: z.int().min(1).max(366) }),
  z.strictObject({ tipo: z.literal('item'), item: Slug }),
]);

export type Referencia = z.infer<typeof Referencia>;
export type Premio = z.infer<typeof Premio>;
export type Lote = z.infer<typeof Lote>;
export type Objeto = z.infer<typeof Objeto>;
export type RazonDeOtorgar = (typeof RAZONES_DE_OTORGAR)[number];
export type RazonDeGastar = (typeof RAZONES_DE_GASTAR)[number];
