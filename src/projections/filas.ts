/**
 * Projections whose events change rows one by one: pure functions say which rows an event touches and what becomes of each. A
 * batch is folded in memory over the rows as they stand, and written whole, one statement for each table.
 */
import { type Acumula, claveDe, type Fila, type Forma, sumar, type Tipo } from './almacen.ts';
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
  return { ...diario, soloCrece: true } as unknown as Diario;
}

export function defineContador<Row extends Fila = Fila>(contador: Contador<Row>): Contador {
  return contador as unknown as Contador;
}

/** What happens to a row, in log order. */
interface Cambios {
  clave: Fila;
  cambios: Paso['cambia'][];
}

/** A group of such tables. Counters take in what the steps of the others emit. */
export function proyeccionDeFilas(
  grupo: string,
  version: number,
  tablas: readonly CualquierTabla[],
  { dinero = false } = {},
): Projection {
  const formas = tablas as unknown as readonly Forma[];
  /** Of each type, the tables that it concerns, by their place. */
  const concernidas = new Map<string, number[]>();
  for (const [lugar, { tipos }] of tablas.entries())
    for (const tipo of new Set(tipos)) concernidas.set(tipo, [...(concernidas.get(tipo) ?? []), lugar]);
  return defineProjection({
    grupo,
    version,
    dinero,
    formas,
    tipos: new Set(concernidas.keys()),
    async aplicar(almacen, hechos) {
      const sumas = new Map<Contador, Map<string, Fila>>();
      const emitir: Emitir = (contador, fila) => {
        const filas = sumas.get(contador) ?? new Map<string, Fila>();
        sumas.set(contador, filas);
        const clave = claveDe(contador, fila);
        const known = filas.get(clave);
        if (known) sumar(contador as Forma, known, fila);
        else filas.set(clave, { ...fila });
      };
      const repartidos: Hecho[][] = tablas.map(() => []);
      for (const hecho of hechos)
        for (const lugar of concernidas.get(hecho.evento.type) ?? []) repartidos[lugar]!.push(hecho);
      for (const [lugar, tabla] of tablas.entries()) {
        const suyos = repartidos[lugar]!;
        if (suyos.length === 0) continue;
        const forma = formas[lugar]!;
        if ('pasos' in tabla) {
          const pasos = pasosDe(tabla, suyos);
          if (pasos.size === 0) continue;
          await almacen.cambiar(forma, pasos, (antes, { cambios }) => {
            let fila = antes;
            for (const cambia of cambios) fila = cambia(fila, emitir);
            return fila;
          });
        } else if ('entradas' in tabla) {
          const filas = suyos.flatMap((hecho) => tabla.entradas(hecho));
          if (filas.length > 0) await almacen.anotar(forma, filas);
        } else for (const hecho of suyos) for (const fila of tabla.sumandos(hecho)) emitir(tabla, fila);
      }
      for (const [lugar, tabla] of tablas.entries()) {
        const filas = sumas.get(tabla as Contador);
        if (filas) await almacen.acumular(formas[lugar]!, filas);
      }
    },
  });
}

function pasosDe(tabla: Tabla, hechos: readonly Hecho[]): Map<string, Cambios> {
  const pasos = new Map<string, Cambios>();
  for (const hecho of hechos)
    for (const { clave, cambia } of tabla.pasos(hecho)) {
      const nombre = claveDe(tabla, clave);
      const known = pasos.get(nombre);
      if (known) known.cambios.push(cambia);
      else pasos.set(nombre, { clave, cambios: [cambia] });
    }
  return pasos;
}
