/** Ranges of analytics: the last so many hours, days, weeks or months up to an instant, at most as many as a chart has room for. */
import { sql } from 'slonik';
import { diaDe, horaDe, inicioDe, lunesDe, mesDe } from '../../platform/periodos.ts';

export type Unidad = 'hora' | 'dia' | 'semana' | 'mes';

/** However much is asked for: what a query costs does not depend on how long the history is. */
export const PERIODOS_MAX: Readonly<Record<Unidad, number>> = { hora: 168, dia: 366, semana: 52, mes: 12 };

export interface Rango {
  /** The day of the last period, `2026-03-14`, or an instant of it. */
  hasta: string;
  /** How many periods; what is beyond the most is left out. */
  cuantos: number;
}

const HOUR_MS = 3_600_000;
const STEP_MS = { hora: HOUR_MS, dia: 24 * HOUR_MS, semana: 168 * HOUR_MS };

/** First instants of the periods, ISO, oldest first. */
export function periodosDe(unidad: Unidad, { hasta, cuantos }: Rango): string[] {
  const count = Math.min(cuantos, PERIODOS_MAX[unidad]);
  const last = Date.parse(ultimoDe(unidad, hasta));
  return Array.from({ length: count }, (_, index) => {
    const back = count - 1 - index;
    if (unidad !== 'mes') return new Date(last - back * STEP_MS[unidad]).toISOString();
    const month = new Date(last);
    return new Date(Date.UTC(month.getUTCFullYear(), month.getUTCMonth() - back)).toISOString();
  });
}

/** Days, `2026-03-14`, oldest first. */
export const diasDe = (rango: Rango): string[] => periodosDe('dia', rango).map(diaDe);
/** Mondays, oldest first. */
export const lunesDeRango = (rango: Rango): string[] => periodosDe('semana', rango).map(diaDe);

export const fechas = (dias: readonly string[]) => sql.array([...dias], 'date');
export const instantes = (texto: readonly string[]) => sql.array([...texto], 'timestamptz');

/** First instant of the period that holds an instant or a day; of a day, the last hour. */
function ultimoDe(unidad: Unidad, hasta: string): string {
  if (unidad === 'hora') return inicioDe(hasta.length > 10 ? horaDe(hasta) : `${hasta}T23`);
  if (unidad === 'dia') return inicioDe(diaDe(hasta));
  return inicioDe(unidad === 'semana' ? lunesDe(hasta) : mesDe(hasta));
}
