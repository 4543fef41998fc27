/** ISO weeks. */
import { ultimo } from '../../platform/ultimo.ts';

const DAY_MS = 86_400_000;

/** The ISO week of a UTC instant, `2026-W11`: it belongs to the year that holds its Thursday. */
export function semanaDe(instante: string): string {
  return semanaDelDia(instante.slice(0, 10));
}

/** Events of one day stand together. */
const semanaDelDia = ultimo((fecha: string): string => {
  const dia = Date.parse(`${fecha}T00:00:00Z`);
  const thursday = new Date(dia + (4 - (new Date(dia).getUTCDay() || 7)) * DAY_MS);
  const year = thursday.getUTCFullYear();
  const week = Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / (7 * DAY_MS)) + 1;
  return `${year}-W${String(week).padStart(2, '0')}`;
});
