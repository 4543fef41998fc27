/** Finds the thresholds by search on the training seeds: `npm run bench -- fraude --train`. */
import { medir } from '../../src/reactors/fraude/evaluar.ts';
import {
  INDICIOS,
  type Medidas,
  NOMBRES_INDICIO,
  type NombreIndicio,
  type NombreSenal,
} from '../../src/reactors/fraude/indicios.ts';
import { UMBRALES } from '../../src/reactors/fraude/umbrales.ts';
import { type Bando, generar, semillas } from './corpus.ts';

export const SEMILLAS_DE_ENTRENAMIENTO = semillas(1, 40);

/** Thresholds must hold when they are off by this share: looser for honest people, stricter for the others. */
const MARGEN = 0.05;
const FALSOS_ADMITIDOS = 0.004;
const VUELTAS = 6;
const CUANTILES = [0.5, 0.8, 0.9, 0.94, 0.96, 0.97, 0.98, 0.985, 0.99, 0.9925, 0.995, 0.9975, 1];
const MAS_ALLA = [0.1, 0.2, 0.35, 0.5, 0.8];
const CONTADOS: ReadonlySet<NombreIndicio> = new Set([
  'anillo',
  'embudo',
  'cadena',
  'seguidos',
  'rechazos_hora',
  'rechazos_dia',
]);
/** The search starts from each of these quantiles in turn: from one place alone it may end on a low hill. */
const PARTIDAS = [0.94, 0.97, 0.985, 0.995, 1];

type Umbral = Record<NombreIndicio, number>;

interface Medido {
  bando: Bando;
  clase: string;
  medidas: Medidas;
}

/** The thresholds that scored best, and the score. */
export interface Hallazgo {
  umbral: Umbral;
  puntos: number;
}

export function entrenar(): Hallazgo {
  const medidos = medirCorpus();
  const candidatos = Object.fromEntries(
    NOMBRES_INDICIO.map((indicio) => [indicio, candidatosDe(indicio, medidos)]),
  ) as Record<NombreIndicio, number[]>;
  const hallazgos = PARTIDAS.map((parte) => {
    const lugar = CUANTILES.indexOf(parte);
    const partida = Object.fromEntries(
      NOMBRES_INDICIO.map((indicio) => [
        indicio,
        candidatos[indicio][Math.min(lugar, candidatos[indicio].length - 1)]!,
      ]),
    ) as Umbral;
    const hallazgo = subir(partida, candidatos, medidos);
    process.stderr.write(`  from the quantile ${parte}: score ${hallazgo.puntos.toFixed(4)}\n`);
    return hallazgo;
  });
  return hallazgos.reduce((mejor, otro) => (otro.puntos > mejor.puntos ? otro : mejor));
}

function medirCorpus(): Medido[] {
  const medidos: Medido[] = [];
  for (const semilla of SEMILLAS_DE_ENTRENAMIENTO)
    for (const { bando, clase, caso } of generar(semilla))
      if (bando !== 'limite') medidos.push({ bando, clase, medidas: medir(caso, UMBRALES) });
  return medidos;
}

/** Goes from threshold to threshold, taking the best value of each, until nothing gets better. */
function subir(
  partida: Umbral,
  candidatos: Record<NombreIndicio, number[]>,
  medidos: readonly Medido[],
): Hallazgo {
  const umbral = { ...partida };
  let puntos = puntuar(umbral, medidos);
  for (let vuelta = 0; vuelta < VUELTAS; vuelta++) {
    const antes = puntos;
    for (const indicio of NOMBRES_INDICIO)
      for (const candidato of candidatos[indicio]) {
        const nuevos = puntuar({ ...umbral, [indicio]: candidato }, medidos);
        if (nuevos > puntos) {
          umbral[indicio] = candidato;
          puntos = nuevos;
        }
      }
    if (puntos === antes) break;
  }
  return { umbral, puntos };
}

