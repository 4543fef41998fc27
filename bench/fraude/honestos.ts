/** Kinds of honest people. */

import type { Entrada } from '../../src/reactors/fraude/entrada.ts';
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
import { diasDeJuego, type Habitos, habitos, jugar, leer, reclamarRegalo } from './persona.ts';

type Plan = Parameters<typeof jugar>[3];

/** Three people of one kind who do not know each other. */
function sueltos(azar: Azar, hacer: (cuenta: Cuenta) => void): Entrada[] {
  return Array.from({ length: 3 }, () => {
    const mundo = crearMundo();
    const cuenta = mundo.cuenta();
    hacer(cuenta);
    // Anybody may have a friend or two, and now and then a gift.
    for (let amigos = azar.entero(0, 2); amigos > 0; amigos--) amistad(azar, mundo, cuenta);
    return mundo.entrada(cuenta);
  });
}

function amistad(azar: Azar, mundo: Mundo, cuenta: Cuenta): void {
  const amigo = mundo.cuenta();
  jugar(azar, amigo, habitos(azar), planCasual(azar));
  const registrado = PRIMER_DIA - azar.entre(0, 60) * DIA;
  if (azar.pasa(0.5)) mundo.refiere(cuenta, amigo, registrado, registrado + azar.entre(1, 48) * HORA);
  for (let regalos = azar.entero(0, 3); regalos > 0; regalos--) {
    const [de, a] = azar.pasa(0.5) ? [cuenta, amigo] : [amigo, cuenta];
    mundo.regala(de, a, azar.entero(5, 40), Math.round(PRIMER_DIA + azar.uno() * DIAS * DIA));
  }
}

const planCasual = (azar: Azar): Plan => ({
  dias: azar.entre(0.1, 0.6),
  horas: azar.pasa(0.5) ? [azar.entre(8, 22)] : [azar.entre(8, 14), azar.entre(16, 22)],
  desvioHoras: 1.5,
  minutos: [3, 30],
  regalo: 0.4,
});

const conPlan =
  (plan: (azar: Azar) => Plan, cambios: (azar: Azar) => Partial<Habitos> = () => ({})): Clase =>
  (azar) =>
    sueltos(azar, (cuenta) => jugar(azar, cuenta, habitos(azar, cambios(azar)), plan(azar)));

const maraton = conPlan(
  (azar) => ({
    dias: azar.entre(0.2, 0.7),
    horas: azar.pasa(0.5) ? [azar.entre(9, 16)] : [azar.entre(8, 11), azar.entre(15, 19)],
    desvioHoras: 1,
    minutos: [90, 420],
    regalo: 0.6,
  }),
  (azar) => ({ distraccion: azar.entre(0.005, 0.05), saltadas: azar.entre(0, 0.25) }),
);

const nocturno = conPlan((azar) => ({
  dias: azar.entre(0.3, 0.9),
  horas: [azar.entre(21, 24), azar.entre(25, 27)],
  desvioHoras: 0.7,
  minutos: [20, 180],
  regalo: 0.7,
}));

const viajero = conPlan(
  (azar) => ({
    dias: azar.entre(0.5, 0.85),
    horas: [7.5, 8.2, 18, 18.7],
    desvioHoras: 0.2,
    minutos: [2, 15],
    regalo: 0.8,
  }),
  (azar) => ({ dobleToque: azar.entre(0.02, 0.12) }),
);

/** Opens the bot on every day, at nearly the same time, for the gift; reads little. */
const racha: Clase = (azar) =>
  sueltos(azar, (cuenta) => {
    const hora = azar.entre(7, 22);
    const desvioMs = azar.escala(1, 60) * MINUTO;
    const persona = habitos(azar, { reaccion: azar.entre(0, 1) });
    for (const dia of diasDeJuego(azar, 0.97)) {
      const en = dia + hora * HORA + azar.normal() * desvioMs;
      reclamarRegalo(azar, cuenta, en);
      if (azar.pasa(0.5))
        leer(azar, cuenta, en + azar.entre(5, 60) * SEGUNDO, azar.escala(1, 10) * MINUTO, persona);
    }
  });

/** Comes back at fixed hours, several times a day. */
const horaFija: Clase = (azar) =>
  sueltos(azar, (cuenta) => {
    const horas = [7, 10.5, 13, 16.5, 19, 21.5].slice(azar.entero(0, 2), azar.entero(4, 6));
    const persona = habitos(azar, { ruido: azar.entre(0.2, 0.4), saltadas: 0.02 });
    for (const dia of diasDeJuego(azar, 0.95))
      for (const hora of horas)
        leer(azar, cuenta, dia + hora * HORA + azar.normal() * MINUTO, azar.escala(3, 25) * MINUTO, persona);
  });

const coleccionista = conPlan(
  (azar) => ({
    dias: azar.entre(0.5, 1),
    horas: [azar.entre(9, 13), azar.entre(17, 22)],
    desvioHoras: 1.5,
    minutos: [15, 120],
    regalo: 0.95,
  }),
  (azar) => ({
    compra: azar.entre(0.1, 0.3),
    componente: azar.entre(0.04, 0.12),
    reaccion: azar.entre(0.6, 1),
  }),
);

