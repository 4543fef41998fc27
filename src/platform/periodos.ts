/** Hours, days, weeks and months of an instant, in UTC; texts of one kind are in the order of time. */
import { ultimo } from './ultimo.ts';

const DAY_MS = 86_400_000;
const WEEK_MS = 7 * DAY_MS;
/** 1970-01-05, a Monday. */
const FIRST_MONDAY_MS = 4 * DAY_MS;

/** `2026-03-14T15` */
export const horaDe = (instante: string): string => instante.slice(0, 13);
/** `2026-03-14` */
export const diaDe = (instante: string): string => instante.slice(0, 10);
/** The first day of the month. */
export const mesDe = (instante: string): string => `${instante.slice(0, 7)}-01`;

/** The Monday of the ISO week of an instant or a day. */
export const lunesDe = (instante: string): string => lunesDelDia(diaDe(instante));

const lunesDelDia = ultimo((dia: string): string => {
  const dayMs = Date.parse(`${dia}T00:00:00Z`);
  const weeks = Math.floor((dayMs - FIRST_MONDAY_MS) / WEEK_MS);
  return new Date(FIRST_MONDAY_MS + weeks * WEEK_MS).toISOString().slice(0, 10);
});

/** Weeks from one Monday to another. */
export function semanasEntre(lunes: string, otro: string): number {
  return Math.round((Date.parse(`${otro}T00:00:00Z`) - Date.parse(`${lunes}T00:00:00Z`)) / WEEK_MS);
}

/** The first instant of an hour or a day, as columns hold it. */
export const inicioDe = (periodo: string): string =>
  (periodo.length === 13 ? inicioDeHora : inicioDeDia)(periodo);

const inicioDeHora = ultimo((hora: string): string => `${hora}:00:00.000Z`);
const inicioDeDia = ultimo((dia: string): string => `${dia}T00:00:00.000Z`);
