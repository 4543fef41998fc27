/** The read models in memory: the projections' own folds over a store of rows that keeps them in maps, cut as you like. */
import { type Row, TABLES, type Tabla } from '../../src/audit/verify/expected.ts';
import { canonicalJson } from '../../src/events/canonico.ts';
import type { StoredEvent } from '../../src/events/store/tipos.ts';
import {
  type Almacen,
  acumulada,
  cambiarPorLotes,
  claveDe,
  type Fila,
  type Forma,
} from '../../src/projections/almacen.ts';
import type { Hecho, Projection } from '../../src/projections/definicion.ts';
import { decode } from '../../src/projections/engine/decode.ts';
import { PROJECTIONS } from '../../src/projections/registro.ts';

export type ReadModel = Record<Tabla, Map<string, Row>>;

export const projection = (grupo: string): Projection => PROJECTIONS.find((each) => each.grupo === grupo)!;

export function hechosOf(log: readonly StoredEvent[]): Hecho[] {
  const { hechos, ilegibles } = decode(log);
  if (ilegibles[0]) throw ilegibles[0].error;
  return hechos;
}

export interface AlmacenDeMemoria extends Almacen {
  /** Rows of a table by key. */
  filas(tabla: string): Map<string, Fila>;
}

/** Rows go through JSON, as they do on their way to a table and back. */
export function createAlmacenDeMemoria(): AlmacenDeMemoria {
  const tablas = new Map<string, Map<string, Fila>>();
  const filas = (tabla: string): Map<string, Fila> => {
    const found = tablas.get(tabla) ?? new Map<string, Fila>();
    tablas.set(tabla, found);
    return found;
  };
  const porLotes: Pick<Almacen, 'leer' | 'guardar'> = {
    async leer(forma, claves) {
      const found = new Map<string, Fila>();
      for (const clave of claves.keys()) {
        const fila = filas(forma.tabla).get(clave);
        if (fila) found.set(clave, throughJson(fila));
      }
      return found;
    },
    async guardar(forma, cambios) {
      for (const [clave, fila] of cambios)
        if (fila) filas(forma.tabla).set(claveDe(forma, fila), completa(forma, fila));
        else filas(forma.tabla).delete(clave);
    },
  };
  return {
    filas,
    ...porLotes,
    cambiar: (forma, pasos, plegar) => cambiarPorLotes(porLotes, forma, pasos, plegar),
    todas: async ({ tabla }) => new Map([...filas(tabla)].map(([clave, fila]) => [clave, throughJson(fila)])),
    async anotar(forma, nuevas) {
      for (const fila of nuevas) {
        const clave = claveDe(forma, fila);
        // As a table with a primary key does it.
        if (filas(forma.tabla).has(clave)) throw new Error(`duplicate key ${clave} in ${forma.tabla}`);
        filas(forma.tabla).set(clave, completa(forma, fila));
      }
    },
    async acumular(forma, sumas) {
      for (const [clave, suma] of sumas)
        filas(forma.tabla).set(clave, completa(forma, acumulada(forma, filas(forma.tabla).get(clave), suma)));
    },
  };
}

/** What the tables hold after the events were applied in batches of these sizes, and the rest in one. */
export async function readModelOf(
  hechos: readonly Hecho[],
  sizes: readonly number[] = [],
  projections: readonly Projection[] = PROJECTIONS,
): Promise<ReadModel> {
  const almacen = createAlmacenDeMemoria();
  let from = 0;
  for (const size of [...sizes, hechos.length]) {
    const batch = hechos.slice(from, from + size);
    from += size;
    for (const { tipos, aplicar } of projections) {
      const handled = batch.filter(({ evento }) => tipos.has(evento.type));
      if (handled.length > 0) await aplicar(almacen, handled);
    }
  }
  return Object.fromEntries(
    TABLES.map(({ tabla, clave, columnas }) => [
      tabla,
      new Map(
        [...almacen.filas(tabla).values()].map((fila) => [
          clave.map((columna) => fila[columna]).join('|'),
          columnas.map((columna) => celda(fila[columna])),
        ]),
      ),
    ]),
  ) as ReadModel;
}

/** As a row comes back from a table: every column is there. */
function completa({ columnas }: Forma, fila: Fila): Fila {
  const unknown = Object.keys(fila).filter((columna) => !(columna in columnas));
  if (unknown.length > 0) throw new Error(`no columns ${unknown.join(', ')}`);
  return throughJson(
    Object.fromEntries(Object.keys(columnas).map((columna) => [columna, fila[columna] ?? null])),
  );
}

const throughJson = <Value>(value: Value): Value => JSON.parse(JSON.stringify(value));

function celda(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  return typeof value === 'object' ? canonicalJson(value) : String(value);
}
