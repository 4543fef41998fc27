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
});
export type Reglas = z.infer<typeof Reglas>;

export const REGLAS: Reglas = Reglas.parse({});

/** Level from besitos earned in all; 1 at the start. */
export function nivelDe(ganado: number, reglas: Reglas): number {
  return 1 + reglas.niveles.filter((desde) => ganado >= desde).length;
}
