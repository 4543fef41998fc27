/**
 * Every number of the scorer. `limites` and `normal` were found by `npm run bench -- fraude --train`
 * (docs/explanation/fraude.md says how); the others say what is looked at, and were set by hand.
 */
import { z } from 'zod';

const Conteo = z.int().min(1);
const Positivo = z.number().positive();

export const Umbrales = z.strictObject({
  /** Nothing older is looked at. */
  ventanaMs: Conteo.default(14 * 86_400_000),
  /** Most of each input that is looked at: the latest. */
  topes: z
    .strictObject({
      acciones: Conteo,
      intentos: Conteo,
      /** Referrals and gifts, each. */
      enlaces: Conteo,
      vecinos: Conteo,
      accionesPorVecino: Conteo,
    })
    .default({ acciones: 5_000, intentos: 2_000, enlaces: 2_000, vecinos: 50, accionesPorVecino: 200 }),

  /** A rate is high from `factor` times the normal one. */
  factor: Positivo.default(3),
  /** Commands a busy person sends in an hour and in a day, mean of the three busiest. */
  normal: z.strictObject({ porHora: Positivo, porDia: Positivo }).default({ porHora: 220, porDia: 360 }),

  /** A longer time between two commands is a pause, not a rhythm. */
  huecoMaximoMs: Conteo.default(1_800_000),
  /** A stop is short of a pause. */
  paradaMs: Conteo.default(60_000),
  /** A time without commands that ends a stretch. */
  pausaMs: Conteo.default(600_000),
  /** Least figures a rhythm is judged by: gaps, pages read, gaps for a repeated series. */
  muestra: z
    .strictObject({ huecos: Conteo, paginas: Conteo, serie: Conteo })
    .default({ huecos: 20, paginas: 60, serie: 100 }),
  /** Least commands on a day whose rest counts. */
  comandosDeDiaActivo: Conteo.default(30),
  /** Faster than anyone reads, in words a minute. */
  palabrasPorMinuto: Positivo.default(900),

  /** A ring: registered within `rafagaMs` of another, and with at most `huecoMs` between commands, at the median. */
  anillo: z
    .strictObject({ rafagaMs: Conteo, huecoMs: Conteo })
    .default({ rafagaMs: 1_800_000, huecoMs: 10_000 }),
  /** A one-way giver: at least so many gifts and besitos, and at most this share given back. */
  donante: z
    .strictObject({ regalos: Conteo, besitos: Conteo, devuelto: z.number().min(0).max(1) })
    .default({ regalos: 3, besitos: 60, devuelto: 0.2 }),
  /** A gift is passed on when at least this share of it goes to another within this time. */
  traspaso: z
    .strictObject({ parte: z.number().min(0).max(1), plazoMs: Conteo })
    .default({ parte: 0.7, plazoMs: 86_400_000 }),
  /** In step: the longest offset looked for, and the least actions in the same time. */
  paso: z
    .strictObject({ desfaseMaximoMs: Conteo, comunes: Conteo })
    .default({ desfaseMaximoMs: 120_000, comunes: 15 }),

  /** The same rejection this soon after the last is the same tap; so many of each burst are forgiven. */
  dobleToque: z.strictObject({ ms: Conteo, perdonados: Conteo }).default({ ms: 3_000, perdonados: 4 }),
  /** What an attempt counts that no button of the bot makes, where others count 1. */
  pesoGrave: Conteo.default(5),

  /** From where each clue counts. */
  limites: z
    .strictObject({
      dispersion: Positivo,
      residuo: Positivo,
      martilleo: Positivo,
      periodo: Positivo,
      repeticion: Positivo,
      velocidad: Positivo,
      lectura: z.number(),
      descanso: Positivo,
      tirada: Positivo,
      seguidos: Positivo,
      anillo: Positivo,
      embudo: Positivo,
      cadena: Positivo,
      en_paso: Positivo,
      rechazos_hora: Positivo,
      rechazos_dia: Positivo,
    })
    .default({
      dispersion: 0.51,
      residuo: 0.17,
      martilleo: 0.97,
      periodo: 0.29,
      repeticion: 0.34,
      velocidad: 0.69,
      lectura: 0.043,
      descanso: 7.3,
      tirada: 9.5,
      seguidos: 327,
      anillo: 9,
      embudo: 4,
      cadena: 6,
      en_paso: 0.41,
      rechazos_hora: 88,
      rechazos_dia: 276,
    }),
});
export type Umbrales = z.infer<typeof Umbrales>;

export const UMBRALES: Umbrales = Umbrales.parse({});
