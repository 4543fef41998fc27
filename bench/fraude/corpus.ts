/** The corpus: what each seed makes, kind by kind. */
import type { Entrada } from '../../src/reactors/fraude/entrada.ts';
import { ADVERSARIOS, AL_LIMITE } from './adversarios.ts';
import { crearAzar } from './azar.ts';
import { HONESTOS } from './honestos.ts';
import type { Clase } from './mundo.ts';

/** `limite`: abuse that the domain's rule of two signals cannot be asked to catch; shown, and not counted. */
export type Bando = 'honesto' | 'adversario' | 'limite';

const BANDOS: Record<Bando, Record<string, Clase>> = {
  honesto: HONESTOS,
  adversario: ADVERSARIOS,
  limite: AL_LIMITE,
};

export interface Muestra {
  bando: Bando;
  clase: string;
  semilla: number;
  caso: Entrada;
}

/** Each kind draws from a generator of its own, so that a change to one kind leaves the others as they were. */
export function* generar(semilla: number): Generator<Muestra> {
  for (const [bando, clases] of Object.entries(BANDOS) as [Bando, Record<string, Clase>][])
    for (const [clase, hacer] of Object.entries(clases)) {
      const azar = crearAzar(semilla * 1_000 + huella(clase));
      for (const caso of hacer(azar)) yield { bando, clase, semilla, caso };
    }
}

function huella(texto: string): number {
  let suma = 7;
  for (const letra of texto) suma = Math.imul(suma, 31) + letra.codePointAt(0)!;
  return Math.abs(suma % 1_000_003) * 7_919;
}

/** Seeds from the first to the last, both included. */
export function semillas(primera: number, ultima: number): number[] {
  return Array.from({ length: ultima - primera + 1 }, (_, i) => primera + i);
}
