/** A small world of accounts: what each did, who referred whom, who gave to whom; the rate limits hold in it. */
import type { Accion, Entrada, Intento, Referencia, Regalo } from '../../src/reactors/fraude/entrada.ts';
import type { Azar } from './azar.ts';

export const SEGUNDO = 1_000;
export const MINUTO = 60_000;
export const HORA = 3_600_000;
export const DIA = 86_400_000;
/** Noon of a day, UTC: the end of what is generated. */
export const AHORA = Date.UTC(2026, 5, 15, 12);
export const DIAS = 14;
/** Midnight of the first whole day. */
export const PRIMER_DIA = AHORA - 12 * HORA - (DIAS - 1) * DIA;

const LIMITES: Partial<Record<Accion['tipo'], { max: number; ventanaMs: number }>> = {
  compra: { max: 5, ventanaMs: HORA },
  reaccion: { max: 50, ventanaMs: 5 * MINUTO },
  decision: { max: 20, ventanaMs: MINUTO },
};
const DE_LO_DEMAS = { max: 100, ventanaMs: MINUTO };
/** As many as the product keeps of a neighbour, and as many neighbours. */
const ACCIONES_POR_VECINO = 200;
const VECINOS = 50;

/** One kind of people: makes a small world, and gives the accounts of it that are to be judged. */
export type Clase = (azar: Azar) => Entrada[];

export interface Cuenta {
  id: string;
  acciones: Accion[];
  intentos: Intento[];
  /** Sends a command; false where the rate limit rejects it. What lies after `AHORA` does not happen. */
  manda(accion: Accion): boolean;
  rechaza(en: number, comando: string, codigo: string): void;
}

export interface Mundo {
  cuenta(): Cuenta;
  refiere(referente: Cuenta, referido: Cuenta, registradoEn: number, pagadaEn: number): void;
  regala(de: Cuenta, a: Cuenta, cantidad: number, en: number): void;
  entrada(cuenta: Cuenta): Entrada;
}

function crearCuenta(id: string): Cuenta {
  const acciones: Accion[] = [];
  const intentos: Intento[] = [];
  /** Times at which commands of a kind were tried, the latest last. */
  const probadas = new Map<string, number[]>();
  return {
    id,
    acciones,
    intentos,
    manda(accion) {
      if (accion.en > AHORA) return true;
      const { max, ventanaMs } = LIMITES[accion.tipo] ?? DE_LO_DEMAS;
      const tiempos = probadas.get(accion.tipo) ?? [];
      probadas.set(accion.tipo, tiempos);
      // Days may be played in any order: a later time is of another day, and no longer counts.
      while (tiempos.length > 0 && (tiempos[0]! <= accion.en - ventanaMs || tiempos[0]! > accion.en))
        tiempos.shift();
      if (tiempos.length >= max) {
        intentos.push({ en: accion.en, comando: accion.tipo, codigo: 'RATE_LIMIT_EXCEEDED' });
        return false;
      }
      tiempos.push(accion.en);
      acciones.push(accion);
      return true;
    },
    rechaza(en, comando, codigo) {
      if (en <= AHORA) intentos.push({ en, comando, codigo });
    },
  };
}

export function crearMundo(): Mundo {
  const cuentas = new Map<string, Cuenta>();
  const referencias: Referencia[] = [];
  const regalos: Regalo[] = [];

  const vecinosDe = (id: string): Set<string> => {
    const vecinos = new Set<string>();
    const une = (a: string, b: string) => {
      if (a === id) vecinos.add(b);
      if (b === id) vecinos.add(a);
    };
    for (const { referente, referido } of referencias) une(referente, referido);
    for (const { de, a } of regalos) une(de, a);
    return vecinos;
  };

  return {
    cuenta() {
      const cuenta = crearCuenta(`u${String(cuentas.size + 1).padStart(3, '0')}`);
      cuentas.set(cuenta.id, cuenta);
      return cuenta;
    },
    refiere(referente, referido, registradoEn, pagadaEn) {
      if (pagadaEn > AHORA) return;
      referencias.push({ referente: referente.id, referido: referido.id, en: pagadaEn, registradoEn });
      referente.acciones.push({ en: pagadaEn, tipo: 'referido', con: referido.id });
    },
    regala(de, a, cantidad, en) {
      if (en > AHORA || cantidad < 1) return;
      if (!de.manda({ en, tipo: 'regalo_enviado', con: a.id, cantidad })) return;
      regalos.push({ de: de.id, a: a.id, cantidad, en });
      a.acciones.push({ en: en + 50, tipo: 'regalo_recibido', con: de.id, cantidad });
    },
    entrada({ id, acciones, intentos }) {
      const directos = vecinosDe(id);
      const cerca = new Set([id, ...directos]);
      const suyas = referencias.filter((r) => cerca.has(r.referente) || cerca.has(r.referido));
      const suyos = regalos.filter((r) => cerca.has(r.de) || cerca.has(r.a));
      const alrededor = new Set(directos);
      for (const { referente, referido } of suyas) alrededor.add(referente).add(referido);
      for (const { de, a } of suyos) alrededor.add(de).add(a);
      alrededor.delete(id);
      return {
        usuario: id,
        ahora: AHORA,
        acciones,
        intentos,
        vecinos: {
          referencias: suyas,
          regalos: suyos,
          acciones: Object.fromEntries(
            [...alrededor].slice(0, VECINOS).map((vecino) => [
              vecino,
              cuentas
                .get(vecino)!
                .acciones.map(({ en }) => en)
                .sort((a, b) => a - b)
                .slice(-ACCIONES_POR_VECINO),
            ]),
          ),
        },
      };
    },
  };
}
