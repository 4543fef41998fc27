/**
 * Sizes of wallets, by bucket: one for each amount below 128, and 64 for each doubling above. A bucket is at most a
 * sixty-fourth of its lower bound wide, which bounds what is not known of the wallets in it.
 */
import { defineContador } from '../filas.ts';

const STEPS_BITS = 6;
const STEPS = 2 ** STEPS_BITS;

/** The bucket of an amount above 0. */
export function cuboDe(saldo: number): number {
  const doublings = Math.max(0, Math.floor(Math.log2(saldo)) - STEPS_BITS);
  return doublings * STEPS + Math.floor(saldo / 2 ** doublings);
}

export const cubos = defineContador<{ cubo: number; carteras: number; suma: number }>({
  tabla: 'analitica_cubos',
  clave: ['cubo'],
  columnas: { cubo: 'int4', carteras: 'int4', suma: 'int8' },
  acumula: { carteras: 'suma', suma: 'suma' },
  tipos: [],
  sumandos: () => [],
});
