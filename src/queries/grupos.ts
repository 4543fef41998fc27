/**
 * Which projection groups a query reads. Each query names them beside its SQL, as its `grupos`; a test holds the names to
 * the tables in the SQL. Whoever has just written waits for them, and names queries, never groups.
 */
export interface Consulta {
  readonly grupos: readonly string[];
}

/** The groups of several queries together. */
export const gruposDe = (...consultas: readonly Consulta[]): string[] => [
  ...new Set(consultas.flatMap(({ grupos }) => grupos)),
];
