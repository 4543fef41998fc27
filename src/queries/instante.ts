/** Instants leave the database as text: UTC, to the millisecond, as events have them. */
import { sql } from 'slonik';

/** The column of that (qualified) name as an ISO instant; null stays null. */
export const instante = (...nombre: string[]) =>
  sql.fragment`to_char(${sql.identifier(nombre)} at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
