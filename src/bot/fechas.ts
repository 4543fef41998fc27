/** Instants as people read them: UTC, the same in both languages. */

/** `2026-03-10`, or with the time `2026-03-10 12:00 UTC`. */
export const fechaDe = (instante: string, conHora = false): string =>
  conHora ? `${instante.slice(0, 10)} ${instante.slice(11, 16)} UTC` : instante.slice(0, 10);

const DAY_MS = 86_400_000;

/** ISO 8601 week, UTC: `2026-W11`. A week belongs to the year that its Thursday is in. */
export function semanaDe(instante: string): string {
  const day = new Date(`${instante.slice(0, 10)}T00:00:00.000Z`);
  const thursday = new Date(day.getTime() + (4 - (day.getUTCDay() || 7)) * DAY_MS);
  const year = thursday.getUTCFullYear();
  const week = 1 + Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / (7 * DAY_MS));
  return `${year}-W${String(week).padStart(2, '0')}`;
}
