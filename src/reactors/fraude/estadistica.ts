/** The few statistics that the clues need. */

export const HORA_MS = 3_600_000;
export const DIA_MS = 86_400_000;

function media(valores: readonly number[]): number {
  return valores.reduce((suma, valor) => suma + valor, 0) / valores.length;
}

/** The value below which a share `parte` of them lies; the list is in ascending order and not empty. */
function cuantil(ordenados: readonly number[], parte: number): number {
  const lugar = parte * (ordenados.length - 1);
  const abajo = ordenados[Math.floor(lugar)]!;
  return abajo + (ordenados[Math.ceil(lugar)]! - abajo) * (lugar % 1);
}

const enOrden = (valores: readonly number[]) => Float64Array.from(valores).sort();

export function mediana(valores: readonly number[]): number {
  return cuantil([...enOrden(valores)], 0.5);
}

/** Standard deviation as the quartiles tell it, which a few outliers do not move. */
export function desviacionRobusta(valores: readonly number[]): number {
  const ordenados = [...enOrden(valores)];
  return (cuantil(ordenados, 0.75) - cuantil(ordenados, 0.25)) / 1.349;
}

/** Pearson's; 0 where one side does not vary. */
export function correlacion(xs: readonly number[], ys: readonly number[]): number {
  const [mx, my] = [media(xs), media(ys)];
  let [xy, xx, yy] = [0, 0, 0];
  for (let i = 0; i < xs.length; i++) {
    const [dx, dy] = [xs[i]! - mx, ys[i]! - my];
    xy += dx * dy;
    xx += dx * dx;
    yy += dy * dy;
  }
  return xx > 0 && yy > 0 ? xy / Math.sqrt(xx * yy) : 0;
}

/** What of each y a straight line over the xs leaves. */
export function residuos(xs: readonly number[], ys: readonly number[]): number[] {
  const [mx, my] = [media(xs), media(ys)];
  let [xy, xx] = [0, 0];
  for (let i = 0; i < xs.length; i++) {
    xy += (xs[i]! - mx) * (ys[i]! - my);
    xx += (xs[i]! - mx) ** 2;
  }
  const pendiente = xx > 0 ? xy / xx : 0;
  return ys.map((y, i) => y - my - pendiente * (xs[i]! - mx));
}

/** Mean of the three largest, a missing one counting 0: one wild day is not a habit. */
export function mediaDeTresMayores(valores: Iterable<number>): number {
  const mayores = [...valores].sort((a, b) => b - a).slice(0, 3);
  return mayores.reduce((suma, valor) => suma + valor, 0) / 3;
}

/** How many times fall into each block of `anchoMs`, by block number. */
export function porBloques(tiempos: readonly number[], anchoMs: number): Map<number, number> {
  const cuentas = new Map<number, number>();
  for (const en of tiempos) {
    const bloque = Math.floor(en / anchoMs);
    cuentas.set(bloque, (cuentas.get(bloque) ?? 0) + 1);
  }
  return cuentas;
}
