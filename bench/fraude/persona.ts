/** How a person reads and plays: at the pace of the text, with distractions, on some days. */
import { REPETIDO } from '../../src/reactors/fraude/entrada.ts';
import type { Azar } from './azar.ts';
import { AHORA, type Cuenta, DIA, DIAS, HORA, MINUTO, PRIMER_DIA, SEGUNDO } from './mundo.ts';

export interface Habitos {
  palabrasPorMinuto: number;
  /** Spread of the logarithm of the time spent on pages of one length. */
  ruido: number;
  /** Share of pages that get a reaction, that are put aside for a while, that were read before, that are skipped. */
  reaccion: number;
  distraccion: number;
  releidas: number;
  saltadas: number;
  /** Shares of pages after which something else is done: a purchase, an item used, a quiz. */
  compra: number;
  componente: number;
  /** Share of commands sent twice or more because nothing seems to happen. */
  dobleToque: number;
}

export function habitos(azar: Azar, cambios: Partial<Habitos> = {}): Habitos {
  // Anybody may be one who hardly reads.
  const paciencia = azar.uno();
  return {
    palabrasPorMinuto: azar.logNormal(230, 0.25),
    ruido: azar.entre(0.25, 0.6),
    reaccion: azar.pasa(0.15) ? azar.entre(0.7, 1) : azar.entre(0, 0.5),
    distraccion: azar.entre(0.01, 0.06),
    releidas: azar.entre(0, 0.2),
    saltadas:
      paciencia < 0.08 ? azar.entre(0.4, 0.9) : paciencia < 0.35 ? azar.entre(0.1, 0.4) : azar.entre(0, 0.1),
    compra: 0.01,
    componente: azar.entre(0, 0.04),
    dobleToque: azar.entre(0, 0.03),
    ...cambios,
  };
}

/** Words of a page. */
export function largoDePagina(azar: Azar): number {
  return Math.round(Math.min(400, Math.max(20, azar.logNormal(100, 0.5))));
}

/** Reads from `desde` for about `duracionMs`; gives when it ended. */
export function leer(
  azar: Azar,
  cuenta: Cuenta,
  desde: number,
  duracionMs: number,
  persona: Habitos,
): number {
  let en = Math.round(desde);
  const espera = (ms: number) => {
    en += Math.max(150, Math.round(ms));
  };
  const fin = Math.min(desde + duracionMs, AHORA);
  let primera = true;
  while (en < fin) {
    const palabras = largoDePagina(azar);
    const releida = azar.pasa(persona.releidas);
    const tipo = primera || azar.pasa(0.05) ? 'abrir' : 'decision';
    primera = false;
    if (!cuenta.manda({ en, tipo, ...(releida ? {} : { palabras }) })) {
      // Told to wait, a person taps again a few times, and then waits.
      for (let toques = azar.entero(0, 4); toques > 0; toques--) {
        espera(azar.logNormal(1_500, 0.6));
        cuenta.rechaza(en, tipo, 'RATE_LIMIT_EXCEEDED');
      }
      espera(azar.entre(5, 40) * SEGUNDO);
      continue;
    }
    if (azar.pasa(persona.dobleToque)) tocarDeNuevo(azar, cuenta, en, tipo);
    const prisa = releida || azar.pasa(persona.saltadas);
    espera(
      prisa
        ? azar.logNormal(2_500, 0.6)
        : 1_200 + (palabras / persona.palabrasPorMinuto) * MINUTO * azar.logNormal(1, persona.ruido),
    );
    if (azar.pasa(persona.reaccion)) {
      cuenta.manda({ en, tipo: 'reaccion', cantidad: 2 });
      espera(azar.logNormal(2_500, 0.5));
      if (azar.pasa(0.02)) cuenta.rechaza(en, 'Reaccionar', 'ALREADY_REACTED');
    }
    if (azar.pasa(persona.compra)) comprar(azar, cuenta, en);
    if (azar.pasa(persona.componente)) en = responder(azar, cuenta, en);
    if (azar.pasa(persona.distraccion)) espera(azar.exponencial(5 * MINUTO));
  }
  return en;
}

/** Taps that arrive again: repeats of the command, or, where the button is a new one, a rejection. */
function tocarDeNuevo(azar: Azar, cuenta: Cuenta, en: number, comando: string): void {
  let despues = en;
  for (let toques = azar.entero(1, 3); toques > 0; toques--) {
    despues += Math.round(azar.logNormal(500, 0.7));
    cuenta.rechaza(despues, comando, azar.pasa(0.6) ? REPETIDO : 'DECISION_OUT_OF_PLACE');
  }
}

function comprar(azar: Azar, cuenta: Cuenta, en: number): void {
  const cantidad = azar.entero(10, 150);
  if (azar.pasa(0.3)) cuenta.rechaza(en + 50, 'ComprarItem', 'INSUFFICIENT_FUNDS');
  else if (cuenta.manda({ en: en + 50, tipo: 'compra', cantidad }) && azar.pasa(0.5))
    cuenta.manda({ en: en + Math.round(azar.entre(2, 20) * SEGUNDO), tipo: 'uso' });
}

/** A quiz of a few questions, some answers wrong. */
function responder(azar: Azar, cuenta: Cuenta, desde: number): number {
  let en = desde;
  for (let preguntas = azar.entero(1, 5); preguntas > 0; preguntas--) {
    en += Math.round(azar.logNormal(8_000, 0.6));
    if (azar.pasa(0.25)) cuenta.rechaza(en, 'CompletarComponente', 'WRONG_ANSWER');
    else cuenta.manda({ en, tipo: 'componente', cantidad: 3 });
  }
  return en + 2_000;
}

export function reclamarRegalo(azar: Azar, cuenta: Cuenta, en: number): void {
  cuenta.manda({ en: Math.round(en), tipo: 'regalo_diario', cantidad: azar.entero(10, 24) });
  if (azar.pasa(0.04))
    cuenta.rechaza(
      Math.round(en + azar.entre(1, 60) * SEGUNDO),
      'ReclamarRegaloDiario',
      'GIFT_ALREADY_CLAIMED',
    );
}

/** Days of the window on which somebody plays, as midnights. */
export function diasDeJuego(azar: Azar, probabilidad: number): number[] {
  const dias = Array.from({ length: DIAS }, (_, dia) => PRIMER_DIA + dia * DIA).filter(() =>
    azar.pasa(probabilidad),
  );
  return dias.length > 0 ? dias : [PRIMER_DIA + azar.entero(0, DIAS - 1) * DIA];
}

/** Plays on some days: sessions of some minutes around hours of the day. */
export function jugar(
  azar: Azar,
  cuenta: Cuenta,
  persona: Habitos,
  plan: {
    dias: number;
    horas: readonly number[];
    desvioHoras: number;
    minutos: [number, number];
    regalo: number;
  },
): void {
  for (const dia of diasDeJuego(azar, plan.dias)) {
    let libre = dia;
    for (const hora of plan.horas) {
      const en = Math.max(libre, dia + hora * HORA + azar.normal() * plan.desvioHoras * HORA);
      if (hora === plan.horas[0] && azar.pasa(plan.regalo)) reclamarRegalo(azar, cuenta, en - 10 * SEGUNDO);
      libre = leer(azar, cuenta, en, azar.escala(...plan.minutos) * MINUTO, persona) + 5 * MINUTO;
    }
  }
}
