/** The fraud scorer: from what an account did to the signals it shows and how severe that is. Pure. */
import { medirActividad } from './actividad.ts';
import { medirCuentas } from './cuentas.ts';
import type { Entrada } from './entrada.ts';
import {
  INDICIOS,
  type Medidas,
  NOMBRES_INDICIO,
  type NombreIndicio,
  type NombreSenal,
  salta,
  umbralDe,
} from './indicios.ts';
import { medirIntentos } from './intentos.ts';
import { medirPausas } from './pausas.ts';
import { recortar } from './recortar.ts';
import { medirRitmo } from './ritmo.ts';
import type { Umbrales } from './umbrales.ts';

/** A clue with its figures. `muestra`: over how many gaps, days, gifts, … it was measured. */
export interface Indicio {
  indicio: NombreIndicio;
  valor: number;
  umbral: number;
  desde: 'arriba' | 'abajo';
  salta: boolean;
  muestra: number;
}

/** A signal that is shown; `valor` and `umbral` are those of the first of its clues that count. */
export interface Senal {
  senal: NombreSenal;
  valor: number;
  umbral: number;
  /** The clues that count, at least one. */
  indicios: Indicio[];
}

/** `media`: for review. `alta`: spending is frozen until an admin resolves it. */
export type Severidad = 'media' | 'alta';

export interface Veredicto {
  severidad: Severidad | null;
  senales: Senal[];
  /** All that was measured, for who reviews it. */
  indicios: Indicio[];
}

export function evaluar(entrada: Entrada, umbrales: Umbrales): Veredicto {
  return juzgar(medir(entrada, umbrales), umbrales);
}

/** All the clues that the input has figures enough for. */
export function medir(entrada: Entrada, umbrales: Umbrales): Medidas {
  const recorte = recortar(entrada, umbrales);
  return {
    ...medirActividad(recorte),
    ...medirRitmo(recorte, umbrales),
    ...medirPausas(recorte, umbrales),
    ...medirCuentas(recorte, umbrales),
    ...medirIntentos(recorte, umbrales),
  };
}

/** One clue that counts makes its signal; two signals make a review, three a freeze. */
export function juzgar(medidas: Medidas, umbrales: Umbrales): Veredicto {
  const indicios: Indicio[] = [];
  for (const indicio of NOMBRES_INDICIO) {
    const medida = medidas[indicio];
    if (!medida) continue;
    const umbral = umbralDe(indicio, umbrales);
    const { desde } = INDICIOS[indicio];
    indicios.push({ indicio, ...medida, umbral, desde, salta: salta(indicio, medida.valor, umbral) });
  }
  const porSenal = Map.groupBy(
    indicios.filter((indicio) => indicio.salta),
    ({ indicio }) => INDICIOS[indicio].senal,
  );
  const senales = [...porSenal].map(([senal, suyos]) => {
    const { valor, umbral } = suyos[0]!;
    return { senal, valor, umbral, indicios: suyos };
  });
  return { severidad: severidadDe(senales.length), senales, indicios };
}

function severidadDe(senales: number): Severidad | null {
  if (senales >= 3) return 'alta';
  return senales === 2 ? 'media' : null;
}
