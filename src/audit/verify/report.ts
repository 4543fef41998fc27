/** What a verification found: for each check what was compared, and every difference by name. */

export interface Check {
  nombre: string;
  /** How many things were compared: events, rows, accounts. */
  comparados: number;
  /** How many differ, of which `diferencias` names the first. */
  distintos: number;
  diferencias: string[];
}

const NAMED_MAX = 20;

export interface Checker {
  readonly check: Check;
  compared(count?: number): void;
  differs(what: string): void;
}

export function createChecker(nombre: string): Checker {
  const check: Check = { nombre, comparados: 0, distintos: 0, diferencias: [] };
  return {
    check,
    compared(count = 1) {
      check.comparados += count;
    },
    differs(what) {
      check.distintos += 1;
      if (check.diferencias.length < NAMED_MAX) check.diferencias.push(what);
    },
  };
}
