/**
 * How besitos are spread over those who hold any, from wallets counted by size. What is not known is how wallets differ within
 * one bucket, which is narrow: the Gini coefficient lies between what it would be if they did not, and that plus an error that
 * is worked out with it. The bound is derived in docs/explanation/analitica.md.
 */

/** Bucket, wallets in it, and what they hold together. */
export type Cubo = readonly [cubo: number, carteras: number, suma: number];

export interface Concentracion {
  /** Wallets that hold something. */
  tenedores: number;
  suma: number;
  /** 0 when all hold the same, towards 1 when one holds all; null without holders. */
  gini: number | null;
  /** The true coefficient is at most so much above. */
  giniError: number;
  /** Part of the whole that the largest 1 % and 10 % of the wallets hold, at least; null without holders. */
  mayor1: number | null;
  mayor10: number | null;
  /** Wallets from an amount up to twice it. */
  tramos: { desde: number; hasta: number; carteras: number; suma: number }[];
}

const STEPS = 64;

/** Lowest amount of a bucket, and how far above it the highest is. As the projection cuts them. */
export function limitesDe(cubo: number): { desde: number; ancho: number } {
  const doublings = Math.max(0, Math.floor(cubo / STEPS) - 1);
  const width = 2 ** doublings;
  return { desde: (cubo - doublings * STEPS) * width, ancho: width - 1 };
}

/** @param cubos by size, smallest first */
export function concentracionDe(cubos: readonly Cubo[]): Concentracion {
  let tenedores = 0;
  let suma = 0;
  for (const [, carteras, parte] of cubos) {
    tenedores += carteras;
    suma += parte;
  }
  if (tenedores === 0)
    return { tenedores, suma, gini: null, giniError: 0, mayor1: null, mayor10: null, tramos: [] };
  // Twice the area between the Lorenz curve, straight within each bucket, and the diagonal.
  let below = 0;
  let twiceArea = 0;
  let error = 0;
  for (const [cubo, carteras, parte] of cubos) {
    twiceArea += (carteras / tenedores) * ((2 * below + parte) / suma);
    below += parte;
    const { desde, ancho } = limitesDe(cubo);
    if (ancho === 0) continue;
    // They differ most when each is at one end: so many at the upper one that their sum is what it is.
    const atUpper = (parte / carteras - desde) / ancho;
    error += (carteras * carteras * atUpper * (1 - atUpper) * ancho) / (tenedores * suma);
  }
  return {
    tenedores,
    suma,
    gini: 1 - twiceArea,
    giniError: error,
    mayor1: parteDeLosMayores(cubos, Math.ceil(tenedores / 100)) / suma,
    mayor10: parteDeLosMayores(cubos, Math.ceil(tenedores / 10)) / suma,
    tramos: tramosDe(cubos),
  };
}

/** What so many of the largest wallets hold, where those of the last bucket are taken to hold its mean. */
function parteDeLosMayores(cubos: readonly Cubo[], cuantos: number): number {
  let left = cuantos;
  let sum = 0;
  for (let index = cubos.length - 1; index >= 0 && left > 0; index--) {
    const [, carteras, suma] = cubos[index]!;
    const taken = Math.min(left, carteras);
    sum += (suma * taken) / carteras;
    left -= taken;
  }
  return sum;
}

function tramosDe(cubos: readonly Cubo[]): Concentracion['tramos'] {
  const tramos = new Map<number, Concentracion['tramos'][number]>();
  for (const [cubo, carteras, suma] of cubos) {
    const desde = 2 ** Math.floor(Math.log2(limitesDe(cubo).desde));
    const tramo = tramos.get(desde) ?? { desde, hasta: 2 * desde - 1, carteras: 0, suma: 0 };
    tramo.carteras += carteras;
    tramo.suma += suma;
    tramos.set(desde, tramo);
  }
  return [...tramos.values()];
}
