/** Kinds of abuse. Those of `AL_LIMITE` seldom show two signals and are reported apart. */
import type { Entrada } from '../../src/reactors/fraude/entrada.ts';
import { ANILLOS, COLECTOR_A_MANO } from './anillos.ts';
import { alTexto, type Guion, grabar, guion, type Reloj, reproducir, trabajar } from './automata.ts';
import type { Azar } from './azar.ts';
import { type Clase, crearMundo, HORA, MINUTO, SEGUNDO } from './mundo.ts';
import { habitos, jugar } from './persona.ts';
import { REPETIDORES } from './repetidores.ts';

type Horario = Parameters<typeof trabajar>[3];

/** A farm works long: some hours a day on most days, with or without stops. */
const deGranja = (azar: Azar): Horario => ({
  dias: azar.entre(0.4, 1),
  horas: azar.escala(6, 18),
  paradas: azar.entre(0, 1.5),
});

const robot =
  (reloj: (azar: Azar) => Reloj, horario = deGranja, cambios: Partial<Guion> = {}): Clase =>
  (azar): Entrada[] =>
    Array.from({ length: 2 }, () => {
      const mundo = crearMundo();
      const cuenta = mundo.cuenta();
      trabajar(azar, cuenta, guion(azar, reloj(azar), cambios), horario(azar));
      return mundo.entrada(cuenta);
    });

const periodo = (azar: Azar) => azar.escala(2.5, 20) * SEGUNDO;

const periodoFijo = robot((azar) => {
  const ms = periodo(azar);
  return () => ms + azar.exponencial(120);
});

const uniforme = robot((azar) => {
  const [ms, amplitud] = [periodo(azar), azar.entre(0.1, 0.7)];
  return () => ms * azar.entre(1 - amplitud, 1 + amplitud);
});

const gaussiano = robot((azar) => {
  const [ms, sigma] = [periodo(azar), azar.entre(0.1, 0.45)];
  return () => Math.max(0.2, 1 + sigma * azar.normal()) * ms;
});

const relojLogNormal = (azar: Azar): Reloj => {
  const [ms, sigma] = [azar.escala(2.5, 14) * SEGUNDO, azar.entre(0.2, 0.9)];
  return alTexto(azar, () => azar.logNormal(ms, sigma));
};

/** Waits, reacts, waits, decides: a loop of several fixed waits. */
const ciclo = robot((azar) => {
  const esperas = Array.from({ length: azar.entero(2, 6) }, () => azar.escala(1.5, 25) * SEGUNDO);
  let paso = 0;
  return () => esperas[paso++ % esperas.length]! + azar.exponencial(200);
});

const grabado = robot(
  (azar) => {
    const grabaciones = Array.from({ length: azar.entero(1, 5) }, () => grabar(azar));
    return reproducir(azar, grabaciones, azar.pasa(0.6), azar.entre(0.01, 0.15));
  },
  (azar) => ({ dias: azar.entre(0.5, 1), horas: azar.escala(8, 20), paradas: azar.entre(0, 0.5) }),
);

const sinDormir = robot(relojLogNormal, (azar) => ({
  dias: 1,
  horas: azar.entre(20, 24),
  paradas: azar.entre(0, 1.5),
}));

/** Keeps a person's hours: sleeps at night and rests by day. */
const duermeDeNoche = robot(relojLogNormal, (azar) => ({
  dias: azar.entre(0.6, 1),
  horas: azar.entre(9, 15),
  paradas: azar.entre(0.5, 2),
}));

/** A careful machine: two hours a day, at the pace of the text, with pauses. One account can do little harm. */
const robotPrudente: Clase = (azar) =>
  Array.from({ length: 2 }, () => {
    const mundo = crearMundo();
    const cuenta = mundo.cuenta();
    const reloj = (palabras: number) => (palabras / 230) * MINUTO * azar.logNormal(1, 0.4);
    trabajar(azar, cuenta, guion(azar, reloj), { dias: 0.8, horas: 2, paradas: 1.5 });
    return mundo.entrada(cuenta);
  });

/** A person who now and then lets a machine turn the pages, fast, for some minutes. */
const ayudado: Clase = (azar) =>
  Array.from({ length: 2 }, () => {
    const mundo = crearMundo();
    const cuenta = mundo.cuenta();
    jugar(azar, cuenta, habitos(azar), {
      dias: 0.5,
      horas: [19],
      desvioHoras: 2,
      minutos: [10, 60],
      regalo: 0.6,
    });
    trabajar(azar, cuenta, guion(azar, relojLogNormal(azar)), {
      dias: 0.3,
      horas: 0.5 + (5 * MINUTO) / HORA,
      paradas: 1,
    });
    return mundo.entrada(cuenta);
  });

export const ADVERSARIOS: Record<string, Clase> = {
  'periodo fijo': periodoFijo,
  'ciclo de periodos': ciclo,
  'azar uniforme': uniforme,
  'azar gaussiano': gaussiano,
  'azar log-normal': robot(relojLogNormal),
  'sesiones grabadas': grabado,
  'sin dormir': sinDormir,
  'duerme de noche': duermeDeNoche,
  ...ANILLOS,
  ...REPETIDORES,
};

export const AL_LIMITE: Record<string, Clase> = {
  'robot prudente': robotPrudente,
  'persona ayudada': ayudado,
  'colector a mano': COLECTOR_A_MANO,
};
