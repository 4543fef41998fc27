/** The clues: which signal each belongs to, and whether it is suspect above its threshold or below it. */
import type { Umbrales } from './umbrales.ts';

export type NombreSenal = 'high_activity_rate' | 'bot_like_behavior' | 'multi_accounting' | 'exploit_attempt';

export const INDICIOS = {
  /** Commands in an hour, mean of the three busiest. */
  por_hora: { senal: 'high_activity_rate', desde: 'arriba' },
  /** Commands in a UTC day, mean of the three busiest. */
  por_dia: { senal: 'high_activity_rate', desde: 'arriba' },
  /** Spread of the logarithm of the times between page turns (0 = a clock). */
  dispersion: { senal: 'bot_like_behavior', desde: 'abajo' },
  /** Spread of the logarithm of the time spent on new pages, once what their length explains is taken off. */
  residuo: { senal: 'bot_like_behavior', desde: 'abajo' },
  /** Spread of the logarithm of the times between rejected or repeated commands. */
  martilleo: { senal: 'bot_like_behavior', desde: 'abajo' },
  /** Share of the times between commands that fall on the four commonest, each within 2 %. */
  periodo: { senal: 'bot_like_behavior', desde: 'arriba' },
  /** Highest autocorrelation of the series of times between page turns: a recording played again. */
  repeticion: { senal: 'bot_like_behavior', desde: 'arriba' },
  /** Share of new pages left sooner than anyone reads them. */
  velocidad: { senal: 'bot_like_behavior', desde: 'arriba' },
  /** Correlation between the length of a page and the time spent on it, both as logarithms. */
  lectura: { senal: 'bot_like_behavior', desde: 'abajo' },
  /** Hours of the longest rest that touches a day, median of the active days. */
  descanso: { senal: 'bot_like_behavior', desde: 'abajo' },
  /** Hours of the longest stretch without a pause. */
  tirada: { senal: 'bot_like_behavior', desde: 'arriba' },
  /** Commands of the longest stretch without even a minute's stop. */
  seguidos: { senal: 'bot_like_behavior', desde: 'arriba' },
  /** Accounts of one referrer, registered in a burst, that give one way among them or rush through the pages. */
  anillo: { senal: 'multi_accounting', desde: 'arriba' },
  /** One-way givers to the user, or to the one the user gives to. */
  embudo: { senal: 'multi_accounting', desde: 'arriba' },
  /** Gifts passed on by the user, or by one who gives to or gets from the user. */
  cadena: { senal: 'multi_accounting', desde: 'arriba' },
  /** How much the second most similar account acts at the user's times, chance taken off (1 = always). */
  en_paso: { senal: 'multi_accounting', desde: 'arriba' },
  /** Points of rejected and repeated commands in the worst hour. */
  rechazos_hora: { senal: 'exploit_attempt', desde: 'arriba' },
  /** The same in the worst 24 hours. */
  rechazos_dia: { senal: 'exploit_attempt', desde: 'arriba' },
} as const satisfies Record<string, { senal: NombreSenal; desde: 'arriba' | 'abajo' }>;

export type NombreIndicio = keyof typeof INDICIOS;
export const NOMBRES_INDICIO = Object.keys(INDICIOS) as NombreIndicio[];

/** What was measured and over how many figures; a clue with too few is not measured. */
export interface Medida {
  valor: number;
  muestra: number;
}
export type Medidas = Partial<Record<NombreIndicio, Medida>>;

export function umbralDe(indicio: NombreIndicio, umbrales: Umbrales): number {
  switch (indicio) {
    case 'por_hora':
      return umbrales.factor * umbrales.normal.porHora;
    case 'por_dia':
      return umbrales.factor * umbrales.normal.porDia;
    default:
      return umbrales.limites[indicio];
  }
}

/** At the threshold a clue counts. */
export function salta(indicio: NombreIndicio, valor: number, umbral: number): boolean {
  return INDICIOS[indicio].desde === 'arriba' ? valor >= umbral : valor <= umbral;
}