/** Values to try: quantiles of the honest, and some beyond their extreme. */
function candidatosDe(indicio: NombreIndicio, medidos: readonly Medido[]): number[] {
  const arriba = INDICIOS[indicio].desde === 'arriba';
  const valores = medidos
    .filter(({ bando }) => bando === 'honesto')
    .flatMap(({ medidas }) => medidas[indicio]?.valor ?? [])
    .sort((a, b) => (arriba ? a - b : b - a));
  const extremo = valores.at(-1)!;
  return [
    ...CUANTILES.map((parte) => valores[Math.round(parte * (valores.length - 1))]!),
    ...MAS_ALLA.map((parte) => mover(indicio, extremo, -parte)),
  ]
    .map((valor) => redondear(indicio, valor))
    .filter((valor) => valor > 0 || indicio === 'lectura');
}

/** A rate is a whole number of times the factor; what counts things is whole; the rest has two figures. */
function redondear(indicio: NombreIndicio, valor: number): number {
  if (INDICIOS[indicio].senal === 'high_activity_rate')
    return UMBRALES.factor * Math.max(1, Math.round(valor / UMBRALES.factor / 10)) * 10;
  if (CONTADOS.has(indicio)) return Math.max(2, Math.ceil(valor));
  return Number(valor.toPrecision(2));
}

/** `parte` > 0 makes the clue count sooner. */
function mover(indicio: NombreIndicio, umbral: number, parte: number): number {
  const ancho = indicio === 'lectura' ? 0.5 : Math.abs(umbral);
  return umbral + (INDICIOS[indicio].desde === 'arriba' ? -1 : 1) * parte * ancho;
}

function senalesDe(medidas: Medidas, umbral: Umbral): number {
  const senales = new Set<NombreSenal>();
  for (const indicio of NOMBRES_INDICIO) {
    const valor = medidas[indicio]?.valor;
    if (valor === undefined) continue;
    const { desde, senal } = INDICIOS[indicio];
    if (desde === 'arriba' ? valor >= umbral[indicio] : valor <= umbral[indicio]) senales.add(senal);
  }
  return senales.size;
}

/**
 * Mean share caught over the kinds, less what false positives cost; honest people with one signal cost a little, and
 * abusers with more than two are worth a little, so that a threshold that decides nothing goes where it is plain.
 */
function puntuar(umbral: Umbral, medidos: readonly Medido[]): number {
  const movido = (parte: number) =>
    Object.fromEntries(
      NOMBRES_INDICIO.map((indicio) => [indicio, mover(indicio, umbral[indicio], parte)]),
    ) as Umbral;
  const [pronto, tarde] = [movido(MARGEN), movido(-MARGEN)];
  const clases = new Map<string, { bando: Bando; casos: number; marcados: number }>();
  let [honestos, falsos, congelados, solos, adversarios, senalesDeMas] = [0, 0, 0, 0, 0, 0];
  for (const { bando, clase, medidas } of medidos) {
    const honesto = bando === 'honesto';
    const senales = senalesDe(medidas, honesto ? pronto : tarde);
    const cuenta = clases.get(clase) ?? { bando, casos: 0, marcados: 0 };
    clases.set(clase, cuenta);
    cuenta.casos += 1;
    if (senales >= 2) cuenta.marcados += 1;
    if (honesto) {
      honestos += 1;
      if (senales >= 2) falsos += 1;
      if (senales >= 3) congelados += 1;
      if (senales === 1) solos += 1;
    } else {
      adversarios += 1;
      senalesDeMas += Math.max(0, senales - 2);
    }
  }
  const partes = (bando: Bando) =>
    [...clases.values()].filter((c) => c.bando === bando).map((c) => c.marcados / c.casos);
  const cazados = partes('adversario');
  const peorHonesta = Math.max(...partes('honesto'));
  return (
    cazados.reduce((suma, parte) => suma + parte, 0) / cazados.length -
    20 * Math.max(0, falsos / honestos - FALSOS_ADMITIDOS) -
    Math.max(0, peorHonesta - 0.02) -
    (50 * congelados) / honestos -
    (0.15 * solos) / honestos +
    (0.02 * senalesDeMas) / adversarios
  );
}
