/** What the parts of the expected fold share: events as the log holds them, and rows as objects. */
import { canonicalJson } from '../../events/canonico.ts';
import type { Row, TableSpec } from './tables.ts';

// biome-ignore lint/suspicious/noExplicitAny: raw JSON of the log, read here without the product's own types.
export type Raw = any;

export interface Fact {
  type: string;
  data: Raw;
  meta: Raw;
  /** When it happened. */
  at: string;
  position: string;
  id: string;
  /** Whose stream it stands in; of no meaning for other streams. */
  user: string;
}

/** Rows of one table by key, the parts of which are joined by `|`. */
export type Objects = Map<string, Record<string, unknown>>;

export interface Part {
  event(fact: Fact): void;
  /** By table. */
  rows(): Record<string, Objects>;
}

export function textsOf({ columnas }: TableSpec, rows: Objects): Map<string, Row> {
  return new Map(
    [...rows].map(([key, row]) => [key, columnas.map((columna) => textOf(row[columna] ?? null))]),
  );
}

function textOf(value: unknown): string | null {
  if (value === null || typeof value === 'string') return value;
  return typeof value === 'object' ? canonicalJson(value) : String(value);
}
