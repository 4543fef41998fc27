/** Numbers of the economy, with their defaults; an operator may change them in configuration. */
import { z } from 'zod';
import { Cantidad } from './contenido.ts';

export const Reglas = z.strictObject({
  /** Most besitos granted to one user in a UTC day, refunds and adjustments apart. */
  limiteDiario: Cantidad.default(500),
  /** Besitos for the first reaction to a fragment that names no amount of its own. */
  reaccion: Cantidad.default(2),
  /** The daily gift: `base` on the first day, `porDia` more for each day in a row, never above `maximo`. */
  regalo: z
    .strictObject({ base: Cantidad, porDia: z.int().min(0), maximo: Cantidad })
    .default({ base: 10, porDia: 2, maximo: 24 }),
  /** Adjustments above this wait for a second admin. */
  ajusteSinSegundoAdmin: Cantidad.default(1000),
  /** Besitos earned in all from which each level starts; level 1 starts at 0. */
  niveles: z.array(z.int().min(1)).default([50, 150, 400, 1000, 2500, 6000, 15000, 40000, 100000]),
  /** Emoji that earn besitos when a person reacts with them. */
  emojis: z
    .array(z.string().min(1).max(32))
    .default(['❤', '❤️', '🔥', '👏', '😢', '🤣', '🥰', '😍', '👍', '🎉']),
  /** Besitos for the first reaction to a post in a group, and for how many days it pays. */
  publicacion: z
    .strictObject({ besitos: Cantidad, dias: z.int().min(1).max(366) })
    .default({ besitos: 2, dias: 30 }),
  /** VIP: its price in Stars, and the days that a payment brings. Telegram's subscriptions last 30 days. */
  vip: z
    .strictObject({ estrellas: z.int().min(1).max(10_000), dias: z.int().min(1).max(366) })
    .default({ estrellas: 250, dias: 30 }),
  /**
   * A referral counts once the new user has taken so many decisions: both are rewarded, the one who brought them for
   * at most `maximo` users.
   */
  referido: z
    .strictObject({
      decisiones: z.int().min(1),
      premio: Cantidad,
      bienvenida: Cantidad,
      maximo: z.int().min(1),
    })
    .default({ decisiones: 5, premio: 40, bienvenida: 20, maximo: 50 }),
  /** Gifts between users: the least and the most, and the days after which one that did not arrive comes back. */
  regalos: z
    .strictObject({ minimo: Cantidad, maximo: Cantidad, dias: z.int().min(1).max(90) })
    .default({ minimo: 1, maximo: 500, dias: 7 }),
  /** Minutes after which a purchase whose stock has not answered is given up, and an invoice is closed. */
  procesos: z
    .strictObject({ compraMinutos: z.int().min(1), pedidoMinutos: z.int().min(1) })
    .default({ compraMinutos: 15, pedidoMinutos: 60 }),
});
export type Reglas = z.infer<typeof Reglas>;

export const REGLAS: Reglas = Reglas.parse({});

/** Some of the rules, each whole. */
export const CambiosDeReglas = z.strictObject(
  Object.fromEntries(
    Object.entries(Reglas.shape).map(([name, schema]) => [name, schema.unwrap().optional()]),
  ) as {
    [Name in keyof typeof Reglas.shape]: z.ZodOptional<ReturnType<(typeof Reglas.shape)[Name]['unwrap']>>;
  },
);
export type CambiosDeReglas = z.infer<typeof CambiosDeReglas>;

/** Level from besitos earned in all; 1 at the start. */
export function nivelDe(ganado: number, reglas: Reglas): number {
  return 1 + reglas.niveles.filter((desde) => ganado >= desde).length;
}
