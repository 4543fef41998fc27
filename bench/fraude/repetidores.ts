/** Those who look for holes: replayed buttons, odd inputs, limits hammered. */
import { REPETIDO } from '../../src/reactors/fraude/entrada.ts';
import { guion, trabajar } from './automata.ts';
import type { Azar } from './azar.ts';
import { type Clase, type Cuenta, crearMundo, DIA, SEGUNDO } from './mundo.ts';
import { diasDeJuego, habitos, jugar } from './persona.ts';

/** A burst of attempts by script, about `cadaMs` apart; some of them are accepted, as commands of that kind. */
function martillear(
  azar: Azar,
  cuenta: Cuenta,
  desde: number,
  veces: number,
  cadaMs: number,
  intento: (en: number) => void,
): void {
  const temblor = azar.entre(0.05, 0.6);
  let en = desde;
  for (let vez = 0; vez < veces; vez++) {
    en += Math.max(30, azar.logNormal(cadaMs, temblor));
    if (azar.pasa(0.1)) cuenta.manda({ en: Math.round(en), tipo: 'abrir' });
    else intento(Math.round(en));
  }
}

/** Plays a little besides, by hand or by script. */
function jugarAparte(azar: Azar, cuenta: Cuenta): void {
  if (azar.pasa(0.5))
    jugar(azar, cuenta, habitos(azar), {
      dias: 0.4,
      horas: [18],
      desvioHoras: 3,
      minutos: [5, 60],
      regalo: 0.5,
    });
  else
    trabajar(
      azar,
      cuenta,
      guion(azar, () => azar.logNormal(5 * SEGUNDO, 0.3)),
      { dias: 0.4, horas: 1, paradas: 1 },
    );
}

const atacante =
  (rafaga: (azar: Azar, cuenta: Cuenta, en: number) => void): Clase =>
  (azar) =>
    Array.from({ length: 3 }, () => {
      const mundo = crearMundo();
      const cuenta = mundo.cuenta();
      jugarAparte(azar, cuenta);
      for (const dia of diasDeJuego(azar, azar.entre(0.15, 0.8)))
        for (let ratos = azar.entero(1, 4); ratos > 0; ratos--) rafaga(azar, cuenta, dia + azar.uno() * DIA);
      return mundo.entrada(cuenta);
    });

/** Sends the same buttons again and again, hoping to be paid twice. */
const repetidor = atacante((azar, cuenta, en) => {
  const comando = azar.alguno(['decision', 'reaccion', 'RegalarBesitos', 'ComprarItem']);
  martillear(azar, cuenta, en, azar.escala(80, 1_500), azar.escala(80, 2_500), (cuando) =>
    cuenta.rechaza(cuando, comando, azar.pasa(0.8) ? REPETIDO : 'IDEMPOTENCY_CONFLICT'),
  );
});

/** Writes commands by hand of a script: negative amounts, pages not reached, components out of order. */
const explotador = atacante((azar, cuenta, en) => {
  const codigos = [
    'VALIDATION',
    'FRAGMENT_NOT_REACHED',
    'COMPONENT_OUT_OF_ORDER',
    'UNKNOWN_COMMAND',
    'INSUFFICIENT_FUNDS',
  ];
  martillear(azar, cuenta, en, azar.escala(30, 500), azar.escala(300, 6_000), (cuando) =>
    cuenta.rechaza(
      cuando,
      azar.alguno(['RegalarBesitos', 'AbrirFragmento', 'CompletarComponente']),
      azar.alguno(codigos),
    ),
  );
});

/** Hammers what pays until the limit lets it through. */
const martillo = atacante((azar, cuenta, en) => {
  martillear(azar, cuenta, en, azar.escala(150, 3_000), azar.escala(100, 1_500), (cuando) =>
    cuenta.manda({ en: cuando, tipo: azar.pasa(0.7) ? 'decision' : 'reaccion' }),
  );
});

/** Tries promo codes by the dozen. */
const adivinador = atacante((azar, cuenta, en) => {
  martillear(azar, cuenta, en, azar.escala(60, 800), azar.escala(500, 4_000), (cuando) =>
    cuenta.rechaza(cuando, 'CanjearCodigo', azar.pasa(0.8) ? 'CONTENT_NOT_FOUND' : 'RATE_LIMIT_EXCEEDED'),
  );
});

export const REPETIDORES: Record<string, Clase> = {
  repetidor,
  explotador,
  martillo,
  'adivina códigos': adivinador,
};
