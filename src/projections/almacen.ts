/**
 * Where the rows of projections are kept: live tables behind a transaction, shadow tables behind a cache, or memory. A
 * projection sees no more of it than this.
 */

/** Types of columns. `int8` is for amounts, which a number holds exactly; `posicion`, which it does not, is a text. */
export type Tipo =
  | 'text'
  | 'uuid'
  | 'int2'
  | 'int4'
  | 'int8'
  | 'posicion'
  | 'bool'
  | 'date'
  | 'instante'
  | 'jsonb';

/** Values of one row by column; instants are ISO texts. */
export type Fila = Record<string, unknown>;

/** Rows by their key, the parts of which are joined by `|`; null for one that is no more. */
export type Filas = Map<string, Fila | null>;

/** How a column of a counter takes in what comes: added up, the last one kept, or the first. Null changes nothing. */
export type Acumula = 'suma' | 'ultimo' | 'primero';

/** What a store has to know of a table. */
export interface Forma {
  tabla: string;
  clave: readonly string[];
  columnas: Readonly<Record<string, Tipo>>;
  /** Of a table of counters, each column beside the key. */
  acumula?: Readonly<Record<string, Acumula>>;
  /** Few rows, which are asked for all together. */
  chica?: boolean;
  /** The column by whose month the table is partitioned. */
  mes?: string;
  /** The table, partitioned by a list of values, of which this one is the partition for a value. */
  padre?: { tabla: string; valor: string };
}

export interface Almacen {
  /** The rows of these keys as they stand, by key. */
  leer(forma: Forma, claves: readonly Fila[]): Promise<Map<string, Fila>>;
  /** Every row of a small table. */
  todas(forma: Forma): Promise<Map<string, Fila>>;
  /** Puts rows in the place of those with their keys. */
  guardar(forma: Forma, filas: Filas): Promise<void>;
  /** Adds rows whose keys are new. */
  anotar(forma: Forma, filas: readonly Fila[]): Promise<void>;
  /** Adds to counters. */
  acumular(forma: Forma, filas: ReadonlyMap<string, Fila>): Promise<void>;
}

export function claveDe({ clave }: Pick<Forma, 'clave'>, fila: Fila): string {
  return clave.length === 1
    ? String(fila[clave[0]!])
    : clave.map((columna) => String(fila[columna])).join('|');
}

/** A counter after something was added to it. */
export function acumulada({ clave, acumula }: Forma, antes: Fila | null | undefined, suma: Fila): Fila {
  if (!antes) return suma;
  const fila: Fila = {};
  for (const columna of clave) fila[columna] = antes[columna];
  for (const columna in acumula) {
    const before = antes[columna];
    const after = suma[columna];
    if (after === null || after === undefined) fila[columna] = before;
    else if (before === null || before === undefined) fila[columna] = after;
    else if (acumula[columna] === 'suma') fila[columna] = (before as number) + (after as number);
    else fila[columna] = acumula[columna] === 'ultimo' ? after : before;
  }
  return fila;
}
