/** Accounts of one owner: rings of referrals, funnels and chains of gifts, accounts driven in step. */
import { REPETIDO } from '../../src/reactors/fraude/entrada.ts';
import { alTexto, correr, type Guion, guion, trabajar } from './automata.ts';
import type { Azar } from './azar.ts';
import {
  AHORA,
  type Clase,
  type Cuenta,
  crearMundo,
  DIA,
  DIAS,
  HORA,
  MINUTO,
  type Mundo,
  PRIMER_DIA,
  SEGUNDO,
} from './mundo.ts';
import { habitos, jugar, leer, reclamarRegalo } from './persona.ts';

/** How one owner's script runs: near one period, more or less off. */
function guionDeGranja(azar: Azar, cambios: Partial<Guion> = {}): Guion {
  const [ms, sigma] = [azar.escala(2, 12) * SEGUNDO, azar.entre(0.03, 0.5)];
  return guion(
    azar,
    alTexto(azar, () => azar.logNormal(ms, sigma)),
    cambios,
  );
}

/** What a farm account earns on a day, and gives on. */
const cosecha = (azar: Azar) => azar.entero(20, 150);

/**
 * Throw-away accounts, registered one after the other, played by a script until the referral pays, some of them kept
 * to give away what they earn. The referrer is played by the same script.
 */
const anilloDeReferidos: Clase = (azar) => {
  const mundo = crearMundo();
  const jefe = mundo.cuenta();
  const plan = guionDeGranja(azar);
  const miembros = Array.from({ length: azar.entero(6, 25) }, () => mundo.cuenta());
  const inicio = PRIMER_DIA + azar.entre(0, 10) * DIA;
  const cadaMs = azar.escala(0.5, 20) * MINUTO;
  const conservadas = azar.entre(0, 0.6);
  let registrado = inicio;
  for (const miembro of miembros) {
    registrado += Math.round(cadaMs * azar.entre(0.6, 1.4));
    miembro.acciones.push({ en: registrado, tipo: 'registro' });
    const hasta = registrado + azar.escala(3, 20) * MINUTO;
    correr(azar, miembro, registrado + azar.entre(3, 20) * SEGUNDO, hasta, plan);
    mundo.refiere(jefe, miembro, registrado, Math.round(hasta));
    if (!azar.pasa(conservadas)) continue;
    for (let dia = hasta + azar.entre(0.5, 1) * DIA; dia < AHORA; dia += DIA) {
      correr(azar, miembro, dia, dia + azar.escala(3, 20) * MINUTO, plan);
      mundo.regala(miembro, jefe, cosecha(azar), Math.round(dia + 30 * MINUTO));
    }
  }
  trabajar(azar, jefe, plan, { dias: azar.entre(0.3, 1), horas: azar.escala(1, 8), paradas: 1 });
  return [jefe, ...miembros.slice(-3)].map((cuenta) => mundo.entrada(cuenta));
};

/** Makes farm accounts that give what they earn to one who rests little himself. */
function granjeros(
  azar: Azar,
  mundo: Mundo,
  cuantos: number,
  plan: Guion,
  receptor: (dia: number) => Cuenta,
): Cuenta[] {
  return Array.from({ length: cuantos }, () => {
    const granjero = mundo.cuenta();
    const horas = azar.escala(0.3, 4);
    const hora = azar.entre(0, 20);
    const constancia = azar.entre(0.5, 1);
    for (let dia = 0; dia < DIAS; dia++) {
      if (!azar.pasa(constancia)) continue;
      const en = PRIMER_DIA + dia * DIA + (hora + azar.uno()) * HORA;
      reclamarRegalo(azar, granjero, en);
      correr(azar, granjero, en + 5 * SEGUNDO, en + horas * HORA, plan);
      if (azar.pasa(0.85))
        mundo.regala(granjero, receptor(dia), cosecha(azar), Math.round(en + (horas + 0.1) * HORA));
    }
    return granjero;
  });
}

const embudo: Clase = (azar) => {
  const mundo = crearMundo();
  const centro = mundo.cuenta();
  const plan = guionDeGranja(azar);
  const todos = granjeros(azar, mundo, azar.entero(5, 20), plan, () => centro);
  trabajar(azar, centro, plan, { dias: azar.entre(0.4, 1), horas: azar.escala(1, 8), paradas: 1 });
  return [centro, ...todos.slice(0, 3)].map((cuenta) => mundo.entrada(cuenta));
};

/** A chain that passes on, day by day, nearly all that comes in. */
const cadena: Clase = (azar) => {
  const mundo = crearMundo();
  const plan = guionDeGranja(azar);
  const eslabones = Array.from({ length: azar.entero(4, 7) }, () => mundo.cuenta());
  for (const eslabon of eslabones)
    trabajar(azar, eslabon, plan, { dias: azar.entre(0.4, 1), horas: azar.escala(0.5, 5), paradas: 1 });
  for (let dia = 0; dia < DIAS; dia++) {
    if (!azar.pasa(0.8)) continue;
    let en = PRIMER_DIA + dia * DIA + azar.entre(8, 14) * HORA;
    let cantidad = cosecha(azar);
    for (let i = 1; i < eslabones.length; i++) {
      mundo.regala(eslabones[i - 1]!, eslabones[i]!, cantidad, Math.round(en));
      en += azar.escala(1, 180) * MINUTO;
      cantidad = Math.min(500, Math.round(cantidad * azar.entre(0.85, 1.2)));
    }
  }
  return eslabones.map((cuenta) => mundo.entrada(cuenta));
};

