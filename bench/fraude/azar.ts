/** A small seeded generator (mulberry32) and the draws that the corpus is made with. */
export interface Azar {
  /** In [0, 1). */
  uno(): number;
  entre(minimo: number, maximo: number): number;
  /** A whole number, both ends included. */
  entero(minimo: number, maximo: number): number;
  pasa(probabilidad: number): boolean;
  normal(): number;
  /** Log-normal around its median. */
  logNormal(mediana: number, sigma: number): number;
  /** Log-uniform: as likely between 2 and 4 as between 10 and 20. */
  escala(minimo: number, maximo: number): number;
  exponencial(media: number): number;
  alguno<T>(lista: readonly T[]): T;
}

export function crearAzar(semilla: number): Azar {
  let estado = Math.imul(semilla ^ 0x9e3779b9, 0x85ebca6b) >>> 0;
  const uno = () => {
    estado = (estado + 0x6d2b79f5) >>> 0;
    let t = estado;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  const entre = (minimo: number, maximo: number) => minimo + (maximo - minimo) * uno();
  const normal = () => Math.sqrt(-2 * Math.log(1 - uno())) * Math.cos(2 * Math.PI * uno());
  return {
    uno,
    entre,
    normal,
    entero: (minimo, maximo) => Math.floor(entre(minimo, maximo + 1)),
    pasa: (probabilidad) => uno() < probabilidad,
    logNormal: (mediana, sigma) => mediana * Math.exp(sigma * normal()),
    escala: (minimo, maximo) => minimo * (maximo / minimo) ** uno(),
    exponencial: (media) => -media * Math.log(1 - uno()),
    alguno: (lista) => lista[Math.floor(uno() * lista.length)]!,
  };
}