/** Goes fast through pages read before, hitting the limit of decisions now and then. */
const lectorRapido = conPlan(
  (azar) => ({
    dias: azar.entre(0.3, 0.9),
    horas: [azar.entre(9, 21)],
    desvioHoras: 3,
    minutos: [10, 120],
    regalo: 0.5,
  }),
  (azar) => ({
    releidas: azar.entre(0.4, 0.9),
    saltadas: azar.entre(0.05, 0.5),
    palabrasPorMinuto: azar.logNormal(380, 0.25),
  }),
);

/** Taps through the pages for what they pay, hardly reading. */
const impaciente = conPlan(
  (azar) => ({
    dias: azar.entre(0.3, 0.9),
    horas: [azar.entre(9, 21)],
    desvioHoras: 3,
    minutos: [5, 60],
    regalo: 0.8,
  }),
  (azar) => ({ saltadas: azar.entre(0.5, 0.95), reaccion: azar.entre(0.2, 0.9) }),
);

/** Looks in all day long, a few minutes each time. */
const aRatos = conPlan(
  (azar) => ({
    dias: azar.entre(0.5, 1),
    horas: Array.from({ length: azar.entero(6, 14) }, (_, n) => 7 + n * 1.2),
    desvioHoras: 0.4,
    minutos: [1, 20],
    regalo: 0.9,
  }),
  (azar) => ({ saltadas: azar.entre(0, 0.4) }),
);

/** A bad network: taps that seem to do nothing are tapped again and again. */
const malaRed = conPlan(
  (azar) => ({
    dias: azar.entre(0.3, 0.9),
    horas: [azar.entre(8, 13), azar.entre(15, 22)],
    desvioHoras: 2,
    minutos: [5, 90],
    regalo: 0.6,
  }),
  (azar) => ({ dobleToque: azar.entre(0.15, 0.6), ruido: azar.entre(0.4, 0.8) }),
);

/** Two to five people under one roof, who often play at the same time and give to each other. */
const hogar: Clase = (azar) => {
  const mundo = crearMundo();
  const casa = Array.from({ length: azar.entero(2, 5) }, () => ({
    cuenta: mundo.cuenta(),
    persona: habitos(azar),
  }));
  const juntos = azar.entre(0.3, 0.9);
  const leenAUna = azar.pasa(0.25);
  for (const dia of diasDeJuego(azar, azar.entre(0.3, 0.9))) {
    const en = dia + azar.entre(18, 22) * HORA;
    const minutos = azar.escala(10, 90);
    for (const { cuenta, persona } of casa)
      if (azar.pasa(juntos)) leer(azar, cuenta, en + azar.exponencial(5 * MINUTO), minutos * MINUTO, persona);
      else if (azar.pasa(0.5))
        leer(azar, cuenta, dia + azar.entre(8, 17) * HORA, azar.escala(3, 40) * MINUTO, persona);
  }
  // A couple that reads aloud: both turn the page at the same moment.
  if (leenAUna) copiarAlPaso(azar, casa[0]!.cuenta, casa[1]!.cuenta, 0.8, 1_200);
  const registro = PRIMER_DIA - azar.entre(0, 30) * DIA;
  for (const { cuenta } of casa.slice(1)) {
    const registrado = registro + azar.escala(2, 3_000) * MINUTO;
    mundo.refiere(casa[0]!.cuenta, cuenta, registrado, registrado + azar.entre(0.5, 24) * HORA);
  }
  for (let regalos = azar.entero(0, 5 * casa.length); regalos > 0; regalos--) {
    // Parents give more than they get.
    const de = azar.pasa(0.4) ? casa[0]! : azar.alguno(casa);
    const a = azar.alguno(casa);
    if (de !== a)
      mundo.regala(de.cuenta, a.cuenta, azar.entero(5, 60), Math.round(PRIMER_DIA + azar.uno() * DIAS * DIA));
  }
  return casa.map(({ cuenta }) => mundo.entrada(cuenta));
};

/** Adds to `otra` a share of the page turns of `una`, a moment later. */
function copiarAlPaso(azar: Azar, una: Cuenta, otra: Cuenta, parte: number, desvioMs: number): void {
  for (const accion of una.acciones)
    if (accion.tipo === 'decision' && azar.pasa(parte))
      otra.manda({ ...accion, en: Math.round(accion.en + azar.normal() * desvioMs) });
}

