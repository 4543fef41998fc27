/**
 * `bot_like_behavior`, first half: the times between commands. Machines are too regular, play recordings again, or
 * turn pages with no regard to their length. O(n log n + 300 lags × 600).
 */
import type { Accion } from './entrada.ts';
import { correlacion, desviacionRobusta, mediana, residuos } from './estadistica.ts';
import type { Medida, Medidas } from './indicios.ts';
import type { Recorte } from './recortar.ts';
import type { Umbrales } from './umbrales.ts';

/** Gaps within 2 % are one period. */
const ANCHO_PERIODO = Math.log(1.02);
const PERIODOS = 4;
/** A recording is looked for among the latest gaps, up to this length. */
const SERIE_MAXIMA = 600;
const DESFASE_MAXIMO = 300;

export function medirRitmo({ acciones, comandos, intentos }: Recorte, umbrales: Umbrales): Medidas {
  const vueltas = acciones.filter(({ tipo }) => tipo === 'abrir' || tipo === 'decision');
  const logs = logHuecos(comandos, umbrales);
  const logsDeVueltas = logHuecos(
    vueltas.map(({ en }) => en),
    umbrales,
  );
  const principales = logsDeVueltas.length >= umbrales.muestra.huecos ? logsDeVueltas : logs;
  const medidas: Medidas = { ...medirLectura(vueltas, umbrales) };
  if (principales.length >= umbrales.muestra.huecos)
    medidas.dispersion = { valor: desviacionRobusta(principales), muestra: principales.length };
  if (logs.length >= umbrales.muestra.huecos)
    medidas.periodo = { valor: parteDePeriodos(logs), muestra: logs.length };
  const logsDeIntentos = logHuecos(
    intentos.map(({ en }) => en),
    umbrales,
  );
  if (logsDeIntentos.length >= umbrales.muestra.huecos)
    medidas.martilleo = { valor: desviacionRobusta(logsDeIntentos), muestra: logsDeIntentos.length };
  const repeticion = repeticionDe(principales.slice(-SERIE_MAXIMA), umbrales.muestra.serie);
  if (repeticion) medidas.repeticion = repeticion;
  return medidas;
}

/** Median milliseconds between the times of an account, which are in order; undefined where they are too few. */
export function huecoMediano(tiempos: readonly number[], umbrales: Umbrales): number | undefined {
  const logs = logHuecos(tiempos, umbrales);
  return logs.length >= umbrales.muestra.huecos ? Math.exp(mediana(logs)) : undefined;
}

/** Logarithms of the milliseconds between one time and the next, pauses left out. */
function logHuecos(tiempos: readonly number[], { huecoMaximoMs }: Umbrales): number[] {
  const logs: number[] = [];
  for (let i = 1; i < tiempos.length; i++) {
    const huecoMs = tiempos[i]! - tiempos[i - 1]!;
    if (huecoMs <= huecoMaximoMs) logs.push(Math.log(Math.max(huecoMs, 1)));
  }
  return logs;
}

function parteDePeriodos(logs: readonly number[]): number {
  const cuentas = new Map<number, number>();
  for (const log of logs) {
    const periodo = Math.round(log / ANCHO_PERIODO);
    cuentas.set(periodo, (cuentas.get(periodo) ?? 0) + 1);
  }
  const mayores = [...cuentas.values()].sort((a, b) => b - a).slice(0, PERIODOS);
  return mayores.reduce((suma, cuenta) => suma + cuenta, 0) / logs.length;
}

/** The lag at which the series is most like itself; a lag leaves at least `minimo` pairs. */
function repeticionDe(serie: readonly number[], minimo: number): Medida | undefined {
  const ultimo = Math.min(DESFASE_MAXIMO, serie.length - minimo);
  if (ultimo < 1) return undefined;
  let valor = -1;
  for (let desfase = 1; desfase <= ultimo; desfase++)
    valor = Math.max(valor, correlacion(serie.slice(desfase), serie.slice(0, serie.length - desfase)));
  return { valor, muestra: serie.length };
}

/** Speed and regard for length, over pages that were new and were left by turning to another. */
function medirLectura(vueltas: readonly Accion[], umbrales: Umbrales): Medidas {
  const logPalabras: number[] = [];
  const logTiempos: number[] = [];
  let rapidas = 0;
  for (let i = 1; i < vueltas.length; i++) {
    const { en, palabras } = vueltas[i - 1]!;
    const tiempoMs = Math.max(vueltas[i]!.en - en, 1);
    if (!palabras || tiempoMs > umbrales.pausaMs) continue;
    logPalabras.push(Math.log(palabras));
    logTiempos.push(Math.log(tiempoMs));
    if (palabras / (tiempoMs / 60_000) > umbrales.palabrasPorMinuto) rapidas += 1;
  }
  const muestra = logPalabras.length;
  const medidas: Medidas = {};
  if (muestra >= umbrales.muestra.huecos) medidas.velocidad = { valor: rapidas / muestra, muestra };
  if (muestra >= umbrales.muestra.paginas) {
    medidas.lectura = { valor: correlacion(logPalabras, logTiempos), muestra };
    medidas.residuo = { valor: desviacionRobusta(residuos(logPalabras, logTiempos)), muestra };
  }
  return medidas;
}
