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

/**
 * A value of a `jsonb` column that is worked out when its row is written, which a row that changes often seldom is: from what
 * will not change any more.
 */
export interface AlEscribir {
  toJSON(): unknown;
}

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
  /** Rows are only ever added, and none is looked up by its key while the table is filled. */
  soloCrece?: boolean;
  /** Few rows, which are asked for all together. */
  chica?: boolean;
  /** The column by whose month the table is partitioned. */
  mes?: string;
  /** The table, partitioned by a list of values, of which this one is the partition for a value. */
  padre?: { tabla: string; valor: string };
}

export interface Almacen {
  /** Has the row of each key become what `plegar` makes of it, null where there is none; one that stays the same is not written. */
  cambiar<Paso extends { clave: Fila }>(
    forma: Forma,
    pasos: ReadonlyMap<string, Paso>,
    plegar: (fila: Fila | null, paso: Paso) => Fila | null,
  ): Promise<void>;
  /** The rows of these keys as they stand, by key; of each key the columns. */
  leer(forma: Forma, claves: ReadonlyMap<string, { clave: Fila }>): Promise<Map<string, Fila>>;
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

/** `cambiar` of stores that read and write in sets. */
export async function cambiarPorLotes<Paso extends { clave: Fila }>(
  almacen: Pick<Almacen, 'leer' | 'guardar'>,
  forma: Forma,
  pasos: ReadonlyMap<string, Paso>,
  plegar: (fila: Fila | null, paso: Paso) => Fila | null,
): Promise<void> {
  const antes = await almacen.leer(forma, pasos);
  const despues: Filas = new Map();
  for (const [clave, paso] of pasos) {
    const before = antes.get(clave) ?? null;
    const after = plegar(before, paso);
    if (after !== before) despues.set(clave, after);
  }
  if (despues.size > 0) await almacen.guardar(forma, despues);
}

/** A counter after something was added to it. */
export function acumulada(forma: Forma, antes: Fila | null | undefined, suma: Fila): Fila {
  const fila = { ...(antes ?? suma) };
  if (antes) sumar(forma, fila, suma);
  return fila;
}

/** Adds to a counter, in place. */
export function sumar({ acumula }: Forma, fila: Fila, suma: Fila): void {
  for (const columna in acumula) {
    const before = fila[columna];
    const after = suma[columna];
    if (after === null || after === undefined) continue;
    if (before === null || before === undefined) fila[columna] = after;
    else if (acumula[columna] === 'suma') fila[columna] = (before as number) + (after as number);
    else if (acumula[columna] === 'ultimo') fila[columna] = after;
  }
}