/** One who brings thirty real friends over the days; some of them give their thanks in besitos. */
const influyente: Clase = (azar) => {
  const mundo = crearMundo();
  const centro = mundo.cuenta();
  jugar(azar, centro, habitos(azar), { ...planCasual(azar), dias: 0.8 });
  const amigos = Array.from({ length: azar.entero(20, 40) }, () => mundo.cuenta());
  const anuncio = PRIMER_DIA + azar.entre(-3, 8) * DIA;
  const agradecidos = azar.entre(0.05, 0.4);
  for (const amigo of amigos) {
    // After a post many come within minutes.
    const registrado = Math.round(anuncio + azar.exponencial(azar.pasa(0.5) ? HORA : 2 * DIA));
    amigo.acciones.push({ en: registrado, tipo: 'registro' });
    leer(azar, amigo, registrado + 20 * SEGUNDO, azar.escala(3, 60) * MINUTO, habitos(azar));
    jugar(azar, amigo, habitos(azar), planCasual(azar));
    amigo.acciones = amigo.acciones.filter(({ en }) => en >= registrado);
    mundo.refiere(centro, amigo, registrado, registrado + azar.entre(0.1, 20) * HORA);
    if (azar.pasa(agradecidos))
      for (let regalos = azar.pasa(0.7) ? azar.entero(1, 2) : azar.entero(3, 6); regalos > 0; regalos--)
        mundo.regala(
          amigo,
          centro,
          azar.entero(5, 40),
          Math.round(registrado + azar.uno() * (AHORA - registrado)),
        );
  }
  for (let regalos = azar.entero(0, 10); regalos > 0; regalos--)
    mundo.regala(
      centro,
      azar.alguno(amigos),
      azar.entero(5, 30),
      Math.round(anuncio + azar.uno() * (AHORA - anuncio)),
    );
  return [centro, ...amigos.slice(0, 4)].map((cuenta) => mundo.entrada(cuenta));
};

/** A class that registers in the same minutes and reads in the same hours; some turn pages when the teacher says. */
const clase: Clase = (azar) => {
  const mundo = crearMundo();
  const docente = mundo.cuenta();
  const alumnos = Array.from({ length: azar.entero(12, 30) }, () => ({
    cuenta: mundo.cuenta(),
    persona: habitos(azar),
  }));
  const primera = PRIMER_DIA + azar.entero(0, 6) * DIA + azar.entre(8, 17) * HORA;
  const alPaso = azar.pasa(0.3);
  for (let leccion = 0; leccion < azar.entero(1, 4); leccion++) {
    const inicio = primera + leccion * 2 * DIA;
    const minutos = azar.entre(20, 50);
    if (leccion === 0 || azar.pasa(0.7)) leer(azar, docente, inicio, minutos * MINUTO, habitos(azar));
    const paginas = Array.from(
      { length: Math.round(minutos / 2) },
      (_, n) => inicio + (n + 1) * 2 * MINUTO + azar.normal() * 20 * SEGUNDO,
    );
    for (const { cuenta, persona } of alumnos) {
      if (leccion > 0 && azar.pasa(0.3)) continue;
      if (!alPaso) leer(azar, cuenta, inicio + azar.entre(2, 8) * MINUTO, minutos * MINUTO, persona);
      else
        for (const pagina of paginas)
          if (azar.pasa(0.85))
            cuenta.manda({
              en: Math.round(pagina + azar.logNormal(6_000, 0.7)),
              tipo: 'decision',
              palabras: 100,
            });
    }
  }
  for (const { cuenta } of alumnos) {
    const registrado = primera + azar.entre(0.5, 6) * MINUTO;
    mundo.refiere(docente, cuenta, registrado, registrado + azar.entre(10, 40) * MINUTO);
    if (azar.pasa(0.3)) jugar(azar, cuenta, habitos(azar), planCasual(azar));
    cuenta.acciones = cuenta.acciones.filter(({ en }) => en >= registrado);
  }
  return [docente, ...alumnos.slice(0, 4).map(({ cuenta }) => cuenta)].map((cuenta) => mundo.entrada(cuenta));
};

/** Tries things out of curiosity: odd amounts, codes that do not exist, buttons of old messages. */
const curioso: Clase = (azar) =>
  sueltos(azar, (cuenta) => {
    jugar(azar, cuenta, habitos(azar), planCasual(azar));
    for (let ratos = azar.entero(1, 3); ratos > 0; ratos--) {
      let en = PRIMER_DIA + azar.uno() * DIAS * DIA;
      for (let pruebas = azar.entero(2, 10); pruebas > 0; pruebas--) {
        en += azar.logNormal(12_000, 0.8);
        const codigo = azar.alguno([
          'VALIDATION',
          'UNKNOWN_COMMAND',
          'CONTENT_NOT_FOUND',
          'DECISION_OUT_OF_PLACE',
          'INSUFFICIENT_FUNDS',
        ]);
        cuenta.rechaza(
          Math.round(en),
          azar.alguno(['CanjearCodigo', 'RegalarBesitos', 'TomarDecision']),
          codigo,
        );
      }
    }
  });

export const HONESTOS: Record<string, Clase> = {
  casual: conPlan(planCasual),
  maraton,
  nocturno,
  viajero,
  racha,
  'hora fija': horaFija,
  coleccionista,
  'lector rápido': lectorRapido,
  impaciente,
  'a ratos': aRatos,
  'mala red': malaRed,
  curioso,
  hogar,
  influyente,
  clase,
};
