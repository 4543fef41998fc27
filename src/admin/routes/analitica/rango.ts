/** What the routes of analytics share: who may look, and how a range is asked for. */
import { z } from 'zod';
import type { Role } from '../../api-keys.ts';

/** Figures are about nobody in particular: everyone but support, whose work is with people one by one. */
export const SEES_ANALYTICS: readonly Role[] = ['admin', 'editor', 'auditor', 'operador'];

export const HASTA = z.iso.date().optional().describe('The last day of the range, UTC; today unless given.');

/** How many periods, up to the last. */
export const cuantos = (most: number, usual: number, what: string) =>
  z
    .string()
    .regex(/^\d{1,3}$/)
    .transform(Number)
    .pipe(z.int().min(1).max(most))
    .default(usual)
    .describe(`How many ${what}, up to the last.`);

/** The day that a range ends with, by the program's clock unless the caller names one. */
export const hastaDe = (hasta: string | undefined, nowMs: number): string =>
  hasta ?? new Date(nowMs).toISOString().slice(0, 10);
