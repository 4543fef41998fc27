/**
 * Projections whose events change rows one by one: pure functions say which rows an event touches and what becomes of each. A
 * batch is folded in memory over the rows as they stand, and written whole, one statement for each table.
 */
import { type Acumula, acumulada, claveDe, type Fila, type Filas, type Forma, type Tipo } from './almacen.ts';
import { defineProjection, type Hecho, type Projection } from './definicion.ts';

/** Adds to a row of a table of counters of the same group. */
export type Emitir = (contador: Contador, fila: Fila) => void;

/** What an event does to the row of a key: from the row before, or null, to the row after, or null for none. */
export interface Paso<Row extends Fila = Fila> {
  clave: Partial<Row>;
  cambia(fila: Row | null, emitir: Emitir): Row | null;
}

interface Definicion<Row extends Fila> extends Omit<Forma, 'clave' | 'columnas' | 'acumula'> {
  clave: readonly (keyof Row & string)[];
  columnas: { readonly [Columna in keyof Row & string]: Tipo };
  tipos: readonly Hecho['evento']['type'][];
}

/** Rows that are read, changed and written. */
export interface Tabla<Row extends Fila = Fila> extends Definicion<Row> {
  pasos(hecho: Hecho): readonly Paso<Row>[];
}

/** Rows that are only ever added. */
export interface Diario<Row extends Fila = Fila> extends Definicion<Row> {
  entradas(hecho: Hecho): readonly Row[];
}

/** Rows that are added to, without being read. */
export interface Contador<Row extends Fila = Fila> extends Definicion<Row> {
  acumula: { readonly [Columna in keyof Row & string]?: Acumula };
  sumandos(hecho: Hecho): readonly Row[];
}

export type CualquierTabla = Tabla | Diario | Contador;

export function defineTabla<Row extends Fila = Fila>(tabla: Tabla<Row>): Tabla {
  return tabla as unknown as Tabla;
}

export function defineDiario<Row extends Fila = Fila>(diario: Diario<Row>): Diario {
  return diario as unknown as Diario;
}

export function defineContador<Row extends Fila = Fila>(contador: Contador<Row>): Contador {
  return contador as unknown as Contador;
}

/** Of each key of a table, what happens to its row, in log order. */
type Pasos = Map<string, { clave: Fila; cambios: Paso['cambia'][] }>;

/** A group of such tables. Counters take in what the steps of the others emit. */
export function proyeccionDeFilas(
  grupo: string,
  version: number,
  tablas: readonly CualquierTabla[],
  { dinero = false } = {},
): Projection {
  const partes = tablas.map((tabla) => ({
    tabla,
    forma: tabla as Forma,
    tipos: new Set<string>(tabla.tipos),
  }));
  return defineProjection({
    grupo,
    version,
    dinero,
    formas: partes.map(({ forma }) => forma),
    tipos: new Set(tablas.flatMap(({ tipos }) => tipos)),
    async aplicar(almacen, hechos) {
      const sumas = new Map<Contador, Map<string, Fila>>();
      const emitir: Emitir = (contador, fila) => {
        const filas = sumas.get(contador) ?? new Map<string, Fila>();
        sumas.set(contador, filas);
        const clave = claveDe(contador, fila);
        filas.set(clave, acumulada(contador as Forma, filas.get(clave), fila));
      };
      for (const { tabla, forma, tipos } of partes) {
        const suyos = hechos.filter(({ evento }) => tipos.has(evento.type));
        if (suyos.length === 0) continue;
        if ('pasos' in tabla) {
          const pasos = pasosDe(tabla, suyos);
          if (pasos.size === 0) continue;
          const antes = await almacen.leer(
            forma,
            [...pasos.values()].map(({ clave }) => clave),
          );
          const despues = plegar(pasos, antes, emitir);
          if (despues.size > 0) await almacen.guardar(forma, despues);
        } else if ('entradas' in tabla) {
          const filas = suyos.flatMap((hecho) => tabla.entradas(hecho));
          if (filas.length > 0) await almacen.anotar(forma, filas);
        } else for (const hecho of suyos) for (const fila of tabla.sumandos(hecho)) emitir(tabla, fila);
      }
      for (const { tabla, forma } of partes) {
        const filas = sumas.get(tabla as Contador);
        if (filas) await almacen.acumular(forma, filas);
      }
    },
  });
}

function pasosDe(tabla: Tabla, hechos: readonly Hecho[]): Pasos {
  const pasos: Pasos = new Map();
  for (const hecho of hechos)
    for (const { clave, cambia } of tabla.pasos(hecho)) {
      const nombre = claveDe(tabla, clave);
      const known = pasos.get(nombre);
      if (known) known.cambios.push(cambia);
      else pasos.set(nombre, { clave, cambios: [cambia] });
    }
  return pasos;
}

/** The rows after the batch. Those that did not change are left out. */
function plegar(pasos: Pasos, antes: ReadonlyMap<string, Fila>, emitir: Emitir): Filas {
  const despues: Filas = new Map();
  for (const [clave, { cambios }] of pasos) {
    const before = antes.get(clave) ?? null;
    let fila = before;
    for (const cambia of cambios) fila = cambia(fila, emitir);
    if (fila !== before) despues.set(clave, fila);
  }
  return despues;
}