/** Farm accounts give to mules, who pass on to the one who spends. */
const mulas: Clase = (azar) => {
  const mundo = crearMundo();
  const plan = guionDeGranja(azar);
  const jefe = mundo.cuenta();
  const capa = Array.from({ length: azar.entero(2, 4) }, () => mundo.cuenta());
  const grupos = capa.map((mula) => granjeros(azar, mundo, azar.entero(4, 8), plan, () => mula));
  for (const mula of capa) {
    trabajar(azar, mula, plan, { dias: azar.entre(0.4, 1), horas: azar.escala(0.5, 4), paradas: 1 });
    for (const { en, tipo, cantidad } of [...mula.acciones])
      if (tipo === 'regalo_recibido' && azar.pasa(0.7))
        mundo.regala(
          mula,
          jefe,
          Math.round(cantidad! * azar.entre(0.8, 1)),
          Math.round(en + azar.escala(2, 600) * MINUTO),
        );
  }
  trabajar(azar, jefe, plan, { dias: azar.entre(0.4, 1), horas: azar.escala(1, 8), paradas: 1 });
  return [jefe, capa[0]!, capa[1]!, grupos[0]![0]!, grupos[1]![0]!].map((cuenta) => mundo.entrada(cuenta));
};

/** One script sends each command through all of its accounts, seconds apart; they give to each other now and then. */
const alPaso: Clase = (azar) => {
  const mundo = crearMundo();
  const primera = mundo.cuenta();
  trabajar(azar, primera, guionDeGranja(azar, { insiste: false }), {
    dias: azar.entre(0.4, 1),
    horas: azar.escala(1, 8),
    paradas: 1,
  });
  const temblorMs = azar.escala(50, 1_500);
  const seguidoras = Array.from({ length: azar.entero(3, 10) }, (_, n) => {
    const cuenta = mundo.cuenta();
    const desfaseMs = (n + 1) * azar.escala(0.5, 8) * SEGUNDO;
    for (const accion of primera.acciones)
      if (azar.pasa(0.95))
        cuenta.manda({ ...accion, en: Math.round(accion.en + desfaseMs + azar.normal() * temblorMs) });
    return cuenta;
  });
  const todas = [primera, ...seguidoras];
  for (const cuenta of seguidoras) {
    const registrado = PRIMER_DIA - azar.entre(0, 5) * DIA;
    if (azar.pasa(0.5)) mundo.refiere(primera, cuenta, registrado, registrado + HORA);
    for (let regalos = azar.entero(1, 5); regalos > 0; regalos--)
      mundo.regala(
        cuenta,
        azar.pasa(0.7) ? primera : azar.alguno(todas.filter((otra) => otra !== cuenta)),
        cosecha(azar),
        Math.round(PRIMER_DIA + azar.uno() * DIAS * DIA),
      );
  }
  return todas.slice(0, 4).map((cuenta) => mundo.entrada(cuenta));
};

/** The one at the end of a funnel who plays by hand: only what he is given tells. */
export const COLECTOR_A_MANO: Clase = (azar) => {
  const mundo = crearMundo();
  const centro = mundo.cuenta();
  granjeros(azar, mundo, azar.entero(5, 20), guionDeGranja(azar), () => centro);
  jugar(azar, centro, habitos(azar), {
    dias: 0.6,
    horas: [20],
    desvioHoras: 2,
    minutos: [5, 60],
    regalo: 0.8,
  });
  return [mundo.entrada(centro)];
};

/** All at once: a ring in step that funnels and hammers. */
const mixto: Clase = (azar) => {
  const mundo = crearMundo();
  const jefe = mundo.cuenta();
  const plan = guionDeGranja(azar, { insiste: true });
  const inicio = PRIMER_DIA + azar.entre(0, 3) * DIA;
  const miembros = Array.from({ length: azar.entero(5, 12) }, (_, n) => {
    const cuenta = mundo.cuenta();
    const registrado = Math.round(inicio + (n + azar.uno()) * 2 * MINUTO);
    mundo.refiere(jefe, cuenta, registrado, registrado + HORA);
    for (let dia = registrado + HORA; dia < AHORA; dia += DIA) {
      correr(azar, cuenta, dia, dia + azar.escala(0.3, 3) * HORA, plan);
      if (azar.pasa(0.8)) mundo.regala(cuenta, jefe, cosecha(azar), Math.round(dia + 4 * HORA));
      if (azar.pasa(0.4))
        for (let pruebas = azar.entero(5, 60); pruebas > 0; pruebas--)
          cuenta.rechaza(
            Math.round(dia + azar.uno() * HORA),
            'RegalarBesitos',
            azar.alguno(['VALIDATION', REPETIDO, 'INSUFFICIENT_FUNDS']),
          );
    }
    return cuenta;
  });
  leer(azar, jefe, PRIMER_DIA + azar.entre(1, 5) * DIA, 30 * MINUTO, habitos(azar));
  trabajar(azar, jefe, plan, { dias: azar.entre(0.4, 1), horas: azar.escala(1, 8), paradas: 1 });
  return [jefe, ...miembros.slice(0, 3)].map((cuenta) => mundo.entrada(cuenta));
};

export const ANILLOS: Record<string, Clase> = {
  'anillo de referidos': anilloDeReferidos,
  'embudo de regalos': embudo,
  'cadena de regalos': cadena,
  mulas,
  'cuentas al paso': alPaso,
  mixto,
};
