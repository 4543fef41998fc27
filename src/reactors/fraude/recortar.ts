/**
 * Puts the input in order, leaves out what is too old or in the future, and keeps the latest of each kind.
 * O(n log n) in what is handed over; everything after it is bounded by `topes`.
 */
import type { Accion, Entrada, Intento } from './entrada.ts';
import type { Umbrales } from './umbrales.ts';

export interface Recorte extends Entrada {
  /** The user's own commands, accepted or not, in order; taps of the same burst that are forgiven are left out. */
  comandos: readonly number[];
  /** `intentos` without the taps that are forgiven. */
  rechazos: readonly Intento[];
}

const PASIVAS: ReadonlySet<Accion['tipo']> = new Set(['regalo_recibido', 'referido', 'registro']);

export function recortar(entrada: Entrada, umbrales: Umbrales): Recorte {
  const { ahora, vecinos } = entrada;
  const { topes, ventanaMs } = umbrales;
  const vigente = (en: number) => en <= ahora && en > ahora - ventanaMs;
  const ultimos = <T extends { en: number }>(lista: readonly T[], tope: number): T[] =>
    lista
      .filter(({ en }) => vigente(en))
      .sort((a, b) => a.en - b.en)
      .slice(-tope);

  const acciones = ultimos(entrada.acciones, topes.acciones);
  const intentos = ultimos(entrada.intentos, topes.intentos);
  const rechazos = sinDobleToque(intentos, umbrales);
  // Where a cap cut one list, the other is not the whole of what went on before: rates are of the time both cover.
  const desde = Math.max(
    acciones.length === topes.acciones ? acciones[0]!.en : 0,
    intentos.length === topes.intentos ? intentos[0]!.en : 0,
  );
  const comandos = [...acciones.filter(({ tipo }) => !PASIVAS.has(tipo)), ...rechazos]
    .map(({ en }) => en)
    .filter((en) => en >= desde)
    .sort((a, b) => a - b);
  return {
    usuario: entrada.usuario,
    ahora,
    acciones,
    intentos,
    rechazos,
    comandos,
    vecinos: {
      // A referral stays what it is however long ago; only gifts and actions grow old.
      referencias: [...vecinos.referencias].sort((a, b) => a.en - b.en).slice(-topes.enlaces),
      regalos: ultimos(vecinos.regalos, topes.enlaces),
      acciones: Object.fromEntries(
        Object.entries(vecinos.acciones)
          .filter(([id]) => id !== entrada.usuario)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .slice(0, topes.vecinos)
          .map(([id, tiempos]) => [
            id,
            tiempos
              .filter(vigente)
              .sort((a, b) => a - b)
              .slice(-topes.accionesPorVecino),
          ]),
      ),
    },
  };
}

/** A burst is the same rejection of the same command again and again; its first taps are forgiven but for one. */
function sinDobleToque(intentos: readonly Intento[], { dobleToque }: Umbrales): Intento[] {
  const rafagas = new Map<string, { ultimo: number; toques: number }>();
  return intentos.filter(({ en, comando, codigo }) => {
    const clave = `${comando} ${codigo}`;
    const rafaga = rafagas.get(clave);
    const sigue = rafaga !== undefined && en - rafaga.ultimo <= dobleToque.ms;
    const toques = sigue ? rafaga.toques + 1 : 1;
    rafagas.set(clave, { ultimo: en, toques });
    return toques === 1 || toques > dobleToque.perdonados;
  });
}
