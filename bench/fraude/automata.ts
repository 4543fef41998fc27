/** How a script plays: one command after another at times of its own making. */
import type { Azar } from './azar.ts';
import { AHORA, type Cuenta, DIA, HORA, MINUTO, PRIMER_DIA, SEGUNDO } from './mundo.ts';
import { diasDeJuego, habitos, largoDePagina, leer, reclamarRegalo } from './persona.ts';

const ACCIONES_DE_SOBRA = 6_000;

/** Gives the milliseconds until the next command, on a page of so many words. */
export type Reloj = (palabras: number) => number;

export interface Guion {
  reloj: Reloj;
  /** Share of steps that react to the page instead of turning it. */
  reaccion: number;
  /** Share of pages that were farmed before. */
  repetidas: number;
  /** Told to wait, it goes on all the same. */
  insiste: boolean;
}

export function guion(azar: Azar, reloj: Reloj, cambios: Partial<Guion> = {}): Guion {
  return {
    reloj,
    reaccion: azar.pasa(0.5) ? azar.entre(0.2, 0.5) : 0,
    repetidas: azar.entre(0, 0.6),
    insiste: azar.pasa(0.5),
    ...cambios,
  };
}

/** Some scripts know better than to ignore the text: their waits grow with the page, at a speed beyond a reader's. */
export function alTexto(azar: Azar, reloj: Reloj): Reloj {
  if (azar.pasa(0.7)) return reloj;
  const apego = azar.entre(0.3, 1);
  return (palabras) => reloj(palabras) * (palabras / 100) ** apego;
}

/** Runs from `desde` to `hasta`. */
export function correr(azar: Azar, cuenta: Cuenta, desde: number, hasta: number, plan: Guion): void {
  let en = Math.round(desde);
  const fin = Math.min(hasta, AHORA);
  while (en < fin) {
    const palabras = largoDePagina(azar);
    const pasa = azar.pasa(plan.reaccion)
      ? cuenta.manda({ en, tipo: 'reaccion', cantidad: 2 })
      : cuenta.manda({ en, tipo: 'decision', ...(azar.pasa(plan.repetidas) ? {} : { palabras }) });
    en += Math.max(100, Math.round(plan.reloj(palabras)));
    if (!pasa && !plan.insiste) en += 30 * SEGUNDO;
  }
}

/** Runs on many days, from some hour for some hours, with stops now and then; takes the gift when it starts. */
export function trabajar(
  azar: Azar,
  cuenta: Cuenta,
  plan: Guion,
  horario: { dias: number; horas: number; paradas: number },
): void {
  const comienzo = azar.entre(0, 24);
  // Last day first: only the latest actions are looked at, and the rest need not be made.
  for (const dia of diasDeJuego(azar, horario.dias).reverse()) {
    if (cuenta.acciones.length > ACCIONES_DE_SOBRA) break;
    let en = dia + (comienzo + azar.normal() * 0.3) * HORA;
    const fin = en + Math.min(24, horario.horas * azar.logNormal(1, 0.2)) * HORA;
    reclamarRegalo(azar, cuenta, en);
    en += 5 * SEGUNDO;
    while (en < fin) {
      const hasta = Math.min(fin, en + azar.exponencial(HORA / Math.max(horario.paradas, 0.01)));
      correr(azar, cuenta, en, hasta, plan);
      en = hasta + azar.escala(2, 40) * MINUTO;
    }
  }
}

/** The times of a person's recorded session, in milliseconds between commands. */
export function grabar(azar: Azar): number[] {
  const tiempos: number[] = [];
  leer(
    azar,
    {
      id: 'grabada',
      acciones: [],
      intentos: [],
      manda: ({ en }) => {
        tiempos.push(en);
        return true;
      },
      rechaza: () => {},
    },
    PRIMER_DIA + azar.uno() * DIA,
    azar.escala(8, 40) * MINUTO,
    habitos(azar, { saltadas: 0.3, distraccion: 0.01, releidas: azar.entre(0.2, 0.8) }),
  );
  return tiempos.slice(1).map((en, i) => en - tiempos[i]!);
}

/** Plays the recordings again and again, in turn or at random, a little off each time. */
export function reproducir(
  azar: Azar,
  grabaciones: readonly number[][],
  enOrden: boolean,
  ruido: number,
): Reloj {
  let grabacion = 0;
  let paso = 0;
  return () => {
    if (paso >= grabaciones[grabacion]!.length) {
      paso = 0;
      grabacion = enOrden ? (grabacion + 1) % grabaciones.length : azar.entero(0, grabaciones.length - 1);
    }
    return grabaciones[grabacion]![paso++]! * azar.logNormal(1, ruido);
  };
}
