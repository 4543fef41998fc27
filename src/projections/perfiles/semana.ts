/** ISO weeks. */

const DAY_MS = 86_400_000;

/** The ISO week of a UTC instant, `2026-W11`: it belongs to the year that holds its Thursday. */
export function semanaDe(instante: string): string {
  const dia = Date.parse(`${instante.slice(0, 10)}T00:00:00Z`);
  const thursday = new Date(dia + (4 - (new Date(dia).getUTCDay() || 7)) * DAY_MS);
  const year = thursday.getUTCFullYear();
  const week = Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / (7 * DAY_MS)) + 1;
  return `${year}-W${String(week).padStart(2, '0')}`;
}
